"""Sessions against a server on this machine that answers as it is told."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from connectors.http import PlatformSession, session
from socialshop.errors import OutcomeUnknown, Retryable
from socialshop.ports import HttpSettings, Traffic

URL = "https://graph.facebook.com/v26.0/me?access_token=s3cr3t"


class Script(BaseHTTPRequestHandler):
    """Answers with the next of `answers`: a status and headers, or None to hang up."""

    answers: list[tuple[int, dict[str, str]] | None]
    seen: list[tuple[str, str, str]]

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.seen.append((self.command, self.path, self.headers["Host"]))
        answer = self.answers.pop(0)
        if answer is None:
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        status, headers = answer
        self.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    do_GET = do_POST = do_DELETE = _answer  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""


class Line:
    """A session to the server, what it cost and what it waited."""

    def __init__(self, address: str, clock: Any, **http: Any) -> None:
        self.traffic, self.waits = Traffic(), list[float]()
        settings = HttpSettings(addresses={"graph.facebook.com": address}, **http)
        self.session: PlatformSession = session("facebook", settings, self.traffic, clock, self.waits.append)


@pytest.fixture
def script() -> Iterator[type[Script]]:
    handler = type("Handler", (Script,), {"answers": [], "seen": []})
    server = HTTPServer(("127.0.0.1", 0), handler)
    handler.address = f"http://127.0.0.1:{server.server_address[1]}/base/"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield handler
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def closed_port() -> Iterator[str]:
    """An address that nobody listens on, and nobody else can take meanwhile."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


def test_a_host_is_pointed_elsewhere_and_keeps_its_name(script: Any, clock: Any) -> None:
    script.answers += [(200, {})]
    response = Line(script.address, clock).session.get(URL)
    assert script.seen == [("GET", "/base/v26.0/me?access_token=s3cr3t", "graph.facebook.com")]
    assert response.url == URL


def test_an_address_of_our_own_is_not_looked_for_behind_a_proxy(
    script: Any, clock: Any, closed_port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, closed_port)
    script.answers += [(200, {})]
    assert Line(script.address, clock).session.get(URL).ok


def test_a_write_is_never_repeated_by_itself(script: Any, clock: Any) -> None:
    script.answers += [(503, {}), (200, {})]
    line = Line(script.address, clock)
    assert line.session.post(URL).status_code == 503
    assert line.traffic == Traffic(requests=1)


def test_a_dropped_write_is_unknown_and_a_dropped_read_is_repeated_in_silence(
    script: Any, clock: Any, caplog: pytest.LogCaptureFixture
) -> None:
    script.answers += [None, None, (200, {})]
    line = Line(script.address, clock)
    with pytest.raises(OutcomeUnknown):
        line.session.post(URL)
    assert line.session.get(URL).ok
    assert line.traffic.retries == 1
    assert caplog.messages == []


def test_what_never_left_is_retryable_even_a_write(closed_port: str, clock: Any) -> None:
    line = Line(closed_port, clock, retries=2)
    with pytest.raises(Retryable) as caught:
        line.session.post(URL)
    assert not isinstance(caught.value, OutcomeUnknown)
    assert line.traffic.retries == 2


def test_no_error_holds_the_address(closed_port: str, clock: Any) -> None:
    with pytest.raises(Retryable) as caught:
        Line(closed_port, clock, retries=0).session.get(URL)
    assert "s3cr3t" not in repr((caught.value, caught.value.__context__, caught.value.__cause__))


def test_waits_grow_and_are_never_in_step(script: Any, clock: Any) -> None:
    script.answers += [(500, {}), (502, {}), (504, {}), (200, {})]
    line = Line(script.address, clock, retries=3, backoff=1.0)
    line.session.get(URL)
    assert [0.5 * 2**n <= wait <= 1.5 * 2**n for n, wait in enumerate(line.waits)] == [True] * 3
    assert line.traffic.waited_seconds == pytest.approx(sum(line.waits))
    assert line.traffic.requests == 4


def test_a_read_waits_as_long_as_it_is_asked_to(script: Any, clock: Any) -> None:
    script.answers += [(429, {"Retry-After": "7"}), (200, {})]
    line = Line(script.address, clock)
    assert line.session.get(URL).ok
    assert line.waits == [7.0]
    assert line.traffic == Traffic(requests=2, retries=1, throttled=1, waited_seconds=7.0)


def test_too_long_a_wait_is_handed_on(script: Any, clock: Any) -> None:
    script.answers += [(429, {"Retry-After": "3600"})]
    line = Line(script.address, clock)
    assert line.session.get(URL).status_code == 429
    assert line.waits == []
    assert line.traffic == Traffic(requests=1, throttled=1)


def test_the_next_call_waits_when_the_allowance_runs_out(script: Any, clock: Any) -> None:
    script.answers += [(200, {"X-App-Usage": '{"call_count": 95}'}), (200, {})]
    line = Line(script.address, clock)
    line.session.get(URL)
    line.session.get(URL)
    assert line.waits == [pytest.approx(24)]
