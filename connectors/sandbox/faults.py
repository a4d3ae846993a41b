"""What can be made to go wrong, on demand: each fault waits for the next calls that it fits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from threading import Lock

from connectors.sandbox.accounts import GRAPH_HOST, PINTEREST_HOST, PLATFORM_HOSTS


class FaultKind(StrEnum):
    META_4 = "meta_4"
    META_17 = "meta_17"
    META_32 = "meta_32"
    META_200 = "meta_200"
    META_613 = "meta_613"
    META_80001 = "meta_80001"
    META_80004 = "meta_80004"
    META_80014 = "meta_80014"
    TOO_MUCH_DATA = "too_much_data"
    EXPIRED_TOKEN = "expired_token"  # noqa: S105 - the name of a fault
    PINTEREST_429 = "pinterest_429"
    PINTEREST_403 = "pinterest_403"
    PINTEREST_401 = "pinterest_401"
    SERVER_ERROR = "server_error"
    UNAVAILABLE = "unavailable"
    TIME_OUT = "time_out"
    DROP_BEFORE = "drop_before"
    DROP_AFTER = "drop_after"
    SLOW_BATCH = "slow_batch"
    FAILING_ITEMS = "failing_items"
    UNREADABLE_FEED = "unreadable_feed"
    NO_INGESTION = "no_ingestion"
    CONTAINER_FAILS = "container_fails"
    SLOW_CONTAINER = "slow_container"
    WEBHOOK_LOST = "webhook_lost"
    WEBHOOK_LATE = "webhook_late"
    WEBHOOK_TWICE = "webhook_twice"
    WEBHOOK_FORGED = "webhook_forged"


GRAPH_ERRORS = frozenset(kind for kind in FaultKind if kind.startswith("meta_")) | {
    FaultKind.TOO_MUCH_DATA,
    FaultKind.EXPIRED_TOKEN,
}
PINTEREST_ERRORS = frozenset({FaultKind.PINTEREST_429, FaultKind.PINTEREST_403, FaultKind.PINTEREST_401})
BATCH_FAULTS = frozenset(
    {FaultKind.SLOW_BATCH, FaultKind.FAILING_ITEMS, FaultKind.UNREADABLE_FEED, FaultKind.NO_INGESTION}
)
CONTAINER_FAULTS = frozenset({FaultKind.CONTAINER_FAILS, FaultKind.SLOW_CONTAINER})
UPDATE_FAULTS = frozenset({FaultKind.WEBHOOK_LOST, FaultKind.WEBHOOK_LATE})
"""Those that hit one update: it is never told, or after later ones."""
WEBHOOK_FAULTS = frozenset({FaultKind.WEBHOOK_TWICE, FaultKind.WEBHOOK_FORGED})
"""Those that hit a webhook's body: it is sent twice, or first with a wrong signature."""
CALL_FAULTS = frozenset(FaultKind) - BATCH_FAULTS - CONTAINER_FAULTS - UPDATE_FAULTS - WEBHOOK_FAULTS
"""Those that hit a call as such; the others hit what a call creates, or what the platform sends."""


@dataclass(frozen=True, slots=True)
class Fault:
    """`times` calls that fit `method` and `path` (a pattern searched in the path) are hit.

    The path of what a webhook tells is its field, such as '/instagram/comments', and a body's its object, '/page'.

    `after` is what the platform says of when to come back: minutes for Meta's usage header, seconds for Pinterest's
    Retry-After. `seconds` bounds a time-out and is how late a webhook is, `polls` is how many more polls a slow batch
    or container takes, `items` are the ids that fail in a batch.
    """

    kind: FaultKind
    times: int = 1
    method: str | None = None
    path: str | None = None
    after: int = 1
    seconds: float = 60.0
    polls: int = 5
    items: tuple[str, ...] = ()

    def fits(self, host: str, method: str, path: str) -> bool:
        return (
            host in self._hosts()
            and (self.method is None or self.method.upper() == method)
            and (self.path is None or re.search(self.path, path) is not None)
        )

    def _hosts(self) -> tuple[str, ...]:
        if self.kind in GRAPH_ERRORS | CONTAINER_FAULTS | UPDATE_FAULTS | WEBHOOK_FAULTS:
            return (GRAPH_HOST,)
        return (PINTEREST_HOST,) if self.kind in PINTEREST_ERRORS else PLATFORM_HOSTS


class Faults:
    """The faults that wait. Safe between threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._waiting: list[tuple[Fault, int]] = []

    def add(self, fault: Fault) -> None:
        with self._lock:
            self._waiting.append((fault, fault.times))

    def clear(self) -> None:
        with self._lock:
            self._waiting.clear()

    def take(self, kinds: frozenset[FaultKind], host: str, method: str, path: str) -> Fault | None:
        """The first waiting fault of these kinds that fits the call, used up by one."""
        with self._lock:
            for index, (fault, left) in enumerate(self._waiting):
                if fault.kind in kinds and fault.fits(host, method, path):
                    self._waiting[index : index + 1] = [(fault, left - 1)] if left > 1 else []
                    return fault
        return None
