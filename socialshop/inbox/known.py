"""What the inbox has of messages already, looked up once for all that arrive together."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from itertools import chain
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from socialshop.inbox.fold import Folded
from socialshop.inbox.model import Conversation, Message
from socialshop.ports import MessageKind
from socialshop.store.bulk import among


class Known(NamedTuple):
    """A message that is there already; `thread_id` is its conversation's."""

    id: int
    conversation_id: int
    kind: MessageKind
    from_outbox: bool
    thread_id: str


def known_messages(session: Session, channel: str, messages: Mapping[str, Folded]) -> dict[str, Known]:
    """Those of the messages, of what they answer and of what they stand beneath, by external id."""
    parents = (message.parent_id for message in messages.values() if message.parent_id)
    objects = (message.object_id for message in messages.values() if message.object_id)
    ids = dict.fromkeys(chain(messages, parents, objects))
    rows = session.execute(
        select(
            col(Message.external_id),
            col(Message.id),
            col(Message.conversation_id),
            col(Message.kind),
            col(Message.outbox_key),
            col(Conversation.thread_id),
        )
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(col(Message.channel) == channel, among(session.connection(), col(Message.external_id), ids))
    )
    return {
        str(external_id): Known(int(id_ or 0), conversation_id, MessageKind(kind), key is not None, thread_id)
        for external_id, id_, conversation_id, kind, key, thread_id in rows
    }


def known_conversations(session: Session, channel: str, thread_ids: Collection[str]) -> dict[str, int]:
    """The conversations of these threads, by thread."""
    rows = session.execute(
        select(col(Conversation.thread_id), col(Conversation.id)).where(
            col(Conversation.channel) == channel,
            among(session.connection(), col(Conversation.thread_id), thread_ids),
        )
    )
    return {thread_id: int(id_ or 0) for thread_id, id_ in rows}
