"""Cassettes: exchanges with the sandbox, kept with the platforms' names and without secrets.

Recorded anew with `SOCIALSHOP_RECORD=1 pytest tests/unit/connectors/test_cassettes.py`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
import requests
import vcr
from PIL import Image

from connectors import spec
from connectors.http import PlatformAdapter, redact
from connectors.sandbox import Sandbox, visitors
from connectors.sandbox.accounts import CHANNELS, SECRETS
from socialshop.ports import Environment, HttpSettings, Picture

FOLDER = Path(__file__).parents[2] / "cassettes"
RECORDING = bool(os.environ.get("SOCIALSHOP_RECORD"))
SHOP = "www.kaesetheke.example"
_NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
_KEPT_HEADERS = frozenset({"content-type", "x-app-usage", "x-business-use-case-usage", "x-ratelimit-remaining"})
_TRACE = re.compile(r'"fbtrace_id":"[^"]*"')
_CALLED_AT = re.compile(r"&_=\d+")  # py3-pinterest adds the time of day to every call


def _request(request: Any) -> Any:
    """As it would have gone to the platform itself, without secrets and what changes from call to call."""
    parts = urlsplit(request.uri)
    host = request.headers.get("Host", parts.netloc)
    uri = urlunsplit(("https", host.decode() if isinstance(host, bytes) else host, parts.path, parts.query, ""))
    request.uri = redact(_CALLED_AT.sub("", uri))
    kind = str(request.headers.get("Content-Type", ""))
    request.body = b"" if "multipart" in kind or request.body is None else _clean(request.body)
    request.headers = {"Content-Type": kind.split(";")[0]} if kind else {}
    return request


def _response(response: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in response["headers"].items() if name.lower() in _KEPT_HEADERS}
    response["headers"] = kept
    response["body"]["string"] = _clean(response["body"]["string"])
    return response


def _clean(body: bytes | str) -> bytes:
    text = body.decode() if isinstance(body, bytes) else body
    return redact(_TRACE.sub('"fbtrace_id":"A"', _CALLED_AT.sub("", text)), SECRETS.values()).encode()


RECORDER = vcr.VCR(
    record_mode="all" if RECORDING else "none",
    match_on=["method", "scheme", "host", "port", "path", "query", "body"],
    before_record_request=_request,
    before_record_response=_response,
)


class Wire:
    """Takes the place of the network: keeps what is sent, gives what is told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[requests.PreparedRequest] = []
        self.answers: list[tuple[int, bytes]] = []
        self.headers = {"content-type": "application/json"}
        monkeypatch.setattr(PlatformAdapter, "send", lambda _, request, **options: self._send(request))

    def _send(self, request: requests.PreparedRequest) -> requests.Response:
        self.sent.append(request)
        response = requests.Response()
        response.status_code, response._content = self.answers.pop(0)
        response.headers.update(self.headers)
        response.request, response.url = request, request.url or ""
        response.raw = None
        return response


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Wire:
    return Wire(monkeypatch)


class Recorded:
    """A connector whose exchanges come from a cassette, or are being recorded from the sandbox."""

    def __init__(self, channel: str, sandbox: Sandbox | None) -> None:
        self.waits: list[float] = []
        self.picture = Picture(f"https://{SHOP}/berg.jpg", "Ein Laib Bergkäse")
        self._sandbox = sandbox
        made = spec(channel)
        http = HttpSettings(addresses=sandbox.addresses if sandbox else {})
        settings = made.settings.model_validate(CHANNELS[channel])
        self.connector = made.build(settings, Environment(http, self.clock, self.waits.append))

    def clock(self) -> datetime:
        return _NOW

    def customers_comment(self, object_id: str, texts: list[str]) -> None:
        """They did when this was recorded."""
        for text in texts if self._sandbox else ():
            assert self._sandbox is not None
            self._sandbox.world.customer_comments(object_id, "Anna Meier", text)

    def customers_mention(self, text: str) -> None:
        if self._sandbox:
            visitors.mentions(self._sandbox.world, "anna.meier", text)


@pytest.fixture
def recorded(secrets: None, tmp_path: Path) -> Iterator[Callable[[str], Recorded]]:
    """`recorded("facebook")` is that connector, playing or recording its cassette."""
    with ExitStack() as stack:

        def start(channel: str) -> Recorded:
            sandbox = stack.enter_context(_sandbox(tmp_path)) if RECORDING else None
            path = FOLDER / f"{channel}.yaml"
            if RECORDING:
                path.unlink(missing_ok=True)
            stack.enter_context(RECORDER.use_cassette(str(path)))
            return Recorded(channel, sandbox)

        yield start


def _sandbox(folder: Path) -> Sandbox:
    Image.new("RGB", (1080, 1080), "orange").save(folder / "berg.jpg")
    return Sandbox(clock=lambda: _NOW, public={SHOP: folder})
