"""What people have at hand while they answer: claims, notes, drafts, labels, macros, views, notices, deliveries."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from socialshop.store.types import time_field


class Claim(SQLModel, table=True):
    """Who is answering a conversation; it ends by itself unless its holder is still there."""

    __tablename__ = "claims"

    conversation_id: int = Field(primary_key=True, foreign_key="conversations.id")
    user_id: int = Field(foreign_key="users.id", index=True)
    since: datetime = time_field()
    expires_at: datetime = time_field()


class Presence(SQLModel, table=True):
    """Who has a conversation open, and when they were last seen there."""

    __tablename__ = "presences"

    conversation_id: int = Field(primary_key=True, foreign_key="conversations.id")
    user_id: int = Field(primary_key=True, foreign_key="users.id", index=True)
    seen_at: datetime = time_field()


class Note(SQLModel, table=True):
    """Something for colleagues only."""

    __tablename__ = "notes"
    __table_args__ = (Index("ix_notes_conversation", "conversation_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversations.id")
    user_id: int | None = Field(default=None, foreign_key="users.id")
    author: str
    text: str
    at: datetime = time_field()


class Draft(SQLModel, table=True):
    """What somebody began to write, one a conversation."""

    __tablename__ = "drafts"

    user_id: int = Field(primary_key=True, foreign_key="users.id")
    conversation_id: int = Field(primary_key=True, foreign_key="conversations.id", index=True)
    text: str
    mode: str = ""  # how it was to be sent: an Act of the ports or 'note'; '' where nobody chose
    updated_at: datetime = time_field()


class AnswerPicture(SQLModel, table=True):
    """The picture that an answer goes out with, for as long as its file is kept; `name` is the file's."""

    __tablename__ = "answer_pictures"

    message_id: int = Field(primary_key=True, foreign_key="messages.id")
    name: str = Field(index=True)


class Macro(SQLModel, table=True):
    """A text for an answer, with placeholders such as {name}."""

    __tablename__ = "macros"
    __table_args__ = (
        UniqueConstraint("user_id", "name"),
        Index("ix_macros_shared", "name", unique=True, sqlite_where=text("user_id IS NULL"),
              postgresql_where=text("user_id IS NULL")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    user_id: int | None = Field(default=None, foreign_key="users.id")  # null: everybody's
    name: str
    text: str
    updated_at: datetime = time_field()


class SavedView(SQLModel, table=True):
    """A list that somebody keeps: its filters under a name. A shared one is everybody's to see."""

    __tablename__ = "saved_views"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id")
    name: str
    filters: str  # JSON of the Filters
    shared: bool = False


class MessageAct(SQLModel, table=True):
    """Something that we do to a message on its platform, sent through the outbox like an answer."""

    __tablename__ = "message_acts"

    id: int | None = Field(default=None, primary_key=True)
    conversation_id: int = Field(foreign_key="conversations.id", index=True)
    message_id: int = Field(foreign_key="messages.id", index=True)
    kind: str  # an Act of the ports: like, unlike, hide, unhide or delete
    author: str
    at: datetime = time_field()
    outbox_key: str | None = Field(default=None, foreign_key="outbox.key", index=True)


class NoticeKind(StrEnum):
    OVERDUE = "overdue"
    ASSIGNED = "assigned"
    WOKEN = "woken"  # it was put off until now
    MENTIONED = "mentioned"  # a colleague's note calls them


class Notice(SQLModel, table=True):
    """What one person shall learn once, on the page and by e-mail; `about` tells one such thing from another."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("user_id", "conversation_id", "kind", "about"),
        Index("ix_notices_unread", "user_id", "id", sqlite_where=text("read_at IS NULL"),
              postgresql_where=text("read_at IS NULL")),
        Index("ix_notices_unmailed", "id", sqlite_where=text("mailed_at IS NULL"),
              postgresql_where=text("mailed_at IS NULL")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id")
    conversation_id: int = Field(foreign_key="conversations.id", index=True)
    kind: str
    about: str
    created_at: datetime = time_field()
    read_at: datetime | None = time_field(nullable=True)
    mailed_at: datetime | None = time_field(nullable=True)


class WebhookDelivery(SQLModel, table=True):
    """One audited act or arrival on its way to a program of the shop's (an outgoing webhook)."""

    __tablename__ = "webhook_deliveries"
    __table_args__ = (
        Index("ix_webhook_deliveries_next", "next_at", sqlite_where=text("next_at IS NOT NULL"),
              postgresql_where=text("next_at IS NOT NULL")),
    )  # fmt: skip

    id: int | None = Field(default=None, primary_key=True)
    webhook: str  # its name in the configuration
    event: str
    body: str  # JSON, the same at every attempt
    created_at: datetime = time_field()
    attempts: int = 0
    next_at: datetime | None = time_field(nullable=True)  # null: delivered, or given up
    delivered_at: datetime | None = time_field(nullable=True)
    error: str = ""


class SilentProgram(SQLModel, table=True):
    """A program that took nothing of what it was told `since` then, or that somebody switched off, `off_by`; from
    `off_at` on it is told nothing."""

    __tablename__ = "silent_programs"

    name: str = Field(primary_key=True)  # its webhook's in the configuration
    since: datetime = time_field()
    off_at: datetime | None = time_field(nullable=True)
    off_by: str = Field(default="", sa_column_kwargs={"server_default": ""})  # '': it had taken nothing for too long
