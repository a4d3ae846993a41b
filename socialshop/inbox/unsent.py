"""Answers that do not stand on their platform yet, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from socialshop.inbox.model import Contact, Conversation, Message
from socialshop.store.model import OutboxEntry, OutboxState

_UNSENT = (OutboxState.PENDING, OutboxState.SENDING, OutboxState.FAILED)


@dataclass(frozen=True, slots=True)
class Unsent:
    """An answer by its message's number, to whom and of whom; `why` it did not go out, '' where it was not tried yet.

    `state` is 'pending', 'sending' or 'failed': what failed waits for a person, the rest for the next run.
    """

    id: int
    conversation_id: int
    channel: str
    state: str
    contact_name: str
    author: str
    text: str
    has_picture: bool
    is_private: bool
    at: datetime
    attempts: int
    why: str


def unsent(session: Session, *, failed: bool = False) -> list[Unsent]:
    """The oldest first; with `failed` only those. What was taken back is not among them."""
    rows = session.execute(
        select(Message, OutboxEntry, col(Conversation.id), col(Contact.name))
        .join(OutboxEntry, col(OutboxEntry.key) == col(Message.outbox_key))
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .outerjoin(Contact, col(Contact.id) == col(Conversation.contact_id))
        .where(
            col(OutboxEntry.state).in_((OutboxState.FAILED,) if failed else _UNSENT),
            col(Message.removed_at).is_(None),
        )
        .order_by(col(Message.id))
    )
    return [
        Unsent(
            id=message.id or 0,
            conversation_id=int(conversation_id or 0),
            channel=message.channel,
            state=entry.state,
            contact_name=name or "",
            author=message.author,
            text=message.text,
            has_picture=bool(message.attachments),
            is_private=message.is_private,
            at=message.at,
            attempts=entry.attempts,
            why=entry.error,
        )
        for message, entry, conversation_id, name in rows
    ]
