"""Raw events: what a platform told us is stored before anything is made of it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlmodel import Session, col

from socialshop.inbox.fold import cleaned
from socialshop.inbox.model import RawEvent
from socialshop.ports import Author, EventKind, InboundEvent

Identity = tuple[str, str, datetime]


@dataclass(frozen=True, slots=True)
class Arrival:
    """The events that were not known before, and all that is known of the comments they touch, the oldest first."""

    fresh: tuple[InboundEvent, ...]
    history: dict[str, list[InboundEvent]]


def store_raw(session: Session, channel: str, events: Sequence[InboundEvent], now: datetime) -> Arrival:
    """Store what is new of one channel's events; the caller holds the channel's lock."""
    history = _stored(session, channel, {cleaned(event).external_id for event in events})
    known = {_identity(event) for told in history.values() for event in told}
    fresh: dict[Identity, InboundEvent] = {}
    rows = []
    for event in events:
        kept = cleaned(event)
        identity = _identity(kept)
        if identity in known or identity in fresh:
            continue
        fresh[identity] = kept
        rows.append(
            {
                "channel": channel,
                "external_id": kept.external_id,
                "kind": kept.kind.value,
                "at": kept.at,
                "received_at": now,
                "body": to_json(event),
            }
        )
        history[kept.external_id].append(kept)
    if rows:
        session.execute(insert(RawEvent), rows)
    touched = dict.fromkeys(event.external_id for event in sorted(fresh.values(), key=lambda event: event.at))
    return Arrival(tuple(fresh.values()), {external_id: history[external_id] for external_id in touched})


def to_json(event: InboundEvent) -> str:
    """The event word for word, in ASCII: also what a database could not hold as text."""
    author = event.author
    return json.dumps(
        {
            "external_id": event.external_id,
            "kind": event.kind.value,
            "object_id": event.object_id,
            "parent_id": event.parent_id,
            "author": author and {"external_id": author.external_id, "name": author.name, "is_us": author.is_us},
            "text": event.text,
            "at": event.at.isoformat(),
            "raw": dict(event.raw),
        },
        default=str,
    )


def from_json(channel: str, body: str) -> InboundEvent:
    told = json.loads(body)
    return InboundEvent(
        channel=channel,
        kind=EventKind(told["kind"]),
        external_id=told["external_id"],
        object_id=told["object_id"],
        parent_id=told["parent_id"],
        author=Author(**told["author"]) if told["author"] else None,
        text=told["text"],
        at=datetime.fromisoformat(told["at"]),
        raw=told["raw"],
    )


def _stored(session: Session, channel: str, external_ids: set[str]) -> defaultdict[str, list[InboundEvent]]:
    bodies = session.execute(
        select(col(RawEvent.body)).where(col(RawEvent.channel) == channel, col(RawEvent.external_id).in_(external_ids))
    ).scalars()
    history: defaultdict[str, list[InboundEvent]] = defaultdict(list)
    for body in bodies:
        event = cleaned(from_json(channel, body))
        history[event.external_id].append(event)
    return history


def _identity(event: InboundEvent) -> Identity:
    return event.external_id, event.kind.value, event.at
