"""A POST to an address that somebody configured, which must not lead into the shop's own network."""

from __future__ import annotations

from collections.abc import Mapping
from queue import Empty, Queue
from threading import Thread

import requests

from socialshop.addressing import PrivateAddress, open_session
from socialshop.phrases import phrase
from socialshop.ports import HttpSettings

_SECONDS = 10.0
_MOST_SECONDS = 15.0
"""For all of an attempt: who answers a letter at a time is never silent for long."""


class Refused(Exception):
    """The address is not one to send to, or nobody answered; in words for the list of deliveries."""


def post(url: str, body: bytes, headers: Mapping[str, str], *, private: bool = False) -> int:
    """The status of the answer; its body is not read, and no redirection is followed. Raises Refused."""
    outcome: Queue[int | Refused] = Queue(1)

    def attempt() -> None:
        try:
            outcome.put(_post(url, body, headers, private=private))
        except Refused as refused:
            outcome.put(refused)

    Thread(target=attempt, name="outgoing webhook", daemon=True).start()
    try:
        found = outcome.get(timeout=_MOST_SECONDS)
    except Empty:
        raise Refused(phrase("nobody answered: {error}", error="Timeout")) from None
    if isinstance(found, Refused):
        raise found
    return found


def _post(url: str, body: bytes, headers: Mapping[str, str], *, private: bool) -> int:
    http = HttpSettings(connect_timeout=_SECONDS, read_timeout=_SECONDS)
    try:
        with (
            open_session(http, public_only=not private) as session,
            session.post(url, data=body, headers=dict(headers), allow_redirects=False, stream=True) as answer,
        ):
            return answer.status_code
    except PrivateAddress as error:
        raise Refused(phrase("{error}; set private = true where that is meant", error=error)) from error
    except requests.RequestException as error:
        raise Refused(phrase("nobody answered: {error}", error=type(error).__name__)) from error
