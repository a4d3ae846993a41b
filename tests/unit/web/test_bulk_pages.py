"""Many conversations at once: what is set aside, what stays, how it is taken back, and where one goes on."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.desk import acts
from socialshop.desk.model import Notice
from socialshop.inbox.model import Conversation, ConversationLabel, ConversationState, Message
from socialshop.inbox.service import BusinessHours, ServiceTargets
from socialshop.staff.actor import Actor
from socialshop.web.onward import kept_for_undo
from tests.conftest import SettableClock


@pytest.fixture
def colleague(visitor: Any, anna: None) -> Any:
    visitor.sign_in()
    return visitor


def comments(store: Engine, clock: Clock, number: int) -> list[int]:
    """So many people ask something, each in a conversation; their numbers, the earliest first."""
    now = clock()
    with Session(store) as session:
        for index in range(number):
            asked = Conversation(channel="instagram", thread_id=f"q{index}", object_id="o", opened_at=now, last_at=now)
            session.add(asked)
            session.flush()
            said = {"conversation_id": asked.id, "channel": "instagram", "external_id": f"q{index}", "at": now}
            session.add(Message(text="Preis?", **said))
        session.commit()
        return [id_ for id_ in session.exec(select(Conversation.id).order_by(col(Conversation.id))) if id_]


def states(store: Engine) -> list[ConversationState]:
    with Session(store) as session:
        return list(session.exec(select(Conversation.state).order_by(col(Conversation.id))))


def assignees(store: Engine) -> list[int | None]:
    with Session(store) as session:
        return list(session.exec(select(Conversation.assignee_id).order_by(col(Conversation.id))))


def notices(store: Engine) -> list[int]:
    """The conversations of which somebody was told, in that order."""
    with Session(store) as session:
        return list(session.exec(select(Notice.conversation_id).order_by(col(Notice.id))))


def offered(page: Any) -> list[str]:
    """What the page offers to take back."""
    form = re.search(r"/inbox/undo.*?</form>", page.text, re.S)
    assert form
    return re.findall(r'name="ids" value="([\d-]+)"', form[0])


def seen(page: Any) -> str:
    return re.search(r'name="seen" value="([^"]+)" *>', page.text)[1]  # type: ignore[index]


@pytest.mark.parametrize("act", ["resolve", "snooze"])
def test_nothing_is_put_away_in_which_somebody_wrote_meanwhile(
    colleague: Any, store: Engine, clock: Clock, act: str
) -> None:
    ids = comments(store, clock, 3)
    mark = seen(colleague.get("/inbox?state=open"))
    with Session(store) as session:
        more = Message(conversation_id=ids[1], channel="instagram", external_id="more", text="Hallo?", at=clock())
        session.add(more)
        session.commit()
    chosen = {"act": act, "ids": [str(id_) for id_ in ids], "seen": mark}
    page = colleague.post("/inbox/bulk?state=open", chosen)
    assert "Done for 2. 1 conversation stayed as it was (Somebody): The customer wrote meanwhile" in page.text
    assert [state == ConversationState.OPEN for state in states(store)] == [False, True, False]
    colleague.post("/inbox/undo", {"ids": offered(page)})
    assert set(states(store)) == {ConversationState.OPEN}


def test_undo_leaves_what_was_resolved_before(colleague: Any, store: Engine, clock: Clock) -> None:
    ids = comments(store, clock, 2)
    colleague.get("/inbox")
    colleague.post(f"/inbox/{ids[0]}/resolve")
    page = colleague.post("/inbox/bulk", {"act": "resolve", "ids": [str(id_) for id_ in ids]})
    colleague.post("/inbox/undo", {"ids": offered(page)})
    assert states(store) == [ConversationState.RESOLVED, ConversationState.OPEN]


def test_what_was_put_off_and_then_resolved_is_put_off_again(colleague: Any, store: Engine, clock: Clock) -> None:
    (number,) = comments(store, clock, 1)
    colleague.get("/inbox")
    colleague.post(f"/inbox/{number}/snooze", {"until": "tomorrow"})
    with Session(store) as session:
        until = session.get_one(Conversation, number).snoozed_until
    together = {"act": "resolve", "ids": [str(number)]}
    for address, chosen in ((f"/inbox/{number}/resolve", {}), ("/inbox/bulk", together)):
        page = colleague.post(address, chosen)
        assert states(store) == [ConversationState.RESOLVED]
        colleague.post("/inbox/undo", {"ids": offered(page)})
        with Session(store) as session:
            assert session.get_one(Conversation, number).snoozed_until == until


def test_undo_gives_each_conversation_back_to_whom_it_was_with(
    colleague: Any, store: Engine, clock: Clock, lena: Actor
) -> None:
    ids = comments(store, clock, 3)
    colleague.get("/inbox")
    colleague.post(f"/inbox/{ids[0]}/assign", {"who": "1"})
    colleague.post(f"/inbox/{ids[1]}/assign", {"who": str(lena.user_id)})
    page = colleague.post("/inbox/bulk", {"act": "assign", "who": str(lena.user_id), "ids": [str(id_) for id_ in ids]})
    assert assignees(store) == [lena.user_id] * 3
    assert notices(store) == [ids[1], ids[0], ids[2]]
    colleague.post("/inbox/undo", {"ids": offered(page)})
    assert assignees(store) == [1, lena.user_id, None]
    assert notices(store) == [ids[1]], "of what is not hers any more she reads nothing"


def test_undo_takes_a_label_off_where_it_was_not_before(colleague: Any, store: Engine, clock: Clock) -> None:
    ids = comments(store, clock, 2)
    colleague.get("/inbox")
    colleague.post(f"/inbox/{ids[0]}/labels", {"label": "Brot"})
    page = colleague.post("/inbox/bulk", {"act": "label", "label": "Brot", "ids": [str(id_) for id_ in ids]})
    page = colleague.post("/inbox/undo", {"ids": offered(page)})
    assert "It is as it was" in page.text
    with Session(store) as session:
        assert session.exec(select(ConversationLabel.conversation_id)).all() == [ids[0]]


def test_undo_leaves_what_somebody_changed_since(colleague: Any, store: Engine, clock: Clock, lena: Actor) -> None:
    ids = comments(store, clock, 2)
    colleague.get("/inbox")
    chosen = {"act": "assign", "who": "1", "ids": [str(id_) for id_ in ids]}
    made = offered(colleague.post("/inbox/bulk", chosen))
    colleague.post(f"/inbox/{ids[0]}/assign", {"who": str(lena.user_id)})
    page = colleague.post("/inbox/undo", {"ids": made})
    assert "Done for 1. 1 conversation stayed as it was (Somebody): It was changed meanwhile" in page.text
    assert assignees(store) == [lena.user_id, None]


def test_nobody_takes_back_what_a_colleague_did(
    colleague: Any, store: Engine, clock: Clock, lena: Actor, visit: Callable[..., Any]
) -> None:
    ids = comments(store, clock, 1)
    colleague.get("/inbox")
    made = offered(colleague.post(f"/inbox/{ids[0]}/resolve"))
    other = visit()
    other.sign_in("lena@kaese.example")
    other.get("/inbox")
    other.post("/inbox/undo", {"ids": [*made, "4711"]})
    assert states(store) == [ConversationState.RESOLVED]


def test_what_is_opened_again_is_due_at_once(
    anna: None, visit: Callable[..., Any], store: Engine, clock: Clock
) -> None:
    always = BusinessHours(ZoneInfo("UTC"), [[(time(0), time(0))]] * 7)
    colleague = visit(targets=ServiceTargets(timedelta(hours=2), timedelta(hours=4), always))
    colleague.sign_in()
    (number,) = comments(store, clock, 1)
    colleague.get("/inbox")
    made = offered(colleague.post(f"/inbox/{number}/resolve"))
    for again in (("/inbox/undo", {"ids": made}), (f"/inbox/{number}/reopen", {})):
        colleague.post(f"/inbox/{number}/resolve")
        page = colleague.post(*again)
        with Session(store) as session:
            assert session.get_one(Conversation, number).due_at == clock() + timedelta(hours=2)
        assert "answer due by" in page.text


def test_all_of_a_list_are_asked_for_once_more_and_done(colleague: Any, store: Engine, clock: Clock) -> None:
    comments(store, clock, 130)
    mark = seen(colleague.get("/inbox?state=open"))
    every = {"act": "resolve", "every": "true", "seen": mark}
    asked = colleague.post("/inbox/bulk?state=open", every)
    assert "Resolve: 130 conversations" in asked.text
    assert set(states(store)) == {ConversationState.OPEN}
    page = colleague.post("/inbox/bulk?state=open", every | {"confirmed": "true"})
    assert set(states(store)) == {ConversationState.RESOLVED}
    assert len(offered(page)) == 1
    colleague.post("/inbox/undo", {"ids": offered(page)})
    assert set(states(store)) == {ConversationState.OPEN}


def test_what_was_resolved_before_it_was_put_off_is_resolved_as_it_was(
    colleague: Any, store: Engine, clock: SettableClock, lena: Actor
) -> None:
    (number,) = comments(store, clock, 1)
    with Session(store) as session:
        acts.resolve(session, lena, number, clock)
        session.commit()
    then = clock()
    clock.advance(hours=5)
    colleague.get("/inbox")
    page = colleague.post(f"/inbox/{number}/snooze", {"until": "tomorrow"})
    colleague.post("/inbox/undo", {"ids": offered(page)})
    with Session(store) as session:
        found = session.get_one(Conversation, number)
        assert (found.state, found.resolved_at, found.resolved_by) == (ConversationState.RESOLVED, then, lena.name)
    assert "Resolved by: Lena Maier" in colleague.get("/audit").text


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (["17"], [17]),
        (["17-19", "25"], [17, 18, 19, 25]),
        (["19-17", "x", "1-x", "-", "", "²", "99999999999", "1-99999999999"], []),
        (["1-2000000000"], list(range(1, 1_001))),
    ],
)
def test_what_the_form_names_is_read_and_bounded(given: list[str], kept: list[int]) -> None:
    assert kept_for_undo(given) == kept


def test_who_and_which_label_are_told_before_it_is_done_for_all_of_a_list(
    colleague: Any, store: Engine, clock: Clock
) -> None:
    comments(store, clock, 2)
    colleague.get("/inbox")
    asked = {"every": "true", "who": "1", "label": "Messe"}
    told = {act: colleague.post("/inbox/bulk", asked | {"act": act}).text for act in ("assign", "label", "resolve")}
    assert "<b>Anna Berger</b>" in told["assign"]
    assert "<b>Messe</b>" in told["label"]
    warned = [act for act, text in told.items() if "nothing is put away" in text]
    assert warned == ["resolve"]
    assert colleague.post("/inbox/bulk", asked | {"act": "what nobody can"}).status_code == 200


@pytest.mark.parametrize("act", ["resolve", "snooze"])
def test_what_leaves_the_list_leads_to_the_next_of_it(colleague: Any, store: Engine, clock: Clock, act: str) -> None:
    first, second, third = comments(store, clock, 3)
    colleague.get("/inbox")
    tomorrow = {"until": "tomorrow"}
    assert colleague.post(f"/inbox/{second}/{act}?state=open", tomorrow).url.path == f"/inbox/{first}"
    assert colleague.post(f"/inbox/{first}/{act}?state=open", tomorrow).url.path == f"/inbox/{third}"
    last = colleague.post(f"/inbox/{third}/{act}?state=open", tomorrow)
    assert (last.url.path, last.url.query) == ("/inbox", b"state=open")
    assert colleague.post(f"/inbox/{third}/{act}", tomorrow).url.path == f"/inbox/{third}"
