"""Who may be whom, to be read: proposals that wait for a decision, and those that were decided."""

from __future__ import annotations

from collections.abc import Collection, Sequence
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
from socialshop.store import Question, ask


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
_Links = Select[*tuple[Any, ...]]
_LINK = ("id", "evidence", "found", "found_at", "linked_at", "linked_by", "undone_at", "undone_by")
_WIDTH = len(_LINK)  # of what is asked of a link; a number, a channel and a name of each end follow
_One, _Other = aliased(Contact), aliased(Contact)
_OPEN = and_(col(ContactLink.linked_at).is_(None), col(ContactLink.undone_at).is_(None))
_IS_NEWS = or_(col(_One.person_id).is_(None), col(_One.person_id).is_distinct_from(_Other.person_id))
"""Whether the two are not known to be one person already."""


def proposals(session: Session, *, before: int | None = None, limit: int = 50) -> list[LinkView]:
    """What nobody decided yet, the latest first; `before` is the number of the last one of the page before.

    What is known already by other evidence is none.
    """
    further = [col(ContactLink.id) < before] if before is not None else []
    return linked(session, ask(session, _links(_OPEN, _IS_NEWS, *further).limit(limit)).all())


def decisions(session: Session, *, limit: int = 20) -> list[LinkView]:
    """What was merged and what was kept apart, the latest decision first."""
    decided = func.coalesce(col(ContactLink.undone_at), col(ContactLink.linked_at))
    links = _links(or_(STANDS, col(ContactLink.undone_at).is_not(None)), order=[decided.desc()])
    return linked(session, ask(session, links.limit(limit)).all())


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
        select(
            *(getattr(ContactLink, name) for name in _LINK),
            *(getattr(end, name) for end in (_One, _Other) for name in ("id", "channel", "name")),
        )
        .select_from(ContactLink)
        .join(_One, col(ContactLink.contact_id) == _One.id)
        .join(_Other, col(ContactLink.other_id) == _Other.id)
        .where(*conditions)
        .order_by(*order, col(ContactLink.id).desc())
    )


AROUND = Question(_around, list)
"""What is known and proposed of the person whom the contact `contact_id` belongs to: links, to be read by `linked`."""


def linked(session: Session, links: Collection[Sequence[Any]]) -> list[LinkView]:
    """Links as their columns were read, with the latest conversation of each end."""
    talks = _latest_conversations(session, [id_ for link in links for id_ in (link[_WIDTH], link[_WIDTH + 3])])
    return [_view(link[:_WIDTH], link[_WIDTH:], talks) for link in links]


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


def _view(link: Sequence[Any], ends: Sequence[Any], talks: dict[int, int | None]) -> LinkView:
    id_, evidence, found, found_at, linked_at, linked_by, undone_at, undone_by = link
    standing, by, at = Standing.PROPOSED, "", None
    if undone_at is not None:
        standing, by, at = Standing.APART, undone_by, undone_at
    elif linked_at is not None:
        standing, by, at = Standing.MERGED, linked_by, linked_at
    first, second = (
        ContactView(number, channel, name, talks.get(number)) for number, channel, name in (ends[:3], ends[3:])
    )
    return LinkView(id_, first, second, Sameness(evidence), found, found_at, standing, by, at)
