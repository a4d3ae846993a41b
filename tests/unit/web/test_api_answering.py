"""What a program needs to answer as people do: the texts of the shop, and the way that a conversation is answered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.desk.macros import save_macro
from socialshop.inbox.model import Conversation, Message
from socialshop.jsontext import rfc3339
from socialshop.ports import Act, MessageKind
from socialshop.staff.actor import Actor
from socialshop.staff.audit import entries
from socialshop.staff.model import Role
from socialshop.staff.tokens import make_token
from socialshop.staff.users import named
from socialshop.store.model import OutboxEntry, OutboxState
from socialshop.web.app import create_app
from tests.unit.web.conftest import EMAIL


@pytest.fixture
def api(store: Engine, clock: Clock, options: dict[str, Any], anna: None) -> Iterator[TestClient]:
    """The API as a program of Anna's calls it."""
    with Session(store) as session:
        key = make_token(session, Actor("the test", Role.ADMIN), named(session, EMAIL), "till", Role.ADMIN, clock)
        session.commit()
    headers = {"authorization": f"Bearer {key}"}
    with TestClient(create_app(store, **options), base_url="http://testserver/api", headers=headers) as client:
        yield client


@pytest.mark.parametrize("is_private", [True, False])
def test_an_answer_goes_the_way_of_its_conversation(
    api: TestClient, store: Engine, clock: Clock, question: int, is_private: bool
) -> None:
    with Session(store) as session:
        talk, asked = session.get_one(Conversation, question), session.get_one(Message, 1)
        talk.is_private = asked.is_private = is_private
        talk.wrote_at, asked.kind = clock(), MessageKind.MESSAGE if is_private else MessageKind.COMMENT
        session.commit()
    queued = api.post(f"conversations/{question}/answers", json={"text": "Ja."})
    assert queued.status_code == 202, queued.text
    with Session(store) as session:
        assert session.get_one(Message, queued.json()["message_id"]).is_private is is_private


def test_what_went_out_lately_is_listed(api: TestClient, store: Engine, clock: Clock, question: int) -> None:
    assert api.get("answers/sent").json() == {"unsent": [], "next": None}
    queued = api.post(f"conversations/{question}/answers", json={"text": "Ja."}).json()
    with Session(store) as session:
        entry = session.get_one(OutboxEntry, session.get_one(Message, queued["message_id"]).outbox_key)
        entry.state, entry.ended_at = OutboxState.SENT, clock()
        session.commit()
    (sent,) = api.get("answers/sent").json()["unsent"]
    assert (sent["text"], sent["state"], sent["sent_at"]) == ("Ja.", "sent", rfc3339(clock()))
    assert api.get("answers/sent", params={"channel": "pinterest"}).json()["unsent"] == []
    assert api.get("answers").json()["unsent"] == []


def test_texts_are_listed_and_filled_in(api: TestClient, store: Engine, clock: Clock, question: int) -> None:
    with Session(store) as session:
        anna = named(session, EMAIL)
        save_macro(session, Actor("Anna", Role.ADMIN, anna.id), "Gruß", "Guten Tag {name}, {order}!", clock)
        session.commit()
    (macro,) = api.get("macros").json()
    assert (macro["name"], macro["text"]) == ("Gruß", "Guten Tag {name}, {order}!")
    assert api.get(f"macros/{macro['id']}/for/{question}").json() == {
        "text": "Guten Tag Ida, {order}!",
        "missing": ["order"],
    }
    assert api.get(f"macros/99/for/{question}").status_code == 422
    assert api.get(f"macros/{macro['id']}/for/99").status_code == 404


def test_what_is_allowed_with_a_message_is_told_and_done(
    api: TestClient, store: Engine, question: int, options: dict[str, Any]
) -> None:
    allowed = {one["act"]: one for one in api.get("messages/1/acts").json()}
    assert set(allowed) == set(Act)
    assert (allowed["hide"]["allowed"], allowed["hide"]["term"]) == (True, "free")
    assert (allowed["message"]["allowed"], allowed["message"]["why"]) == (
        False,
        "That cannot be done to a message.",
    )
    queued = api.post("messages/1/hide")
    assert (queued.status_code, queued.json()) == (
        202,
        {"message_id": 1, "conversation_id": question, "act": "hide"},
    )
    (waiting,) = api.get("answers").json()["unsent"]
    assert (waiting["what"], waiting["author"]) == ("hide", "Anna Berger (till)")
    with Session(store) as session:
        assert entries(session)[0].act == "hide"


def test_what_is_not_allowed_with_a_message_is_refused_with_the_reason(
    api: TestClient, store: Engine, question: int
) -> None:
    refused = api.post("messages/1/unlike")
    assert (refused.status_code, "done already" in refused.json()["what"]) == (422, True)
    assert api.post("messages/99/hide").status_code == 404
    assert api.get("messages/99/acts").status_code == 404
    assert api.post("messages/1/reply").status_code == 422
    assert api.get("answers").json()["unsent"] == []


def test_an_act_is_sent_at_once(
    store: Engine, clock: Clock, options: dict[str, Any], anna: None, question: int
) -> None:
    sent: list[str] = []
    with Session(store) as session:
        key = make_token(session, Actor("the test", Role.ADMIN), named(session, EMAIL), "till", Role.ADMIN, clock)
        session.commit()
    app = create_app(store, **options, after_reply=lambda: sent.append("sent"))
    with TestClient(app, headers={"authorization": f"Bearer {key}"}) as client:
        client.post("/api/messages/1/like")
    assert sent == ["sent"]
