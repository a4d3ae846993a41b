"""Contacts that are one person: by evidence, to be seen, and undone."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.inbox.identities import UnknownContact, links_of, merge, person, undo_merge
from socialshop.inbox.model import Contact


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


def same(session: Session, contact_id: int) -> list[int | None]:
    return [contact.id for contact in person(session, contact_id)]


def test_a_chain_of_links_is_one_person_and_falls_apart_where_one_is_undone(
    store: Engine, clock: Clock, contacts: list[int]
) -> None:
    first, second, third = contacts
    with Session(store) as session:
        merge(session, second, first, evidence="order e-mail", found="#1001, #1007", by="anna", clock=clock)
        link = merge(session, third, second, evidence="code", found="K-7QHM2XTA", by="anna", clock=clock)
        assert same(session, third) == contacts
        undo_merge(session, link.id or 0, by="bert", clock=clock)
        assert (same(session, first), same(session, third)) == ([first, second], [third])
        assert [(one.evidence, one.undone_by) for one in links_of(session, second)] == [
            ("order e-mail", ""),
            ("code", "bert"),
        ]


def test_what_was_undone_is_not_made_again_by_the_same_evidence(
    store: Engine, clock: Clock, contacts: list[int]
) -> None:
    first, second, _ = contacts
    with Session(store) as session:
        link = merge(session, first, second, evidence="code", found="K-1", by="anna", clock=clock)
        undo_merge(session, link.id or 0, by="bert", clock=clock)
        assert merge(session, second, first, evidence="code", found="K-1", by="sync", clock=clock).undone_at == clock()
        assert same(session, first) == [first]
        merge(session, second, first, evidence="person", found="she said so", by="bert", clock=clock)
        assert same(session, first) == [first, second]


def test_what_is_not_there_cannot_be_merged(store: Engine, clock: Clock, contacts: list[int]) -> None:
    with Session(store) as session:
        for pair in ((contacts[0], contacts[0]), (contacts[0], 999)):
            with pytest.raises(UnknownContact):
                merge(session, *pair, evidence="person", found="", by="anna", clock=clock)
        with pytest.raises(UnknownContact):
            undo_merge(session, 999, by="anna", clock=clock)
