"""What every open page asks for each second: read once for all who ask for the same."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from math import inf
from threading import Lock
from time import monotonic
from typing import Any, TypeVar

T = TypeVar("T")
FRESH_SECONDS = 0.9  # a little less than between two looks of one page, so that each look is a new one


@dataclass(slots=True)
class _Kept:
    value: Any = None
    read_at: float = -inf
    lock: Lock = field(default_factory=Lock)

    @property
    def is_fresh(self) -> bool:
        return self.read_at >= monotonic() - FRESH_SECONDS


@dataclass(slots=True)
class Shared:
    """Values by key, each at most FRESH_SECONDS old; whoever asks while one is read waits for it, and for no other."""

    _kept: dict[Hashable, _Kept] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def get(self, key: Hashable, read: Callable[[], T]) -> T:
        with self._lock:
            self._kept = {other: kept for other, kept in self._kept.items() if kept.is_fresh or kept.lock.locked()}
            kept = self._kept.setdefault(key, _Kept())
        with kept.lock:
            if not kept.is_fresh:
                kept.read_at, kept.value = monotonic(), read()
            value: T = kept.value
        return value
