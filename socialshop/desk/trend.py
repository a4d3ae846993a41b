"""How the inbox went day by day, or week by week: what came in, was answered, was resolved, and waited in the end."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlmodel import Session, col

from socialshop import spreadsheets
from socialshop.desk.spans import Span
from socialshop.desk.talks import quantile
from socialshop.inbox.model import Conversation, ConversationState, Topic
from socialshop.inbox.service import ServiceTargets

if TYPE_CHECKING:
    import polars as pl

_MOST_DAYS = 62
"""Of more, a period is a week."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """A day, or the days from `first` to `last`, on the shop's own calendar.

    `opened` are the conversations that began in it, `questions` and `complaints` of them; `answered` had their first
    answer in it, `resolved` were resolved in it, whenever they began. `open` are those in which a customer waited at
    its end: for the first answer, or for that for which they wait today; a wait between these has left no trace. The
    median of the first answers that were given is in seconds of elapsed time, and of open hours.
    """

    first: date
    last: date
    opened: int
    questions: int
    complaints: int
    answered: int
    resolved: int
    open: int
    first_response: float | None
    open_first_response: float | None


@dataclass(frozen=True, slots=True)
class Trend:
    """All periods of a span in their order, also those in which nothing happened.

    A day that had begun before the span is left out; the last one goes as far as the span does. `target` is what a
    first answer may take, in seconds of open hours; None for a shop without service hours.
    """

    periods: tuple[Period, ...]
    target: float | None

    @property
    def is_weekly(self) -> bool:
        return any(one.last > one.first for one in self.periods)


@dataclass(frozen=True, slots=True)
class _Calendar:
    """The days of a span, `step` of them a period."""

    span: Span
    days: list[date]
    step: int

    @classmethod
    def of(cls, span: Span) -> _Calendar:
        first = span.since.astimezone(span.zone).date()
        last = (span.until.astimezone(span.zone) - timedelta.resolution).date()
        if _midnight(first, span) < span.since:
            first += _DAY
        days = [first + number * _DAY for number in range((last - first).days + 1)]
        return cls(span, days, 1 if len(days) <= _MOST_DAYS else 7)

    @property
    def periods(self) -> list[tuple[date, date]]:
        """Their first and last days."""
        return [
            (first, self.days[min((place + 1) * self.step, len(self.days)) - 1])
            for place, first in enumerate(self.days[:: self.step])
        ]

    @property
    def ends(self) -> list[datetime]:
        """Their last moments."""
        midnights = (_midnight(last + _DAY, self.span) for _, last in self.periods)
        return [min(midnight - timedelta.resolution, self.span.until) for midnight in midnights]

    def period(self, moment: str) -> pl.Expr:
        """The number of the period in which each moment lies, on the shop's clock."""
        import polars as pl

        day = pl.col(moment).dt.convert_time_zone(self.span.zone.key).dt.date()
        return (day - self.days[0]).dt.total_days().floordiv(self.step).cast(pl.Int64)


def trend_of(
    session: Session, talks: pl.DataFrame, since: datetime, span: Span, targets: ServiceTargets | None
) -> Trend:
    """Of what `read_talks` gave, `since` before the span; those that wait for longer are counted here."""
    calendar = _Calendar.of(span)
    if not calendar.days:
        return Trend((), None)
    older = _waiting_since_before(session, since)
    parts = zip(
        calendar.periods,
        _waiting(talks, calendar.ends),
        _figures(talks, calendar).iter_rows(named=True),
        strict=True,
    )
    periods = (Period(*days, open=waiting + older, **figures) for days, waiting, figures in parts)
    return Trend(tuple(periods), targets.first.total_seconds() if targets else None)


def as_csv(found: Trend) -> str:
    """A row for each period; durations in seconds."""
    return spreadsheets.as_csv(list(Period.__dataclass_fields__), map(asdict, found.periods))


def _figures(talks: pl.DataFrame, calendar: _Calendar) -> pl.DataFrame:
    """A row for each period, zero where there is nothing to count."""
    import polars as pl

    told = pl.DataFrame({"period": range(len(calendar.periods))}, {"period": pl.Int64()})
    topics = {"questions": Topic.QUESTION, "complaints": Topic.COMPLAINT}
    counted = {
        "opened": [(pl.col("topic") == str(topic)).sum().alias(name) for name, topic in topics.items()],
        "answered": [quantile(pl.col(name), 0.5).alias(name) for name in ("first_response", "open_first_response")],
        "resolved": [],
    }
    for moment, more in counted.items():
        groups = talks.group_by(period=calendar.period(moment)).agg(pl.len().alias(moment), *more)
        told = told.join(groups, on="period", how="left", maintain_order="left")
    return told.drop("period").with_columns(pl.col(*counted, *topics).fill_null(0))


def _waiting(talks: pl.DataFrame, ends: list[datetime]) -> list[int]:
    """In how many a customer waits at each of these moments: for the first answer until it was given or the
    conversation was resolved, and since they wait today."""
    import polars as pl

    first = talks.select(start="opened", end=pl.min_horizontal("answered", "resolved")).drop_nulls("end")
    begun = pl.concat([first["start"], talks["waiting"].drop_nulls()]).sort()
    moments = pl.Series(ends, dtype=begun.dtype)
    ended = first["end"].sort()
    waits: list[int] = (begun.search_sorted(moments, "right") - ended.search_sorted(moments, "right")).to_list()
    return waits


def _waiting_since_before(session: Session, since: datetime) -> int:
    """In how many a customer waits in which nothing was said since."""
    is_open = col(Conversation.state) == ConversationState.OPEN
    return session.scalar(select(func.count()).where(is_open, col(Conversation.last_at) < since)) or 0


def _midnight(day: date, span: Span) -> datetime:
    return datetime.combine(day, time.min, span.zone).astimezone(UTC)
