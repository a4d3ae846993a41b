"""What does not stand on its platform yet is listed page by page, answers as well as acts, until somebody decides."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.desk import message_acts
from socialshop.desk.answers import Answer, answer
from socialshop.desk.unsent import LATELY, Unsent, retry, sent_lately, take_back, unsent
from socialshop.errors import Permanent, SocialshopError
from socialshop.ports import Act
from socialshop.staff.audit import entries
from socialshop.staff.permissions import NotPermitted
from socialshop.store.model import OutboxState
from tests.conftest import SettableClock
from tests.integration.inbox.acting import Platform, deliver
from tests.integration.inbox.conftest import People

REFUSING = Platform(trouble=Permanent("The comment is gone.", channel="facebook", mend="Look there."))


@pytest.fixture
def refused(shop: Engine, session: Session, clock: Clock, people: People, asked: int) -> int:
    """An answer and the hiding of what it answers, both refused; the number of the message to be hidden."""
    answer(session, people["Jana"], asked, Answer("Ja!"), REFUSING, clock)
    hiding = message_acts.do(session, people["Tom"], 1, Act.HIDE, REFUSING, clock)
    session.commit()
    deliver(shop, clock, REFUSING)
    session.expire_all()
    return hiding.message_id


def told(session: Session, *, failed: bool = False) -> list[tuple[str, str, str]]:
    state = OutboxState.FAILED if failed else None
    return [(one.what, one.state, one.author) for one in unsent(session, state=state).unsent]


def test_answers_and_acts_are_listed_with_who_why_and_of_what(session: Session, refused: int) -> None:
    assert told(session, failed=True) == [("hide", "failed", "Tom"), ("answer", "failed", "Jana")]
    act = unsent(session).unsent[0]
    assert (act.id, act.conversation_id, act.attempts) == (refused, 1, 1)
    assert "The comment is gone." in act.why


def test_page_after_page_tells_each_once(session: Session, refused: int) -> None:
    found: list[Unsent] = []
    mark = None
    while True:
        page = unsent(session, after=mark, limit=1)
        found += page.unsent
        mark = page.next
        if mark is None:
            break
    assert [one.what for one in found] == ["hide", "answer"]
    for wrong in ("", "x", "20261102T090000000000", "act:1"):
        with pytest.raises(SocialshopError, match="no such page"):
            unsent(session, after=wrong)


def test_an_act_is_done_again(shop: Engine, session: Session, clock: Clock, people: People, refused: int) -> None:
    with pytest.raises(NotPermitted):
        retry(session, people["Vera"], refused, clock)
    assert retry(session, people["Jana"], refused, clock) == [refused]
    assert entries(session)[0].act == "retry"
    session.commit()
    platform = Platform()
    deliver(shop, clock, platform)
    assert platform.done == [("hide", "c1")]
    session.expire_all()
    assert told(session) == [("answer", "failed", "Jana")]


def test_an_act_is_given_up(session: Session, clock: Clock, people: People, refused: int) -> None:
    (given_up,) = take_back(session, people["Jana"], refused, clock)
    assert (given_up.message_id, given_up.text) == (refused, "")
    assert entries(session)[0].act == "take back"
    assert told(session) == [("answer", "failed", "Jana")]
    assert message_acts.UNSETTLED.ask(session, {"id": 1}) == {}


def test_what_was_done_anew_is_told_once(
    shop: Engine, session: Session, clock: Clock, people: People, refused: int
) -> None:
    message_acts.do(session, people["Jana"], refused, Act.HIDE, Platform(), clock)
    assert told(session) == [("hide", "pending", "Jana"), ("answer", "failed", "Jana")]


def test_what_is_left_is_of_one_channel(session: Session, refused: int) -> None:
    assert len(unsent(session, channel="facebook").unsent) == 2
    assert unsent(session, channel="instagram").unsent == ()
    assert unsent(session, state=OutboxState.SENDING).unsent == ()


def test_what_went_out_lately_is_told_page_by_page_the_latest_first(
    shop: Engine, session: Session, clock: SettableClock, people: People, asked: int
) -> None:
    platform = Platform()
    answer(session, people["Jana"], asked, Answer("Ja!"), platform, clock)
    message_acts.do(session, people["Tom"], 1, Act.HIDE, platform, clock)
    session.commit()
    assert sent_lately(session, clock()).unsent == ()
    session.rollback()
    deliver(shop, clock, platform)
    session.expire_all()
    first = sent_lately(session, clock(), limit=1)
    rest = sent_lately(session, clock(), after=first.next, limit=1)
    told = [*first.unsent, *rest.unsent]
    assert {(one.what, one.author, one.state) for one in told} == {("answer", "Jana", "sent"), ("hide", "Tom", "sent")}
    assert (rest.next, told[0].sent_at) == (None, clock())
    assert sent_lately(session, clock(), channel="instagram").unsent == ()
    assert sent_lately(session, clock() + 2 * LATELY).unsent == ()
