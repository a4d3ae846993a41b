"""What became of the events that arrived, in numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum


class Fate(IntEnum):
    """What became of one event, by the place of its number in an `IngestCount`."""

    NEW = 0
    CHANGED = 1
    UNCHANGED = 2
    UNSUPPORTED = 3


@dataclass(frozen=True, slots=True)
class IngestCount:
    """`new` messages, `changed` ones and whatever else happened to them, events that were known before, and
    `unsupported` ones, kept as they came."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    unsupported: int = 0

    def __add__(self, other: IngestCount) -> IngestCount:
        return IngestCount(
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.unsupported + other.unsupported,
        )


def count(fates: Sequence[Fate]) -> IngestCount:
    return _ALONE[fates[0]] if len(fates) == 1 else IngestCount(*map(fates.count, Fate))


_ALONE = {fate: IngestCount(**{fate.name.lower(): 1}) for fate in Fate}  # of many thousand bodies most tell one thing
