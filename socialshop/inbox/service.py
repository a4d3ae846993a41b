"""The shop's own clock: when an answer is due, counted in the hours in which the shop is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Interval = tuple[time, time]
_FURTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class BusinessHours:
    """When the shop is open: seven days from Monday, each with its intervals in the shop's own time.

    An interval that ends at 00:00 ends at midnight. `is_holiday` tells the days on which all is closed.
    """

    zone: ZoneInfo
    week: Sequence[Sequence[Interval]]
    is_holiday: Callable[[date], bool] = lambda _day: False

    def open_from(self, start: datetime, days: int = _FURTHEST.days) -> Iterator[tuple[datetime, datetime]]:
        """The open stretches from `start` on, in UTC and in order, of so many days; the first one may have begun."""
        first = start.astimezone(self.zone).date()
        for offset in range(days):
            for opens, closes in self._on(first + timedelta(days=offset)):
                if closes > start:  # what overlaps is open once
                    yield max(opens, start), closes
                    start = closes

    def is_open(self, at: datetime) -> bool:
        return any(opens <= at < closes for opens, closes in self._on(at.astimezone(self.zone).date()))

    def _on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if self.is_holiday(day):
            return
        for opens, closes in sorted(self.week[day.weekday()]):
            end = day if closes > time.min else day + timedelta(days=1)
            begin, finish = self._utc(day, opens), self._utc(end, closes)
            if begin < finish:  # when the clocks go forward, an hour may not be there
                yield begin, finish

    def _utc(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class ServiceTargets:
    """How long an answer may take in open hours: the first of a conversation, and every further one.

    It asks only when the customer wrote: small talk waits no longer than a sale.
    """

    first: timedelta
    following: timedelta
    hours: BusinessHours

    def due(self, since: datetime, *, answered_before: bool) -> datetime | None:
        """When an answer to what was written at `since` is due; None where the shop does not open within a year."""
        left = self.following if answered_before else self.first
        for opens, closes in self.hours.open_from(since):
            if closes - opens >= left:
                return opens + left
            left -= closes - opens
        return None


class OpenTime:
    """How long the shop was open between moments of [since, until], of many at once: the same stretches by which
    answers fall due, added up."""

    def __init__(self, hours: BusinessHours, since: datetime, until: datetime) -> None:
        days = (until - since).days + 2  # the calendar's: both ends may lie within one
        self._edges, self._sums = [since.timestamp()], [0.0]
        for opens, closes in hours.open_from(since, days):
            self._edges += opens.timestamp(), closes.timestamp()
            self._sums += self._sums[-1], self._sums[-1] + (closes - opens).total_seconds()

    def between(self, start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
        """Seconds, of moments in seconds since 1970; NaN where either moment is."""
        import numpy as np

        begun, ended = (np.interp(moments, self._edges, self._sums) for moments in (start, end))
        return np.asarray(ended - begun)
