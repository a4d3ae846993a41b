"""Links are asked about once in a while, and never lead into the shop's own network."""

from __future__ import annotations

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

import pytest
from sqlalchemy import Engine

from socialshop.addressing import open_session
from socialshop.clock import Clock
from socialshop.ports import HttpSettings
from socialshop.windows.links import RememberedLinks, WebLinks


class Pages(BaseHTTPRequestHandler):
    asked: ClassVar[list[tuple[str, str]]] = []

    def do_HEAD(self) -> None:
        self._answer(
            {
                "/alive": 200,
                "/gone": 404,
                "/headless": 405,
                "/moved": 301,
                "/inward": 302,
                "/guarded": 403,
                "/circle": 302,
            }
        )

    def do_GET(self) -> None:
        self._answer({"/headless": 200, "/guarded": 403})

    def _answer(self, statuses: dict[str, int]) -> None:
        self.asked.append((self.command, self.path))
        self.send_response(statuses[self.path])
        where = {"/moved": "/alive", "/inward": "http://127.0.0.2/admin", "/circle": "/circle"}.get(self.path)
        if where:
            self.send_header("Location", where)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nothing: the tests' output is theirs."""


def links_at(address: str, seconds: float) -> WebLinks:
    """Where the shop's host stands at another address."""
    http = HttpSettings(connect_timeout=seconds, read_timeout=seconds, addresses={"shop.example": address})
    return WebLinks(lambda: open_session(http, public_only=True))


@pytest.fixture
def web() -> Iterator[WebLinks]:
    Pages.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield links_at(f"http://127.0.0.1:{server.server_port}", 30.0)
        server.shutdown()


@pytest.mark.parametrize(
    ("address", "trouble"),
    [
        ("https://shop.example/alive", ""),
        ("https://shop.example/gone", "answers with HTTP 404"),
        ("https://shop.example/headless", ""),
        ("https://shop.example/guarded", ""),
        ("https://shop.example/moved", ""),
        ("https://shop.example/inward", "leads into a private network"),
        ("http://127.0.0.1/alive", "leads into a private network"),
        ("http://localhost:1/alive", "leads into a private network"),
        ("http://169.254.169.254/latest/meta-data", "leads into a private network"),
        ("http://[::1]/alive", "leads into a private network"),
        ("ftp://shop.example/alive", "is no public address"),
        ("https://shop.example/circle", "is redirected more than 5 times"),
    ],
)
def test_an_address_is_alive_or_says_why_not(web: WebLinks, address: str, trouble: str) -> None:
    assert web.trouble(address) == trouble


def test_who_cannot_be_reached_is_said(web: WebLinks) -> None:
    assert links_at("http://127.0.0.1:9", 0.5).trouble("https://shop.example/x").startswith("cannot be")


def test_an_answer_is_believed_for_a_while(store: Engine, clock: Clock, web: WebLinks) -> None:
    links = RememberedLinks(store, clock, web)
    for _ in range(2):
        assert links.trouble("https://shop.example/alive") == ""
        assert links.trouble("https://shop.example/gone") == "answers with HTTP 404"
    assert len(Pages.asked) == 2
    clock.advance(hours=2)  # type: ignore[attr-defined]
    links.trouble("https://shop.example/alive")
    links.trouble("https://shop.example/gone")
    assert [path for _, path in Pages.asked[2:]] == ["/gone"]
