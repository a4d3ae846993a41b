"""Many conversations at once: what is set aside, what stays, how it is taken back, and where one goes on."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.inbox.model import Conversation, ConversationState, Message


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
    colleague.post("/inbox/undo", {"ids": [str(ids[0]), str(ids[2])]})
    assert set(states(store)) == {ConversationState.OPEN}


def test_undo_leaves_what_was_resolved_before(colleague: Any, store: Engine, clock: Clock) -> None:
    ids = comments(store, clock, 2)
    colleague.get("/inbox")
    colleague.post(f"/inbox/{ids[0]}/resolve")
    page = colleague.post("/inbox/bulk", {"act": "resolve", "ids": [str(id_) for id_ in ids]})
    offered = re.search(r"/inbox/undo.*?</form>", page.text, re.S)
    assert offered
    assert re.findall(r'name="ids" value="(\d+)"', offered[0]) == [str(ids[1])]


def test_all_of_a_list_are_asked_for_once_more_and_done(colleague: Any, store: Engine, clock: Clock) -> None:
    comments(store, clock, 130)
    mark = seen(colleague.get("/inbox?state=open"))
    every = {"act": "resolve", "every": "true", "seen": mark}
    asked = colleague.post("/inbox/bulk?state=open", every)
    assert "Resolve: 130 conversations" in asked.text
    assert set(states(store)) == {ConversationState.OPEN}
    colleague.post("/inbox/bulk?state=open", every | {"confirmed": "true"})
    assert set(states(store)) == {ConversationState.RESOLVED}


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
