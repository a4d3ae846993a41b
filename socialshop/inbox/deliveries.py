"""Webhooks: a body is stored first and answered, and taken in after that; what a crash left is taken in later."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct
from sqlalchemy import Engine, select
from sqlalchemy.exc import DataError
from sqlmodel import Session, SQLModel, col

from socialshop.clock import Clock
from socialshop.inbox.bulk import update_by_id
from socialshop.inbox.counting import IngestCount
from socialshop.inbox.ingest import ingest_each
from socialshop.inbox.lock import lock_channel
from socialshop.inbox.model import Delivery, RefusedDelivery
from socialshop.inbox.raw import Way
from socialshop.ports import Parsed, WebhookSource
from socialshop.store import table_of
from socialshop.store.engine import count_up

FORGED, TOO_LARGE = "forged", "too large"
_NOTHING = IngestCount()
_TOGETHER = 100  # bodies in a transaction: others may want to write, too
UNFORESEEN = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, DataError)
_LOG = logging.getLogger(__name__)


class Outcome(StrEnum):
    INGESTED = "ingested"
    NOTHING_NEW = "nothing new"
    IGNORED = "ignored"
    REFUSED = "refused"


class Taken(Struct, frozen=True):
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
    count_up(session.connection(), table_of(model), row, keys=keys, column=column)


def take_deliveries(store: Engine, clock: Clock, channel: str, source: WebhookSource) -> IngestCount:
    """Take in what is stored of a channel and was not yet.

    Many bodies share a transaction; where it fails for whatever nobody foresaw, each has its own, and one that cannot
    be taken in is kept as refused and does not stop the others.
    """
    count = IngestCount()
    waiting = _waiting(store, channel)
    for ids in (waiting[start : start + _TOGETHER] for start in range(0, len(waiting), _TOGETHER)):
        try:
            count += _take_some(store, clock, channel, ids, source)
        except UNFORESEEN:
            count += sum((_take_alone(store, clock, channel, id_, source) for id_ in ids), _NOTHING)
    return count


def _take_alone(store: Engine, clock: Clock, channel: str, delivery_id: int, source: WebhookSource) -> IngestCount:
    try:
        return _take_some(store, clock, channel, [delivery_id], source)
    except UNFORESEEN as error:
        with Session(store) as session:
            _settle(session, {delivery_id: unforeseen(error, f"delivery {delivery_id} of {channel}")}, clock())
            session.commit()
        return _NOTHING


def _take_some(store: Engine, clock: Clock, channel: str, ids: Sequence[int], source: WebhookSource) -> IngestCount:
    with Session(store) as session:
        lock_channel(session, channel)
        bodies = _unprocessed(session, ids)
        taken = take(session, list(map(source.parse, bodies.values())), clock, Way.WEBHOOK)
        _settle(session, dict(zip(bodies, taken, strict=True)), clock())
        session.commit()
        return sum((one.count for one in taken), _NOTHING)


def _unprocessed(session: Session, ids: Sequence[int]) -> dict[int, bytes]:
    """The bodies of those that nobody else took in meanwhile, in their order."""
    rows = session.execute(
        select(col(Delivery.id), col(Delivery.body))
        .where(col(Delivery.id).in_(ids), col(Delivery.processed_at).is_(None))
        .order_by(col(Delivery.id))
    )
    return {int(id_ or 0): body for id_, body in rows}


def take(session: Session, bodies: Sequence[Parsed], clock: Clock, way: Way) -> list[Taken]:
    """Take in what many bodies hold, all of it at once; what became of each. The caller commits."""
    counts = ingest_each(session, [parsed.events for parsed in bodies], clock, way)
    return list(map(_taken, bodies, counts))


def unforeseen(error: Exception, body: str) -> Taken:
    """What becomes of a body whose events raise what nobody foresaw."""
    _LOG.error("It cannot be taken in: %s.", body, exc_info=error)
    return Taken(Outcome.REFUSED, f"it cannot be taken in ({type(error).__name__})")


def _taken(parsed: Parsed, count: IngestCount) -> Taken:
    outcome = _outcome(parsed, count)
    if not (parsed.refused or parsed.ignored or count.unsupported):  # as is so with most
        return Taken(outcome, "", count)
    reasons = [*parsed.refused, *parsed.ignored]
    if count.unsupported:
        kinds = sorted({event.text for event in parsed.events if event.kind.message is None and event.text})
        reasons.append(f"of a kind that has no place here, kept as it came and counted: {', '.join(kinds)}")
    return Taken(outcome, "; ".join(reasons), count)


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


def _settle(session: Session, taken: Mapping[int, Taken], now: datetime) -> None:
    settled = [
        {"id": delivery_id, "processed_at": now, "outcome": one.outcome.value, "reason": one.reason}
        for delivery_id, one in taken.items()
    ]
    update_by_id(session, Delivery, settled)
