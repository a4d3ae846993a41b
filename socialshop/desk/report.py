"""How fast customers were answered and helped: first response and resolution by channel, topic and person."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from sqlmodel import Session

from socialshop import spreadsheets
from socialshop.desk.spans import Span
from socialshop.desk.talks import DURATIONS, quantile, read_talks
from socialshop.inbox.service import ServiceTargets

if TYPE_CHECKING:
    import polars as pl

GROUPED_BY = ("all", "channel", "topic", "person")


class TimeKind(StrEnum):
    """Which time a duration is of: the shop's open hours alone, or all that passed, by night as by day."""

    OPEN = "open"
    ELAPSED = "elapsed"


class Took(NamedTuple):
    """Seconds of one kind of time: of half of the conversations, and of nine of ten; None where there are none."""

    first_response: float | None
    first_response_p90: float | None
    resolution: float | None
    resolution_p90: float | None


@dataclass(frozen=True, slots=True)
class Line:
    """One channel, topic or person; durations are seconds, medians and 90th percentiles, None where there is none.

    Those that begin with `open_` are of the shop's open hours, the others of elapsed time. `targeted` are those whose
    first answer is held against its target: it was given, or is overdue; `in_time` those that met it. Without service
    hours there are none of either. `overdue` are those that are due and still wait.
    """

    by: str
    what: str
    conversations: int = 0
    answered: int = 0
    first_response: float | None = None
    first_response_p90: float | None = None
    resolved: int = 0
    resolution: float | None = None
    overdue: int = 0
    resolution_p90: float | None = None
    open_first_response: float | None = None
    open_first_response_p90: float | None = None
    open_resolution: float | None = None
    open_resolution_p90: float | None = None
    targeted: int = 0
    in_time: int = 0

    def took(self, kind: TimeKind) -> Took:
        beginning = "open_" if kind is TimeKind.OPEN else ""
        return Took(*(getattr(self, beginning + name) for name in Took._fields))

    @property
    def share_in_time(self) -> float | None:
        return self.in_time / self.targeted if self.targeted else None

    def share_of(self, all_of_them: Line) -> float | None:
        return self.conversations / all_of_them.conversations if all_of_them.conversations else None


@dataclass(frozen=True, slots=True)
class Report:
    """Of the conversations that were opened in [since, until); `before` is the report of as many days before these.

    `target` is what a first answer may take, in seconds of open hours; None for a shop without service hours.
    """

    since: datetime
    until: datetime
    lines: tuple[Line, ...]
    before: Report | None = None
    target: float | None = None

    def of(self, by: str) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.by == by)

    def compared(self, by: str) -> tuple[tuple[Line, Line], ...]:
        """Each line with the one before it; what is in one of the two reports alone has an empty line in the other."""
        now, then = ({line.what: line for line in one.of(by)} if one else {} for one in (self, self.before))
        names = sorted(now.keys() | then.keys())
        return tuple((now.get(what, Line(by, what)), then.get(what, Line(by, what))) for what in names)


def report(session: Session, span: Span, now: datetime, targets: ServiceTargets | None = None) -> Report:
    """The figures as they stand `now`, of the conversations that were opened in the span and in the one before it: all,
    by channel, topic and person."""
    return report_of(read_talks(session, span.before().since, now, targets), span, targets)


def report_of(talks: pl.DataFrame, span: Span, targets: ServiceTargets | None) -> Report:
    """The same of what `read_talks` gave, since the span before."""
    target = targets.first.total_seconds() if targets else None
    now, before = (Report(one.since, one.until, _lines(talks, one), target=target) for one in (span, span.before()))
    return replace(now, before=before)


def opened_in(span: Span) -> pl.Expr:
    import polars as pl

    return (pl.col("opened") >= span.since) & (pl.col("opened") < span.until)


def as_csv(found: Report) -> str:
    """A row for each line, with the figures of the days before as columns ending in '_before'; durations in seconds."""
    names = list(Line.__dataclass_fields__)
    figures = names[2:]
    rows = (
        asdict(line) | {f"{name}_before": getattr(before, name) for name in figures}
        for by in GROUPED_BY
        for line, before in found.compared(by)
    )
    return spreadsheets.as_csv(names + [f"{name}_before" for name in figures], rows)


def _lines(talks: pl.DataFrame, span: Span) -> tuple[Line, ...]:
    import polars as pl

    opened = talks.filter(opened_in(span)).with_columns(pl.lit("").alias("all"))
    return tuple(line for by in GROUPED_BY for line in _grouped(opened, by))


def _grouped(talks: pl.DataFrame, by: str) -> list[Line]:
    import polars as pl

    durations = [beginning + name for beginning in ("", "open_") for name in DURATIONS]
    groups = talks.group_by(what=by).agg(
        *(quantile(pl.col(name), 0.5).alias(name) for name in durations),
        *(quantile(pl.col(name), 0.9).alias(f"{name}_p90") for name in durations),
        conversations=pl.len(),
        answered=pl.col("answered").count(),
        resolved=pl.col("resolved").count(),
        overdue=pl.col("overdue").sum(),
        targeted=pl.col("in_time").count(),
        in_time=pl.col("in_time").sum(),
    )
    return [Line(by=by, **group) for group in groups.sort("what").iter_rows(named=True)]
