"""The Graph API's errors, translated in one place.

Codes: https://developers.facebook.com/docs/graph-api/guides/error-handling,
https://developers.facebook.com/docs/graph-api/overview/rate-limiting and, for Instagram,
https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import requests

from connectors.budget import after_seconds
from connectors.http import IDEMPOTENT
from connectors.redaction import redact
from socialshop.errors import (
    AuthExpired,
    NotFound,
    NotPermitted,
    OutcomeUnknown,
    Permanent,
    PlatformError,
    Retryable,
    Throttled,
    TooMuchData,
)
from socialshop.phrases import phrase

_AGAIN = phrase("Nothing to do: the next run tries again.")
_ALLOW = phrase("Give the token the permission {permission} and connect again.", permission="{permission}")
"""Whose name the message tells."""
_ONE_REPLY = phrase("A comment has one private reply: answer in public, or wait until the customer writes.")
_LOOK = phrase("Look whether the id in the configuration is right, and whether the object still stands.")
_TABLE: tuple[tuple[Iterable[int], type[PlatformError], str], ...] = (
    ((102, 104, 190), AuthExpired, phrase("Make a new token in the Meta app and put it into the environment.")),
    ((3, 10, *range(200, 300)), NotPermitted, _ALLOW),
    ((4, 9, 17, 32, 341, 613, *range(80000, 80015)), Throttled, phrase("Nothing to do: the next run goes on.")),
    ((1, 2), OutcomeUnknown, _AGAIN),
    ((9007,), Retryable, _AGAIN),
    ((803,), NotFound, _LOOK),
    ((368,), Permanent, phrase("Meta blocked this action for a while: look into the Page's support inbox.")),
    ((10803,), Permanent, phrase("Remove that set on the platform, or give ours other products.")),
    ((506,), Permanent, phrase("The same text was posted just before: change it.")),
)
"""Code → how one recovers, and what a person can do. What is not in it is permanent; OutcomeUnknown
is Retryable for a call that may be sent twice."""

_BY_CODE = {code: (kind, mend) for codes, kind, mend in _TABLE for code in codes}
_UNLISTED = (Permanent, phrase("Change what the message names and try again."))
NO_SUCH_OBJECT = frozenset({(100, 33), (803, None)})
"""Code and subcode: the object is gone, or the token may not see it."""
_WINDOW_OVER = frozenset({(10, 2018278), (10, 2534022)})
"""Of Messenger and of Instagram; code 10 speaks of permissions otherwise. The first stands in
https://developers.facebook.com/docs/messenger-platform/error-codes, the second is what others report who met it."""
_REPLIED = frozenset({(10900, None), (100, 2534025)})
"""A comment's one private reply was sent before, as others report: Meta's lists of codes have neither."""
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
    status = response.status_code
    what = phrase(
        "{channel} answered HTTP {status} without the JSON that was expected.", channel=channel, status=status
    )
    kind = _certain(OutcomeUnknown, response)
    return kind(what, channel=channel, code=str(response.status_code), mend=_AGAIN)


def _of_error(
    error: Mapping[str, Any], response: requests.Response, channel: str, secrets: Iterable[str], now: datetime
) -> PlatformError:
    message = redact(str(error.get("error_user_msg") or error.get("message") or "no reason given"), secrets)
    kind, mend = _recovery(error, message, response)
    code, subcode = error.get("code", 0), error.get("error_subcode")
    what = f"{channel}: {message}"
    shown = f"{code}/{subcode}" if subcode else str(code)
    if kind is Throttled:
        return Throttled(what, channel=channel, code=shown, mend=mend, after=after_seconds(response.headers, now))
    return kind(what, channel=channel, code=shown, mend=mend.format(permission=_permission(message)))


def _recovery(error: Mapping[str, Any], message: str, response: requests.Response) -> tuple[type[PlatformError], str]:
    code = error.get("code", 0)
    if _TOO_MUCH in message:
        return TooMuchData, phrase("Nothing to do: it is sent in smaller pieces.")
    if (code, error.get("error_subcode")) in NO_SUCH_OBJECT:
        return _BY_CODE[803]
    if (code, error.get("error_subcode")) in _WINDOW_OVER:
        return Permanent, phrase("Wait until the customer writes again, or answer in public.")
    if (code, error.get("error_subcode")) in _REPLIED:
        return Permanent, _ONE_REPLY
    kind, mend = _BY_CODE.get(code, _UNLISTED)
    if kind is Permanent and (error.get("is_transient") or response.status_code >= 500):
        kind, mend = _BY_CODE[2]
    return _certain(kind, response), mend


def _certain(kind: type[PlatformError], response: requests.Response) -> type[PlatformError]:
    """What may be sent twice is simply tried again."""
    return Retryable if kind is OutcomeUnknown and response.request.method in IDEMPOTENT else kind


def _permission(message: str) -> str:
    named = _PERMISSION.findall(message)
    return ", ".join(dict.fromkeys(named)) or phrase("that the message names")


def _json(response: requests.Response) -> Any:
    try:
        return response.json()
    except requests.JSONDecodeError:
        return None
