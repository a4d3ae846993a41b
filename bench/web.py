"""A page of the inbox from the request to its last byte, rendered for somebody who is signed in, on both databases."""

from __future__ import annotations

import re
import tempfile

from fastapi.testclient import TestClient
from sqlmodel import Session

from bench.loading import fill
from bench.measuring import p95, seconds
from bench.result import Result
from socialshop.clock import utc_now
from socialshop.staff.actor import Actor
from socialshop.staff.model import Role, User
from socialshop.staff.users import set_password
from socialshop.store import open_store
from socialshop.testing.databases import postgres_database, postgres_server
from socialshop.testing.talking import TalkingChannel
from socialshop.web.app import create_app

_CALLS = 100
_LONGEST = 50.0  # ms
_PAGES = {"list": "/inbox", "search": "/inbox?q=Bergk%C3%A4se", "conversation": "/inbox/1"}
_JANA = Actor("Jana", Role.AGENT, user_id=1)  # whom `fill` lets work here
_EMAIL, _PASSWORD = "jana@shop.example", "ein-gutes-Passwort"


def measure(messages: int) -> list[Result]:
    with (
        tempfile.TemporaryDirectory() as folder,
        postgres_server() as server,
        postgres_database(server) as postgres,
    ):
        databases = {"SQLite": f"sqlite:///{folder}/web.db", "PostgreSQL": postgres}
        return [result for name, url in databases.items() for result in _pages(name, url, messages)]


def _pages(database: str, url: str, messages: int) -> list[Result]:
    with _browser(url, messages) as browser:
        _sign_in(browser)
        return [_page(browser, database, what, address) for what, address in _PAGES.items()]


def _page(browser: TestClient, database: str, what: str, address: str) -> Result:
    taken = [seconds(lambda: browser.get(address).raise_for_status()) for _ in range(_CALLS)]
    return Result(f"web on {database}: page of a {what}, p95", p95(taken) * 1000, _LONGEST, "limit", 1.0, "ms")


def _browser(url: str, messages: int) -> TestClient:
    fill(url, messages)
    store = open_store(url)
    with Session(store) as session:
        set_password(session, _JANA, session.get_one(User, _JANA.user_id), _PASSWORD, utc_now)
        session.commit()
    app = create_app(
        store,
        clock=utc_now,
        session_key="only for this measurement",
        shop_name="Käsetheke",
        time_zone="Europe/Berlin",
        default_language="de",
        secure_cookies=False,
        connectors={channel: TalkingChannel() for channel in ("facebook", "instagram", "pinterest")},
    )
    return TestClient(app)


def _sign_in(browser: TestClient) -> None:
    token = re.search(r'name="csrf" value="([^"]+)"', browser.get("/sign-in").text)
    assert token
    form = {"email": _EMAIL, "password": _PASSWORD, "csrf": token[1]}
    page = browser.post("/sign-in", data=form).raise_for_status()
    assert page.url.path.startswith("/inbox"), "not signed in"
