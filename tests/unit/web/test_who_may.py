"""Every page and call, for everybody: who is signed in, in which role, with which token. A new route needs a line."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.staff.actor import Actor
from socialshop.staff.model import Role, User
from socialshop.staff.tokens import make_token
from socialshop.staff.users import add_user
from socialshop.web.app import ROOMS

ANYBODY = None
VIEWER, AGENT, MANAGER, OPERATOR, ADMIN = Role

PAGES = {
    "GET /": ANYBODY,
    "GET /sign-in": ANYBODY,
    "POST /sign-in": ANYBODY,
    "POST /language": ANYBODY,
    "GET /inbox": VIEWER,
    "GET /inbox/{conversation_id}": VIEWER,
    "GET /inbox/{conversation_id}/looking": VIEWER,
    "GET /customers": VIEWER,
    "GET /outbox": VIEWER,
    "POST /outbox/{message_id}/retry": AGENT,
    "POST /outbox/{message_id}/take-back": AGENT,
    "GET /macros": VIEWER,
    "GET /labels": VIEWER,
    "POST /labels/rename": MANAGER,
    "POST /labels/remove": MANAGER,
    "GET /live": VIEWER,
    "GET /catalog": VIEWER,
    "GET /reports": VIEWER,
    "GET /reports/{run_id}": VIEWER,
    "GET /service": VIEWER,
    "GET /service/figures.csv": VIEWER,
    "GET /service/trend.csv": VIEWER,
    "GET /service/{name}.svg": VIEWER,
    "GET /programs": VIEWER,
    "GET /people": VIEWER,
    "GET /windows": VIEWER,
    "GET /windows/calendar": VIEWER,
    "GET /windows/{name}": VIEWER,
    "GET /windows/{name}/plan": VIEWER,
    "POST /inbox/views": VIEWER,
    "POST /inbox/views/{view_id}/remove": VIEWER,
    "POST /inbox/undo": AGENT,
    "PUT /inbox/{conversation_id}/macro": AGENT,
    "POST /inbox/{conversation_id}/release": VIEWER,
    "GET /account": VIEWER,
    "POST /account/password": VIEWER,
    "POST /account/sign-out": VIEWER,
    "POST /people/tokens": VIEWER,
    "POST /people/tokens/{token_id}/revoke": VIEWER,
    "POST /inbox/bulk": AGENT,
    "GET /inbox/{conversation_id}/alike": AGENT,
    "POST /inbox/{conversation_id}/alike": AGENT,
    "POST /inbox/{conversation_id}/assign": AGENT,
    "PUT /inbox/{conversation_id}/claim": AGENT,
    "POST /inbox/{conversation_id}/code": AGENT,
    "POST /inbox/{conversation_id}/draft": AGENT,
    "PUT /inbox/{conversation_id}/draft": AGENT,
    "POST /inbox/{conversation_id}/labels": AGENT,
    "POST /inbox/{conversation_id}/labels/remove": AGENT,
    "GET /inbox/{conversation_id}/messages/{message_id}/delete": AGENT,
    "POST /inbox/{conversation_id}/messages/{message_id}/retry": AGENT,
    "POST /inbox/{conversation_id}/messages/{message_id}/take-back": AGENT,
    "POST /inbox/{conversation_id}/messages/{message_id}/{act}": AGENT,
    "POST /inbox/{conversation_id}/macro": AGENT,
    "POST /inbox/{conversation_id}/orders/{link_id}/undo": AGENT,
    "POST /inbox/{conversation_id}/reopen": AGENT,
    "POST /inbox/{conversation_id}/reply": AGENT,
    "POST /inbox/{conversation_id}/resolve": AGENT,
    "POST /inbox/{conversation_id}/snooze": AGENT,
    "POST /inbox/{conversation_id}/sort": AGENT,
    "POST /customers/{link_id}/merge": AGENT,
    "POST /customers/{link_id}/apart": AGENT,
    "GET /audit": MANAGER,
    "GET /audit.csv": MANAGER,
    "GET /learned": MANAGER,
    "POST /learned/aside": MANAGER,
    "POST /learned/again": MANAGER,
    "GET /programs/told": MANAGER,
    "POST /programs/told/{delivery_id}/again": MANAGER,
    "POST /programs/told/programs/{name}/on": MANAGER,
    "POST /programs/told/programs/{name}/off": MANAGER,
    "POST /macros": AGENT,
    "POST /macros/remove": AGENT,
    "POST /inbox/{conversation_id}/take-over": MANAGER,
    "POST /people/{user_id}/role": ADMIN,
    "POST /people/{user_id}/team": ADMIN,
    "POST /people/{user_id}/sign-out": ADMIN,
    "POST /people/{user_id}/disable": ADMIN,
    "POST /people/{user_id}/enable": ADMIN,
    "POST /people/{user_id}/hand-over": ADMIN,
    "POST /sign-out": VIEWER,
}
CALLS = {
    "GET /conversations": VIEWER,
    "GET /conversations/{conversation_id}": VIEWER,
    "GET /answers": VIEWER,
    "GET /answers/sent": VIEWER,
    "GET /messages/{message_id}/acts": VIEWER,
    "POST /messages/{message_id}/{act}": AGENT,
    "GET /colleagues": VIEWER,
    "GET /search": VIEWER,
    "GET /labels": VIEWER,
    "PATCH /labels/{label}": MANAGER,
    "DELETE /labels/{label}": MANAGER,
    "GET /macros": VIEWER,
    "GET /macros/{macro_id}/for/{conversation_id}": VIEWER,
    "GET /service": VIEWER,
    "GET /service/subjects": VIEWER,
    "GET /service/trend": VIEWER,
    "GET /people": VIEWER,
    "GET /people/decided": VIEWER,
    "GET /runs": VIEWER,
    "GET /runs/{run_id}": VIEWER,
    "POST /conversations/{conversation_id}/answers": AGENT,
    "POST /answers/{message_id}/retry": AGENT,
    "POST /answers/{message_id}/take-back": AGENT,
    "POST /conversations/{conversation_id}/pictures": AGENT,
    "POST /conversations/{conversation_id}/notes": AGENT,
    "PUT /conversations/{conversation_id}/assignment": AGENT,
    "PATCH /conversations/{conversation_id}": AGENT,
    "PUT /conversations/{conversation_id}/labels/{label}": AGENT,
    "DELETE /conversations/{conversation_id}/labels/{label}": AGENT,
    "POST /conversations/{conversation_id}/resolve": AGENT,
    "POST /conversations/{conversation_id}/reopen": AGENT,
    "POST /conversations/{conversation_id}/snooze": AGENT,
    "POST /people/{link_id}/merge": AGENT,
    "POST /people/{link_id}/apart": AGENT,
    "GET /audit": MANAGER,
    "GET /programs": MANAGER,
    "POST /programs/{name}/on": MANAGER,
    "POST /programs/{name}/off": MANAGER,
}
WRITTEN = {"act": "resolve", "ids": "1", "text": "Ja!", "name": "n", "label": "l", "role": "agent", "team": "t"} | {
    "until": "hour"
}
BODIES = {
    "{conversation_id}": {"topic": "question"},
    "answers": {"text": "Ja!"},
    "notes": {"text": "Ja!"},
    "assignment": {"team": "t"},
    "{label}": {"name": "n"},
    "snooze": {"until": "2030-01-01T09:00:00Z"},
}
OPEN, SIGN_IN, REFUSED = "open", "sign in", "refused"


@pytest.fixture
def shop(store: Engine, clock: Clock, anna: None, question: int) -> int:
    """The number of a colleague to whom an admin does things."""
    with Session(store) as session:
        lena = add_user(session, "lena@kaese.example", "Lena", "ein-gutes-Passwort", clock)
        session.commit()
        assert lena.id
        return lena.id


def filled(path: str, colleague: int) -> str:
    values = {"by": "channel", "act": "like", "name": "herbst", "label": "l", "user_id": str(colleague)}
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], "1"), path)


def found_at(answer: Any) -> str:
    assert answer.status_code < 500, answer.url
    if answer.status_code == 303 and answer.headers["location"].startswith("/sign-in?"):
        return SIGN_IN
    if answer.request.method != "GET" and 'action="/sign-in"' in answer.text:  # what was written waits in its form
        return SIGN_IN
    return REFUSED if answer.status_code in (401, 403) else OPEN


def test_every_route_is_in_the_tables(visitor: Any) -> None:
    pages = {f"{method} {route.path}" for room in ROOMS for route in room.router.routes for method in route.methods}
    assert pages == set(PAGES)
    api: FastAPI = next(route.app for route in visitor.client.app.routes if getattr(route, "name", "") == "api")
    calls = {f"{method.upper()} {path}" for path, methods in api.openapi()["paths"].items() for method in methods}
    assert calls == set(CALLS)


@pytest.mark.parametrize("role", [ANYBODY, *Role])
def test_each_page_opens_from_its_role_on(visitor: Any, store: Engine, shop: int, role: Role | None) -> None:
    visitor.get("/sign-in")
    if role:
        with Session(store) as session:
            session.exec(select(User).where(User.name == "Anna Berger")).one().role = role
            session.commit()
        visitor.sign_in()
        visitor.get("/inbox")
    ranks = [ANYBODY, *Role]
    wrong = {}
    for page, least in PAGES.items():
        method, path = page.split()
        if page == "POST /sign-in":
            continue  # it would sign somebody in
        form = WRITTEN | {"csrf": visitor.token}
        address = filled(path, shop)
        answer = visitor.client.request(
            method, address, data=None if method == "GET" else form, params={"since": "x"}, follow_redirects=False
        )
        may = ranks.index(role) >= ranks.index(least)
        expected = OPEN if may else SIGN_IN if role is ANYBODY else REFUSED
        if found_at(answer) != expected:
            wrong[page] = found_at(answer)
        if page == "POST /account/sign-out" and role:
            visitor.get("/sign-in")
            visitor.sign_in()
            visitor.get("/inbox")
    assert wrong == {}


@pytest.mark.parametrize("role", [ANYBODY, *Role])
def test_each_call_opens_from_its_role_on(
    visitor: Any, store: Engine, clock: Clock, shop: int, role: Role | None
) -> None:
    headers = {}
    if role:
        with Session(store) as session:
            owner = session.exec(select(User).where(User.name == "Anna Berger")).one()
            key = make_token(session, Actor("the test", Role.ADMIN), owner, "till", role, clock)
            session.commit()
        headers = {"authorization": f"Bearer {key}"}
    wrong = {}
    for call, least in CALLS.items():
        method, path = call.split()
        body = None if method == "GET" else BODIES.get(path.rpartition("/")[2], {})
        answer = visitor.client.request(method, "/api" + filled(path, shop), headers=headers, json=body)
        may = role is not ANYBODY and list(Role).index(role) >= list(Role).index(least)
        if found_at(answer) != (OPEN if may else REFUSED):
            wrong[call] = answer.text
    assert wrong == {}
