"""Raw events: what a platform told us is stored before anything is made of it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import Session, col

from socialshop.inbox.bulk import update_by_id
from socialshop.inbox.fold import cleaned, joined
from socialshop.inbox.model import RawEvent
from socialshop.ports import Attachment, AttachmentKind, Author, EventKind, InboundEvent

Identity = tuple[str, str, datetime]


class Way(StrEnum):
    """How an event reached us."""

    POLL = "poll"
    WEBHOOK = "webhook"
    FILE = "file"


_COLUMNS = {Way.POLL: "polled_at", Way.WEBHOOK: "pushed_at"}


@dataclass(frozen=True, slots=True)
class Arrival:
    """The events that were not known before, and all that is known of what they touch, the oldest first.

    `known` has the external ids whose addition was known before; `fuller` counts known events that were told with
    more than before.
    """

    fresh: tuple[InboundEvent, ...]
    history: dict[str, list[InboundEvent]]
    known: frozenset[str] = frozenset()
    fuller: int = 0


@dataclass(slots=True)
class _Stored:
    id: int
    body: str
    told_by: set[Way]

    def event(self, channel: str) -> InboundEvent:
        return from_json(channel, self.body)


_Known = defaultdict[str, dict[Identity, _Stored]]


def store_raw(
    session: Session, channel: str, events: Sequence[InboundEvent], now: datetime, way: Way = Way.POLL
) -> Arrival:
    """Store what is new of one channel's events; the caller holds the channel's lock."""
    known = _known(session, channel, {cleaned(event).external_id for event in events})
    if way is Way.POLL:
        events = list(_with_unseen_edits(channel, events, known, now))
    fresh: dict[Identity, InboundEvent] = {}
    repeated: dict[Identity, InboundEvent] = {}
    for event in events:
        identity = _identity(event)
        news = repeated if identity in known[identity[0]] else fresh
        news[identity] = joined(news[identity], event) if identity in news else event
    fuller = _update(session, channel, known, repeated, now, way)
    if fresh:
        session.execute(insert(RawEvent), [_row(identity, event, now, way) for identity, event in fresh.items()])
    touched = sorted([*fresh.values(), *fuller], key=lambda event: event.at)
    return Arrival(
        tuple(map(cleaned, fresh.values())),
        _histories(channel, dict.fromkeys(cleaned(event).external_id for event in touched), known, fresh),
        frozenset(external_id for external_id, told in known.items() if any(map(_is_addition, told))),
        len(fuller),
    )


def _known(session: Session, channel: str, external_ids: set[str]) -> _Known:
    rows = session.execute(
        select(
            col(RawEvent.id),
            col(RawEvent.external_id),
            col(RawEvent.kind),
            col(RawEvent.at),
            col(RawEvent.body),
            col(RawEvent.polled_at),
            col(RawEvent.pushed_at),
        ).where(col(RawEvent.channel) == channel, col(RawEvent.external_id).in_(external_ids))
    )
    known: _Known = defaultdict(dict)
    for id_, external_id, kind, at, body, polled_at, pushed_at in rows:
        told_by = {way for way, when in ((Way.POLL, polled_at), (Way.WEBHOOK, pushed_at)) if when}
        known[external_id][external_id, kind, at] = _Stored(int(id_ or 0), body, told_by)
    return known


def _with_unseen_edits(
    channel: str, events: Sequence[InboundEvent], known: _Known, now: datetime
) -> Iterator[InboundEvent]:
    """The events as they are; what polling shows with a text that nobody told us of was edited since."""
    for event in events:
        yield event
        edited = _EDITED.get(event.kind)
        stored = known[_identity(event)[0]].get(_identity(event))
        if edited is None or stored is None or stored.body == to_json(event):
            continue
        texts = {entry.event(channel).text for entry in known[_identity(event)[0]].values()}
        if event.text and event.text not in texts:
            yield replace(event, kind=edited, at=now)


_EDITED = {
    EventKind.COMMENT_ADDED: EventKind.COMMENT_EDITED,
    EventKind.POST_ADDED: EventKind.POST_EDITED,
    EventKind.REVIEW_ADDED: EventKind.REVIEW_EDITED,
    EventKind.MENTION_ADDED: EventKind.MENTION_EDITED,
}


def _update(
    session: Session, channel: str, known: _Known, repeated: Mapping[Identity, InboundEvent], now: datetime, way: Way
) -> list[InboundEvent]:
    """Note the way that known events came by this time; those that are told with more than before, as they are now."""
    ways, bodies, fuller = [], [], []
    for identity, event in repeated.items():
        stored = known[identity[0]][identity]
        if way in _COLUMNS and way not in stored.told_by:
            ways.append({"id": stored.id, _COLUMNS[way]: now})
        before = stored.event(channel)
        after = joined(before, replace(event, text=before.text) if before.text else event)
        if after != before:
            stored.body = to_json(after)
            bodies.append({"id": stored.id, "body": stored.body})
            fuller.append(after)
    update_by_id(session, RawEvent, ways)
    update_by_id(session, RawEvent, bodies)
    return fuller


def _is_addition(identity: Identity) -> bool:
    return identity[1].endswith(".added")


def _histories(
    channel: str, external_ids: Mapping[str, None], known: _Known, fresh: Mapping[Identity, InboundEvent]
) -> dict[str, list[InboundEvent]]:
    histories: dict[str, list[InboundEvent]] = {
        external_id: [cleaned(entry.event(channel)) for entry in known[external_id].values()]
        for external_id in external_ids
    }
    for (external_id, _, _), event in fresh.items():
        histories[external_id].append(cleaned(event))
    return histories


def _row(identity: Identity, event: InboundEvent, now: datetime, way: Way) -> dict[str, Any]:
    external_id, kind, at = identity
    return {
        "channel": event.channel,
        "external_id": external_id,
        "kind": kind,
        "at": at,
        "received_at": now,
        "polled_at": now if way is Way.POLL else None,
        "pushed_at": now if way is Way.WEBHOOK else None,
        "label": cleaned(event).text if event.kind is EventKind.UNSUPPORTED else None,
        "body": to_json(event),
    }


def to_json(event: InboundEvent) -> str:
    """The event word for word, in ASCII: also what a database could not hold as text. What is empty is left out."""
    author = event.author
    told: dict[str, Any] = {
        "external_id": event.external_id,
        "kind": event.kind.value,
        "object_id": event.object_id,
        "parent_id": event.parent_id,
        "author": author and {"external_id": author.external_id, "name": author.name, "is_us": author.is_us},
        "text": event.text,
        "at": event.at.isoformat(),
        "raw": dict(event.raw),
    }
    for name in _OPTIONAL:
        if value := getattr(event, name):
            told[name] = value
    if event.attachments:
        told["attachments"] = [asdict(one) for one in event.attachments]
    return json.dumps(told, default=str)


_OPTIONAL = ("thread_id", "links", "item_ids", "rating")


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
        thread_id=told.get("thread_id"),
        attachments=tuple(_attachment(one) for one in told.get("attachments", ())),
        links=tuple(told.get("links", ())),
        item_ids=tuple(told.get("item_ids", ())),
        rating=told.get("rating", ""),
    )


def _attachment(told: Mapping[str, str]) -> Attachment:
    return Attachment(AttachmentKind(told["kind"]), told["url"], told["title"], told["external_id"])


def _identity(event: InboundEvent) -> Identity:
    return cleaned(event).external_id, event.kind.value, event.at
