"""People, their roles and programs on the page: who may change what, and that it is written down."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.desk.model import Claim
from socialshop.inbox.model import Conversation
from socialshop.staff.model import ApiToken, AuditEntry, Role, TeamMember, User
from socialshop.staff.users import add_user

SCRIPT = "<script>alert('x')</script>"


@pytest.fixture
def ben(store: Engine, clock: Clock) -> int:
    with Session(store) as session:
        user = add_user(session, "ben@kaese.example", SCRIPT, "ein-gutes-Passwort", clock, Role.AGENT)
        session.commit()
        assert user.id
        return user.id


def _is(store: Engine, user_id: int) -> User:
    with Session(store, expire_on_commit=False) as session:
        return session.get_one(User, user_id)


def test_an_admin_changes_roles_and_teams_and_ends_people(colleague: Any, ben: int, store: Engine) -> None:
    assert "<script>alert" not in colleague.get("/people").text
    colleague.post(f"/people/{ben}/role", {"role": "manager"})
    assert _is(store, ben).role == Role.MANAGER
    assert "Theke" in colleague.post(f"/people/{ben}/team", {"team": " Theke "}).text
    colleague.post(f"/people/{ben}/team", {"team": "Theke", "leave": "true"})
    with Session(store) as session:
        assert session.exec(select(TeamMember)).all() == []
    colleague.post(f"/people/{ben}/disable")
    assert _is(store, ben).disabled_at is not None
    told = colleague.get("/audit").text
    for words in (
        "role set",
        "joined a team",
        "left a team",
        "let in no more",
        "Person &lt;script&gt;",
        "Role: Manager",
    ):
        assert words in told


def test_who_signs_in_no_more_is_told_with_what_is_theirs_and_let_in_again(
    colleague: Any, ben: int, store: Engine, clock: Clock, question: int
) -> None:
    with Session(store) as session:
        session.get_one(Conversation, question).assignee_id = ben
        session.add(
            Claim(conversation_id=question, user_id=ben, since=clock(), expires_at=clock() + timedelta(hours=1))
        )
        session.commit()
    told = colleague.post(f"/people/{ben}/disable").text
    assert f'<a href="/inbox?assignee={ben}">1 conversation that is not resolved</a>' in told
    assert "(signs in no more)" in colleague.get(f"/inbox/{question}").text
    with Session(store) as session:
        assert session.exec(select(Claim)).all() == []
        assert session.get_one(Conversation, question).assignee_id == ben
    colleague.post(f"/inbox/{question}/assign", {"who": str(ben), "team": "Theke"})
    with Session(store) as session:
        kept = session.get_one(Conversation, question)
        assert (kept.assignee_id, kept.team) == (ben, "Theke")
    assert "Sign in no more" not in colleague.post(f"/people/{ben}/enable").text
    assert _is(store, ben).disabled_at is None
    assert "let in again" in colleague.get("/audit").text


@pytest.mark.parametrize(("to", "heir"), [("1", 1), ("", None)])
def test_what_somebody_left_unresolved_is_handed_over(
    colleague: Any, ben: int, store: Engine, question: int, to: str, heir: int | None
) -> None:
    with Session(store) as session:
        session.get_one(Conversation, question).assignee_id = ben
        session.commit()
    colleague.post(f"/people/{ben}/disable")
    told = colleague.post(f"/people/{ben}/hand-over", {"to": to}).text
    assert "that is not resolved" not in told
    with Session(store) as session:
        assert session.get_one(Conversation, question).assignee_id == heir
    refused = colleague.post("/people/999/hand-over", {"to": "1"}).text
    assert "may not sign in any more" in refused


def test_the_last_admin_stays_one(colleague: Any, store: Engine) -> None:
    colleague.get("/people")
    for act in ("role", "disable"):
        refused = colleague.post(f"/people/1/{act}", {"role": "viewer"}).text
        assert "only admin" in refused
        assert "It is done" not in refused
    assert _is(store, 1).role == Role.ADMIN


@pytest.mark.parametrize("act", ["role", "team", "disable", "enable", "hand-over"])
def test_others_change_nobody(visit: Callable[..., Any], anna: None, ben: int, store: Engine, act: str) -> None:
    visitor = visit()
    visitor.sign_in("ben@kaese.example")
    visitor.get("/people")
    answer = visitor.post(f"/people/{ben}/{act}", {"role": "admin", "team": "Theke"})
    assert answer.status_code == 403
    assert _is(store, ben).role == Role.AGENT
    assert _is(store, ben).disabled_at is None
    assert visitor.get("/audit").status_code == 403


def test_a_token_is_shown_once_and_ended(colleague: Any, store: Engine) -> None:
    colleague.get("/people")
    made = colleague.post("/people/tokens", {"name": "till", "role": "agent"}).text
    key = made.split('class="code">')[1].split("<")[0]
    assert key.startswith("sst_")
    assert key not in colleague.get("/people").text
    with Session(store) as session:
        row = session.exec(select(ApiToken)).one()
        assert key not in row.token_hash
        assert session.exec(select(AuditEntry.act)).all() == ["add", "make token"]
    called = colleague.client.get("/api/conversations", headers={"authorization": f"Bearer {key}"})
    assert called.status_code == 200
    colleague.post(f"/people/tokens/{row.id}/revoke")
    called = colleague.client.get("/api/conversations", headers={"authorization": f"Bearer {key}"})
    assert called.status_code == 401


@pytest.mark.parametrize(("language", "told"), [("en", "Please name the token"), ("de", "benennen Sie den Schlüssel")])
def test_a_token_without_a_name_is_refused(colleague: Any, language: str, told: str) -> None:
    colleague.client.headers["accept-language"] = language
    colleague.get("/people")
    answer = colleague.post("/people/tokens", {"name": " ", "role": "agent"})
    assert told in answer.text
    assert "sst_" not in answer.text


@pytest.mark.parametrize(
    ("language", "told"), [("en", "give the team a name"), ("de", "geben Sie dem Team einen Namen")]
)
def test_a_team_without_a_name_is_refused(colleague: Any, ben: int, language: str, told: str) -> None:
    colleague.client.headers["accept-language"] = language
    colleague.get("/people")
    assert told in colleague.post(f"/people/{ben}/team", {"team": " "}).text


@pytest.mark.parametrize("field", ["name", "team"])
def test_a_field_cuts_nothing_off_that_somebody_pastes(colleague: Any, ben: int, field: str) -> None:
    (shown, *_) = re.findall(rf'<input name="{field}"[^>]*>', colleague.get("/people").text)
    assert 'pattern=".{1,60}"' in shown
    assert "maxlength" not in shown


def test_too_long_a_name_is_refused_and_not_cut_off(colleague: Any, ben: int) -> None:
    colleague.get("/people")
    long = colleague.post("/people/tokens", {"name": "x" * 61, "role": "agent"}).text
    assert "with 60 characters at most: this one has 61" in long
    assert "sst_" not in long
    assert "with 60 characters at most" in colleague.post(f"/people/{ben}/team", {"team": "x" * 61}).text
    assert "sst_" in colleague.post("/people/tokens", {"name": f" {'x' * 60} ", "role": "agent"}).text


@pytest.mark.parametrize("act", ["role", "disable"])
def test_the_only_admin_is_told_in_german_why_they_stay(colleague: Any, act: str) -> None:
    colleague.client.headers["accept-language"] = "de"
    colleague.get("/people")
    answer = colleague.post(f"/people/1/{act}", {"role": "viewer"})
    assert "Nur anna@kaese.example hat die Rolle" in answer.text


def test_who_left_meanwhile_is_told_in_german(colleague: Any) -> None:
    colleague.client.headers["accept-language"] = "de"
    colleague.get("/people")
    assert "kann sich nicht mehr anmelden" in colleague.post("/people/999/disable").text


def test_a_log_without_acts_says_so(colleague: Any) -> None:
    assert "Nothing yet" in colleague.get("/audit?before=1").text
