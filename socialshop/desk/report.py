"""How fast customers were answered and helped: first response and resolution by channel, topic and person."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, case, func, select
from sqlmodel import Session, col

from socialshop import spreadsheets
from socialshop.inbox.model import Conversation, ConversationState
from socialshop.store.types import seconds_between

if TYPE_CHECKING:
    import polars as pl

NOBODY = "(nobody yet)"
NONE = "(none)"


@dataclass(frozen=True, slots=True)
class Line:
    """One channel, topic or person; durations are seconds of elapsed time, None where there is none.

    `overdue` are those that are due and still wait.
    """

    by: str
    what: str
    conversations: int
    answered: int
    first_response: float | None
    first_response_p90: float | None
    resolved: int
    resolution: float | None
    overdue: int


@dataclass(frozen=True, slots=True)
class Report:
    """Of the conversations that were opened in [since, until)."""

    since: datetime
    until: datetime
    lines: tuple[Line, ...]

    def of(self, by: str) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.by == by)

    def to_json(self) -> dict[str, Any]:
        return {"since": self.since, "until": self.until, "lines": [asdict(line) for line in self.lines]}


def report(session: Session, since: datetime, until: datetime) -> Report:
    """The figures of the conversations that were opened in [since, until): all, by channel, topic and person."""
    import polars as pl

    talks = _talks(session, since, until).with_columns(pl.lit("").alias("all"))
    lines = [line for by in ("all", "channel", "topic", "person") for line in _lines(talks, by)]
    return Report(since, until, tuple(lines))


def as_csv(found: Report) -> str:
    """The lines as a table; durations in seconds."""
    return spreadsheets.as_csv(list(Line.__dataclass_fields__), map(asdict, found.lines))


def _talks(session: Session, since: datetime, until: datetime) -> pl.DataFrame:
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
        case((col(Conversation.due_at) <= until, 1), else_=0),
    ).where(opened_at >= since, opened_at < until, *_said_since(since))
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
