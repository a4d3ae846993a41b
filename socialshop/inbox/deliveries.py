"""Webhooks: a body is stored first and answered, and taken in after that; what a crash left is taken in later."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Engine, select, update
from sqlalchemy.exc import DataError
from sqlmodel import Session, SQLModel, col

from socialshop.clock import Clock
from socialshop.inbox.ingest import IngestCount, ingest
from socialshop.inbox.lock import lock_channel
from socialshop.inbox.model import Delivery, RefusedDelivery
from socialshop.inbox.raw import Way
from socialshop.ports import Parsed, WebhookSource
from socialshop.store.engine import count_up

FORGED, TOO_LARGE = "forged", "too large"
_NOTHING = IngestCount()
_UNFORESEEN = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, DataError)
_LOG = logging.getLogger(__name__)


class Outcome(StrEnum):
    INGESTED = "ingested"
    NOTHING_NEW = "nothing new"
    IGNORED = "ignored"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one body, and in words why, where something of it was left out."""

    outcome: Outcome
    reason: str = ""
    count: IngestCount = _NOTHING


def store_delivery(session: Session, channel: str, body: bytes, clock: Clock) -> None:
    """Keep a body to be taken in; the same one again is counted. The caller commits."""
    digest = hashlib.sha256(body).hexdigest()
    row = {"channel": channel, "digest": digest, "body": body, "times": 1, "received_at": clock()}
    _count_up(session, Delivery, row | {"outcome": "", "reason": ""}, ["channel", "digest"], "times")


def count_refused(session: Session, channel: str, reason: str, clock: Clock) -> None:
    """Count a body that was turned away unread. The caller commits."""
    row = {"channel": channel, "reason": reason, "day": f"{clock():%Y-%m-%d}", "number": 1}
    _count_up(session, RefusedDelivery, row, ["channel", "reason", "day"], "number")


def _count_up(session: Session, model: type[SQLModel], row: Mapping[str, Any], keys: list[str], column: str) -> None:
    table = SQLModel.metadata.tables[str(model.__tablename__)]
    count_up(session.connection(), table, row, keys=keys, column=column)


def take_deliveries(store: Engine, clock: Clock, channel: str, source: WebhookSource) -> IngestCount:
    """Take in what is stored of a channel and was not yet, each body in a transaction of its own.

    One that cannot be taken in, for whatever nobody foresaw, is kept as refused and does not stop the others.
    """
    count = IngestCount()
    for delivery_id in _waiting(store, channel):
        try:
            count += _take_delivery(store, clock, channel, delivery_id, source)
        except _UNFORESEEN as error:
            _LOG.exception("A webhook of %s cannot be taken in: delivery %s.", channel, delivery_id)
            with Session(store) as session:
                refused = Taken(Outcome.REFUSED, f"it cannot be taken in ({type(error).__name__})")
                _settle(session, delivery_id, refused, clock())
                session.commit()
    return count


def _take_delivery(store: Engine, clock: Clock, channel: str, delivery_id: int, source: WebhookSource) -> IngestCount:
    with Session(store) as session:
        lock_channel(session, channel)
        delivery = session.get_one(Delivery, delivery_id)
        if delivery.processed_at is not None:  # somebody else was faster
            return _NOTHING
        taken = take(session, source.parse(delivery.body), clock, Way.WEBHOOK)
        _settle(session, delivery_id, taken, clock())
        session.commit()
        return taken.count


def take(session: Session, parsed: Parsed, clock: Clock, way: Way) -> Taken:
    """Take in what a body holds. The caller commits."""
    count = ingest(session, parsed.events, clock, way) if parsed.events else IngestCount()
    reasons = [*parsed.refused, *parsed.ignored]
    if count.unsupported:
        kinds = sorted({event.text for event in parsed.events if event.kind.message is None and event.text})
        reasons.append(f"of an unknown kind, kept as it came and counted: {', '.join(kinds)}")
    return Taken(_outcome(parsed, count), "; ".join(reasons), count)


def _outcome(parsed: Parsed, count: IngestCount) -> Outcome:
    if count.new or count.changed:
        return Outcome.INGESTED
    if parsed.refused:
        return Outcome.REFUSED
    return Outcome.IGNORED if count.unsupported or not count.unchanged else Outcome.NOTHING_NEW


def _waiting(store: Engine, channel: str) -> list[int]:
    with Session(store) as session:
        ids = session.execute(
            select(col(Delivery.id))
            .where(col(Delivery.channel) == channel, col(Delivery.processed_at).is_(None))
            .order_by(col(Delivery.id))
        ).scalars()
        return [id_ for id_ in ids if id_ is not None]


def _settle(session: Session, delivery_id: int, taken: Taken, now: datetime) -> None:
    session.execute(
        update(Delivery)
        .where(col(Delivery.id) == delivery_id)
        .values(processed_at=now, outcome=taken.outcome, reason=taken.reason)
    )
