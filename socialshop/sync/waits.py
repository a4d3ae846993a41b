"""Waiting for a platform: longer each time, and never for ever."""

from __future__ import annotations

from collections.abc import Callable

_FIRST, _LONGEST = 0.5, 30.0


class Waits:
    """Growing pauses that take `budget` seconds at most, all together."""

    def __init__(self, sleep: Callable[[float], None], budget: float = 600.0) -> None:
        self._sleep = sleep
        self._left = budget
        self._next = _FIRST

    def pause(self, wanted: float | None = None) -> bool:
        """Wait `wanted` seconds, or longer than the last time; False, without waiting, when that is too long."""
        seconds = self._next if wanted is None else max(wanted, self._next)
        if seconds > self._left:
            return False
        self._sleep(seconds)
        self._left -= seconds
        self._next = min(self._next * 2, _LONGEST)
        return True
