"""Sessions in the browser: a signed cookie holds one, so that what was left has to be known here."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, exists
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.staff.model import LeftSession
from socialshop.store import table_of, upsert

LIFETIME = timedelta(days=7)
"""How long a cookie is worth anything after somebody signed in."""
_FORGOTTEN = LIFETIME + timedelta(days=1)


def new_key() -> str:
    """What tells a session from all others."""
    return secrets.token_urlsafe(16)


def leave(session: Session, key: str, clock: Clock) -> None:
    """Let nobody be signed in by this session any more, whoever has its cookie. The caller commits."""
    now = clock()
    session.execute(delete(LeftSession).where(col(LeftSession.at) <= now - _FORGOTTEN))
    upsert(session.connection(), table_of(LeftSession), [{"key": key, "at": now}], keys=["key"], update=[])


def was_left(key: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether somebody signed out of the session with that key."""
    return exists().where(col(LeftSession.key) == key)
