"""Raw events: what a platform told us is stored before anything is made of it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any

from msgspec import DecodeError, Raw, convert, to_builtins
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
    of each event that arrived; `unseen` are edits that nobody told us of, `fuller` and `ways` columns of known events
    that are to be changed."""

    fresh: dict[Identity, Told]
    unseen: Collection[Identity]
    fuller: Sequence[Mapping[str, Any]]
    ways: Sequence[Mapping[str, Any]]
    history: dict[str, list[InboundEvent]]
    fates: list[Fate]

    @property
    def events(self) -> Iterator[InboundEvent]:
        return (clean for clean, _, _ in self.fresh.values())


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


def sift(channel: str, arrived: Sequence[Told], known: Known, now: datetime, way: Way = Way.POLL) -> Arrival:
    """What is new of one channel's events, and what follows for those that are known."""
    edits = _unseen_edits(channel, arrived, known, now, way) if known else {}
    identities, unseen = list(map(_identity, arrived)), list(map(_identity, edits.values()))
    fresh, repeated = _parted([*identities, *unseen], [*arrived, *edits.values()], known)
    fuller = _fuller(channel, known, repeated, way)
    history = _histories(channel, fresh.values(), fuller, known)
    return Arrival(
        fresh,
        {identity for identity in unseen if identity in fresh},
        [{"id": known[identity[0]][identity].id, "body": to_json(event)} for identity, event in fuller.items()],
        _ways(known, repeated, now, way),
        history,
        _fates(identities, fresh.keys(), {*fuller, *edits}, known),
    )


def _parted(
    identities: Sequence[Identity], told: Sequence[Told], known: Known
) -> tuple[dict[Identity, Told], dict[Identity, Told]]:
    """What is new and what is known, each with all that is told of it."""
    fresh = {} if known else dict(zip(identities, told, strict=True))
    if len(fresh) == len(told):  # most that arrives is new, and told once
        return fresh, {}
    fresh = {}
    repeated: dict[Identity, Told] = {}
    for identity, one in zip(identities, told, strict=True):
        news = repeated if identity[0] in known and identity in known[identity[0]] else fresh
        news[identity] = as_told(joined(news[identity][1], one[1])) if identity in news else one
    return fresh, repeated


def store_raw(session: Session, channel: str, arrival: Arrival, now: datetime, way: Way = Way.POLL) -> None:
    """Store it; the caller holds the channel's lock."""
    unseen = {key: arrival.fresh[key] for key in arrival.unseen}
    update_by_id(session, RawEvent, arrival.ways)
    update_by_id(session, RawEvent, arrival.fuller)
    told = {key: one for key, one in arrival.fresh.items() if key not in unseen} if unseen else arrival.fresh
    _insert(session, channel, told, now, way)
    _insert(session, channel, unseen, now, Way.POLL)


def _identity(told: Told) -> Identity:
    clean, event, _ = told
    return clean.external_id, event.kind, event.at


def _fates(
    arrived: Sequence[Identity], fresh: Collection[Identity], changed: Collection[Identity], known: Known
) -> list[Fate]:
    """What became of each: of two alike the first is the news, and so it is of two additions of one message."""
    if not known and len({external_id for external_id, _, _ in arrived}) == len(arrived):
        return [_NEWS[kind] for _, kind, _ in arrived]
    added = {external_id for external_id, stored in known.items() if any(map(_is_addition, stored))}
    told: set[Identity] = set()
    fates = []
    for identity in arrived:
        external_id, kind, _ = identity
        if identity not in fresh or identity in told:
            fates.append(Fate.CHANGED if identity in changed else Fate.UNCHANGED)
        elif _NEWS[kind] is Fate.NEW and external_id in added:
            fates.append(Fate.UNCHANGED)
        else:
            fates.append(_NEWS[kind])
        if _NEWS[kind] is Fate.NEW:
            added.add(external_id)
        told.add(identity)
    return fates


_NEWS: dict[str, Fate] = {
    **{kind: Fate.NEW if kind.message and kind.change == "added" else Fate.CHANGED for kind in EventKind},
    EventKind.UNSUPPORTED: Fate.UNSUPPORTED,
}
"""What becomes of an event that nobody knew."""


def known_events(session: Session, channel: str, arrived: Iterable[Told]) -> Known:
    """All that is known of what these events touch."""
    external_ids = [clean.external_id for clean, _, _ in arrived]
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


def _ways(known: Known, repeated: Iterable[Identity], now: datetime, way: Way) -> list[dict[str, Any]]:
    """The way that known events came by this time."""
    if way not in _COLUMNS:
        return []
    stored = (known[identity[0]][identity] for identity in repeated)
    return [{"id": one.id, _COLUMNS[way]: now} for one in stored if not one.came_by(way)]


def _fuller(channel: str, known: Known, repeated: Mapping[Identity, Told], way: Way) -> dict[Identity, InboundEvent]:
    """Those that are told with more than before, as they are now."""
    fuller = {}
    for identity, (_, event, _) in repeated.items():
        stored = known[identity[0]][identity]
        before = stored.event(channel)
        is_late = way not in _SHOWING and _shown_before(channel, stored, event) is not None
        text = event.text if is_late else before.text or event.text
        after = joined(replace(before, text=text), replace(event, text=text))
        if after != before:
            fuller[identity] = after
    return fuller


def _is_addition(identity: Identity) -> bool:
    return identity[1].endswith(".added")


def _histories(
    channel: str, fresh: Iterable[Told], fuller: Mapping[Identity, InboundEvent], known: Known
) -> dict[str, list[InboundEvent]]:
    """All that is known now of what was told of, in the order in which it was told first."""
    told = [clean for clean, _, _ in fresh]
    ordered = sorted([*told, *fuller.values()], key=attrgetter("at"))
    histories = {event.external_id: [event] for event in ordered}
    if not known and len(histories) == len(told):
        return histories
    for id_ in histories:
        before = known[id_].items() if id_ in known else ()
        histories[id_] = [cleaned(fuller.get(key) or stored.event(channel)) for key, stored in before]
    for event in told:
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
        raw = json.loads(bytes(event.raw)) if isinstance(event.raw, Raw) else event.raw
        told = json.dumps(to_builtins(replace(event, raw=raw), enc_hook=str), separators=(",", ":"))
    return "{" + told[len('{"channel":"",') + len(event.channel) :]


def from_json(channel: str, body: str) -> InboundEvent:
    told = f'{{"channel":"{channel}",{body[1:]}'
    try:
        return _decode(told)
    except DecodeError:  # as above
        return convert(json.loads(told), InboundEvent)


_encode = Encoder(enc_hook=str).encode
_decode = Decoder(InboundEvent).decode
