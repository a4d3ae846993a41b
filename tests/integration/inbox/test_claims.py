"""Who answers a conversation: one at a time, seen by the others, and never two answers at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.desk.answers import Answer, answer
from socialshop.desk.claims import attendance, claim, holder_of, leave, look, release
from socialshop.desk.errors import Claimed
from socialshop.errors import SocialshopError
from socialshop.inbox.errors import UnknownConversation
from socialshop.staff.permissions import NotPermitted
from tests.integration.inbox.acting import Platform, deliver
from tests.integration.inbox.conftest import People

LASTING = timedelta(minutes=10)


def test_who_began_an_answer_keeps_others_from_giving_one(
    session: Session, clock: Clock, people: People, asked: int
) -> None:
    claim(session, people["Jana"], asked, LASTING, clock)
    with pytest.raises(Claimed, match="Jana is answering") as refused:
        answer(session, people["Tom"], asked, Answer("Ja!"), Platform(), clock)
    assert refused.value.holder == "Jana"
    answer(session, people["Jana"], asked, Answer("Ja!"), Platform(), clock)


def test_a_claim_ends_by_itself_unless_its_holder_is_still_there(
    session: Session, clock: Clock, people: People, asked: int
) -> None:
    begun = claim(session, people["Jana"], asked, LASTING, clock).since
    clock.advance(minutes=9)  # type: ignore[attr-defined]
    assert claim(session, people["Jana"], asked, LASTING, clock).since == begun
    clock.advance(minutes=9)  # type: ignore[attr-defined]
    with pytest.raises(Claimed):
        claim(session, people["Tom"], asked, LASTING, clock)
    clock.advance(minutes=1)  # type: ignore[attr-defined]
    assert claim(session, people["Tom"], asked, LASTING, clock).name == "Tom"


def test_a_released_conversation_is_free_and_a_manager_may_free_it(
    session: Session, clock: Clock, people: People, asked: int
) -> None:
    claim(session, people["Jana"], asked, LASTING, clock)
    with pytest.raises(NotPermitted):
        release(session, people["Tom"], asked, clock)
    release(session, people["Mia"], asked, clock)
    assert holder_of(session, asked, clock()) is None
    claim(session, people["Tom"], asked, LASTING, clock)
    release(session, people["Tom"], asked, clock)
    claim(session, people["Jana"], asked, LASTING, clock)


def test_a_conversation_that_there_is_not_cannot_be_claimed(session: Session, clock: Clock, people: People) -> None:
    with pytest.raises(UnknownConversation):
        claim(session, people["Jana"], 999, LASTING, clock)


def test_of_two_claims_at_once_one_holds(shop: Engine, clock: Clock, people: People, asked: int) -> None:
    outcomes = _at_once(
        shop,
        lambda session, who: claim(session, people[who], asked, LASTING, clock),
    )
    assert sorted(outcomes) == ["Claimed", "done"]


def test_of_two_answers_at_once_one_goes_out(shop: Engine, clock: Clock, people: People, asked: int) -> None:
    platform = Platform()
    outcomes = _at_once(
        shop,
        lambda session, who: answer(session, people[who], asked, Answer(f"Hier ist {who}", seen=1), platform, clock),
    )
    assert sorted(outcomes) == ["AnsweredBy", "done"]
    deliver(shop, clock, platform)
    assert len(platform.done) == 1


def _at_once(store: Engine, act: Callable[[Session, str], object]) -> list[str]:
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def run(who: str) -> None:
        with Session(store) as session:
            ready.wait()
            try:
                act(session, who)
                session.commit()
                outcomes.append("done")
            except SocialshopError as error:
                outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=run, args=(who,)) for who in ("Jana", "Tom")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_presence_is_who_was_seen_lately(session: Session, clock: Clock, people: People, asked: int) -> None:
    look(session, people["Jana"], asked, clock)
    claim(session, people["Jana"], asked, LASTING, clock)
    look(session, people["Tom"], asked, clock)
    there = attendance(session, asked, clock())
    assert [one.name for one in there.looking] == ["Jana", "Tom"]
    assert there.holder == holder_of(session, asked, clock())
    leave(session, people["Tom"], asked)
    assert [one.name for one in attendance(session, asked, clock()).looking] == ["Jana"]
    clock.advance(minutes=1)  # type: ignore[attr-defined]
    later = attendance(session, asked, clock())
    assert not later.looking
    assert later.holder == there.holder
