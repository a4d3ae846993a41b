"""What every open page asks for each second: read once for all who ask for the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

T = TypeVar("T")
FRESH_SECONDS = 0.9  # a little less than between two looks of one page, so that each look is a new one


@dataclass(slots=True)
class Shared:
    """Values by key, each at most FRESH_SECONDS old; whoever asks while one is read waits for it."""

    _kept: dict[Hashable, tuple[float, Any]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: Hashable, read: Callable[[], T]) -> T:
        with self._lock:
            oldest = monotonic() - FRESH_SECONDS
            if key not in self._kept or self._kept[key][0] < oldest:
                self._kept = {other: kept for other, kept in self._kept.items() if kept[0] >= oldest}
                self._kept[key] = monotonic(), read()
            value: T = self._kept[key][1]
        return value
