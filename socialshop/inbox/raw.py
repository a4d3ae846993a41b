"""Raw events: what a platform told us is stored before anything is made of it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import attrgetter

from msgspec import DecodeError, convert, to_builtins
from msgspec.json import Decoder, Encoder
from msgspec.structs import replace
from sqlalchemy import select
from sqlmodel import Session, col

from socialshop.inbox.bulk import insert_columns, update_by_id
from socialshop.inbox.counting import Fate
from socialshop.inbox.fold import cleaned, joined
from socialshop.inbox.model import RawEvent
from socialshop.ports import EventKind, InboundEvent
from socialshop.store.bulk import among

Identity = tuple[str, str, datetime]


class Way(StrEnum):
    """How an event reached us."""

    POLL = "poll"
    WEBHOOK = "webhook"
    FILE = "file"  # a webhook's body in a file
    ANSWER = "answer"  # what polling would get, in a file: it may be old


_COLUMNS = {Way.POLL: "polled_at", Way.ANSWER: "polled_at", Way.WEBHOOK: "pushed_at"}
_SHOWING = frozenset({Way.POLL, Way.ANSWER})
"""These show how things stand, where the others tell what happened."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """The events that were not known before, all that is known of what they touch, the oldest first, and what became
    of each event that arrived."""

    fresh: tuple[InboundEvent, ...]
    history: dict[str, list[InboundEvent]]
    fates: list[Fate]


@dataclass(slots=True)
class _Stored:
    id: int
    body: str
    polled_at: datetime | None
    pushed_at: datetime | None

    def came_by(self, way: Way) -> bool:
        return getattr(self, _COLUMNS[way]) is not None

    def event(self, channel: str) -> InboundEvent:
        return from_json(channel, self.body)


Known = dict[str, dict[Identity, _Stored]]
"""Stored events, by the external id of what they are about."""
Told = tuple[InboundEvent, InboundEvent, str]
"""An event as a database can hold it, as it was told, and its JSON."""


def as_told(event: InboundEvent) -> Told:
    body = to_json(event)
    is_odd = "\\u0000" in body or "\\ud" in body  # JSON itself has to escape what no database holds
    return cleaned(event) if is_odd else event, event, body


def store_raw(
    session: Session, channel: str, arrived: Sequence[Told], known: Known, now: datetime, way: Way = Way.POLL
) -> Arrival:
    """Store what is new of one channel's events; the caller holds the channel's lock."""
    edits = _unseen_edits(channel, arrived, known, now, way) if known else {}
    fresh: dict[Identity, Told] = {}
    repeated: dict[Identity, Told] = {}
    for one in (*arrived, *edits.values()):
        identity = _identity(one)
        news = repeated if identity[0] in known and identity in known[identity[0]] else fresh
        news[identity] = as_told(joined(news[identity][1], one[1])) if identity in news else one
    fuller = _update(session, channel, known, repeated, now, way)
    seen = {_identity(edit): fresh[_identity(edit)] for edit in edits.values() if _identity(edit) in fresh}
    _insert(session, channel, {key: one for key, one in fresh.items() if key not in seen}, now, way)
    _insert(session, channel, seen, now, Way.POLL)
    stored = [clean for clean, _, _ in fresh.values()]
    return Arrival(
        tuple(stored),
        _histories(channel, stored, [cleaned(event) for event in fuller.values()], known),
        _fates(map(_identity, arrived), fresh.keys(), {*fuller, *edits}, known),
    )


def _identity(told: Told) -> Identity:
    clean, event, _ = told
    return clean.external_id, event.kind, event.at


def _fates(
    arrived: Iterable[Identity], fresh: Collection[Identity], changed: Collection[Identity], known: Known
) -> list[Fate]:
    """What became of each: of two alike the first is the news, and so it is of two additions of one message."""
    added = {external_id for external_id, stored in known.items() if any(map(_is_addition, stored))}
    told: set[Identity] = set()
    fates = []
    for identity in arrived:
        external_id, kind, _ = identity
        is_news = identity in fresh and identity not in told
        if is_news and kind == EventKind.UNSUPPORTED:
            fates.append(Fate.UNSUPPORTED)
        elif is_news and kind in _ADDITIONS:
            fates.append(Fate.UNCHANGED if external_id in added else Fate.NEW)
            added.add(external_id)
        else:
            fates.append(Fate.CHANGED if is_news or identity in changed else Fate.UNCHANGED)
        told.add(identity)
    return fates


_ADDITIONS = frozenset(kind for kind in EventKind if kind.message and kind.change == "added")


def known_events(session: Session, channel: str, arrived: Iterable[Told]) -> Known:
    """All that is known of what these events touch."""
    external_ids = {clean.external_id for clean, _, _ in arrived}
    rows = session.execute(
        select(
            col(RawEvent.id),
            col(RawEvent.external_id),
            col(RawEvent.kind),
            col(RawEvent.at),
            col(RawEvent.body),
            col(RawEvent.polled_at),
            col(RawEvent.pushed_at),
        ).where(col(RawEvent.channel) == channel, among(session.connection(), col(RawEvent.external_id), external_ids))
    )
    known: defaultdict[str, dict[Identity, _Stored]] = defaultdict(dict)
    for id_, external_id, kind, at, body, polled_at, pushed_at in rows:
        known[external_id][external_id, kind, at] = _Stored(int(id_ or 0), body, polled_at, pushed_at)
    return known


def _unseen_edits(channel: str, told: Iterable[Told], known: Known, now: datetime, way: Way) -> dict[Identity, Told]:
    """Edits that nobody told us of, by the addition that gives them away: its text is another than is known."""
    edits = {}
    for one in told:
        _, event, body = one
        identity, kind = _identity(one), _EDITED.get(event.kind)
        history = known.get(identity[0], {})
        stored = history.get(identity)
        if kind is None or stored is None or stored.body == body:
            continue
        texts = [entry.event(channel).text for entry in history.values()]
        if way in _SHOWING:
            # A mention's webhook tells no text at all; an answer may be older than what polling showed.
            is_older = way is Way.ANSWER and any(entry.polled_at for entry in history.values())
            if event.text and any(texts) and event.text not in texts and not is_older:
                edits[identity] = as_told(replace(event, kind=kind, at=now))
        elif (before := _shown_before(channel, stored, event)) and texts.count(before.text) == 1:
            edits[identity] = as_told(replace(before, kind=kind, at=stored.polled_at or now))
    return edits


def _shown_before(channel: str, stored: _Stored, told: InboundEvent) -> InboundEvent | None:
    """What polling showed already after an edit, where it is told only now how the message read when it was added."""
    if told.kind not in _EDITED or stored.polled_at is None or stored.pushed_at is not None:
        return None
    shown = stored.event(channel)
    return shown if shown.text and told.text and shown.text != told.text else None


_EDITED = {
    EventKind.COMMENT_ADDED: EventKind.COMMENT_EDITED,
    EventKind.POST_ADDED: EventKind.POST_EDITED,
    EventKind.REVIEW_ADDED: EventKind.REVIEW_EDITED,
    EventKind.MENTION_ADDED: EventKind.MENTION_EDITED,
}


def _update(
    session: Session, channel: str, known: Known, repeated: Mapping[Identity, Told], now: datetime, way: Way
) -> dict[Identity, InboundEvent]:
    """Note the way that known events came by this time; those that are told with more than before, as they are now."""
    ways, bodies, fuller = [], [], {}
    for identity, (_, event, _) in repeated.items():
        stored = known[identity[0]][identity]
        if way in _COLUMNS and not stored.came_by(way):
            ways.append({"id": stored.id, _COLUMNS[way]: now})
        before = stored.event(channel)
        is_late = way not in _SHOWING and _shown_before(channel, stored, event) is not None
        text = event.text if is_late else before.text or event.text
        after = joined(replace(before, text=text), replace(event, text=text))
        if after != before:
            stored.body = to_json(after)
            bodies.append({"id": stored.id, "body": stored.body})
            fuller[identity] = after
    update_by_id(session, RawEvent, ways)
    update_by_id(session, RawEvent, bodies)
    return fuller


def _is_addition(identity: Identity) -> bool:
    return identity[1].endswith(".added")


def _histories(
    channel: str, fresh: Sequence[InboundEvent], fuller: Sequence[InboundEvent], known: Known
) -> dict[str, list[InboundEvent]]:
    histories: dict[str, list[InboundEvent]] = {}
    for event in sorted([*fresh, *fuller], key=attrgetter("at")):
        if event.external_id not in histories:
            before = known[event.external_id].values() if event.external_id in known else ()
            histories[event.external_id] = [cleaned(entry.event(channel)) for entry in before]
    for event in fresh:
        histories[event.external_id].append(event)
    return histories


def _insert(session: Session, channel: str, fresh: Mapping[Identity, Told], now: datetime, way: Way) -> None:
    if not fresh:
        return
    external_ids, kinds, times = zip(*fresh, strict=True)
    columns = {
        "external_id": external_ids,
        "kind": [str(kind) for kind in kinds],
        "at": times,
        "label": [clean.text if clean.kind is EventKind.UNSUPPORTED else None for clean, _, _ in fresh.values()],
        "body": [body for _, _, body in fresh.values()],
    }
    same = {"channel": channel, "received_at": now} | ({_COLUMNS[way]: now} if way in _COLUMNS else {})
    insert_columns(session, RawEvent, columns, same)


def to_json(event: InboundEvent) -> str:
    """The event word for word, also what a database could not hold as text; without its channel, which the row names.
    What is empty is left out."""
    try:
        told = _encode(event).decode()
    except UnicodeEncodeError:  # half a surrogate pair, which UTF-8 cannot write
        told = json.dumps(to_builtins(event, enc_hook=str), separators=(",", ":"))
    return "{" + told[len('{"channel":"",') + len(event.channel) :]


def from_json(channel: str, body: str) -> InboundEvent:
    told = f'{{"channel":"{channel}",{body[1:]}'
    try:
        return _decode(told)
    except DecodeError:  # as above
        return convert(json.loads(told), InboundEvent)


_encode = Encoder(enc_hook=str).encode
_decode = Decoder(InboundEvent).decode
