"""Pages of the inbox from the request to the last byte, rendered for somebody who is signed in."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from contextlib import ExitStack
from functools import cache, partial

from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session

from bench.comments import MESSAGES
from bench.inboxes import Inboxes
from bench.measuring import p95, seconds
from bench.result import Result
from socialshop.clock import utc_now
from socialshop.runtime.garbage import collect_seldom
from socialshop.staff.actor import Actor
from socialshop.staff.model import Role, User
from socialshop.staff.users import set_password
from socialshop.testing.talking import TalkingChannel
from socialshop.web.app import create_app

_CALLS = 100
_ALARM_HOURS = 6  # as the configuration has it
_JANA = Actor("Jana", Role.AGENT, user_id=1)  # whom `fill` lets work here
_EMAIL, _PASSWORD = "jana@shop.example", "ein-gutes-Passwort"
_PAGES: dict[str, Callable[[int], str]] = {
    "page of the list": lambda _: "/inbox",
    "page of a search": lambda _: "/inbox?q=Bergk%C3%A4se",
    "page of a conversation": lambda number: f"/inbox/{number}",
}


def measure(inboxes: Inboxes) -> list[Result]:
    with ExitStack() as opened:
        browser = cache(lambda store: opened.enter_context(_signed_in(store)))
        collect_seldom()  # as `socialshop web` does
        pages = {what: partial(_p95, browser, address) for what, address in _PAGES.items()}
        return list(inboxes.compared("web", pages))


def _p95(browser: Callable[[Engine], TestClient], address: Callable[[int], str], store: Engine, size: int) -> float:
    """Milliseconds, of conversations that come by chance."""
    chance = random.Random(1)
    threads = size // MESSAGES

    def once() -> None:
        browser(store).get(address(chance.randint(threads // 10 + 1, threads))).raise_for_status()

    once()  # what a server does once in its life
    return p95([seconds(once) for _ in range(_CALLS)]) * 1000


def _signed_in(store: Engine) -> TestClient:
    with Session(store) as session:
        set_password(session, _JANA, session.get_one(User, _JANA.user_id), _PASSWORD, utc_now)
        session.commit()
    browser = TestClient(_app(store))
    token = re.search(r'name="csrf" value="([^"]+)"', browser.get("/sign-in").text)
    assert token
    form = {"email": _EMAIL, "password": _PASSWORD, "csrf": token[1]}
    page = browser.post("/sign-in", data=form).raise_for_status()
    assert page.url.path.startswith("/inbox"), "not signed in"
    return browser


def _app(store: Engine) -> FastAPI:
    return create_app(
        store,
        clock=utc_now,
        session_key="only for this measurement",
        shop_name="Käsetheke",
        time_zone="Europe/Berlin",
        default_language="de",
        secure_cookies=False,
        alarm_hours=_ALARM_HOURS,
        connectors={channel: TalkingChannel() for channel in ("facebook", "instagram", "pinterest")},
    )
