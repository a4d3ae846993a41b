"""Somebody's own account: another password for who knows the old one, and an end to all sessions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.staff.attempts import FAILURES_PER_ACCOUNT
from socialshop.staff.audit import entries
from socialshop.staff.model import Role
from socialshop.staff.users import add_user, authenticate

from .conftest import EMAIL, PASSWORD

NEW = "drei-Worte-und-Kaese"
Visit = Callable[..., Any]


@pytest.fixture
def elsewhere(visit: Visit, anna: None) -> Any:
    """Anna at another browser."""
    visitor = visit()
    visitor.sign_in()
    return visitor


def change(visitor: Any, current: str = PASSWORD, new: str = NEW, again: str = NEW) -> Any:
    visitor.get("/account")
    return visitor.post("/account/password", {"current": current, "new": new, "again": again})


def is_in(visitor: Any) -> bool:
    return bool(visitor.get("/inbox", follow_redirects=False).status_code == 200)


def test_a_new_password_holds_here_and_ends_the_other_sessions(elsewhere: Any, colleague: Any, store: Engine) -> None:
    assert "Your new password is set" in change(colleague).text
    assert (is_in(colleague), is_in(elsewhere)) == (True, False)
    assert authenticate(store, EMAIL, PASSWORD) is None
    assert authenticate(store, EMAIL, NEW)
    with Session(store) as session:
        (latest, *_) = entries(session)
        assert (latest.act, latest.actor, NEW in latest.after) == ("set password", "Anna Berger", False)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"current": "falsch"}, "That is not your current password."),
        ({"again": "ein anderes Passwort"}, "not typed the same twice"),
        ({"new": "kurz", "again": "kurz"}, "at least 10 characters"),
    ],
)
def test_a_refusal_says_why_and_changes_nothing(
    colleague: Any, store: Engine, given: dict[str, str], reason: str
) -> None:
    refused = change(colleague, **given)
    assert (refused.status_code, reason in refused.text) == (422, True)
    assert authenticate(store, EMAIL, PASSWORD)
    assert is_in(colleague)


def test_guessing_ones_password_is_slowed_down(colleague: Any, store: Engine) -> None:
    for _ in range(FAILURES_PER_ACCOUNT):
        assert change(colleague, current="falsch").status_code == 422
    slowed = change(colleague)
    assert (slowed.status_code, "Too many attempts" in slowed.text) == (429, True)
    assert authenticate(store, EMAIL, PASSWORD)


def test_too_long_a_password_is_refused_with_its_limit_and_never_cut_off(colleague: Any, store: Engine) -> None:
    assert "maxlength" not in colleague.get("/account").text
    long = "käse " * 250
    told = change(colleague, new=long, again=long)
    assert (told.status_code, "1,000 characters at most: this one has 1,250" in told.text) == (422, True)
    assert "That is not your current password" in change(colleague, current=PASSWORD + long).text
    assert authenticate(store, EMAIL, PASSWORD)


def test_signing_out_everywhere_ends_this_session_and_the_others(elsewhere: Any, colleague: Any) -> None:
    colleague.get("/account")
    assert "You are signed out everywhere." in colleague.post("/account/sign-out").text
    assert (is_in(colleague), is_in(elsewhere)) == (False, False)


def test_an_admin_ends_another_persons_sessions(visit: Visit, colleague: Any, store: Engine, clock: Clock) -> None:
    with Session(store) as session:
        ben = add_user(session, "ben@kaese.example", "Ben", PASSWORD, clock, Role.AGENT).id
        session.commit()
    visitor = visit()
    visitor.sign_in(email="ben@kaese.example")
    assert is_in(visitor)
    colleague.get("/people")
    colleague.post(f"/people/{ben}/sign-out")
    assert (is_in(visitor), is_in(colleague)) == (False, True)
    assert "signed out everywhere" in colleague.get("/audit").text
