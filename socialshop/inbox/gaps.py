"""The gap check: what polling found and no webhook told of, although webhooks were coming."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from socialshop.inbox.model import Cursor, RawEvent
from socialshop.ports import EventKind

GRACE = timedelta(minutes=10)
"""A webhook may be that much later than polling."""
_MARK = "gap check"  # of a channel's cursor: up to when it was checked
_ADDITIONS = [kind.value for kind in EventKind if kind.message is not None and kind.change == "added"]
_CHANGES = [kind.value for kind in EventKind if kind.message is not None and kind.change in ("edited", "removed")]


@dataclass(frozen=True, slots=True)
class Missed:
    """A message, or an edit or removal of one, that polling found; `at` is the platform's time of a message, else when
    it was found."""

    external_id: str
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class GapReport:
    """One channel since a time: messages told by both ways, what was told by polling alone though webhooks were coming,
    and messages told by webhooks alone (beneath what is not polled, or removed before it could be).

    Edits and removals are missed from the first webhook on that told of one like it: not every platform tells of them.
    """

    channel: str
    since: datetime
    both: int
    missed: tuple[Missed, ...]
    webhooks_alone: int


def gap_check(session: Session, channel: str, since: datetime, now: datetime) -> GapReport | None:
    """What arrived since then and before the last minutes; None for a channel that never had a webhook."""
    first = session.execute(
        select(func.min(col(RawEvent.pushed_at))).where(
            col(RawEvent.channel) == channel, col(RawEvent.pushed_at).is_not(None)
        )
    ).scalar_one()
    if first is None:
        return None
    arrived = and_(
        col(RawEvent.channel) == channel,
        col(RawEvent.received_at) > since,
        col(RawEvent.received_at) >= first,
        col(RawEvent.received_at) <= now - GRACE,
        col(RawEvent.kind).in_(_ADDITIONS),
    )
    pushed, polled = _told("pushed_at"), _told("polled_at")
    count = select(func.count(func.distinct(col(RawEvent.external_id)))).where(arrived)
    missed = session.execute(
        select(col(RawEvent.external_id), col(RawEvent.kind), col(RawEvent.at))
        .where(arrived, polled, ~pushed, col(RawEvent.at) > first)
        .order_by(col(RawEvent.id))
    )
    return GapReport(
        channel=channel,
        since=since,
        both=session.execute(count.where(polled, pushed)).scalar_one(),
        missed=(*(Missed(*row) for row in missed), *_missed_changes(session, channel, since, now)),
        webhooks_alone=session.execute(count.where(pushed, ~polled)).scalar_one(),
    )


def _missed_changes(session: Session, channel: str, since: datetime, now: datetime) -> list[Missed]:
    """What a webhook told before, polling does not find as news: so it is looked for after that time."""
    told_later = aliased(RawEvent)
    is_told = exists().where(
        col(told_later.channel) == channel,
        col(told_later.external_id) == col(RawEvent.external_id),
        col(told_later.kind) == col(RawEvent.kind),
        col(told_later.pushed_at) >= col(RawEvent.polled_at),
    )
    first_like_it = aliased(RawEvent)
    are_told = exists().where(
        col(first_like_it.channel) == channel,
        col(first_like_it.kind) == col(RawEvent.kind),
        col(first_like_it.pushed_at) < col(RawEvent.polled_at),
    )
    rows = session.execute(
        select(col(RawEvent.external_id), col(RawEvent.kind), col(RawEvent.at))
        .where(
            col(RawEvent.channel) == channel,
            col(RawEvent.kind).in_(_CHANGES),
            col(RawEvent.polled_at) > since,
            col(RawEvent.polled_at) <= now - GRACE,
            are_told,
            ~is_told,
        )
        .order_by(col(RawEvent.id))
    )
    return [Missed(*row) for row in rows]


def new_gaps(session: Session, channel: str, now: datetime) -> GapReport | None:
    """The gap check of all that arrived since it was last made; the caller commits."""
    cursor = session.get(Cursor, (channel, _MARK))
    since = datetime.fromisoformat(cursor.value) if cursor else now - timedelta(days=1)
    found = gap_check(session, channel, since, now)
    session.merge(Cursor(channel=channel, object_id=_MARK, value=(now - GRACE).isoformat(), read_at=now))
    return found


def _told(column: str) -> ColumnElement[bool]:
    """Whether any event of the same message came that way: polling may know its time better than the webhook did."""
    twin = aliased(RawEvent)
    return exists().where(
        col(twin.channel) == col(RawEvent.channel),
        col(twin.external_id) == col(RawEvent.external_id),
        col(getattr(twin, column)).is_not(None),
    )
