"""Who may be whom, to be read: proposals that wait for a decision, and those that were decided."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, or_, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from socialshop.inbox.identities import STANDS, same_person
from socialshop.inbox.model import Contact, ContactLink, Conversation, Sameness


class Standing(StrEnum):
    PROPOSED = "proposed"
    MERGED = "merged"
    APART = "apart"  # declined, or undone


@dataclass(frozen=True, slots=True)
class ContactView:
    """A person as one channel knows them; `conversation_id` is their latest conversation."""

    id: int
    channel: str
    name: str
    conversation_id: int | None


@dataclass(frozen=True, slots=True)
class LinkView:
    """Two contacts that may be one person, and why. `by` and `at` say who decided when; '' and None: nobody."""

    id: int
    one: ContactView
    other: ContactView
    evidence: Sameness
    found: str
    found_at: datetime
    standing: Standing
    by: str
    at: datetime | None


_MOST_AROUND = 50  # links of one person
_Links = Select[ContactLink, Contact, Contact]
_One, _Other = aliased(Contact), aliased(Contact)
_OPEN = and_(col(ContactLink.linked_at).is_(None), col(ContactLink.undone_at).is_(None))
_IS_NEWS = or_(col(_One.person_id).is_(None), col(_One.person_id).is_distinct_from(_Other.person_id))
"""Whether the two are not known to be one person already."""


def proposals(session: Session, *, before: int | None = None, limit: int = 50) -> list[LinkView]:
    """What nobody decided yet, the latest first; `before` is the number of the last one of the page before.

    What is known already by other evidence is none.
    """
    further = [col(ContactLink.id) < before] if before is not None else []
    return _views(session, _links(_OPEN, _IS_NEWS, *further).limit(limit))


def decisions(session: Session, *, limit: int = 20) -> list[LinkView]:
    """What was merged and what was kept apart, the latest decision first."""
    decided = func.coalesce(col(ContactLink.undone_at), col(ContactLink.linked_at))
    links = _links(or_(STANDS, col(ContactLink.undone_at).is_not(None)), order=[decided.desc()])
    return _views(session, links.limit(limit))


def links_around(session: Session, contact_id: int) -> list[LinkView]:
    """What is known and proposed of the person whom a contact belongs to."""
    return _views(session, _around(), contact_id=contact_id)


@cache
def _around() -> _Links:
    contact: BindParameter[int] = bindparam("contact_id")
    # Not one OR: PostgreSQL would look at every link there is.
    touching = union_all(*(
        select(col(ContactLink.id)).where(col(end).in_(same_person(contact)))
        for end in (ContactLink.contact_id, ContactLink.other_id)
    ))  # fmt: skip
    stands = col(ContactLink.undone_at).is_(None)
    is_told = or_(col(ContactLink.linked_at).is_not(None), _IS_NEWS)
    return _links(stands, col(ContactLink.id).in_(touching), is_told).limit(_MOST_AROUND)


def _links(*conditions: ColumnElement[bool], order: Collection[ColumnElement[Any]] = ()) -> _Links:
    return (
        select(ContactLink, _One, _Other)
        .join(_One, col(ContactLink.contact_id) == _One.id)
        .join(_Other, col(ContactLink.other_id) == _Other.id)
        .where(*conditions)
        .order_by(*order, col(ContactLink.id).desc())
    )


def _views(session: Session, links: _Links, **given: int) -> list[LinkView]:
    rows = session.execute(links, given).all()
    talks = _latest_conversations(session, [contact.id or 0 for _, *both in rows for contact in both])
    return [_view(link, one, other, talks) for link, one, other in rows]


def _latest_conversations(session: Session, contact_ids: Collection[int]) -> dict[int, int | None]:
    if not contact_ids:
        return {}
    latest = (
        select(col(Conversation.id))
        .where(col(Conversation.contact_id) == Contact.id)
        .order_by(col(Conversation.last_at).desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = session.execute(select(col(Contact.id), latest).where(col(Contact.id).in_(contact_ids)))
    return {id_ or 0: conversation_id for id_, conversation_id in rows}


def _view(link: ContactLink, one: Contact, other: Contact, talks: dict[int, int | None]) -> LinkView:
    standing, by, at = Standing.PROPOSED, "", None
    if link.undone_at is not None:
        standing, by, at = Standing.APART, link.undone_by, link.undone_at
    elif link.linked_at is not None:
        standing, by, at = Standing.MERGED, link.linked_by, link.linked_at
    first, second = (
        ContactView(contact.id or 0, contact.channel, contact.name, talks.get(contact.id or 0))
        for contact in (one, other)
    )
    return LinkView(link.id or 0, first, second, Sameness(link.evidence), link.found, link.found_at, standing, by, at)
