"""A person says that a conversation is done, put off, or neither."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.inbox.errors import TimeOver, UnknownConversation
from socialshop.inbox.lock import lock_channel
from socialshop.inbox.model import AWAKE, Conversation, JoinedConversation
from socialshop.inbox.service import ServiceTargets
from socialshop.inbox.standing import settle
from socialshop.inbox.tend import set_due


def resolve(session: Session, conversation_id: int, clock: Clock, by: str = "", *, at: datetime | None = None) -> None:
    """Done, until the customer writes anew; `at` is when it was, where that is not now. Raises UnknownConversation; the
    caller commits."""
    conversation = held(session, conversation_id)
    if conversation.resolved_at is None:
        conversation.resolved_at, conversation.resolved_by = at or clock(), by
    conversation.snoozed_until = None
    _settle(session, conversation)


def snooze(session: Session, conversation_id: int, until: datetime, clock: Clock) -> None:
    """Put off, until then or until the customer writes anew. The caller commits.

    Raises UnknownConversation, and TimeOver for a time that is not to come.
    """
    if until <= clock():
        raise TimeOver(until)
    conversation = held(session, conversation_id)
    conversation.resolved_at, conversation.resolved_by = None, ""
    conversation.snoozed_until = until
    _settle(session, conversation)


def reopen(session: Session, conversation_id: int, targets: ServiceTargets | None = None) -> None:
    """Back to what its messages say: open or waiting; by the shop's `targets`, when an answer is due is known again.

    Raises UnknownConversation; the caller commits.
    """
    conversation = held(session, conversation_id)
    for column, value in AWAKE.items():
        setattr(conversation, column, value)
    _settle(session, conversation)
    if targets:
        set_due(session, targets, col(Conversation.id) == conversation_id)
        session.expire(conversation)


def existing(session: Session, conversation_id: int) -> Conversation:
    """The conversation. Raises UnknownConversation."""
    conversation = session.get(Conversation, conversation_id)
    if conversation is None:
        raise unknown(session, conversation_id)
    return conversation


def unknown(session: Session, conversation_id: int) -> UnknownConversation:
    """What to raise for a number that no conversation has (any more): it may have joined another."""
    joined = session.get(JoinedConversation, conversation_id)
    return UnknownConversation(conversation_id, joined.conversation_id if joined else None)


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
