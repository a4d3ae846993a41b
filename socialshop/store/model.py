"""Tables that every room uses: the outbox of public effects, kept secrets, and the leases of running jobs."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field, SQLModel

from socialshop.store.types import partial_index, time_field


class OutboxState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class OutboxEntry(SQLModel, table=True):
    """One public effect, sent at most once. `key` names it for ever, such as 'reply:42' or 'window:…:facebook/post'."""

    __tablename__ = "outbox"
    __table_args__ = (
        partial_index("ix_outbox_external_id", "external_id", where="external_id IS NOT NULL"),
        partial_index("ix_outbox_ended", "ended_at", "key", where="ended_at IS NOT NULL"),  # what went out lately
    )

    key: str = Field(primary_key=True)
    channel: str = Field(index=True)
    state: str = Field(default=OutboxState.PENDING, index=True)
    external_id: str | None = None
    attempts: int = 0
    error: str = ""
    created_at: datetime = time_field()
    begun_at: datetime | None = time_field(nullable=True)
    ended_at: datetime | None = time_field(nullable=True)


class KeptSecret(SQLModel, table=True):
    """A secret that a platform gave us, encrypted (see `vault`)."""

    __tablename__ = "kept_secrets"

    name: str = Field(primary_key=True)
    sealed: bytes
    kept_at: datetime = time_field()


class LeaseRow(SQLModel, table=True):
    """Who took a job's lock last, and when: the lock itself ends with its process (see `lease`)."""

    __tablename__ = "leases"

    name: str = Field(primary_key=True)
    holder: str
    taken_at: datetime = time_field()
