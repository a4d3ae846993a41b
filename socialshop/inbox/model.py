"""Conversations: who says what, where, about which window and product."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from socialshop.store.types import time_field


class ConversationState(StrEnum):
    OPEN = "open"  # a customer waits for us
    WAITING = "waiting"  # we answered last
    RESOLVED = "resolved"


class Contact(SQLModel, table=True):
    """A person, as one channel knows them: `name` is the one they bore when they were last seen."""

    __tablename__ = "contacts"
    __table_args__ = (UniqueConstraint("channel", "external_id"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    external_id: str
    name: str
    first_seen_at: datetime = time_field()
    last_seen_at: datetime = time_field()


class Conversation(SQLModel, table=True):
    """A thread: its first comment and all that was said beneath it.

    While the first comment has not arrived, `thread_id` is the topmost comment that is known of.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("channel", "thread_id"),
        # Lists are paged by (last_at, id), of all or by state, channel or both.
        Index("ix_conversations_last", "last_at", "id"),
        Index("ix_conversations_state_last", "state", "last_at", "id"),
        Index("ix_conversations_channel_last", "channel", "last_at", "id"),
        Index("ix_conversations_channel_state_last", "channel", "state", "last_at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    thread_id: str  # external id of the first comment
    object_id: str = Field(index=True)  # post, media or Pin beneath which it stands
    contact_id: int | None = Field(default=None, foreign_key="contacts.id", index=True)
    window: str | None = Field(default=None, index=True)
    item_id: str | None = Field(default=None, index=True)
    state: str = ConversationState.OPEN
    opened_at: datetime = time_field()
    last_at: datetime = time_field()
    resolved_at: datetime | None = time_field(nullable=True)  # null again when the customer writes anew


class RawEvent(SQLModel, table=True):
    """What a platform told us, word for word, kept before anything is made of it."""

    __tablename__ = "raw_events"
    __table_args__ = (UniqueConstraint("channel", "external_id", "kind", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    external_id: str
    kind: str
    at: datetime = time_field()
    received_at: datetime = time_field()
    body: str  # JSON of the InboundEvent


class Message(SQLModel, table=True):
    """The present state of one comment: the fold over its events."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("channel", "external_id"),
        Index("ix_messages_conversation_at", "conversation_id", "at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversations.id")
    channel: str
    external_id: str | None = None  # null: our own reply that does not stand on the platform yet
    parent_id: str | None = None
    contact_id: int | None = Field(default=None, foreign_key="contacts.id")
    is_ours: bool = False
    author: str = ""  # for our own replies: the user who wrote it
    text: str
    at: datetime = time_field()
    edited_at: datetime | None = time_field(nullable=True)
    removed_at: datetime | None = time_field(nullable=True)
    outbox_key: str | None = Field(default=None, foreign_key="outbox.key", index=True)


class Cursor(SQLModel, table=True):
    """How far a source was read."""

    __tablename__ = "cursors"

    channel: str = Field(primary_key=True)
    object_id: str = Field(primary_key=True)
    value: str
    read_at: datetime = time_field()


class ConversationCode(SQLModel, table=True):
    """A one-time code that was given to somebody in a conversation."""

    __tablename__ = "conversation_codes"

    code: str = Field(primary_key=True)
    conversation_id: int = Field(foreign_key="conversations.id", index=True)
    given_at: datetime = time_field()
