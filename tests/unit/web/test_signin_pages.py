"""Who gets in, how they get out, and what a stranger cannot do."""

from __future__ import annotations

import re
from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from argon2 import PasswordHasher
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.runtime.pages import beside
from socialshop.staff import attempts
from socialshop.staff.attempts import FAILURES_PER_ACCOUNT, FAILURES_PER_ADDRESS
from socialshop.staff.model import LeftSession, User
from socialshop.web.app import ROOMS
from socialshop.web.visits import HOME, own_page

from .conftest import EMAIL, PASSWORD

Visit = Callable[..., Any]


@pytest.mark.parametrize("address", ["/inbox", "/inbox/1", "/reports", "/reports/1"])
def test_a_stranger_is_asked_to_sign_in_and_led_back(visitor: Any, anna: None, address: str) -> None:
    answer = visitor.get(f"{address}?state=open", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?next=")
    visitor.get(answer.headers["location"])
    entered = visitor.sign_in(next=f"{address}?state=open")
    assert entered.headers["location"] == f"{address}?state=open"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "//[",
        "https://[::1",
        "inbox",
        "",
    ],
)
def test_sign_in_never_leads_to_another_site(target: str) -> None:
    assert own_page(target) == HOME


def test_too_many_at_once_are_asked_to_try_again_and_lose_nothing(
    visitor: Any, anna: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "_door", BoundedSemaphore(1))
    with attempts.turn():
        answer = visitor.sign_in()
    assert answer.status_code == 503
    assert "Too many sign in at this moment. Please try again in a few seconds." in answer.text
    assert 'value="anna@kaese.example"' in answer.text
    assert visitor.sign_in().status_code == 303
    visitor.get("/account")
    with attempts.turn():
        refused = visitor.post("/account/password", {"current": PASSWORD, "new": "ein ganz neues", "again": "x"})
    assert refused.status_code == 503
    assert "Too many sign in at this moment" in refused.text


def test_a_copied_cookie_opens_nothing_once_its_session_was_left(visitor: Any, anna: None) -> None:
    visitor.sign_in()
    visitor.get("/account")
    copied = TestClient(visitor.client.app, cookies=dict(visitor.client.cookies), follow_redirects=False)
    assert copied.get("/account").status_code == 200
    visitor.post("/sign-out")
    visitor.sign_in()
    for address in ("/account?lang=de", "/account"):  # the first has the cookie signed anew
        assert copied.get(address).headers["location"].startswith("/sign-in")
    assert visitor.get("/account", follow_redirects=False).status_code == 200


def test_sessions_that_were_left_are_forgotten_when_no_cookie_is_worth_anything(
    visitor: Any, anna: None, store: Engine, clock: Any
) -> None:
    for _ in range(2):
        visitor.sign_in()
        visitor.get("/account")
        visitor.post("/sign-out")
        clock.advance(days=8)
    with Session(store) as session:
        assert len(session.exec(select(LeftSession)).all()) == 1


def test_a_wrong_password_says_so_and_keeps_the_address(visitor: Any, anna: None) -> None:
    answer = visitor.sign_in(password="falsch")
    assert answer.status_code == 401
    assert "do not belong together" in answer.text
    assert 'value="anna@kaese.example"' in answer.text


@pytest.mark.parametrize(("email", "password"), [(EMAIL, "x" * 1_001), ("x" * 201 + EMAIL, PASSWORD)])
def test_what_is_longer_than_any_password_or_address_is_a_wrong_one(
    visitor: Any, anna: None, email: str, password: str
) -> None:
    answer = visitor.sign_in(email=email, password=password)
    assert (answer.status_code, "do not belong together" in answer.text) == (401, True)


def test_guessing_one_account_is_slowed_down_and_ends(visitor: Any, anna: None, clock: Any) -> None:
    for _ in range(FAILURES_PER_ACCOUNT):
        assert visitor.sign_in(password="falsch").status_code == 401
    refused = visitor.sign_in()
    assert refused.status_code == 429
    assert "in 15 minutes" in refused.text
    clock.advance(minutes=15)
    assert visitor.sign_in().status_code == 303


def test_guessing_many_accounts_from_one_address_is_slowed_down(visitor: Any, anna: None) -> None:
    for number in range(FAILURES_PER_ADDRESS):
        visitor.sign_in(email=f"{number}@kaese.example", password="falsch")
    assert visitor.sign_in().status_code == 429


def test_several_processes_count_together(visit: Visit, anna: None) -> None:
    one, other = visit(), visit()
    for number in range(FAILURES_PER_ACCOUNT):
        (one, other)[number % 2].sign_in(password="falsch")
    assert other.sign_in().status_code == 429


def test_whoever_enters_begins_to_count_anew(visitor: Any, anna: None) -> None:
    for _ in range(2):
        for _ in range(FAILURES_PER_ACCOUNT - 1):
            visitor.sign_in(password="falsch")
        assert visitor.sign_in().status_code == 303
        visitor.get("/inbox")
        visitor.post("/sign-out")


@pytest.mark.parametrize(
    ("wanted", "led_to"), [("/", HOME), ("/inbox", HOME), ("/inbox?state=resolved", "/inbox?state=resolved")]
)
def test_one_begins_with_what_is_open(visitor: Any, anna: None, wanted: str, led_to: str) -> None:
    asked = visitor.get(wanted)
    given = parse_qs(urlsplit(str(asked.url)).query)["next"][0]
    assert visitor.sign_in(next=given).headers["location"] == led_to


def test_signing_out_ends_it(colleague: Any) -> None:
    assert colleague.get("/inbox", follow_redirects=False).status_code == 200
    assert "You are signed out." in colleague.post("/sign-out").text
    assert colleague.get("/inbox", follow_redirects=False).status_code == 303


def test_a_new_password_ends_the_sessions_of_the_old_one(colleague: Any, store: Engine) -> None:
    with Session(store) as session:
        session.exec(select(User)).one().password_hash = PasswordHasher().hash("ein ganz neues")
        session.commit()
    assert colleague.get("/inbox", follow_redirects=False).status_code == 303


def test_a_forged_session_is_nobody(visitor: Any, anna: None) -> None:
    visitor.client.cookies.set("socialshop", "eyJ1c2VyIjogMX0=.made.up")
    assert visitor.get("/inbox", follow_redirects=False).status_code == 303


def test_the_form_token_changes_with_the_session(visitor: Any, anna: None) -> None:
    visitor.get("/sign-in")
    before = visitor.token
    visitor.sign_in()
    visitor.get("/inbox")
    assert visitor.token != before


@pytest.mark.parametrize("secure", [False, True])
def test_the_cookie_is_out_of_reach(visit: Visit, secure: bool) -> None:
    cookie = visit(secure_cookies=secure).get("/sign-in").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert ("secure" in cookie.split("; ")) is secure


def test_every_form_needs_the_token(colleague: Any) -> None:
    routes = [route for room in ROOMS for route in room.router.routes]
    changing = [route for route in routes if route.methods & {"POST", "PUT"}]
    assert len(changing) >= 20
    for route in changing:
        address = re.sub(r"\{\w+\}", "1", route.path)
        for token in ("", "wrong", "ü"):
            form = {"csrf": token, "language": "de"}
            answer = colleague.client.request(*route.methods, address, data=form, follow_redirects=False)
            assert answer.status_code == 403, address
    assert "grown too old" in answer.text


def test_behind_a_proxy_it_is_the_proxy_who_says_who_guesses(visitor: Any, anna: None) -> None:
    with beside(visitor.client.app) as shop, requests.Session() as browser:
        form = browser.get(f"{shop}/sign-in", timeout=60).text
        token = re.findall(r'name="csrf" value="([^"]+)"', form)[0]

        def guess(number: int, forwarded: str) -> int:
            form = {"csrf": token, "email": f"{number}@kaese.example", "password": "falsch"}
            told = {"X-Forwarded-For": forwarded}
            return browser.post(f"{shop}/sign-in", form, headers=told, timeout=60).status_code

        guesses = [guess(number, f"10.0.0.{number}, 203.0.113.9") for number in range(FAILURES_PER_ADDRESS + 1)]
        assert guesses == [401] * FAILURES_PER_ADDRESS + [429]
        assert guess(99, "203.0.113.10") == 401
