"""Who is whom: contacts of several channels that are one person, each link with its evidence, and undone as easily."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import or_, select, update
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.errors import SocialshopError
from socialshop.inbox.model import Contact, ContactLink


class UnknownContact(SocialshopError):
    """There is no contact, or no link of contacts, with that number."""


def merge(session: Session, one: int, other: int, *, evidence: str, found: str, by: str, clock: Clock) -> ContactLink:
    """Say that two contacts are one person; `found` is what the evidence rests on, `by` who says so.

    What a person undid is not made again by the same evidence: the link is returned as it was undone. Raises
    UnknownContact; the caller commits.
    """
    if one == other:
        raise UnknownContact("A contact cannot be merged with itself.", mend="Name two contacts.")
    for contact_id in (one, other):
        if session.get(Contact, contact_id) is None:
            raise UnknownContact(f"There is no contact {contact_id}.")
    first, second = sorted((one, other))
    known: ContactLink | None = session.execute(
        select(ContactLink).where(
            col(ContactLink.contact_id) == first,
            col(ContactLink.other_id) == second,
            col(ContactLink.evidence) == evidence,
        )
    ).scalar_one_or_none()
    if known is not None:
        return known
    link = ContactLink(
        contact_id=first, other_id=second, evidence=evidence, found=found, linked_at=clock(), linked_by=by
    )
    session.add(link)
    session.flush()
    _settle(session, {first, second})
    return link


def undo_merge(session: Session, link_id: int, *, by: str, clock: Clock) -> None:
    """Two contacts are not one person after all. Raises UnknownContact; the caller commits."""
    link = session.get(ContactLink, link_id)
    if link is None:
        raise UnknownContact(f"There is no link {link_id} of contacts.")
    link.undone_at, link.undone_by = link.undone_at or clock(), link.undone_by or by
    session.flush()
    _settle(session, {link.contact_id, link.other_id})


def links_of(session: Session, contact_id: int) -> list[ContactLink]:
    """The links of a contact, those that were undone too, the oldest first."""
    either = or_(col(ContactLink.contact_id) == contact_id, col(ContactLink.other_id) == contact_id)
    return list(session.execute(select(ContactLink).where(either).order_by(col(ContactLink.id))).scalars())


def person(session: Session, contact_id: int) -> list[Contact]:
    """All contacts that are the same person, this one too."""
    contact = session.get(Contact, contact_id)
    if contact is None:
        raise UnknownContact(f"There is no contact {contact_id}.")
    if contact.person_id is None:
        return [contact]
    same = select(Contact).where(col(Contact.person_id) == contact.person_id).order_by(col(Contact.id))
    return list(session.execute(same).scalars())


def _settle(session: Session, contact_ids: Collection[int]) -> None:
    """Bring `person_id` in line with the links that stand, for all whom these contacts reach or reached."""
    around = _reached(session, contact_ids, standing=False)
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
        rows = session.execute(links.where(col(ContactLink.undone_at).is_(None)) if standing else links)
        edge = {id_ for row in rows for id_ in row} - reached
        reached |= edge
    return reached
