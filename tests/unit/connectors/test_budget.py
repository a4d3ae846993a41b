"""The rate budget, read from the platforms' headers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors.budget import Budget, after_seconds, pause_seconds, window_reset_seconds

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


def app_usage(percent: float) -> dict[str, str]:
    return {"X-App-Usage": json.dumps({"call_count": 1, "total_time": percent, "total_cputime": 0})}


def use_case(percent: int, minutes: int) -> dict[str, str]:
    entry = {"type": "pages", "call_count": percent, "estimated_time_to_regain_access": minutes}
    return {"X-Business-Use-Case-Usage": json.dumps({"1": [{"type": "other", "call_count": 1}, entry]})}


def window(limit: str, remaining: str, reset: str) -> dict[str, str]:
    return {"x-ratelimit-limit": limit, "x-ratelimit-remaining": remaining, "x-ratelimit-reset": reset}


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        (app_usage(75), 0),
        (app_usage(80), 6),
        (app_usage(100), 30),
        (app_usage(140), 30),
        (use_case(90, 0), 18),
        (use_case(100, 5), 300),
        (window("1000", "251", "60"), 0),
        (window("1000", "59", "60"), 1),
        (window("100, 100;w=1", "0", "7"), 7),
        ({"Retry-After": "12"}, 12),
        ({"Retry-After": "Mon, 02 Nov 2026 09:00:30 GMT"}, 30),
        ({"Retry-After": "soon"}, 0),
        ({"X-App-Usage": "not JSON", "X-Business-Use-Case-Usage": "[]"}, 0),
        ({"x-ratelimit-limit": "many"}, 0),
    ],
)
def test_calls_slow_down_before_the_limit(headers: dict[str, str], seconds: float) -> None:
    assert pause_seconds(headers, NOW) == pytest.approx(seconds)


def test_the_longest_wait_that_a_header_names_counts() -> None:
    assert after_seconds({**use_case(100, 1), "Retry-After": "90"}, NOW) == 90
    assert after_seconds(use_case(100, 0), NOW) is None
    assert window_reset_seconds({"x-ratelimit-reset": "45"}) == 45
    assert window_reset_seconds({}) is None


def test_time_that_has_passed_is_not_waited_again(clock: Any) -> None:
    budget = Budget(clock)
    budget.observe({"Retry-After": "30"})
    clock.advance(seconds=20)
    assert budget.due() == pytest.approx(10)
    assert budget.due() == 0


def test_no_wait_is_longer_than_a_minute(clock: Any) -> None:
    budget = Budget(clock)
    budget.observe(use_case(100, 45))
    assert budget.due() == 60


def test_a_good_answer_lifts_the_pause(clock: Any) -> None:
    budget = Budget(clock)
    budget.observe({"Retry-After": "30"})
    budget.observe({})
    assert budget.due() == 0
