"""Which time a report is of: days that people choose on the shop's own calendar, and those before them."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from socialshop.errors import SocialshopError
from socialshop.phrases import phrase

MOST_DAYS = 3_650
"""How many days a report may be of, and how far back it may begin."""
_DAY = timedelta(days=1)


class Named(StrEnum):
    """Days that go along with the calendar; weeks begin on Monday."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    THIS_WEEK = "this-week"
    LAST_WEEK = "last-week"
    THIS_MONTH = "this-month"
    LAST_MONTH = "last-month"


class NoSpan(SocialshopError):
    """What was given names no days that a report can be of."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which days somebody asks for, as they wrote it: so many up to now, named ones, or from a first to a last day."""

    days: int | None = None
    named: Named | None = None
    first: str = ""
    last: str = ""

    def parameters(self) -> dict[str, str]:
        """As addresses write it."""
        given = {"days": self.days, "span": self.named, "from": self.first, "to": self.last}
        return {name: str(value) for name, value in given.items() if value}


USUAL = Asked(days=30)


@dataclass(frozen=True, slots=True)
class Span:
    """[since, until), in UTC: so many `days` on the calendar of `zone`, less where they still go on."""

    since: datetime
    until: datetime
    days: int
    zone: ZoneInfo

    def before(self) -> Span:
        """The days before these; of a week that goes on, as much as there is of this one."""
        return replace(self, since=self._earlier(self.since), until=self._earlier(self.until))

    def _earlier(self, at: datetime) -> datetime:
        return (at.astimezone(self.zone) - self.days * _DAY).astimezone(UTC)


def span(asked: Asked, now: datetime, zone: ZoneInfo) -> Span:
    """The time that is asked for, up to `now` at most; the usual one where nothing is.

    Raises NoSpan for days that are none, have not come yet, lie too far back or come in the wrong order.
    """
    if asked == Asked():
        return span(USUAL, now, zone)
    if asked.days and asked.parameters().keys() == {"days"}:
        return Span((now.astimezone(zone) - asked.days * _DAY).astimezone(UTC), now, asked.days, zone)
    today = now.astimezone(zone).date()
    first, last = _days(asked, today)
    since, until = (datetime.combine(day, time.min, zone).astimezone(UTC) for day in (first, last + _DAY))
    return Span(since, min(until, now), (last - first).days + 1, zone)


def _days(asked: Asked, today: date) -> tuple[date, date]:
    if asked.parameters().keys() not in ({"span"}, {"from"}, {"from", "to"}):
        raise NoSpan(
            phrase("These are no days that a report could be of."),
            mend=phrase("Give a first day, and a last one if it is not today; or name the days in one other way."),
        )
    if asked.named:
        return _named(asked.named, today)
    first, last = _day(asked.first), _day(asked.last) if asked.last else today
    _check(first, last, today)
    return first, last


def _check(first: date, last: date, today: date) -> None:
    if first > today:
        raise NoSpan(phrase("{day} has not come yet.", day=first), mend=phrase("Begin today at the latest."))
    if last < first:
        raise NoSpan(
            phrase("{last} is before {first}.", last=last, first=first), mend=phrase("Begin with the earlier day.")
        )
    if (today - first).days >= MOST_DAYS or (last - today).days >= MOST_DAYS:
        raise NoSpan(phrase("That is more than ten years away."), mend=phrase("Choose days that are nearer."))


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise NoSpan(phrase("{given} is no day.", given=repr(given)), mend=phrase("Write it as 2026-11-05.")) from None


def _named(named: Named, today: date) -> tuple[date, date]:
    monday, month = today - today.weekday() * _DAY, today.replace(day=1)
    match named:
        case Named.TODAY:
            return today, today
        case Named.YESTERDAY:
            return today - _DAY, today - _DAY
        case Named.THIS_WEEK:
            return monday, monday + 6 * _DAY
        case Named.LAST_WEEK:
            return monday - 7 * _DAY, monday - _DAY
        case Named.THIS_MONTH:
            return month, month.replace(day=monthrange(month.year, month.month)[1])
        case Named.LAST_MONTH:
            return (month - _DAY).replace(day=1), month - _DAY
