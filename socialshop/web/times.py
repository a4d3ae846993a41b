"""Times that people choose from, on the shop's own clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta, tzinfo

from socialshop.errors import SocialshopError

_MORNING = time(9, 0)
_MONDAY = 0


class NoTime(SocialshopError):
    """What was given is no time."""


def snooze_times(now: datetime, zone: tzinfo) -> Mapping[str, datetime]:
    """Until when something may be put off with one click: in an hour, tomorrow morning, next Monday morning."""
    today = now.astimezone(zone).date()
    to_monday = (_MONDAY - today.weekday()) % 7 or 7
    mornings = {"tomorrow": 1, "monday": to_monday}
    return {"hour": now + timedelta(hours=1)} | {
        name: datetime.combine(today + timedelta(days=days), _MORNING, zone) for name, days in mornings.items()
    }


def chosen_time(given: str, now: datetime, zone: tzinfo) -> datetime:
    """One of `snooze_times` by its name, or a local time as a browser's form writes it: '2026-11-05T09:30'.

    Raises NoTime for anything else.
    """
    named = snooze_times(now, zone)
    if given in named:
        return named[given]
    try:
        at = datetime.fromisoformat(given)
        return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise NoTime(f"{given!r} is no time.", mend="Write it as 2026-11-05T09:30.") from None
