"""Slows down guessing of passwords, by address and by account."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from socialshop.clock import Clock

WINDOW = timedelta(minutes=15)
FAILURES_PER_ACCOUNT = 8
FAILURES_PER_ADDRESS = 30
_MOST_KEYS = 10_000


@dataclass(slots=True)
class SignInLimiter:
    """Counts failed sign-ins of the last quarter of an hour.

    It counts in the memory of one process: several web processes count each for itself, and a restart forgets.
    """

    clock: Clock
    _failures: dict[str, deque[datetime]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def wait(self, address: str, account: str) -> timedelta:
        """How long until another attempt is allowed; zero: now."""
        with self._lock:
            return max(self._wait(key, most) for key, most in _limits(address, account))

    def failed(self, address: str, account: str) -> None:
        with self._lock:
            if len(self._failures) > _MOST_KEYS:
                self._forget_old()
            for key, most in _limits(address, account):
                self._failures.setdefault(key, deque(maxlen=most)).append(self.clock())

    def succeeded(self, account: str) -> None:
        with self._lock:
            self._failures.pop(f"account {account}", None)

    def _wait(self, key: str, most: int) -> timedelta:
        times = self._failures.get(key, deque())
        if len(times) < most:
            return timedelta(0)
        return max(times[0] + WINDOW - self.clock(), timedelta(0))

    def _forget_old(self) -> None:
        horizon = self.clock() - WINDOW
        self._failures = {key: times for key, times in self._failures.items() if times[-1] > horizon}


def _limits(address: str, account: str) -> tuple[tuple[str, int], tuple[str, int]]:
    return (f"address {address}", FAILURES_PER_ADDRESS), (f"account {account}", FAILURES_PER_ACCOUNT)
