"""Graph errors, one by one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
import requests

from connectors.graph_errors import translate
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

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SUBCODES = (452, 458, 459, 460, 463, 464, 465, 467)


def answer(body: object, status: int = 400, method: str = "GET", headers: dict[str, str] | None = None) -> Any:
    response = requests.Response()
    response.status_code = status
    response.raw = BytesIO(body if isinstance(body, bytes) else json.dumps(body).encode())
    response.headers.update(headers or {})
    response.request = requests.Request(method, "https://graph.facebook.com/v26.0/1").prepare()
    return response


def failure(code: int, message: str = "said", method: str = "GET", status: int = 400, **more: Any) -> PlatformError:
    headers = more.pop("headers", None)
    body = {"error": {"code": code, "message": message, **more}}
    error = translate(answer(body, status, method, headers), "facebook", (), NOW)
    assert error is not None
    return error


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (102, AuthExpired),
        (190, AuthExpired),
        (10, NotPermitted),
        (200, NotPermitted),
        (299, NotPermitted),
        *((code, Throttled) for code in (4, 17, 32, 613, 80001, 80004, 80014)),
        (9007, Retryable),
        (803, NotFound),
        (100, Permanent),
        (368, Permanent),
        (506, Permanent),
        (36003, Permanent),
    ],
)
def test_a_code_says_how_one_recovers(code: int, kind: type[PlatformError]) -> None:
    error = failure(code)
    assert type(error) is kind
    assert error.code == str(code)
    assert error.mend


@pytest.mark.parametrize("subcode", SUBCODES)
def test_a_dead_token_is_a_dead_token_for_every_reason(subcode: int) -> None:
    error = failure(190, error_subcode=subcode)
    assert type(error) is AuthExpired
    assert error.code == f"190/{subcode}"


@pytest.mark.parametrize("code", [1, 2])
def test_an_internal_error_leaves_a_write_unknown_and_a_read_undone(code: int) -> None:
    assert type(failure(code, method="GET")) is Retryable
    assert type(failure(code, method="DELETE")) is Retryable
    assert type(failure(code, method="POST")) is OutcomeUnknown


def test_too_much_data_is_told_from_an_internal_error() -> None:
    error = failure(1, "Please reduce the amount of data you're asking for, then retry your request", "POST", 500)
    assert type(error) is TooMuchData


def test_what_is_not_there_is_not_found() -> None:
    assert type(failure(100, error_subcode=33)) is NotFound
    assert type(failure(100, error_subcode=1349125)) is Permanent


def test_an_unknown_code_that_calls_itself_transient_is_tried_again() -> None:
    assert type(failure(4711, is_transient=True)) is Retryable
    assert type(failure(4711, status=503, method="POST")) is OutcomeUnknown


def test_throttling_names_the_minutes_of_the_usage_header() -> None:
    usage = {"1": [{"type": "catalog_batch", "call_count": 100, "estimated_time_to_regain_access": 3}]}
    error = failure(80014, headers={"X-Business-Use-Case-Usage": json.dumps(usage)})
    assert isinstance(error, Throttled)
    assert error.after == 180


def test_the_mend_names_the_permission() -> None:
    error = failure(200, "(#200) Requires pages_manage_engagement permission to manage the object.")
    assert "pages_manage_engagement" in error.mend


def test_a_message_for_people_is_preferred_and_secrets_are_taken_out() -> None:
    error = translate(
        answer({"error": {"code": 100, "message": "raw", "error_user_msg": "Bad value sekret99 given"}}),
        "instagram",
        ("sekret99",),
        NOW,
    )
    assert error is not None
    assert error.what == "instagram: Bad value REDACTED given"


@pytest.mark.parametrize("status", [200, 502])
def test_a_page_of_html_is_no_answer(status: int) -> None:
    assert type(translate(answer(b"<html>", status, "GET"), "facebook", (), NOW)) is Retryable
    assert type(translate(answer(b"<html>", status, "POST"), "facebook", (), NOW)) is OutcomeUnknown


def test_a_good_answer_is_no_error() -> None:
    assert translate(answer({"id": "1"}, 200), "facebook", (), NOW) is None


@pytest.mark.parametrize(
    ("code", "subcode", "mend"),
    [
        (10, 2018278, "Wait until the customer writes again"),
        (10, 2534022, "Wait until the customer writes again"),
        (10900, None, "one private reply"),
        (100, 2534025, "one private reply"),
    ],
)
def test_what_can_no_longer_be_written_is_no_matter_of_the_token(code: int, subcode: int | None, mend: str) -> None:
    error = failure(code, method="POST", error_subcode=subcode)
    assert type(error) is Permanent
    assert mend in error.mend
