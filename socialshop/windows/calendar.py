"""When windows go up and come down, and the slots in which they may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from socialshop.windows.definition import WindowDefinition


class EntryKind(StrEnum):
    STARTS = "starts"
    SLOT = "slot"
    ENDS = "ends"


@dataclass(frozen=True, slots=True)
class Entry:
    at: datetime
    kind: EntryKind
    window: str
    title: str


def entries(windows: Iterable[WindowDefinition], since: datetime, until: datetime) -> list[Entry]:
    """Everything of the windows from `since` on and before `until`, in time's order."""
    found = (entry for window in windows for entry in _of(window, since, until))
    return sorted(found, key=lambda entry: (entry.at, entry.window))


def _of(window: WindowDefinition, since: datetime, until: datetime) -> Iterator[Entry]:
    for at, kind in ((window.starts, EntryKind.STARTS), (window.ends, EntryKind.ENDS)):
        if at and since <= at < until:
            yield Entry(at, kind, window.name, window.title)
    last = min(until, window.ends) if window.ends else until
    for at in _slots(window, max(since, window.starts or since), last):
        yield Entry(at, EntryKind.SLOT, window.name, window.title)


def _slots(window: WindowDefinition, since: datetime, until: datetime) -> Iterator[datetime]:
    if not window.slots:
        return
    at = window.calendar().first(since)
    while at < until:
        yield at
        at = window.calendar().first(at + timedelta(minutes=1))
