"""Who is whom: contacts of several channels that are one person, each link with its evidence, and undone as easily."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import BindParameter, Select, and_, func, or_, select, update
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.errors import SocialshopError
from socialshop.inbox.model import Contact, ContactLink, Sameness
from socialshop.phrases import phrase
from socialshop.store import table_of, upsert

STANDS = and_(col(ContactLink.linked_at).is_not(None), col(ContactLink.undone_at).is_(None))
"""The links by which contacts are one person."""


class UnknownContact(SocialshopError):
    """There is no contact, or no link of contacts, with that number."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two contacts that may be one person: `found` is what the evidence rests on, such as the orders' numbers."""

    contact_id: int
    other_id: int
    evidence: Sameness
    found: str


def propose(session: Session, found: Iterable[Likeness], clock: Clock) -> int:
    """Keep what people shall decide on; how many proposals are new. The caller commits.

    What somebody accepted, declined or undone before is not proposed again by the same evidence.
    """
    rows = [
        {
            "contact_id": min(one.contact_id, one.other_id),
            "other_id": max(one.contact_id, one.other_id),
            "evidence": one.evidence.value,
            "found": one.found,
            "found_at": clock(),
            "linked_by": "",
            "undone_by": "",
        }
        for one in found
    ]
    before = _number(session)
    table = table_of(ContactLink)
    upsert(session.connection(), table, rows, keys=["contact_id", "other_id", "evidence"], update=[])
    return _number(session) - before


def merge(session: Session, link_id: int, *, by: str, clock: Clock) -> ContactLink:
    """Two contacts are one person, as was proposed, or after all. Raises UnknownContact; the caller commits."""
    link = _link(session, link_id)
    link.linked_at, link.linked_by = clock(), by
    link.undone_at, link.undone_by = None, ""
    _settle(session, link)
    return link


def merge_by_hand(session: Session, one: int, other: int, *, because: str, by: str, clock: Clock) -> ContactLink:
    """Two contacts are one person, as somebody of the shop knows. Raises UnknownContact; the caller commits."""
    if one == other:
        raise UnknownContact(phrase("A contact cannot be merged with itself."), mend=phrase("Name two contacts."))
    for contact_id in (one, other):
        _contact(session, contact_id)
    propose(session, [Likeness(one, other, Sameness.PERSON, because)], clock)
    known = select(ContactLink).where(
        col(ContactLink.contact_id) == min(one, other),
        col(ContactLink.other_id) == max(one, other),
        col(ContactLink.evidence) == Sameness.PERSON,
    )
    link: ContactLink = session.execute(known).scalar_one()
    link.found = because
    return merge(session, link.id or 0, by=by, clock=clock)


def undo_merge(session: Session, link_id: int, *, by: str, clock: Clock) -> ContactLink:
    """Two contacts are not one person, or not after all. Raises UnknownContact; the caller commits."""
    link = _link(session, link_id)
    if link.undone_at is None:
        link.undone_at, link.undone_by = clock(), by
    _settle(session, link)
    return link


def same_person(contact_id: int | BindParameter[int]) -> Select[int | None]:
    """The numbers of all contacts that are the same person, this one too."""
    whose = select(col(Contact.person_id)).where(col(Contact.id) == contact_id).scalar_subquery()
    return select(col(Contact.id)).where(or_(col(Contact.id) == contact_id, col(Contact.person_id) == whose))


def _contact(session: Session, contact_id: int) -> Contact:
    contact = session.get(Contact, contact_id)
    if contact is None:
        raise UnknownContact(
            phrase("There is no contact {contact_id}.", contact_id=contact_id),
            mend=phrase("Find people with `socialshop inbox search`."),
        )
    return contact


def _link(session: Session, link_id: int) -> ContactLink:
    link = session.get(ContactLink, link_id)
    if link is None:
        raise UnknownContact(
            phrase("There is no link {link_id} of contacts.", link_id=link_id),
            mend=phrase("List them with `socialshop inbox people list`."),
        )
    return link


def _number(session: Session) -> int:
    return int(session.execute(select(func.count()).select_from(ContactLink)).scalar_one())


def _settle(session: Session, changed: ContactLink) -> None:
    """Bring `person_id` in line with the links that stand, for all whom the two contacts reach or reached."""
    session.flush()
    around = _reached(session, {changed.contact_id, changed.other_id}, standing=False)
    left = set(around)
    while left:
        group = _reached(session, {min(left)}, standing=True)
        left -= group
        value = min(group) if len(group) > 1 else None
        session.execute(update(Contact).where(col(Contact.id).in_(group)).values(person_id=value))


def _reached(session: Session, contact_ids: Collection[int], *, standing: bool) -> set[int]:
    """The contacts that are linked with these over any number of links; `standing` leaves out those undone."""
    reached, edge = set(contact_ids), set(contact_ids)
    while edge:
        either = or_(col(ContactLink.contact_id).in_(edge), col(ContactLink.other_id).in_(edge))
        links = select(col(ContactLink.contact_id), col(ContactLink.other_id)).where(either)
        rows = session.execute(links.where(STANDS) if standing else links)
        edge = {id_ for row in rows for id_ in row} - reached
        reached |= edge
    return reached
