"""Every call that is refused tells a program what a program can do about it, and sends it to no terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.staff.actor import Actor
from socialshop.staff.model import Role
from socialshop.staff.tokens import make_token
from socialshop.staff.users import add_user
from socialshop.web.app import create_app
from tests.unit.web.conftest import ask

Call = Callable[..., dict[str, str]]
NOBODYS = {"conversation_id": 999, "message_id": 999, "macro_id": 999, "link_id": 999, "run_id": 999}
WORDS = {"label": "VIP", "name": "till", "act": "like"}


@pytest.fixture
def client(store: Engine, options: dict[str, Any]) -> Iterator[TestClient]:
    with TestClient(create_app(store, **options), base_url="http://testserver/api") as client:
        yield client


def _headers(store: Engine, clock: Clock, role: Role) -> dict[str, str]:
    with Session(store) as session:
        owner = add_user(session, f"{role}@kaese.example", role.title(), "ein-gutes-Passwort", clock)
        owner.role = role
        session.flush()
        key = make_token(session, Actor("the test", Role.ADMIN), owner, "till", role, clock)
        session.commit()
    return {"authorization": f"Bearer {key}"}


def _refused(client: TestClient, headers: dict[str, str]) -> dict[str, dict[str, str]]:
    """What each call is told that asks for what is not there."""
    calls = [
        (method.upper(), path.format(**NOBODYS, **WORDS))
        for path, methods in client.get("openapi.json").json()["paths"].items()
        for method in methods
    ]
    bodies: dict[str, Any] = {"text": "Ja.", "user_id": 999, "topic": "question", "until": "2099-01-01T09:00:00Z"}
    answers = {
        (method, path): client.request(
            method, path, headers=headers, json=None if method == "GET" or path.endswith("/pictures") else bodies
        )
        for method, path in calls
    }
    return {f"{method} {path}": answer.json() for (method, path), answer in answers.items() if answer.is_client_error}


@pytest.mark.parametrize("role", [Role.VIEWER, Role.ADMIN, None])
def test_a_refused_call_is_sent_to_no_terminal(
    client: TestClient, store: Engine, clock: Clock, role: Role | None
) -> None:
    refused = _refused(client, _headers(store, clock, role) if role else {})
    assert len(refused) > 10
    assert {call: told for call, told in refused.items() if "`socialshop" in told["mend"] or not told["mend"]} == {}


def test_the_mend_names_the_call_that_helps(client: TestClient, store: Engine, clock: Clock) -> None:
    told = _refused(client, _headers(store, clock, Role.ADMIN))
    mends = {call: answer["mend"] for call, answer in told.items()}
    assert mends["GET /conversations/999"] == "List them with /api/conversations."
    assert mends["POST /answers/999/retry"] == "List those that did with /api/answers?failed=true."
    assert mends["POST /people/999/merge"] == "List the pairs with /api/people and /api/people/decided."
    assert mends["POST /programs/till/on"] == "List the programs with /api/programs."


def test_a_role_that_does_not_reach_is_told_which_token_does(client: TestClient, store: Engine, clock: Clock) -> None:
    told = _refused(client, _headers(store, clock, Role.VIEWER))["POST /programs/till/on"]
    assert told["mend"] == "Use a token that has the role manager, of somebody who has it."


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "assignment", {"team": "x" * 61}),
        ("PUT", "labels/" + "x" * 41, None),
        ("PATCH", "", {"language": "x" * 61}),
        ("PATCH", "", {"topic": "x" * 61}),
        ("POST", "notes", {"text": "x" * 20_001}),
    ],
)
def test_what_is_too_long_is_refused_and_not_cut_off(
    client: TestClient, store: Engine, clock: Clock, method: str, path: str, body: dict[str, str] | None
) -> None:
    talk = ask(store, clock, "Ist der Bergkäse da?")
    headers = _headers(store, clock, Role.ADMIN)
    answer = client.request(method, f"conversations/{talk}/{path}".rstrip("/"), json=body, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["mend"]


def test_a_body_of_no_signs_is_refused_as_documented(client: TestClient, store: Engine, clock: Clock) -> None:
    headers = _headers(store, clock, Role.AGENT) | {"content-type": "application/json"}
    told = client.post("/conversations/1/notes", content=b"\xff$", headers=headers)
    assert (told.status_code, told.json()["mend"]) == (422, "Send JSON in UTF-8.")


def test_a_call_in_another_way_names_those_that_there_are(client: TestClient) -> None:
    told = client.put("/answers")
    assert (told.status_code, told.headers["allow"]) == (405, "GET")


@pytest.mark.parametrize(
    ("method", "address", "body"),
    [
        ("PATCH", "/conversations/1", {"priority": False}),
        ("PUT", "/conversations/1/assignment", {"user_id": True}),
    ],
)
def test_true_and_false_are_no_numbers(
    client: TestClient, store: Engine, clock: Clock, method: str, address: str, body: dict[str, bool]
) -> None:
    told = client.request(method, address, json=body, headers=_headers(store, clock, Role.AGENT))
    assert (told.status_code, "true and false are no numbers" in told.json()["what"]) == (422, True)
