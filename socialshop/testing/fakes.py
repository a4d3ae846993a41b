"""In-memory stand-ins that behave like the real thing, for tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from socialshop.clock import Clock
from socialshop.errors import OutcomeUnknown, PlatformError
from socialshop.testing.catalog import Killed


class MemorySteps:
    """The outbox in memory. Set `kill_after` to a key, and the process dies between its effect and its storing."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.sent: dict[str, str] = {}
        self.begun: dict[str, datetime] = {}
        self.kill_after: str | None = None

    def run(self, key: str, send: Callable[[], str], find: Callable[[datetime], str | None]) -> str:
        if key in self.sent:
            return self.sent[key]
        found = find(self.begun[key]) if key in self.begun else None
        if found is None:
            found = self._send(key, send)
        self.sent[key] = found
        return found

    def _send(self, key: str, send: Callable[[], str]) -> str:
        self.begun.setdefault(key, self._clock())
        try:
            effect = send()
        except OutcomeUnknown:
            raise
        except PlatformError:
            del self.begun[key]
            raise
        if key == self.kill_after:
            self.kill_after = None
            raise Killed(key)
        return effect
