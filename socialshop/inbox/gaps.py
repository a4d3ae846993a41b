"""The gap check: what polling found and no webhook told of, although webhooks were coming."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from socialshop.inbox.model import Cursor, Message, RawEvent
from socialshop.phrases import phrase
from socialshop.ports import EventKind

MEND = phrase(
    "Look in the platform's settings whether the shop is still subscribed there, and whether the webhook's address is "
    "still reached."
)
GRACE = timedelta(minutes=10)
"""A webhook may be that much later than polling."""
_MARK = "gap check"  # of a channel's cursor: up to when it was checked
_ADDITIONS = [kind.value for kind in EventKind if kind.message is not None and kind.change == "added"]
_CHANGES = [kind.value for kind in EventKind if kind.message is not None and kind.change in ("edited", "removed")]


_WORDS = {
    EventKind.COMMENT_ADDED: phrase("a new comment"),
    EventKind.COMMENT_EDITED: phrase("an edited comment"),
    EventKind.COMMENT_REMOVED: phrase("a removed comment"),
    EventKind.POST_ADDED: phrase("a new visitor's post"),
    EventKind.POST_EDITED: phrase("an edited visitor's post"),
    EventKind.POST_REMOVED: phrase("a removed visitor's post"),
    EventKind.REVIEW_ADDED: phrase("a new review"),
    EventKind.REVIEW_EDITED: phrase("an edited review"),
    EventKind.REVIEW_REMOVED: phrase("a removed review"),
    EventKind.MENTION_ADDED: phrase("a new mention"),
    EventKind.MENTION_EDITED: phrase("an edited mention"),
    EventKind.MENTION_REMOVED: phrase("a removed mention"),
    EventKind.MESSAGE_ADDED: phrase("a new private message"),
    EventKind.MESSAGE_EDITED: phrase("an edited private message"),
    EventKind.MESSAGE_REMOVED: phrase("a removed private message"),
    EventKind.STORY_REPLY_ADDED: phrase("an answer to a story"),
    EventKind.STORY_MENTION_ADDED: phrase("a mention in a story"),
    EventKind.POSTBACK_ADDED: phrase("a pressed button"),
    EventKind.REFERRAL_ADDED: phrase("a visit by a link"),
}


@dataclass(frozen=True, slots=True)
class Missed:
    """A message, or an edit or removal of one, that polling found; `at` is the platform's time of a message, else when
    it was found. It stands in the conversation, where that is known still."""

    external_id: str
    kind: str
    at: datetime
    conversation_id: int | None = None

    @property
    def what(self) -> str:
        """In words, such as 'a new comment'."""
        return _WORDS.get(EventKind(self.kind), self.kind)


def between(missed: Sequence[Missed]) -> tuple[str, str]:
    """From when to when, of one or more."""
    times = sorted(one.at for one in missed)
    return f"{times[0]:%Y-%m-%d %H:%M} UTC", f"{times[-1]:%Y-%m-%d %H:%M} UTC"


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
        _found_events().where(arrived, polled, ~pushed, col(RawEvent.at) > first).order_by(col(RawEvent.id))
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
        _found_events()
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


def _found_events() -> Select[str, str, datetime, int | None]:
    """The columns of Missed."""
    same = and_(col(Message.channel) == col(RawEvent.channel), col(Message.external_id) == col(RawEvent.external_id))
    told = select(col(RawEvent.external_id), col(RawEvent.kind), col(RawEvent.at), col(Message.conversation_id))
    return told.outerjoin(Message, same)


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
