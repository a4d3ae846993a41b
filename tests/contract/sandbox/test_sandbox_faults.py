"""Faults on demand, as a client meets them."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from connectors.sandbox import Fault, FaultKind, Sandbox
from connectors.sandbox.accounts import BUSINESS_ID, PAGE_ID

FEED = f"{PAGE_ID}/feed"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (FaultKind.META_4, 4),
        (FaultKind.META_17, 17),
        (FaultKind.META_32, 32),
        (FaultKind.META_613, 613),
        (FaultKind.META_80001, 80001),
        (FaultKind.META_80004, 80004),
        (FaultKind.META_80014, 80014),
    ],
)
def test_a_throttled_call_says_so_and_has_no_effect(page: Any, sandbox: Sandbox, kind: FaultKind, code: int) -> None:
    sandbox.world.faults.add(Fault(kind, after=7))
    response = page.call("POST", FEED, message="Hallo")
    assert response.json()["error"]["code"] == code
    assert json.loads(response.headers["x-app-usage"])["call_count"] == 100
    assert sandbox.world.posts == {}


def test_a_business_use_case_says_when_to_come_back(page: Any, sandbox: Sandbox) -> None:
    sandbox.world.faults.add(Fault(FaultKind.META_80014, after=7))
    usage = json.loads(page.call("GET", PAGE_ID).headers["x-business-use-case-usage"])
    assert usage[BUSINESS_ID][0]["estimated_time_to_regain_access"] == 7


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [
        (FaultKind.TOO_MUCH_DATA, 1, 500),
        (FaultKind.EXPIRED_TOKEN, 190, 401),
        (FaultKind.SERVER_ERROR, 1, 500),
        (FaultKind.UNAVAILABLE, 2, 503),
    ],
)
def test_graph_errors_on_demand(page: Any, sandbox: Sandbox, kind: FaultKind, code: int, status: int) -> None:
    sandbox.world.faults.add(Fault(kind))
    response = page.call("GET", PAGE_ID)
    assert (response.status_code, response.json()["error"]["code"]) == (status, code)


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (FaultKind.PINTEREST_429, 429),
        (FaultKind.PINTEREST_401, 401),
        (FaultKind.SERVER_ERROR, 500),
        (FaultKind.UNAVAILABLE, 503),
    ],
)
def test_pinterest_errors_on_demand(pinterest: Any, sandbox: Sandbox, kind: FaultKind, status: int) -> None:
    sandbox.world.faults.add(Fault(kind))
    assert pinterest.error("GET", "user_account")[0] == status


def test_pinterest_says_when_to_come_back(pinterest: Any, sandbox: Sandbox) -> None:
    sandbox.world.faults.add(Fault(FaultKind.PINTEREST_429, after=9))
    headers = pinterest.call("GET", "user_account").headers
    assert (headers["retry-after"], headers["x-ratelimit-remaining"], headers["x-ratelimit-reset"]) == ("9", "0", "9")


def test_a_fault_of_one_platform_leaves_the_other_alone(page: Any, pinterest: Any, sandbox: Sandbox) -> None:
    sandbox.world.faults.add(Fault(FaultKind.PINTEREST_429))
    assert page.ok("GET", PAGE_ID)
    assert pinterest.error("GET", "user_account") == (429, 8)


def test_pinterests_site_fails_too(py3pin: Any, sandbox: Sandbox, pin: str) -> None:
    sandbox.world.faults.add(Fault(FaultKind.UNAVAILABLE, path="/resource/"))
    with pytest.raises(requests.HTTPError, match="503"):
        py3pin.get_comments(pin)


def test_a_connection_that_drops_before_leaves_no_effect(page: Any, sandbox: Sandbox) -> None:
    sandbox.world.faults.add(Fault(FaultKind.DROP_BEFORE, method="POST"))
    with pytest.raises(requests.ConnectionError):
        page.call("POST", FEED, message="Hallo")
    assert sandbox.world.posts == {}
    assert sandbox.world.requests[-1].status == 0


def test_a_connection_that_drops_after_leaves_the_effect(page: Any, sandbox: Sandbox) -> None:
    sandbox.world.faults.add(Fault(FaultKind.DROP_AFTER, method="POST"))
    with pytest.raises(requests.ConnectionError):
        page.call("POST", FEED, message="Hallo")
    assert [post.message for post in sandbox.world.posts.values()] == ["Hallo"]


def test_a_time_out_holds_the_answer_until_the_client_gives_up(page: Any, sandbox: Sandbox) -> None:
    sandbox.world.faults.add(Fault(FaultKind.TIME_OUT))
    with pytest.raises(requests.ReadTimeout):
        page.call("GET", PAGE_ID, timeout=0.2)
    assert page.ok("GET", PAGE_ID)


def test_a_time_out_is_bounded(page: Any, sandbox: Sandbox) -> None:
    sandbox.world.faults.add(Fault(FaultKind.TIME_OUT, seconds=0.1))
    with pytest.raises(requests.ConnectionError):
        page.call("GET", PAGE_ID)
