"""Up to when our messages were delivered and read: the latest time that was told, in whatever order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from socialshop.inbox.fold import direct
from socialshop.inbox.model import Receipt
from socialshop.ports import EventKind, InboundEvent
from socialshop.store import table_of
from socialshop.store.engine import upsert

_COLUMNS = {EventKind.DELIVERED: "delivered_until", EventKind.READ: "read_until"}


def store_receipts(session: Session, channel: str, receipts: Iterable[InboundEvent]) -> None:
    """Take in what was delivered and read; whoever read a message has it."""
    told = [(direct(event.thread_id or event.external_id), event) for event in receipts]
    if not told:
        return
    rows = _known(session, channel, {thread_id for thread_id, _ in told})
    for thread_id, event in told:
        row = rows.setdefault(thread_id, dict.fromkeys(_COLUMNS.values()))
        for column in _COLUMNS.values() if event.kind is EventKind.READ else [_COLUMNS[event.kind]]:
            row[column] = max(row[column] or event.at, event.at)
    upsert(
        session.connection(),
        table_of(Receipt),
        [{"channel": channel, "thread_id": thread_id, **row} for thread_id, row in rows.items()],
        keys=["channel", "thread_id"],
        update=list(_COLUMNS.values()),
    )


def _known(session: Session, channel: str, thread_ids: Iterable[str]) -> dict[str, dict[str, datetime | None]]:
    found: Any = session.execute(
        select(Receipt).where(col(Receipt.channel) == channel, col(Receipt.thread_id).in_(list(thread_ids)))
    ).scalars()
    return {one.thread_id: {column: getattr(one, column) for column in _COLUMNS.values()} for one in found}
