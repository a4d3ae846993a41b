"""A window of limited access gives each member one code, and never more than there are seats."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.errors import ConfigurationError
from socialshop.inbox.admission import NoSeatLeft, Person, answer_privately, askings, codes, members_of, seat
from socialshop.inbox.identities import merge_by_hand
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Contact, Message
from socialshop.inbox.view import conversation
from socialshop.ports import Author, InboundEvent
from socialshop.windows.definition import WindowDefinition
from tests.integration.inbox.conftest import Says

MEMBERS = {"facebook:greta": "Greta Huber", "instagram:g.huber": "Greta Huber", "facebook:hans": "Hans"}


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
        return [one.holder or one.contact for one in askings(session, window, MEMBERS, clock())]


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
    assert asking(shop, clock, window) == ["Greta Huber", "facebook:x"]
    with Session(shop) as session:
        one, _ = askings(session, window, MEMBERS, clock())
        given = answer_privately(session, window, one, clock, 1_000)
        assert answer_privately(session, window, one, clock, 1_000) is None
        session.commit()
        reply = conversation(session, one.conversation_id).messages[-1]
        assert given
        assert (given.holder, reply.is_ours, reply.is_private) == ("Greta Huber", True, True)
        assert given.code in reply.text
    assert one.message_id == 3, "where they asked last: what came long ago cannot be answered privately"
    assert asking(shop, clock, window) == ["facebook:x"]


def test_after_the_end_nobody_gets_in(shop: Engine, clock: Clock, says: Says) -> None:
    arrive(shop, clock, says("c1", "Einen Code bitte", author=Author("greta", "Greta")))
    assert asking(shop, clock, herbst(ends=clock() + timedelta(days=1))) == ["Greta Huber"]
    assert asking(shop, clock, herbst(ends=clock())) == []


def test_one_person_on_two_channels_has_one_code(shop: Engine, clock: Clock, says: Says) -> None:
    arrive(shop, clock, says("c1", "Einen Code bitte", author=Author("greta", "Greta")))
    arrive(
        shop,
        clock,
        says("c2", "Einen Code!", author=Author("gg", "Greta"), minute=1),
        says("c3", "Auch hier: Code?", author=Author("nobody", "Greta"), minute=2),
    )
    assert asking(shop, clock, herbst()) == ["Greta Huber", "facebook:gg", "facebook:nobody"]
    with Session(shop) as session:
        numbers = {one.external_id: one.id or 0 for one in session.exec(select(Contact))}
        merge_by_hand(session, numbers["greta"], numbers["gg"], because="Sie sagte es.", by="Jana", clock=clock)
        session.commit()
    assert asking(shop, clock, herbst()) == ["Greta Huber", "facebook:nobody"]


def test_the_same_holder_has_one_code(shop: Engine, clock: Clock) -> None:
    with Session(shop) as session:
        assert seat(session, herbst(), "Greta", clock).code == seat(session, herbst(), "Greta", clock).code


def test_a_window_for_everyone_gives_none(shop: Engine, clock: Clock) -> None:
    with Session(shop) as session, pytest.raises(ConfigurationError, match="gives no codes"):
        seat(session, herbst(who="everyone"), "Greta", clock)


def test_people_are_members_by_their_contacts_and_never_by_a_name_alone() -> None:
    greta, anna = Person("Greta Huber", ["facebook:greta"]), Person("Anna", ["facebook:anna", "instagram:anna"])
    assert members_of(herbst(), [greta], [anna]) == {"facebook:greta": "Greta Huber"}
    named = herbst(who=["Greta", "Anna", "instagram:7"])
    assert members_of(named, [greta], [anna]) == {
        "instagram:7": "instagram:7",
        "facebook:anna": "Anna",
        "instagram:anna": "Anna",
    }
    assert members_of(herbst(who="everyone"), [greta], [anna]) == {}


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


def test_many_who_ask_at_once_are_each_written_to_once_and_never_beyond_the_quota(
    shop: Engine, clock: Clock, says: Says
) -> None:
    window, people = herbst(quota=3), [f"p{number}" for number in range(6)]
    arrive(shop, clock, *(says(f"c-{who}", "Einen Code bitte!", author=Author(who, who)) for who in people))
    members = {f"facebook:{who}": who for who in people}
    start = Barrier(4)

    def admit(number: int) -> int:
        """Another process each, which looked before anybody was admitted."""
        with Session(shop) as session:
            asking = askings(session, window, members, clock())
        start.wait()
        admitted = 0
        for one in asking[number:] + asking[:number]:
            with Session(shop) as session, suppress(NoSeatLeft):
                admitted += answer_privately(session, window, one, clock, 1_000) is not None
                session.commit()
        return admitted

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(admit, range(4))) == 3
    with Session(shop) as session:
        given = codes(session, "herbst")
        replies = session.exec(select(Message).where(Message.is_ours)).all()
    assert [one.seat for one in given] == [1, 2, 3]
    assert len({one.holder for one in given}) == 3
    assert sorted(one.conversation_id for one in replies) == sorted(one.conversation_id or 0 for one in given)
