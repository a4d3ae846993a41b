"""People of the shop: who may sign in, what they may do, the tokens of their programs, and what was done."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from socialshop.store.types import time_field


class Role(StrEnum):
    """From the least to the most: each may what the one before may (see `socialshop.staff.permissions`)."""

    VIEWER = "viewer"
    AGENT = "agent"
    MANAGER = "manager"
    OPERATOR = "operator"
    ADMIN = "admin"


class User(SQLModel, table=True):
    """Somebody of the shop. `password_hash` is Argon2id, `sessions_ended` how often they were signed out everywhere."""

    __tablename__ = "users"

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True)
    name: str
    password_hash: str
    role: str = Role.AGENT
    language: str = ""  # empty: the browser's wish
    sessions_ended: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    created_at: datetime = time_field()
    disabled_at: datetime | None = time_field(nullable=True)


class TeamMember(SQLModel, table=True):
    """Somebody who answers for a team; a team is whoever bears its name."""

    __tablename__ = "team_members"

    team: str = Field(primary_key=True)
    user_id: int = Field(primary_key=True, foreign_key="users.id", index=True)


class ApiToken(SQLModel, table=True):
    """A program's token. Only its hash is kept: whoever reads the database cannot use it."""

    __tablename__ = "api_tokens"

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="users.id", index=True)
    name: str
    token_hash: str = Field(unique=True)
    role: str  # never more than its user's at the time of use
    created_at: datetime = time_field()
    last_used_at: datetime | None = time_field(nullable=True)
    revoked_at: datetime | None = time_field(nullable=True)


class SignInFailure(SQLModel, table=True):
    """An attempt to sign in that failed, once for its account and once for its address; it is soon forgotten."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (Index("ix_sign_in_failures_who", "who", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    who: str  # a digest: of the account or the address
    at: datetime = time_field(index=True)


class LeftSession(SQLModel, table=True):
    """A session that somebody left by signing out: whoever kept a copy of its cookie is nobody with it. It is forgotten
    when the cookie is worth nothing any more."""

    __tablename__ = "left_sessions"

    key: str = Field(primary_key=True)
    at: datetime = time_field(index=True)


class AuditEntry(SQLModel, table=True):
    """One act: who did what to what, and how it was before and after. Nothing changes or removes it."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_subject", "subject", "subject_id", "id"),
        Index("ix_audit_entries_act", "act", "id"),
        Index("ix_audit_entries_at", "at", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = time_field()
    user_id: int | None = Field(default=None, index=True)  # null: the command line, or the program itself
    actor: str  # the name that they bore
    act: str  # such as 'assign'
    subject: str  # such as 'conversation'
    subject_id: str
    before: str = ""  # JSON
    after: str = ""
