"""Whether the addresses that windows lead to are alive: asked with HEAD, remembered for a while.

Addresses come from files that people write, so none may lead this machine into its own network.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import requests
from requests.exceptions import InvalidSchema, MissingSchema
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.addressing import PrivateAddress
from socialshop.clock import Clock
from socialshop.phrases import phrase
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
    """Asks the web itself, with a session of `connect` that leads into no private network."""

    connect: Callable[[], requests.Session]

    def trouble(self, address: str) -> str:
        """What is wrong with the address, in words; empty where it is alive."""
        try:
            with self.connect() as session:
                status = _status(session, address)
        except PrivateAddress:
            return phrase("leads into a private network")
        except (InvalidSchema, MissingSchema):
            return phrase("is no public address")
        except requests.TooManyRedirects:
            return phrase("is redirected more than {most} times", most=_REDIRECTS)
        except (requests.RequestException, ValueError) as error:
            return phrase("cannot be reached: {error}", error=type(error).__name__)
        if status < requests.codes.bad_request or status in _LIVING:
            return ""
        return phrase("answers with HTTP {status}", status=status)


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


def _status(session: requests.Session, address: str) -> int:
    session.max_redirects = _REDIRECTS
    for method in ("HEAD", "GET"):
        with session.request(method, address, allow_redirects=True, stream=True) as answer:
            if answer.status_code not in _NO_HEAD:
                break
    return answer.status_code
