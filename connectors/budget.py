"""How much of a platform's allowance is left, and how long to wait so that it is never used up.

Read from the headers of every answer: Meta's `X-App-Usage` and `X-Business-Use-Case-Usage`
(https://developers.facebook.com/docs/graph-api/overview/rate-limiting), Pinterest's `x-ratelimit-*`
(https://developers.pinterest.com/docs/reference/ratelimits) and `Retry-After`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from socialshop.clock import Clock

SLOW_FROM_PERCENT = 75
FULL_PAUSE_SECONDS = 30.0
"""Between one call and the next when the allowance is all but used up; less before, from SLOW_FROM_PERCENT on."""
LONGEST_PAUSE_SECONDS = 60.0
"""Whoever wants us to wait longer is told so as an error: the run goes on elsewhere meanwhile."""


class Budget:
    """One session's allowance: `observe` every answer, `due` before every call."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until: datetime | None = None

    def observe(self, headers: Mapping[str, str]) -> None:
        pause = pause_seconds(headers, self._clock())
        self._until = self._clock() + timedelta(seconds=pause) if pause else None

    def due(self) -> float:
        """Seconds to wait before the next call; asking for them spends them."""
        if self._until is None:
            return 0.0
        left = (self._until - self._clock()).total_seconds()
        self._until = None
        return min(max(left, 0.0), LONGEST_PAUSE_SECONDS)


def pause_seconds(headers: Mapping[str, str], now: datetime) -> float:
    """How long the platform wants the next call to wait, by the strictest of its headers."""
    return max(after_seconds(headers, now) or 0.0, _usage_pause(headers), _window_pause(headers))


def after_seconds(headers: Mapping[str, str], now: datetime) -> float | None:
    """When a throttled caller may come back, in seconds; None where the headers do not say."""
    regain = max((_number(entry.get("estimated_time_to_regain_access")) for entry in _use_cases(headers)), default=0.0)
    found = [seconds for seconds in (_retry_after(headers, now), regain * 60) if seconds]
    return max(found, default=None)


def window_reset_seconds(headers: Mapping[str, str]) -> float | None:
    """When Pinterest's window begins anew, in seconds; None where the headers do not say."""
    return _leading_number(headers.get("x-ratelimit-reset", ""))


def _retry_after(headers: Mapping[str, str], now: datetime) -> float:
    text = headers.get("Retry-After", "").strip()
    if not text:
        return 0.0
    if text.isdigit():
        return float(text)
    try:
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    except (TypeError, ValueError):
        return 0.0


def _usage_pause(headers: Mapping[str, str]) -> float:
    used = max(_percentages(headers), default=0.0)
    over = min(used, 100.0) - SLOW_FROM_PERCENT
    return FULL_PAUSE_SECONDS * over / (100 - SLOW_FROM_PERCENT) if over > 0 else 0.0


def _window_pause(headers: Mapping[str, str]) -> float:
    """Spreads the calls that are left over the rest of the window, once it is three quarters empty."""
    limit, left, reset = (
        _leading_number(headers.get(f"x-ratelimit-{name}", "")) for name in ("limit", "remaining", "reset")
    )
    if not limit or left is None or reset is None or left > limit * (100 - SLOW_FROM_PERCENT) / 100:
        return 0.0
    return reset / (left + 1)


def _percentages(headers: Mapping[str, str]) -> Iterator[float]:
    for entry in (_json(headers.get("X-App-Usage", "")), *_use_cases(headers)):
        if isinstance(entry, dict):
            yield from (_number(entry.get(name)) for name in ("call_count", "total_time", "total_cputime"))


def _use_cases(headers: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    accounts = _json(headers.get("X-Business-Use-Case-Usage", ""))
    for entries in accounts.values() if isinstance(accounts, dict) else ():
        yield from (entry for entry in entries if isinstance(entry, dict))


def _json(text: str) -> Any:
    try:
        return json.loads(text) if text else None
    except ValueError:
        return None


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _leading_number(text: str) -> float | None:
    """`100, 100;w=1` and `100` are both 100."""
    match = re.match(r"\s*(\d+(?:\.\d+)?)", text)
    return float(match[1]) if match else None
