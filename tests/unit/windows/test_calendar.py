"""When windows go up and come down, and their slots in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from socialshop.windows.calendar import Entry, EntryKind, entries, together
from socialshop.windows.definition import WindowDefinition

SINCE, UNTIL = datetime(2026, 11, 23, tzinfo=UTC), datetime(2026, 12, 7, tzinfo=UTC)
BASE = {
    "title": "Käse",
    "story": "Viel.",
    "motive": "Darum.",
    "language": "de",
    "channels": ("facebook",),
    "products": ("brie",),
}


def window(name: str, **more: Any) -> WindowDefinition:
    return WindowDefinition.model_validate({"name": name, **BASE, **more})


def test_starts_slots_and_ends_stand_in_times_order() -> None:
    brie = window(
        "brie",
        slots=("fri 18:00",),
        time_zone="Europe/Berlin",
        starts=datetime(2026, 11, 24, 9, tzinfo=UTC),
        ends=datetime(2026, 12, 4, 9, tzinfo=UTC),
    )
    found = entries([window("feta", ends=datetime(2026, 11, 25, tzinfo=UTC)), brie], SINCE, UNTIL, SINCE)
    assert [(entry.at, entry.kind, entry.window) for entry in found] == [
        (datetime(2026, 11, 24, 9, tzinfo=UTC), EntryKind.STARTS, "brie"),
        (datetime(2026, 11, 25, tzinfo=UTC), EntryKind.ENDS, "feta"),
        (datetime(2026, 11, 27, 17, tzinfo=UTC), EntryKind.SLOT, "brie"),
        (datetime(2026, 12, 4, 9, tzinfo=UTC), EntryKind.ENDS, "brie"),
    ], "the second Friday's slot comes after its end"


def test_a_window_without_times_is_not_in_the_calendar() -> None:
    assert entries([window("brie")], SINCE, UNTIL, SINCE) == []


def test_slots_that_are_past_are_none() -> None:
    daily = window("brie", slots=("daily 09:00",), time_zone="UTC")
    assert len(entries([daily], SINCE, UNTIL, datetime(2026, 12, 4, 10, tzinfo=UTC))) == 2


def test_what_goes_up_together_is_one_entry_with_its_channels() -> None:
    at = datetime(2026, 11, 24, 9, tzinfo=UTC)

    def entry(kind: EntryKind, *channels: str, seconds: int = 0, why: str = "") -> Entry:
        return Entry(at.replace(second=seconds), kind, "brie", "Käse", channels, why)

    facebook, pinterest = entry(EntryKind.UP, "facebook"), entry(EntryKind.UP, "pinterest", seconds=20)
    pinterest = replace(pinterest, at=at + timedelta(minutes=5))
    moved = entry(EntryKind.DUE, "instagram", why="No room.")
    found = together([entry(EntryKind.STARTS), entry(EntryKind.SLOT), facebook, pinterest, pinterest, moved])
    assert found == (entry(EntryKind.UP, "facebook", "pinterest"), moved), "its start and its slot are said with it"
    alone = (entry(EntryKind.STARTS), entry(EntryKind.ENDS))
    assert together(alone) == alone


def test_every_slot_of_the_span_is_there() -> None:
    daily = window("brie", slots=("daily 09:00", "mon 18:00"), time_zone="UTC")
    found = entries([daily], SINCE, UNTIL, SINCE)
    assert len(found) == 14 + 2
    assert found[0] == Entry(datetime(2026, 11, 23, 9, tzinfo=UTC), EntryKind.SLOT, "brie", "Käse")
