"""The Graph API's refusals: https://developers.facebook.com/docs/graph-api/guides/error-handling"""

from __future__ import annotations

import json
import secrets

from connectors.sandbox.accounts import BUSINESS_ID
from connectors.sandbox.exchange import Refusal, json_answer
from connectors.sandbox.faults import Fault, FaultKind


class GraphError(Refusal):
    """Answers with the body that every Graph error has."""

    def __init__(
        self,
        code: int,
        message: str,
        *,
        subcode: int | None = None,
        type: str = "OAuthException",
        status: int = 400,
        transient: bool = False,
        user_message: str = "",
        headers: dict[str, str] | None = None,
    ) -> None:
        error: dict[str, object] = {"message": message, "type": type, "code": code}
        if subcode is not None:
            error["error_subcode"] = subcode
        if transient:
            error["is_transient"] = True
        if user_message:
            error |= {"error_user_title": message, "error_user_msg": user_message}
        error["fbtrace_id"] = "A" + secrets.token_urlsafe(16)
        super().__init__(json_answer({"error": error}, status, headers))


def invalid_parameter(message: str, subcode: int | None = None) -> GraphError:
    return GraphError(100, f"(#100) {message}", subcode=subcode)


def no_such_object(method: str, object_id: str) -> GraphError:
    return GraphError(
        100,
        f"Unsupported {method.lower()} request. Object with ID '{object_id}' does not exist, cannot be loaded due to "
        "missing permissions, or does not support this operation. Please read the Graph API documentation at "
        "https://developers.facebook.com/docs/graph-api",
        subcode=33,
        type="GraphMethodException",
    )


_THROTTLES: dict[FaultKind, tuple[int, int, str, str]] = {
    FaultKind.META_4: (4, 403, "Application request limit reached.", ""),
    FaultKind.META_17: (17, 400, "User request limit reached.", ""),
    FaultKind.META_32: (32, 403, "Page request limit reached.", "pages"),
    FaultKind.META_613: (613, 400, "Calls to this api have exceeded the rate limit.", ""),
    FaultKind.META_80001: (80001, 400, "There have been too many calls to this Page account.", "pages"),
    FaultKind.META_80004: (80004, 400, "There have been too many calls to this ad-account.", "ads_management"),
    FaultKind.META_80014: (
        80014,
        400,
        "There have been too many calls for the batch uploads to this catalog account.",
        "catalog_batch",
    ),
}
"""Fault → code, HTTP status, message and the business use case that is used up, from
https://developers.facebook.com/docs/graph-api/overview/rate-limiting"""


def of_fault(fault: Fault) -> GraphError:
    """The error that a fault asks for."""
    if fault.kind is FaultKind.TOO_MUCH_DATA:
        message = "Please reduce the amount of data you're asking for, then retry your request"
        return GraphError(1, message, status=500)
    if fault.kind is FaultKind.EXPIRED_TOKEN:
        return expired_token()
    if fault.kind is FaultKind.META_200:
        return GraphError(200, "(#200) Requires instagram_shopping_tag_products permission", status=403)
    code, status, message, use_case = _THROTTLES[fault.kind]
    text = f"(#{code}) {message} Wait a bit and try again."
    return GraphError(code, text, status=status, transient=True, headers=used_up(use_case, fault.after))


def server_error(status: int) -> GraphError:
    if status == 503:
        return GraphError(2, "Service temporarily unavailable", status=503, transient=True)
    return GraphError(1, "An unknown error occurred", status=500, transient=True)


def expired_token() -> GraphError:
    return GraphError(
        190,
        "Error validating access token: Session has expired on Saturday, 31-Oct-26 00:00:00 PDT. "
        "The current time is Sunday, 01-Nov-26 09:00:00 PST.",
        subcode=463,
        status=401,
    )


def usage(percent: int, use_case: str) -> dict[str, str]:
    """The usage headers of an ordinary answer."""
    return _usage_headers(percent, use_case, 0)


def used_up(use_case: str, minutes: int) -> dict[str, str]:
    """The usage headers of a throttled answer."""
    return _usage_headers(100, use_case, minutes)


def _usage_headers(percent: int, use_case: str, minutes: int) -> dict[str, str]:
    counts = {"call_count": percent, "total_time": percent, "total_cputime": percent}
    headers = {"x-app-usage": json.dumps(counts)}
    if use_case:
        entry = {"type": use_case, **counts, "estimated_time_to_regain_access": minutes}
        headers["x-business-use-case-usage"] = json.dumps({BUSINESS_ID: [entry]})
    return headers
