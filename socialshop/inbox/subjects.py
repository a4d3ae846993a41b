"""A message as a channel's rules ask about it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import func, select
from sqlmodel import Session, col

from socialshop.inbox.model import Contact, Conversation, Message, Reaction
from socialshop.ports import MessageKind, ReplyTarget, Subject
from socialshop.store.model import OutboxEntry, OutboxState

_Row = TypeVar("_Row", Conversation, Contact)


def subject_of(session: Session, message: Message) -> Subject:
    """The message with all that decides what can be done to it now."""
    return subjects_of(session, [message])[message.id or 0]


def subjects_of(session: Session, messages: Sequence[Message]) -> dict[int, Subject]:
    """The same for many messages of one channel, by their numbers."""
    liked, answered = _liked(session, messages), _private_replies(session, messages)
    conversations = _by_id(session, Conversation, {message.conversation_id for message in messages})
    people = _by_id(session, Contact, {message.contact_id for message in messages if message.contact_id})
    return {
        message.id or 0: _subject(
            message,
            conversations[message.conversation_id],
            people.get(message.contact_id or 0),
            message.external_id in liked,
            answered.get(message.external_id or ""),
        )
        for message in messages
    }


def _by_id(session: Session, model: type[_Row], ids: Collection[int]) -> dict[int, _Row]:
    return {row.id or 0: row for row in session.scalars(select(model).where(col(model.id).in_(ids)))}


def _subject(
    message: Message,
    conversation: Conversation,
    contact: Contact | None,
    is_liked: bool,
    private_reply_at: datetime | None,
) -> Subject:
    return Subject(
        to=ReplyTarget(
            conversation.object_id,
            message.external_id or "",
            conversation.thread_id,
            contact.name if contact else "",
            is_elsewhere=conversation.kind == MessageKind.MENTION,
        ),
        kind=MessageKind(message.kind),
        at=message.at,
        person_id=contact.external_id if contact else "",
        is_ours=message.is_ours,
        is_removed=message.removed_at is not None,
        is_hidden=message.hidden_at is not None,
        is_liked=is_liked,
        wrote_at=conversation.wrote_at if conversation.is_private else None,
        private_reply_at=None if message.is_private else private_reply_at,
    )


def _liked(session: Session, messages: Sequence[Message]) -> set[str]:
    """The external ids of those that we like."""
    ours = select(col(Reaction.target_id)).where(
        col(Reaction.channel).in_({message.channel for message in messages}),
        col(Reaction.target_id).in_([message.external_id for message in messages if message.external_id]),
        col(Reaction.is_ours),
    )
    return set(session.scalars(ours))


def _private_replies(session: Session, messages: Sequence[Message]) -> dict[str, datetime]:
    """When each had its private reply given or written down; one that failed does not count."""
    rows = session.execute(
        select(col(Message.parent_id), func.min(col(Message.at)))
        .outerjoin(OutboxEntry, col(OutboxEntry.key) == col(Message.outbox_key))
        .where(
            col(Message.conversation_id).in_({message.conversation_id for message in messages}),
            col(Message.parent_id).in_([message.external_id for message in messages if message.external_id]),
            col(Message.is_ours),
            col(Message.is_private),
            func.coalesce(col(OutboxEntry.state), OutboxState.SENT.value) != OutboxState.FAILED,
        )
        .group_by(col(Message.parent_id))
    )
    return {str(external_id): at for external_id, at in rows}
