"""A message as a channel's rules ask about it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from socialshop.inbox.model import Contact, Conversation, Message, Reaction
from socialshop.ports import MessageKind, ReplyTarget, Subject
from socialshop.store.model import OutboxEntry, OutboxState


def subject_of(session: Session, message: Message) -> Subject:
    """The message with all that decides what can be done to it now."""
    conversation = session.get_one(Conversation, message.conversation_id)
    contact = session.get(Contact, message.contact_id) if message.contact_id else None
    external_id = message.external_id or ""
    return Subject(
        to=ReplyTarget(conversation.object_id, external_id, conversation.thread_id, contact.name if contact else ""),
        kind=MessageKind(message.kind),
        at=message.at,
        person_id=contact.external_id if contact else "",
        is_ours=message.is_ours,
        is_removed=message.removed_at is not None,
        is_hidden=message.hidden_at is not None,
        is_liked=_is_liked(session, message),
        wrote_at=conversation.wrote_at if conversation.is_private else None,
        private_reply_at=_private_reply_at(session, message),
    )


def _is_liked(session: Session, message: Message) -> bool:
    ours = select(func.count()).where(
        col(Reaction.channel) == message.channel,
        col(Reaction.target_id) == (message.external_id or ""),
        col(Reaction.is_ours),
    )
    return bool(session.execute(ours).scalar_one())


def _private_reply_at(session: Session, message: Message) -> datetime | None:
    """When it was given or written down; one that failed does not count."""
    if message.is_private or message.external_id is None:
        return None
    found: datetime | None = session.execute(
        select(func.min(col(Message.at)))
        .outerjoin(OutboxEntry, col(OutboxEntry.key) == col(Message.outbox_key))
        .where(
            col(Message.conversation_id) == message.conversation_id,
            col(Message.parent_id) == message.external_id,
            col(Message.is_ours),
            col(Message.is_private),
            func.coalesce(col(OutboxEntry.state), OutboxState.SENT.value) != OutboxState.FAILED,
        )
    ).scalar_one()
    return found
