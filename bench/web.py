"""A page of the inbox from the request to its last byte, rendered for somebody who is signed in."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from fastapi.testclient import TestClient
from sqlmodel import Session

from bench.loading import fill
from bench.measuring import p95, seconds
from bench.result import Result
from socialshop.clock import utc_now
from socialshop.staff.users import add_user
from socialshop.store import open_store
from socialshop.testing.talking import TalkingChannel
from socialshop.web.app import create_app

_CALLS = 100
_LONGEST = 50.0  # ms
_PAGES = {"list": "/inbox", "search": "/inbox?q=Bergk%C3%A4se", "conversation": "/inbox/1"}
_EMAIL, _PASSWORD = "anna@kaese.example", "ein-gutes-Passwort"


def measure(messages: int) -> list[Result]:
    with tempfile.TemporaryDirectory() as folder, _browser(Path(folder) / "web.db", messages) as browser:
        _sign_in(browser)
        return [_page(browser, what, address) for what, address in _PAGES.items()]


def _page(browser: TestClient, what: str, address: str) -> Result:
    taken = [seconds(lambda: browser.get(address).raise_for_status()) for _ in range(_CALLS)]
    return Result(f"web: page of a {what}, p95", p95(taken) * 1000, _LONGEST, "limit", 1.0, "ms")


def _browser(database: Path, messages: int) -> TestClient:
    address = f"sqlite:///{database}"
    fill(address, messages)
    store = open_store(address)
    with Session(store) as session:
        add_user(session, _EMAIL, "Anna Berger", _PASSWORD, utc_now)
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
