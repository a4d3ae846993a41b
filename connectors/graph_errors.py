"""The Graph API's errors, translated in one place.

Codes: https://developers.facebook.com/docs/graph-api/guides/error-handling,
https://developers.facebook.com/docs/graph-api/overview/rate-limiting and, for Instagram,
https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import Enum, auto
from typing import Any

import requests

from connectors.budget import after_seconds
from connectors.http import IDEMPOTENT
from connectors.redaction import redact
from socialshop.errors import (
    AuthExpired,
    NotFound,
    OutcomeUnknown,
    Permanent,
    PlatformError,
    Retryable,
    Throttled,
    TooMuchData,
)


class _Recovery(Enum):
    RECONNECT = auto()
    PERMISSION = auto()
    SLOW_DOWN = auto()
    SMALLER = auto()
    AGAIN = auto()
    LOOK_UP = auto()
    GONE = auto()
    CHANGE = auto()


LACKS_PERMISSION = frozenset(str(code) for code in (3, 10, *range(200, 300)))
"""Codes of an AuthExpired whose token lives, and is not allowed to do this one thing."""

_TABLE: tuple[tuple[Iterable[int], _Recovery, str], ...] = (
    ((102, 104, 190), _Recovery.RECONNECT, "Make a new token in the Meta app and put it into the environment."),
    (map(int, LACKS_PERMISSION), _Recovery.PERMISSION, "Give the token the permission {permission} and connect again."),
    ((4, 9, 17, 32, 341, 613, *range(80000, 80015)), _Recovery.SLOW_DOWN, "Nothing to do: the next run goes on."),
    ((1, 2), _Recovery.LOOK_UP, "Nothing to do: the next run tries again."),
    ((9007,), _Recovery.AGAIN, "Nothing to do: the next run tries again."),
    ((803,), _Recovery.GONE, "Look whether the id in the configuration is right, and whether the object still stands."),
    ((368,), _Recovery.CHANGE, "Meta blocked this action for a while: look into the Page's support inbox."),
    ((506,), _Recovery.CHANGE, "The same text was posted just before: change it."),
)
"""Code → how one recovers, and what a person can do. What is not in it is permanent."""

_BY_CODE = {code: (recovery, mend) for codes, recovery, mend in _TABLE for code in codes}
_NO_SUCH_OBJECT = (100, 33)
_TOO_MUCH = "reduce the amount of data"
_PERMISSION = re.compile(r"\b(?:pages|instagram|catalog|business|ads)_[a-z_]+\b")


def translate(response: requests.Response, channel: str, secrets: Iterable[str], now: datetime) -> PlatformError | None:
    """What an answer of the Graph API means as an error; None for a good one."""
    body = _json(response)
    error = body.get("error") if isinstance(body, dict) else None
    if isinstance(error, dict):
        return _of_error(error, response, channel, secrets, now)
    if response.ok and body is not None:
        return None
    method = response.request.method or ""
    what = f"{channel} answered HTTP {response.status_code} without the JSON that was expected."
    return _uncertain(what, channel, str(response.status_code), "The next run tries again.", method)


def _of_error(
    error: Mapping[str, Any], response: requests.Response, channel: str, secrets: Iterable[str], now: datetime
) -> PlatformError:
    code, subcode = error.get("code", 0), error.get("error_subcode")
    message = redact(str(error.get("error_user_msg") or error.get("message") or "no reason given"), secrets)
    what = f"{channel}: {message}"
    shown = f"{code}/{subcode}" if subcode else str(code)
    method = response.request.method or ""
    if _TOO_MUCH in message:
        return TooMuchData(what, channel=channel, code=shown, mend="Nothing to do: it is sent in smaller pieces.")
    if (code, subcode) == _NO_SUCH_OBJECT:
        return NotFound(what, channel=channel, code=shown, mend=_BY_CODE[803][1])
    recovery, mend = _BY_CODE.get(code, (_Recovery.CHANGE, "Change what the message names and try again."))
    if recovery is _Recovery.CHANGE and (error.get("is_transient") or response.status_code >= 500):
        recovery, mend = _BY_CODE[2]
    match recovery:
        case _Recovery.RECONNECT:
            return AuthExpired(what, channel=channel, code=shown, mend=mend)
        case _Recovery.PERMISSION:
            return AuthExpired(what, channel=channel, code=shown, mend=mend.format(permission=_permission(message)))
        case _Recovery.SLOW_DOWN:
            after = after_seconds(response.headers, now)
            return Throttled(what, channel=channel, code=shown, mend=mend, after=after)
        case _Recovery.AGAIN:
            return Retryable(what, channel=channel, code=shown, mend=mend)
        case _Recovery.LOOK_UP:
            return _uncertain(what, channel, shown, mend, method)
        case _Recovery.GONE:
            return NotFound(what, channel=channel, code=shown, mend=mend)
        case _:
            return Permanent(what, channel=channel, code=shown, mend=mend)


def _uncertain(what: str, channel: str, code: str, mend: str, method: str) -> PlatformError:
    kind = Retryable if method in IDEMPOTENT else OutcomeUnknown
    return kind(what, channel=channel, code=code, mend=mend)


def _permission(message: str) -> str:
    named = _PERMISSION.findall(message)
    return " and ".join(dict.fromkeys(named)) or "that the message names"


def _json(response: requests.Response) -> Any:
    try:
        return response.json()
    except requests.JSONDecodeError:
        return None
