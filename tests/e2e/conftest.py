"""A real server of the shop on this machine, and a browser that looks at it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, expect, sync_playwright
from sqlalchemy import Engine
from sqlmodel import Session

from demo.pictures import draw_product
from socialshop.ports import Act
from socialshop.runtime.pages import beside
from socialshop.testing.talking import TAKEN, TalkingChannel, public_store
from socialshop.web.app import create_app
from tests.e2e.shop import EMAIL, NOW, PASSWORD, PICTURES, fill

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

REFUSED_FORM = 422
WANTED = ("ERR_INTERNET_DISCONNECTED", f"status of {REFUSED_FORM}")
"""What a browser says in a test that takes its network away, or sends what the page refuses in words."""

expect.set_options(timeout=60_000)  # for what never comes; a busy machine is merely late


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("media")
    for name, kind in PICTURES.items():
        draw_product(kind, name, (640, 640)).save(folder / name)
    return folder


@pytest.fixture
def server(store: Engine, media: Path) -> Iterator[str]:
    """The address of the running shop."""
    with Session(store) as session:
        fill(session)
    app = create_app(
        store,
        clock=lambda: NOW,
        session_key="only for this test",
        shop_name="Käsetheke",
        time_zone="Europe/Berlin",
        default_language="de",
        secure_cookies=False,
        connectors={
            "facebook": TalkingChannel(8000, pictures=TAKEN),
            "instagram": TalkingChannel(2200),
            "pinterest": TalkingChannel(500, without=frozenset(Act) - {Act.REPLY}),
        },
        media=media,
        pictures=public_store(media),
    )
    with beside(app) as address:
        yield address


@pytest.fixture(scope="session")
def serve() -> Callable[[FastAPI], AbstractContextManager[str]]:
    return beside


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM)
        yield browser
        browser.close()


DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


def is_complaint(said: ConsoleMessage) -> bool:
    return said.type in {"error", "warning"} and not any(words in said.text for words in WANTED)


def is_wrong(answer: Response) -> bool:
    return answer.status >= 400 and answer.status != REFUSED_FORM


@pytest.fixture
def visit_at(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`visit_at(shop, language, phone=, dark=, scripts=)` opens a shop's door; in the end, no page has complained."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_door(
        shop: str, language: str = "de", *, phone: bool = False, dark: bool = False, scripts: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=shop,
            locale=language,
            viewport=PHONE if phone else DESKTOP,
            has_touch=phone,
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if is_complaint(said) else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on("response", lambda answer: complaints.append(answer.url) if is_wrong(answer) else None)
        page.goto("/inbox")
        return page

    yield open_door
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def visit(server: str, visit_at: Callable[..., Page]) -> Callable[..., Page]:
    """As `visit_at`, the shop that everybody answers in."""
    return partial(visit_at, server)


@pytest.fixture
def enter(visit: Callable[..., Page]) -> Callable[..., Page]:
    """As `visit`, and signed in, as Anna unless it is somebody else: the inbox."""

    def sign_in(*how: str, email: str = EMAIL, **more: bool) -> Page:
        page = visit(*how, **more)
        page.locator("#email").fill(email)
        page.locator("#password").fill(PASSWORD)
        page.locator("#password").press("Enter")
        page.wait_for_url("**/inbox?state=open")
        return page

    return sign_in
