"""The conversations that a report is of, read once for all its figures."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, case, select
from sqlmodel import Session, col

from socialshop.inbox.model import Conversation, ConversationState
from socialshop.inbox.service import OpenTime, ServiceTargets
from socialshop.store.types import epoch_milliseconds

if TYPE_CHECKING:
    import polars as pl

NOBODY = "(nobody yet)"
NONE = "(none)"
DURATIONS = ("first_response", "resolution")


def read_talks(session: Session, since: datetime, now: datetime, targets: ServiceTargets | None) -> pl.DataFrame:
    """A row for each conversation in which something was said or that was resolved since.

    `channel`, `topic`, `person` (who answered first), `window`, `item`; the times `opened`, `answered`, `resolved` and
    `waiting` (since when a customer does); `overdue` (1 or 0). Durations are in seconds: `first_response` and
    `resolution` of elapsed time, `open_first_response` and `open_resolution` of the shop's open hours, null without
    `targets`. `in_time` says whether the first answer met its target; null where none is held against it: without
    targets, or while there is still time for it.
    """
    import polars as pl

    names = ("channel", "topic", "person", "window", "item")
    talks = _read(session, since, now, names).with_columns(
        first_response=_seconds(pl.col("answered") - pl.col("opened")),
        resolution=_seconds(pl.col("resolved") - pl.col("opened")),
    )
    return _in_open_hours(talks, now, targets)


def quantile(durations: pl.Expr, share: float) -> pl.Expr:
    """The nearest-rank quantile of those that there are."""
    ordered = durations.drop_nulls().sort()
    return ordered.get((durations.count() * share).ceil().cast(int) - 1, null_on_oob=True)


def _read(session: Session, since: datetime, now: datetime, names: tuple[str, ...]) -> pl.DataFrame:
    import polars as pl

    from socialshop.store.frames import read_columns

    connection = session.connection()
    times = {
        "opened": col(Conversation.opened_at),
        "answered": col(Conversation.answered_at),
        "resolved": col(Conversation.resolved_at),
        "waiting": col(Conversation.waiting_since),
    }
    chosen = select(
        col(Conversation.channel),
        col(Conversation.topic),
        col(Conversation.answered_by),
        col(Conversation.window),
        col(Conversation.item_id),
        *(epoch_milliseconds(connection, column) for column in times.values()),
        case((col(Conversation.due_at) <= now, 1), else_=0),
    )
    texts, moments = dict.fromkeys(names, pl.String()), dict.fromkeys(times, pl.Int64())
    schema = pl.Schema({**texts, **moments, "overdue": pl.Int64()})
    parts = [read_columns(connection, chosen.where(*part), schema) for part in _since(since)]
    unnamed = pl.when(pl.col("answered").is_null()).then(pl.lit(NOBODY)).otherwise(pl.lit(NONE))
    return pl.concat(parts).with_columns(
        pl.col(*times).cast(pl.Datetime("ms", "UTC")),
        topic=pl.when(pl.col("topic") == "").then(pl.lit(NONE)).otherwise("topic"),
        person=pl.when(pl.col("person") == "").then(unnamed).otherwise("person"),
    )


def _since(since: datetime) -> tuple[list[ColumnElement[bool]], list[ColumnElement[bool]]]:
    """What was said since, read along the index of the lists, and what was resolved in silence: the older ones stay
    unread."""
    last = col(Conversation.last_at)
    said = [col(Conversation.state).in_([str(state) for state in ConversationState]), last >= since]
    return said, [col(Conversation.resolved_at) >= since, last < since]


def _in_open_hours(talks: pl.DataFrame, now: datetime, targets: ServiceTargets | None) -> pl.DataFrame:
    import polars as pl

    first = talks["opened"].min()
    if targets is None or not isinstance(first, datetime):
        unknown = [pl.lit(None, pl.Float64()).alias(f"open_{name}") for name in DURATIONS]
        return talks.with_columns(*unknown, in_time=pl.lit(None, pl.Boolean()))
    hours = OpenTime(targets.hours, first, now)
    opened, answered, resolved = (
        (talks[name].dt.epoch("ms") / 1000).to_numpy() for name in ("opened", "answered", "resolved")
    )
    answers, missed = pl.col("open_first_response"), pl.col("answered").is_null() & (pl.col("overdue") > 0)
    return talks.with_columns(
        pl.Series("open_first_response", hours.between(opened, answered), nan_to_null=True),
        pl.Series("open_resolution", hours.between(opened, resolved), nan_to_null=True),
    ).with_columns(in_time=pl.when(missed).then(False).otherwise(answers <= targets.first.total_seconds()))


def _seconds(duration: pl.Expr) -> pl.Expr:
    return duration.dt.total_milliseconds() / 1000
