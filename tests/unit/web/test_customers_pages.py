"""Who is whom: proposed with its evidence, decided beside the conversation or in the list, and taken back."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.inbox.identities import Likeness, propose, same_person
from socialshop.inbox.model import Contact, Conversation, JoinedConversation, Message, Sameness
from socialshop.staff.actor import Actor
from socialshop.staff.audit import entries
from socialshop.staff.model import Role, User
from socialshop.staff.tokens import make_token
from socialshop.web.app import create_app
from socialshop.web.visits import HOME

SCRIPT = "<script>alert('x')</script>"


@pytest.fixture
def proposal(store: Engine, clock: Clock) -> int:
    """Ida of Instagram and somebody of Facebook, whose orders bear one address."""
    now = clock()
    with Session(store) as session:
        for channel, name in (("instagram", "Ida"), ("facebook", SCRIPT)):
            contact = Contact(channel=channel, external_id="1", name=name, first_seen_at=now, last_seen_at=now)
            session.add(contact)
            session.flush()
            talk = Conversation(
                channel=channel, thread_id="c", object_id="o", contact_id=contact.id, opened_at=now, last_at=now
            )
            session.add(talk)
            session.flush()
            said = Message(
                conversation_id=talk.id, channel=channel, external_id="c", contact_id=contact.id, text="Hallo!", at=now
            )
            session.add(said)
        propose(session, [Likeness(2, 1, Sameness.ORDER_EMAIL, "#1001, #1007")], clock)
        session.commit()
    return 1


def same(store: Engine) -> list[int]:
    with Session(store) as session:
        return sorted(session.scalars(same_person(1)))


def test_a_proposal_stands_beside_the_conversation_and_is_decided_there(
    colleague: Any, proposal: int, store: Engine
) -> None:
    page = colleague.get("/inbox/1?state=open").text
    assert "Perhaps the same person as" in page
    assert "Their orders bear the same e-mail address (orders #1001, #1007)" in page
    assert "<script>alert" not in page
    assert same(store) == [1]
    answer = colleague.post(f"/customers/{proposal}/merge", {"next": "/inbox/1?state=open"})
    assert answer.url.path == "/inbox/1"
    assert "One person with" in answer.text
    assert "Also spoke with us" in answer.text
    assert same(store) == [1, 2]
    assert "One person with" not in colleague.post(f"/customers/{proposal}/apart", {"next": "/inbox/1"}).text
    assert same(store) == [1]
    with Session(store) as session:
        assert [(entry.act, entry.subject, entry.subject_id) for entry in entries(session, limit=2)] == [
            ("keep people apart", "contact", "1"),
            ("merge people", "contact", "1"),
        ]


def test_the_list_shows_what_is_open_and_what_was_decided(colleague: Any, proposal: int, store: Engine) -> None:
    assert "Two people" in colleague.get("/customers").text
    page = colleague.post(f"/customers/{proposal}/apart").text
    assert "Nothing to decide" in page
    assert "Anna Berger: two people" in page
    assert "Anna Berger: one person" in colleague.post(f"/customers/{proposal}/merge").text
    assert same(store) == [1, 2]


def test_who_may_only_read_decides_nothing(colleague: Any, proposal: int, store: Engine) -> None:
    with Session(store) as session:
        session.get_one(User, 1).role = Role.VIEWER
        session.commit()
    assert "/customers/1/merge" not in colleague.get("/customers").text
    assert colleague.post(f"/customers/{proposal}/merge").status_code == 403
    assert same(store) == [1]


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_one_is_led_to_our_own_pages_alone(colleague: Any, proposal: int, target: str) -> None:
    answer = colleague.post("/customers/1/merge", {"next": target}, follow_redirects=False)
    assert answer.headers["location"] == HOME


def test_the_number_of_a_conversation_that_joined_another_leads_there(
    colleague: Any, proposal: int, store: Engine
) -> None:
    with Session(store) as session:
        session.add(JoinedConversation(number=77, conversation_id=2))
        session.commit()
    assert colleague.get("/inbox/77").url.path == "/inbox/2"
    assert colleague.post("/inbox/77/resolve").url.path == "/inbox/2"
    assert colleague.get("/inbox/78").status_code == 404


def test_why_nothing_was_decided_is_said_in_german_too(colleague: Any) -> None:
    colleague.client.headers["accept-language"] = "de"
    told = colleague.post("/customers/9/merge").text
    assert "Das ging nicht: Eine Verbindung 9 von Kontakten gibt es nicht." in told


def test_programs_read_and_decide_too(
    colleague: Any, proposal: int, store: Engine, clock: Clock, options: dict[str, Any]
) -> None:
    with Session(store) as session:
        owner = session.get_one(User, 1)
        keys = {
            role: make_token(session, Actor(owner.name, Role.ADMIN, owner.id), owner, role, role, clock)
            for role in (Role.VIEWER, Role.AGENT)
        }
        session.commit()
    call = {role: {"authorization": f"Bearer {key}"} for role, key in keys.items()}
    with TestClient(create_app(store, **options), base_url="http://testserver/api") as api:
        (link,) = api.get("people", headers=call[Role.VIEWER]).json()["proposals"]
        assert (link["evidence"], link["found"], link["standing"]) == ("order e-mail", "#1001, #1007", "proposed")
        assert api.post("people/1/merge", headers=call[Role.VIEWER]).status_code == 403
        assert api.post("people/1/merge", headers=call[Role.AGENT]).status_code == 204
        assert same(store) == [1, 2]
        assert api.post("people/1/apart", headers=call[Role.AGENT]).status_code == 204
        assert api.get("people/decided", headers=call[Role.VIEWER]).json()[0]["standing"] == "apart"
        assert api.post("people/9/merge", headers=call[Role.AGENT]).status_code == 404
