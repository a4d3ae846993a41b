"""People who may sign in, and what they did."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from socialshop.store.types import time_field


class User(SQLModel, table=True):
    """Somebody of the shop. `password_hash` is Argon2id."""

    __tablename__ = "users"

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True)
    name: str
    password_hash: str
    language: str = ""  # empty: the browser's wish
    created_at: datetime = time_field()
    disabled_at: datetime | None = time_field(nullable=True)
