"""When a window may go up: a calendar of weekly slots, and the shop's quiet hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TIME = r"([01]\d|2[0-3]):[0-5]\d"
SLOT = rf"^({'|'.join(_DAYS)}|daily) {_TIME}$"
"""A weekday or 'daily', and a time."""
QUIET_HOURS = rf"^({_TIME}-{_TIME})?$"
"""From one time to another, over midnight too, such as '21:00-08:00'; empty: none."""


@dataclass(frozen=True, slots=True)
class Slots:
    """Weekly times in a time zone; without any, every moment is one."""

    times: tuple[str, ...]
    zone: ZoneInfo

    def first(self, after: datetime) -> datetime:
        """The first slot at that moment or after it."""
        if not self.times:
            return after
        return min(self._first(slot, after) for slot in self.times)

    def _first(self, slot: str, after: datetime) -> datetime:
        day, _, clock = slot.partition(" ")
        start = after.astimezone(self.zone).date()
        days = (start + timedelta(days=ahead) for ahead in range(8))
        matching = (date for date in days if day in ("daily", _DAYS[date.weekday()]))
        moments = (datetime.combine(date, time.fromisoformat(clock), self.zone) for date in matching)
        return next(moment for moment in moments if moment >= after)


@dataclass(frozen=True, slots=True)
class QuietHours:
    """The hours in which nothing new goes public; `span` is as in QUIET_HOURS."""

    span: str
    zone: ZoneInfo

    def over(self, at: datetime) -> datetime:
        """That moment, or the end of the quiet hours that it lies in."""
        if not self.span:
            return at
        start, end = map(time.fromisoformat, self.span.split("-"))
        local = at.astimezone(self.zone)
        now = local.time().replace(tzinfo=None)
        quiet = start <= now < end if start <= end else now >= start or now < end
        if not quiet:
            return at
        day = local.date() + timedelta(days=1) if start > end and now >= start else local.date()
        return datetime.combine(day, end, self.zone)
