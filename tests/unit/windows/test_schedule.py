"""Slots and quiet hours are kept in local time, over changes of the clock too."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from socialshop.windows.schedule import QuietHours, Slots

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("slots", "after", "first"),
    [
        (("mon 18:00",), "2026-11-16 18:00", "2026-11-16 18:00"),
        (("mon 18:00",), "2026-11-16 18:01", "2026-11-23 18:00"),
        (("mon 18:00", "thu 09:30"), "2026-11-16 18:01", "2026-11-19 09:30"),
        (("daily 07:00",), "2026-11-16 08:00", "2026-11-17 07:00"),
        (("sun 08:00",), "2026-03-28 12:00", "2026-03-29 08:00"),
        ((), "2026-11-16 18:01", "2026-11-16 18:01"),
    ],
)
def test_the_first_slot_is_at_the_moment_or_after_it(slots: tuple[str, ...], after: str, first: str) -> None:
    assert Slots(slots, BERLIN).first(at(after)) == at(first)


@pytest.mark.parametrize(
    ("span", "moment", "over"),
    [
        ("21:00-08:00", "2026-11-16 22:00", "2026-11-17 08:00"),
        ("21:00-08:00", "2026-11-16 03:00", "2026-11-16 08:00"),
        ("21:00-08:00", "2026-11-16 08:00", "2026-11-16 08:00"),
        ("21:00-08:00", "2026-11-16 20:59", "2026-11-16 20:59"),
        ("12:00-14:00", "2026-11-16 13:00", "2026-11-16 14:00"),
        ("", "2026-11-16 03:00", "2026-11-16 03:00"),
    ],
)
def test_quiet_hours_end_in_the_morning(span: str, moment: str, over: str) -> None:
    assert QuietHours(span, BERLIN).over(at(moment)) == at(over)
