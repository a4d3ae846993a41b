"""Pinterest's refusals: `{code, message}`, as its OpenAPI document has them.

Its examples name the codes of feeds, product groups and sections. Of boards and Pins it names the statuses alone: their
codes here are this sandbox's, and the connector reads none of them.
"""

from __future__ import annotations

from collections.abc import Mapping

from connectors.sandbox.exchange import Refusal, json_answer
from connectors.sandbox.faults import Fault, FaultKind

TRIAL_CALLS_A_DAY = 1_000
"""https://developers.pinterest.com/docs/getting-started/access-tiers/"""


class PinterestError(Refusal):
    def __init__(self, status: int, code: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(json_answer({"code": code, "message": message}, status, headers))


def invalid(message: str) -> PinterestError:
    return PinterestError(400, 1, f"Invalid request: {message}")


def unauthorized() -> PinterestError:
    return PinterestError(401, 2, "Authentication failed.")


def too_many(seconds: int) -> PinterestError:
    headers = {**rate_headers(0, seconds), "retry-after": str(seconds)}
    return PinterestError(429, 8, "You have exceeded your rate limit. Try again later.", headers)


def of_fault(fault: Fault) -> PinterestError:
    """The error that a fault asks for."""
    if fault.kind is FaultKind.PINTEREST_403:
        return PinterestError(403, 29, "You are not permitted to access that resource.")
    return too_many(fault.after) if fault.kind is FaultKind.PINTEREST_429 else unauthorized()


def server_error(status: int) -> PinterestError:
    return PinterestError(status, 12, "Something went wrong on our end. Sorry about that.")


def rate_headers(remaining: int, reset: int) -> dict[str, str]:
    return {
        "x-ratelimit-limit": str(TRIAL_CALLS_A_DAY),
        "x-ratelimit-remaining": str(remaining),
        "x-ratelimit-reset": str(reset),
    }
