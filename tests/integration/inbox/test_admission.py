"""A window of limited access gives each member one code, and never more than there are seats."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.errors import ConfigurationError
from socialshop.inbox.admission import NoSeatLeft, answer_privately, askings, codes, members_of, seat
from socialshop.inbox.ingest import ingest
from socialshop.inbox.view import conversation
from socialshop.ports import Author, InboundEvent
from socialshop.windows.definition import WindowDefinition

Says = Callable[..., InboundEvent]
MEMBERS = frozenset({"facebook:greta", "facebook:hans"})


def herbst(**audience: Any) -> WindowDefinition:
    return WindowDefinition.model_validate(
        {
            "name": "herbst",
            "title": "Herbst",
            "story": "Der erste Anschnitt.",
            "motive": "Wer viel probiert, sagt es als Erster.",
            "channels": ["facebook"],
            "language": "de",
            "products": ["BERG-1"],
            "audience": {"who": "experts", "quota": 2} | audience,
        }
    )


def arrive(shop: Engine, clock: Clock, *events: InboundEvent) -> None:
    with Session(shop) as session:
        ingest(session, events, clock)
        session.commit()


def asking(shop: Engine, clock: Clock, window: WindowDefinition) -> list[str]:
    with Session(shop) as session:
        return [one.holder for one in askings(session, window, "facebook", MEMBERS, clock())]


def test_who_belongs_there_and_asks_is_answered_privately_and_once(shop: Engine, clock: Clock, says: Says) -> None:
    greta, stranger = Author("greta", "Greta"), Author("x", "Greta")
    arrive(
        shop,
        clock,
        says("c1", "Ich hätte gern einen Code!", author=greta),
        says("c2", "Ich auch einen Code bitte", author=stranger, minute=1),
        says("c3", "Noch einmal: Code?", author=greta, minute=2),
        says("c4", "Wie kodiert ihr das?", author=Author("hans", "Hans"), minute=3),
    )
    window = herbst()
    assert asking(shop, clock, window) == ["facebook:greta"]
    with Session(shop) as session:
        (one,) = askings(session, window, "facebook", MEMBERS, clock())
        given = answer_privately(session, window, one, clock, 1_000).code
        session.commit()
        reply = conversation(session, one.conversation_id).messages[-1]
    assert reply.is_ours
    assert given in reply.text
    assert asking(shop, clock, window) == []


def test_after_the_end_nobody_gets_in(shop: Engine, clock: Clock, says: Says) -> None:
    arrive(shop, clock, says("c1", "Einen Code bitte", author=Author("greta", "Greta")))
    assert asking(shop, clock, herbst(ends=clock() + timedelta(days=1))) == ["facebook:greta"]
    assert asking(shop, clock, herbst(ends=clock())) == []


def test_the_same_holder_has_one_code(shop: Engine, clock: Clock) -> None:
    with Session(shop) as session:
        assert seat(session, herbst(), "Greta", clock).code == seat(session, herbst(), "Greta", clock).code


def test_a_window_for_everyone_gives_none(shop: Engine, clock: Clock) -> None:
    with Session(shop) as session, pytest.raises(ConfigurationError, match="gives no codes"):
        seat(session, herbst(who="everyone"), "Greta", clock)


def test_names_alone_make_nobody_a_member() -> None:
    assert members_of(herbst(), ["facebook:greta"]) == {"facebook:greta"}
    assert members_of(herbst(who=["Greta", "instagram:7"]), ["facebook:greta"]) == {"instagram:7"}
    assert members_of(herbst(who="everyone"), ["facebook:greta"]) == frozenset()


def test_many_at_once_never_get_more_than_there_are_seats(shop: Engine, clock: Clock) -> None:
    start = Barrier(8)

    def ask(number: int) -> str | None:
        start.wait()
        with Session(shop) as session:
            try:
                given = seat(session, herbst(quota=3), f"person {number}", clock).code
            except NoSeatLeft:
                return None
            session.commit()
            return given

    with ThreadPoolExecutor(8) as pool:
        given = [code for code in pool.map(ask, range(8)) if code]
    assert len(given) == len(set(given)) == 3
    with Session(shop) as session:
        assert [one.seat for one in codes(session, "herbst")] == [1, 2, 3]
