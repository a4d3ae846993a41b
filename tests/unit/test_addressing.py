"""Which addresses belong to the public internet."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from socialshop.addressing import PrivateAddress, is_public, open_session
from socialshop.ports import HttpSettings

HOST = "shop.example"


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34"])
def test_the_public_internet_may_be_asked(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "192.168.0.1",
        "224.0.0.1",
        "0.0.0.0",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:127.0.0.1",
        "ff02::1",
    ],
)
def test_our_own_network_may_not(address: str) -> None:
    assert not is_public(address)


class Names:
    """A name server that tells another address each time that it is asked."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = iter(addresses)
        self.asked: list[str] = []
        self._real = socket.getaddrinfo

    def __call__(self, host: str, port: Any, *options: Any, **more: Any) -> Any:
        if host != HOST:
            return self._real(host, port, *options, **more)
        self.asked.append(host)
        return self._real(next(self.addresses), port, *options, **more)


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    class Echo(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(self.headers["Host"].encode())

        def log_message(self, *_: object) -> None:
            """Nothing: the tests' output is theirs."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Echo) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_the_address_that_was_looked_at_is_connected_to(
    server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = Names("127.0.0.1", "127.0.0.2")
    monkeypatch.setattr(socket, "getaddrinfo", names)
    monkeypatch.setattr("socialshop.addressing.is_public", lambda address: address == "127.0.0.1")
    with open_session(HttpSettings(), public_only=True) as session:
        assert session.get(f"http://{HOST}:{server.server_port}/").text == f"{HOST}:{server.server_port}"
    assert names.asked == [HOST]


def test_a_name_that_leads_within_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Names("127.0.0.1"))
    with open_session(HttpSettings(), public_only=True) as session, pytest.raises(PrivateAddress):
        session.get(f"https://{HOST}/")
