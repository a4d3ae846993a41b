"""One writer a channel: what two of them read of the same comment would overwrite each other."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlmodel import Session


def lock_channel(session: Session, channel: str) -> None:
    """Wait for the channel's other writers, and keep them waiting until this transaction ends.

    SQLite has but one writer at a time as it is.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"socialshop inbox {channel}"))))
