"""A connection is there for requests, and for none that never ends."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from threading import Thread

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from socialshop.runtime import patience
from socialshop.runtime.patience import PatientProtocol

WHOLE = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nBrie"
BEGUN = [
    b"",
    b"POST / HT",
    b"POST / HTTP/1.1\r\nHost: x\r\n",
    b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nBr",
]


async def _echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(await request.body())


@pytest.fixture
def door() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        app = Starlette(routes=[Route("/", _echo, methods=["POST"])])
        server = uvicorn.Server(uvicorn.Config(app, http=PatientProtocol, log_level="error", lifespan="off"))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        yield listening
        server.should_exit = True
        thread.join()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From its call on."""

    def lose_patience() -> None:
        monkeypatch.setattr(patience, "HEAD_SECONDS", 0.1)
        monkeypatch.setattr(patience, "BODY_SECONDS", 0.1)

    return lose_patience


@pytest.mark.parametrize("begun", BEGUN)
def test_a_request_that_does_not_go_on_is_ended(
    door: socket.socket, impatient: Callable[[], None], begun: bytes
) -> None:
    impatient()
    with socket.create_connection(door.getsockname(), timeout=60) as caller:
        caller.sendall(begun)
        assert caller.recv(1) == b""


@pytest.mark.parametrize("begun", BEGUN[1:])
def test_what_was_asked_before_is_answered(door: socket.socket, impatient: Callable[[], None], begun: bytes) -> None:
    with socket.create_connection(door.getsockname(), timeout=60) as caller, caller.makefile("rb") as answers:
        for _ in range(3):
            caller.sendall(WHOLE)
            assert answers.readline() == b"HTTP/1.1 200 OK\r\n"
            while answers.readline() != b"\r\n":
                pass
            assert answers.read(4) == b"Brie"
        impatient()
        caller.sendall(begun)
        assert answers.read() == b""
