"""Outgoing webhooks: what programs of the shop's are to be told of acts and arrivals."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, col, select

from socialshop.clock import Clock
from socialshop.desk.model import WebhookDelivery
from socialshop.desk.silence import OFF_AFTER, switched_off
from socialshop.inbox.model import Cursor, Message
from socialshop.jsontext import dumps
from socialshop.staff.model import AuditEntry
from socialshop.store.settled import settled

ARRIVED = "message.received"
_ROUND = 500
_STREAMS: dict[type[SQLModel], str] = {AuditEntry: "acts", Message: "arrivals"}


@dataclass(frozen=True, slots=True)
class Target:
    """`events` are acts of the audit log or ARRIVED; none: all. `secret` signs and is never shown. It is switched off
    `off_after` it took nothing."""

    name: str
    url: str
    secret: str = field(repr=False)
    events: tuple[str, ...] = ()
    private: bool = False
    off_after: timedelta = OFF_AFTER


def queue_deliveries(store: Engine, targets: Sequence[Target], clock: Clock) -> int:
    """Write down what happened since the last look, for each target; how many.

    A new target is told of what happens from then on; for one that is switched off it is kept until it is on again.
    """
    if not targets:
        return 0
    ends = {model: settled(store, model) for model in _STREAMS}
    with Session(store) as session:
        off = {one.name for one in switched_off(session)}
        queued = sum(
            _queue(session, target, model, until, clock(), held=target.name in off)
            for target in targets
            for model, until in ends.items()
            if until is not None
        )
        session.commit()
    return queued


def _queue(session: Session, target: Target, model: type[SQLModel], until: int, now: datetime, *, held: bool) -> int:
    stream = _STREAMS[model]
    seen = session.get(Cursor, (f"webhook {target.name}", stream))
    last = int(seen.value) if seen else until
    happened = list(_acts(session, last, until) if model is AuditEntry else _arrivals(session, last, until))
    wanted = [one for one in happened if not target.events or one[1] in target.events]
    for id_, event, body in wanted:
        text = dumps({"id": f"{stream}-{id_}", "event": event, **body})
        next_at = None if held else now
        session.add(WebhookDelivery(webhook=target.name, event=event, body=text, created_at=now, next_at=next_at))
    reached = happened[-1][0] if len(happened) == _ROUND else until
    session.merge(Cursor(channel=f"webhook {target.name}", object_id=stream, value=str(reached), read_at=now))
    return len(wanted)


def _acts(session: Session, last: int, until: int) -> Iterator[tuple[int, str, dict[str, Any]]]:
    new = select(AuditEntry).where(
        col(AuditEntry.id) > last, col(AuditEntry.id) <= until, AuditEntry.subject == "conversation"
    )
    for entry in session.exec(new.order_by(col(AuditEntry.id)).limit(_ROUND)):
        yield entry.id or 0, entry.act, {
            "at": entry.at,
            "by": entry.actor,
            "conversation": int(entry.subject_id),
            "before": json.loads(entry.before or "{}"),
            "after": json.loads(entry.after or "{}"),
        }  # fmt: skip


def _arrivals(session: Session, last: int, until: int) -> Iterator[tuple[int, str, dict[str, Any]]]:
    new = select(Message).where(col(Message.id) > last, col(Message.id) <= until, col(Message.is_ours).is_(False))
    for message in session.exec(new.order_by(col(Message.id)).limit(_ROUND)):
        yield message.id or 0, ARRIVED, {
            "at": message.at,
            "channel": message.channel,
            "conversation": message.conversation_id,
            "message": message.id,
            "kind": message.kind,
            "text": "" if message.removed_at else message.text,
        }  # fmt: skip
