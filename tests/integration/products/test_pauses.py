"""A product is paused by people, or by too many complaints."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.errors import ConfigurationError
from socialshop.products.model import Product
from socialshop.products.pauses import follow_complaints, pause, pauses, resume


@pytest.fixture
def session(store: Engine, clock: Clock) -> Session:
    opened = Session(store)
    for item_id in ("brie", "feta"):
        opened.add(
            Product(
                id=item_id,
                title=item_id,
                availability="in stock",
                price=1,
                currency="EUR",
                link="https://shop.example",
                updated_at=clock(),
            )
        )
    opened.flush()
    return opened


def told(session: Session) -> dict[str, str]:
    session.flush()
    return {one.item_id: f"{one.why} ({one.paused_by})" for one in pauses(session)}


def test_a_person_pauses_and_resumes(session: Session, clock: Clock) -> None:
    with session:
        pause(session, "brie", "smells odd", "anna", clock)
        assert told(session) == {"brie": "smells odd (anna)"}
        resume(session, "brie")
        assert told(session) == {}


def test_what_is_not_there_is_said(session: Session, clock: Clock) -> None:
    with session:
        with pytest.raises(ConfigurationError, match="no product 'gouda'"):
            pause(session, "gouda", "x", "anna", clock)
        pause(session, "feta", "x", "anna", clock)
        with pytest.raises(ConfigurationError, match=r"'brie' is not paused\. What is paused: feta"):
            resume(session, "brie")


def test_enough_complaints_pause_until_they_are_settled(session: Session, clock: Clock) -> None:
    with session:
        follow_complaints(session, {"brie": 3, "feta": 2, "unknown": 9}, 3, clock)
        assert told(session) == {"brie": "3 open complaints in the inbox (inbox)"}
        follow_complaints(session, {"brie": 2}, 3, clock)
        assert told(session) == {}


def test_a_persons_pause_outlives_the_complaints(session: Session, clock: Clock) -> None:
    with session:
        pause(session, "brie", "smells odd", "anna", clock)
        follow_complaints(session, {"brie": 5}, 3, clock)
        follow_complaints(session, {}, 3, clock)
        assert told(session) == {"brie": "smells odd (anna)"}


def test_no_number_of_complaints_pauses_where_that_is_off(session: Session, clock: Clock) -> None:
    with session:
        follow_complaints(session, {"brie": 50}, 0, clock)
        assert told(session) == {}
