"""Whether the addresses that windows lead to are alive: asked with HEAD, remembered for a while.

Addresses come from files that people write, so none may lead this machine into its own network.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urljoin, urlsplit, urlunsplit

import requests
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.addressing import is_public
from socialshop.clock import Clock
from socialshop.windows.facts import Links
from socialshop.windows.model import LinkCheck

ALIVE_FOR, DEAD_FOR = timedelta(hours=24), timedelta(hours=1)
"""How long an answer is believed."""
_REDIRECTS = 5
_NO_HEAD = (403, 405, 501)
_LIVING = (401, 403, 429)
"""Somebody is there, and does not talk to machines."""


@dataclass(frozen=True, slots=True)
class WebLinks:
    """Asks the web itself. `addresses` are the hosts that stand at another address, such as a proxy."""

    timeout: float = 10.0
    addresses: Mapping[str, str] = field(default_factory=dict)

    def trouble(self, address: str) -> str:
        """What is wrong with the address, in words; empty where it is alive."""
        try:
            status = self._status(address)
        except _Forbidden as error:
            return str(error)
        except (requests.RequestException, OSError, ValueError) as error:
            return f"cannot be reached: {type(error).__name__}"
        return "" if status < requests.codes.bad_request or status in _LIVING else f"answers with HTTP {status}"

    def _status(self, address: str) -> int:
        for _ in range(_REDIRECTS):
            target, host = self._target(address)
            status, location = self._ask("HEAD", target, host)
            if status in _NO_HEAD:
                status, location = self._ask("GET", target, host)
            if not location:
                return status
            address = urljoin(address, location)
        raise _Forbidden(f"is redirected more than {_REDIRECTS} times")

    def _ask(self, method: str, target: str, host: str) -> tuple[int, str]:
        with requests.request(
            method, target, headers={"Host": host}, timeout=self.timeout, allow_redirects=False, stream=True
        ) as answer:
            return answer.status_code, answer.headers.get("Location", "") if answer.is_redirect else ""

    def _target(self, address: str) -> tuple[str, str]:
        """Where to ask, and for which host."""
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise _Forbidden("is no public address")
        stand_in = self.addresses.get(parts.hostname)
        if stand_in:
            base = urlsplit(stand_in)
            return urlunsplit(parts._replace(scheme=base.scheme, netloc=base.netloc)), parts.hostname
        _require_public(parts.hostname, parts.port or (443 if parts.scheme == "https" else 80))
        return address, parts.netloc.rpartition("@")[2]


class RememberedLinks:
    """Links that were asked about lately are not asked about again."""

    def __init__(self, store: Engine, clock: Clock, asked: Links) -> None:
        self._store = store
        self._clock = clock
        self._asked = asked

    def trouble(self, address: str) -> str:
        with Session(self._store) as session:
            known = session.get(LinkCheck, address)
            if known and self._clock() - known.checked_at < (DEAD_FOR if known.trouble else ALIVE_FOR):
                return known.trouble
        found = self._asked.trouble(address)
        with Session(self._store) as session:
            session.merge(LinkCheck(address=address, trouble=found, checked_at=self._clock()))
            session.commit()
        return found


class _Forbidden(Exception):
    """The address is none that windows may lead to."""


def _require_public(host: str, port: int) -> None:
    for *_, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        if not is_public(str(place[0])):
            raise _Forbidden("leads into a private network")
