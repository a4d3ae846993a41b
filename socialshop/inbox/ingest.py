"""One ingest for all that platforms tell us: whatever arrives late, twice or out of order ends in the same state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.inbox.bulk import update_by_id
from socialshop.inbox.contacts import meet
from socialshop.inbox.echoes import match_echoes, threaded
from socialshop.inbox.fold import Comment, fold
from socialshop.inbox.lock import lock_channel
from socialshop.inbox.model import Conversation, Message
from socialshop.inbox.raw import store_raw
from socialshop.inbox.standing import settle
from socialshop.inbox.threads import place
from socialshop.ports import EventKind, InboundEvent

_SLICE = 1_000  # events a round: few enough for the bound parameters of one statement on either database


@dataclass(frozen=True, slots=True)
class IngestCount:
    """`new` comments, `changed` ones (edits and removals), and events that were known before."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0

    def __add__(self, other: IngestCount) -> IngestCount:
        return IngestCount(self.new + other.new, self.changed + other.changed, self.unchanged + other.unchanged)


def ingest(session: Session, events: Sequence[InboundEvent], clock: Clock) -> IngestCount:
    """Store the events and bring their messages and conversations in line. The caller commits."""
    count = IngestCount()
    for channel, told in sorted(_by_channel(events).items()):  # one order of locks for everybody
        lock_channel(session, channel)
        for part in _slices(told):
            count += _ingest_part(session, channel, part, clock)
    return count


def _ingest_part(session: Session, channel: str, events: Sequence[InboundEvent], clock: Clock) -> IngestCount:
    arrival = store_raw(session, channel, events, clock())
    comments = {key: comment for key, told in arrival.history.items() if (comment := fold(told)) is not None}
    if comments:
        comments = threaded(session, channel, comments)
        contacts = meet(session, channel, [event for told in arrival.history.values() for event in told])
        places = place(session, channel, comments)
        _write_messages(session, channel, comments, places, contacts)
        settle(session, set(places.values()))
    new = sum(event.kind is EventKind.COMMENT_ADDED for event in arrival.fresh)
    return IngestCount(new, len(arrival.fresh) - new, len(events) - len(arrival.fresh))


def _write_messages(
    session: Session,
    channel: str,
    comments: Mapping[str, Comment],
    places: Mapping[str, int],
    contacts: Mapping[str, int],
) -> None:
    known = _known_messages(session, channel, comments)
    ours = [comment for key, comment in comments.items() if comment.is_ours and key not in known]
    echoes = match_echoes(session, channel, ours, places)
    inserts, updates, replies = [], [], []
    for key, comment in comments.items():
        row = _row(comment, places[key], contacts)
        if key in echoes or known.get(key, _NATIVE).from_outbox:
            # What our outbox sent stays ours and keeps the name of who wrote it.
            del row["author"], row["is_ours"], row["contact_id"]
            replies.append({"id": echoes.get(key) or known[key].id, **row})
        elif key in known:
            updates.append({"id": known[key].id, **row})
        else:
            inserts.append({"channel": channel, **row})
    update_by_id(session, Message, updates)
    update_by_id(session, Message, replies)
    if inserts:
        session.execute(insert(Message), inserts)
        _reopen(session, {row["conversation_id"] for row in inserts if not row["is_ours"] and not row["removed_at"]})


def _row(comment: Comment, conversation_id: int, contacts: Mapping[str, int]) -> dict[str, Any]:
    author = comment.author
    return {
        "conversation_id": conversation_id,
        "external_id": comment.external_id,
        "parent_id": comment.parent_id,
        "contact_id": contacts.get(author.external_id) if author and not author.is_us else None,
        "is_ours": comment.is_ours,
        "author": author.name if author and author.is_us else "",
        "text": comment.text,
        "at": comment.at,
        "edited_at": comment.edited_at,
        "removed_at": comment.removed_at,
    }


@dataclass(frozen=True, slots=True)
class _Known:
    id: int | None
    from_outbox: bool


_NATIVE = _Known(None, from_outbox=False)


def _known_messages(session: Session, channel: str, external_ids: Collection[str]) -> dict[str, _Known]:
    rows = session.execute(
        select(col(Message.external_id), col(Message.id), col(Message.outbox_key)).where(
            col(Message.channel) == channel, col(Message.external_id).in_(list(external_ids))
        )
    )
    return {str(external_id): _Known(id_, key is not None) for external_id, id_, key in rows}


def _reopen(session: Session, conversation_ids: Collection[int]) -> None:
    """A customer's new message brings a resolved conversation back."""
    session.execute(
        update(Conversation).where(col(Conversation.id).in_(list(conversation_ids))).values(resolved_at=None)
    )


def _by_channel(events: Sequence[InboundEvent]) -> Mapping[str, list[InboundEvent]]:
    channels: defaultdict[str, list[InboundEvent]] = defaultdict(list)
    for event in events:
        channels[event.channel].append(event)
    return channels


def _slices(events: Sequence[InboundEvent]) -> Iterator[Sequence[InboundEvent]]:
    return (events[start : start + _SLICE] for start in range(0, len(events), _SLICE))
