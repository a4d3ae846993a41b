"""A person says that a conversation is done, or that it is not."""

from __future__ import annotations

from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.inbox.errors import UnknownConversation
from socialshop.inbox.lock import lock_channel
from socialshop.inbox.model import Conversation
from socialshop.inbox.standing import settle


def resolve(session: Session, conversation_id: int, clock: Clock) -> None:
    """Done, until the customer writes anew. Raises UnknownConversation; the caller commits."""
    conversation = held(session, conversation_id)
    conversation.resolved_at = conversation.resolved_at or clock()
    _settle(session, conversation)


def reopen(session: Session, conversation_id: int) -> None:
    """Back to what its messages say: open or waiting. Raises UnknownConversation; the caller commits."""
    conversation = held(session, conversation_id)
    conversation.resolved_at = None
    _settle(session, conversation)


def existing(session: Session, conversation_id: int) -> Conversation:
    """The conversation. Raises UnknownConversation."""
    conversation = session.get(Conversation, conversation_id)
    if conversation is None:
        raise UnknownConversation(conversation_id)
    return conversation


def held(session: Session, conversation_id: int) -> Conversation:
    """The conversation, which no other writer touches until this transaction ends. Raises UnknownConversation."""
    conversation = existing(session, conversation_id)
    lock_channel(session, conversation.channel)
    # While we waited, it may have changed or joined another.
    session.expire(conversation)
    return existing(session, conversation_id)


def _settle(session: Session, conversation: Conversation) -> None:
    assert conversation.id is not None
    session.flush()
    settle(session, [conversation.id])
    session.expire(conversation)
