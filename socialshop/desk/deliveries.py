"""Outgoing webhooks on their way: signed, sent again until they were taken, and listed with what became of them."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Engine, delete, select
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.desk import silence
from socialshop.desk.errors import UnknownDelivery
from socialshop.desk.guarded_post import Refused, post
from socialshop.desk.model import WebhookDelivery
from socialshop.desk.webhooks import Target
from socialshop.jsontext import dumps
from socialshop.phrases import phrase
from socialshop.staff.actor import Actor
from socialshop.staff.audit import record
from socialshop.staff.permissions import Permission

BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
"""How long each further attempt waits; after the last one it is given up."""
KEPT = timedelta(days=30)
"""How long deliveries that are done are listed: their bodies hold what customers wrote."""
NOT_CONFIGURED = phrase("the webhook is not configured any more")
PING = "ping"
_ROUND = 500
_AT_ONCE = 8  # programs; hardly any shop has more
_MOST_FAILURES = 3  # in a row: the others of that program wait for the next round, and no other program for them


class Standing(StrEnum):
    """Held is what a program that is switched off will be told once it is on again."""

    DELIVERED = "delivered"
    WAITING = "waiting"
    HELD = "held"
    GIVEN_UP = "given up"


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """One line of the list; `error` is why the latest attempt was not taken, `next_at` when the next one is due."""

    id: int
    webhook: str
    event: str
    standing: Standing
    created_at: datetime
    attempts: int
    next_at: datetime | None
    delivered_at: datetime | None
    error: str


def deliver(store: Engine, clock: Clock, targets: Sequence[Target]) -> int:
    """Send what is due, to all programs at the same time, so that none waits for another; how many were taken. What is
    not taken waits the longer, the oftener it failed."""
    by_name = {target.name: target for target in targets}
    _forget(store, clock() - KEPT)
    awaited = _awaited(store, clock())
    with ThreadPoolExecutor(min(len(awaited), _AT_ONCE) or 1, thread_name_prefix="program") as programs:
        return sum(programs.map(lambda name: _deliver_to(store, by_name.get(name), name, clock), awaited))


def ping(target: Target, clock: Clock) -> str:
    """Send a first event, of which nothing is kept: '' where it was taken, else why not."""
    now = clock()
    body = dumps({"id": f"{PING}-{int(now.timestamp())}", "event": PING, "at": now})
    return _send(target, WebhookDelivery(webhook=target.name, event=PING, body=body, created_at=now), now)


def deliveries(
    session: Session, *, failed: bool = False, before: int | None = None, limit: int = 50
) -> list[DeliveryView]:
    """The latest first; `failed` leaves those whose latest attempt was not taken."""
    chosen = select(WebhookDelivery).order_by(col(WebhookDelivery.id).desc()).limit(limit)
    if failed:
        chosen = chosen.where(col(WebhookDelivery.error) != "")
    if before is not None:
        chosen = chosen.where(col(WebhookDelivery.id) < before)
    kept = {one.name: one.keeps_since for one in silence.switched_off(session)}
    return [_view(row, kept.get(row.webhook)) for row in session.scalars(chosen)]


def send_again(session: Session, actor: Actor, delivery_id: int, clock: Clock) -> None:
    """Begin anew with one that was not taken; the caller commits. Raises NotPermitted and UnknownDelivery."""
    actor.require(Permission.ARRANGE)
    row = session.get(WebhookDelivery, delivery_id)
    if row is None or row.delivered_at is not None:
        raise UnknownDelivery(delivery_id)
    row.attempts, row.next_at = 0, clock()
    record(session, actor, "tell again", "webhook", row.webhook, clock(), after={"event": row.event})


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What the receiver computes too: HMAC-SHA256 over 'timestamp.body'."""
    return hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _awaited(store: Engine, now: datetime) -> list[str]:
    """The programs for whom something is due."""
    with Session(store) as session:
        due = select(col(WebhookDelivery.webhook)).where(col(WebhookDelivery.next_at) <= now)
        return sorted(session.scalars(due.distinct()))


def _deliver_to(store: Engine, target: Target | None, name: str, clock: Clock) -> int:
    """How many one program took; `target` is None where it is not configured any more."""
    taken = failures = 0
    for delivery in _due(store, name, clock()):
        error = NOT_CONFIGURED if target is None else _send(target, delivery, clock())
        told_on = _note(store, delivery, error, clock(), off_after=target.off_after if target else None)
        taken += not error
        failures = failures + 1 if error and target else 0
        if failures == _MOST_FAILURES or not told_on:
            break
    return taken


def _due(store: Engine, name: str, now: datetime) -> list[WebhookDelivery]:
    with Session(store, expire_on_commit=False) as session:
        due = select(WebhookDelivery).where(col(WebhookDelivery.webhook) == name, col(WebhookDelivery.next_at) <= now)
        return list(session.scalars(due.order_by(col(WebhookDelivery.id)).limit(_ROUND)))


def _send(target: Target, delivery: WebhookDelivery, now: datetime) -> str:
    """'' where it was taken, else why not."""
    body, timestamp = delivery.body.encode(), str(int(now.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "socialshop",
        "X-Socialshop-Event": delivery.event,
        "X-Socialshop-Timestamp": timestamp,
        "X-Socialshop-Signature": f"sha256={signature(target.secret, timestamp, body)}",
    }
    try:
        status = post(target.url, body, headers, private=target.private)
    except Refused as error:
        return str(error)
    return "" if 200 <= status < 300 else phrase("answered {status}", status=status)


def _note(store: Engine, delivery: WebhookDelivery, error: str, now: datetime, *, off_after: timedelta | None) -> bool:
    """Keep what became of an attempt; whether its program is to be told further, which is switched off `off_after` it
    took nothing, or is not configured any more."""
    with Session(store) as session:
        row = session.get_one(WebhookDelivery, delivery.id)
        row.attempts += 1
        row.error = error
        is_off = False
        if not error:
            row.delivered_at, row.next_at = now, None
            silence.took(session, row.webhook)
        else:
            is_last = off_after is None or row.attempts > len(BACKOFF)
            if off_after is not None:
                is_off = silence.refused(session, row.webhook, now, given_up=is_last, off_after=off_after)
            row.next_at = None if is_last or is_off else now + BACKOFF[row.attempts - 1]
        session.commit()
    return not is_off


def _forget(store: Engine, before: datetime) -> None:
    """Some of the oldest that are done: they are looked at by their numbers, so that it costs the same each time."""
    with Session(store) as session:
        oldest = select(col(WebhookDelivery.id)).order_by(col(WebhookDelivery.id)).limit(_ROUND)
        done = (col(WebhookDelivery.created_at) < before, col(WebhookDelivery.next_at).is_(None))
        session.execute(delete(WebhookDelivery).where(col(WebhookDelivery.id).in_(oldest), *done))
        session.commit()


def _standing(row: WebhookDelivery, kept_since: datetime | None) -> Standing:
    if row.delivered_at:
        return Standing.DELIVERED
    if row.next_at:
        return Standing.WAITING
    return Standing.HELD if kept_since and row.created_at >= kept_since else Standing.GIVEN_UP


def _view(row: WebhookDelivery, kept_since: datetime | None) -> DeliveryView:
    return DeliveryView(
        row.id or 0,
        row.webhook,
        row.event,
        _standing(row, kept_since),
        row.created_at,
        row.attempts,
        row.next_at,
        row.delivered_at,
        row.error,
    )
