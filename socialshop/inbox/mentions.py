"""Mentions that a webhook told of by their ids alone: what was said is asked for, once."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine, exists, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.inbox.counting import IngestCount
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Conversation, Message, RawEvent
from socialshop.ports import EventKind, InboundEvent, MentionSource, MessageKind

_BACK = timedelta(days=14)
_MOST = 50
"""Mentions a time: each is a call."""


def complete_mentions(store: Engine, clock: Clock, channel: str, source: MentionSource) -> IngestCount:
    """Ask for what was said in the channel's latest mentions that nobody read yet, each in a transaction of its own.

    What is not to be seen any more was removed. Raises what the platform raises; what was asked for stands.
    """
    count = IngestCount()
    for external_id, object_id in _untold(store, channel, clock):
        said = source.mention(object_id, external_id) or _removal(channel, external_id, object_id, clock)
        with Session(store) as session:
            count += ingest(session, [said], clock)
            session.commit()
    return count


def _untold(store: Engine, channel: str, clock: Clock) -> list[tuple[str, str]]:
    """Id and object of the mentions that came by webhook alone, without a word."""
    read = aliased(RawEvent)
    is_read = exists().where(
        col(read.channel) == channel,
        col(read.external_id) == col(Message.external_id),
        col(read.polled_at).is_not(None),
    )
    with Session(store) as session:
        rows = session.execute(
            select(col(Message.external_id), col(Conversation.object_id))
            .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
            .where(
                col(Conversation.channel) == channel,
                col(Conversation.kind) == MessageKind.MENTION,
                col(Conversation.last_at) >= clock() - _BACK,
                col(Message.kind) == MessageKind.MENTION,
                col(Message.text) == "",
                col(Message.removed_at).is_(None),
                ~is_read,
            )
            .order_by(col(Message.id).desc())
            .limit(_MOST)
        )
        return [(str(external_id), object_id) for external_id, object_id in rows]


def _removal(channel: str, external_id: str, object_id: str, clock: Clock) -> InboundEvent:
    return InboundEvent(channel, EventKind.MENTION_REMOVED, external_id, object_id, None, None, "", clock())
