"""Contacts that are one person: by evidence, to be seen, and undone."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, or_
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.inbox.identities import (
    Likeness,
    UnknownContact,
    merge,
    merge_by_hand,
    propose,
    same_person,
    undo_merge,
)
from socialshop.inbox.model import Contact, ContactLink, Sameness


@pytest.fixture
def contacts(store: Engine, clock: Clock) -> list[int]:
    with Session(store) as session:
        rows = [
            Contact(channel=c, external_id="7", name="Anna", first_seen_at=clock(), last_seen_at=clock())
            for c in ("facebook", "instagram", "pinterest")
        ]
        session.add_all(rows)
        session.commit()
        return [row.id or 0 for row in rows]


def same(session: Session, contact_id: int) -> list[int]:
    return sorted(session.scalars(same_person(contact_id)))


def links_of(session: Session, contact_id: int) -> list[ContactLink]:
    """The links of a contact, those that were undone too, the oldest first."""
    either = or_(col(ContactLink.contact_id) == contact_id, col(ContactLink.other_id) == contact_id)
    return list(session.exec(select(ContactLink).where(either).order_by(col(ContactLink.id))))


def proposed(session: Session, likeness: Likeness, clock: Clock) -> int:
    propose(session, [likeness], clock)
    return max(link.id or 0 for link in links_of(session, likeness.contact_id))


def test_a_chain_of_links_is_one_person_and_falls_apart_where_one_is_undone(
    store: Engine, clock: Clock, contacts: list[int]
) -> None:
    first, second, third = contacts
    with Session(store) as session:
        by_email = proposed(session, Likeness(second, first, Sameness.ORDER_EMAIL, "#1001, #1007"), clock)
        by_code = proposed(session, Likeness(third, second, Sameness.CODE, "K-7QHM2XTA"), clock)
        assert same(session, third) == [third], "what is proposed is not done"
        merge(session, by_email, by="anna", clock=clock)
        merge(session, by_code, by="anna", clock=clock)
        assert same(session, third) == contacts
        undo_merge(session, by_code, by="bert", clock=clock)
        assert (same(session, first), same(session, third)) == ([first, second], [third])
        assert [(one.evidence, one.undone_by) for one in links_of(session, second)] == [
            ("order e-mail", ""),
            ("code", "bert"),
        ]
        merge(session, by_code, by="anna", clock=clock)
        assert same(session, third) == contacts, "an undo can be undone"


def test_what_was_decided_is_not_proposed_again_by_the_same_evidence(
    store: Engine, clock: Clock, contacts: list[int]
) -> None:
    first, second, _ = contacts
    likeness = Likeness(second, first, Sameness.CODE, "K-1")
    with Session(store) as session:
        assert propose(session, [likeness], clock) == 1
        undo_merge(session, links_of(session, first)[0].id or 0, by="bert", clock=clock)
        assert propose(session, [likeness], clock) == 0
        assert (same(session, first), links_of(session, first)[0].undone_by) == ([first], "bert")
        merge_by_hand(session, second, first, because="she said so", by="bert", clock=clock)
        assert same(session, first) == [first, second]


def test_what_is_not_there_cannot_be_merged(store: Engine, clock: Clock, contacts: list[int]) -> None:
    with Session(store) as session:
        for pair in ((contacts[0], contacts[0]), (contacts[0], 999)):
            with pytest.raises(UnknownContact):
                merge_by_hand(session, *pair, because="", by="anna", clock=clock)
        for act in (merge, undo_merge):
            with pytest.raises(UnknownContact):
                act(session, 999, by="anna", clock=clock)
