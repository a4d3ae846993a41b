"""A POST to an address that somebody configured, which must not lead into the shop's own network."""

from __future__ import annotations

from collections.abc import Mapping

import requests

from socialshop.addressing import PrivateAddress, open_session
from socialshop.phrases import phrase
from socialshop.ports import HttpSettings

_SECONDS = 10.0


class Refused(Exception):
    """The address is not one to send to, or nobody answered; in words for the list of deliveries."""


def post(url: str, body: bytes, headers: Mapping[str, str], *, private: bool = False) -> int:
    """The status of the answer; its body is not read, and no redirection is followed. Raises Refused."""
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
