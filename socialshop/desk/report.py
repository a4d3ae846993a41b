"""How fast customers were answered and helped: first response and resolution by channel, topic and person."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, case, func, select
from sqlmodel import Session, col

from socialshop import spreadsheets
from socialshop.desk.spans import Span
from socialshop.inbox.model import Conversation, ConversationState
from socialshop.store.types import seconds_between

if TYPE_CHECKING:
    import polars as pl

NOBODY = "(nobody yet)"
NONE = "(none)"
GROUPED_BY = ("all", "channel", "topic", "person")


@dataclass(frozen=True, slots=True)
class Line:
    """One channel, topic or person; durations are seconds of elapsed time, None where there is none.

    `overdue` are those that are due and still wait.
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


@dataclass(frozen=True, slots=True)
class Report:
    """Of the conversations that were opened in [since, until); `before` is the report of as many days before these."""

    since: datetime
    until: datetime
    lines: tuple[Line, ...]
    before: Report | None = None

    def of(self, by: str) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.by == by)

    def compared(self, by: str) -> tuple[tuple[Line, Line], ...]:
        """Each line with the one before it; what is in one of the two reports alone has an empty line in the other."""
        now, then = ({line.what: line for line in one.of(by)} if one else {} for one in (self, self.before))
        names = sorted(now.keys() | then.keys())
        return tuple((now.get(what, Line(by, what)), then.get(what, Line(by, what))) for what in names)


def report(session: Session, span: Span, now: datetime) -> Report:
    """The figures as they stand `now`, of the conversations that were opened in the span and in the one before it: all,
    by channel, topic and person."""
    return replace(_report(session, span, now), before=_report(session, span.before(), now))


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


def _report(session: Session, span: Span, now: datetime) -> Report:
    import polars as pl

    talks = _talks(session, span, now).with_columns(pl.lit("").alias("all"))
    return Report(span.since, span.until, tuple(line for by in GROUPED_BY for line in _lines(talks, by)))


def _talks(session: Session, span: Span, now: datetime) -> pl.DataFrame:
    """A row for each conversation; the durations in seconds."""
    import polars as pl

    from socialshop.store.frames import read_frame

    opened_at, answered_at = col(Conversation.opened_at), col(Conversation.answered_at)
    unnamed = case((answered_at.is_not(None), NONE), else_=NOBODY)
    connection = session.connection()
    chosen = select(
        col(Conversation.channel),
        func.coalesce(func.nullif(col(Conversation.topic), ""), NONE),
        func.coalesce(func.nullif(col(Conversation.answered_by), ""), unnamed),
        seconds_between(connection, opened_at, answered_at),
        seconds_between(connection, opened_at, col(Conversation.resolved_at)),
        case((col(Conversation.due_at) <= now, 1), else_=0),
    ).where(opened_at >= span.since, opened_at < span.until, *_said_since(span.since))
    names, texts = ("channel", "topic", "person"), pl.String()
    figures = {"first_response": pl.Float64(), "resolution": pl.Float64(), "overdue": pl.Int64()}
    return read_frame(connection, chosen, pl.Schema({**dict.fromkeys(names, texts), **figures}))


def _said_since(since: datetime) -> list[ColumnElement[bool]]:
    """What no conversation that was opened since can fail, and lists are read along: the older ones stay unread."""
    return [
        col(Conversation.state).in_([str(state) for state in ConversationState]),
        col(Conversation.last_at) >= since,
    ]


def _lines(talks: pl.DataFrame, by: str) -> list[Line]:
    import polars as pl

    answers, ends = pl.col("first_response"), pl.col("resolution")
    groups = talks.group_by(what=by).agg(
        conversations=pl.len(),
        answered=answers.count(),
        first_response=_share(answers, 0.5),
        first_response_p90=_share(answers, 0.9),
        resolved=ends.count(),
        resolution=_share(ends, 0.5),
        overdue=pl.col("overdue").sum(),
    )
    return [Line(by=by, **group) for group in groups.sort("what").iter_rows(named=True)]


def _share(durations: pl.Expr, share: float) -> pl.Expr:
    """The nearest-rank quantile of those that there are."""
    ordered = durations.drop_nulls().sort()
    return ordered.get((durations.count() * share).ceil().cast(int) - 1, null_on_oob=True)
