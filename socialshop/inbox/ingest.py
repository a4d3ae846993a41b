"""One ingest for all that platforms tell us: whatever arrives late, twice or out of order ends in the same state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.inbox.contacts import Acquaintances, acquaintances, meet
from socialshop.inbox.counting import Fate, IngestCount, count
from socialshop.inbox.echoes import any_unsent, private_answers, threaded
from socialshop.inbox.fold import fold
from socialshop.inbox.known import known_messages
from socialshop.inbox.lock import lock_channel
from socialshop.inbox.raw import Arrival, Known, Told, Way, as_told, known_events, sift, store_raw
from socialshop.inbox.reactions import store_reactions
from socialshop.inbox.receipts import store_receipts
from socialshop.inbox.search_index import index_new
from socialshop.inbox.standing import align
from socialshop.inbox.threads import place
from socialshop.inbox.writing import write_answers, write_messages
from socialshop.ports import EventKind, InboundEvent
from socialshop.store.bulk import no_collection

_SLICE = 25_000  # events a round: what Python holds of them at a time


def ingest(session: Session, events: Sequence[InboundEvent], clock: Clock, way: Way = Way.POLL) -> IngestCount:
    """Store the events and bring their messages and conversations in line. The caller commits."""
    return ingest_each(session, [events], clock, way)[0]


def ingest_each(
    session: Session, bodies: Sequence[Sequence[InboundEvent]], clock: Clock, way: Way
) -> list[IngestCount]:
    """The same for the events of many bodies, all of them at once; what became of those of each body."""
    with no_collection():
        fates = {channel: iter(told) for channel, told in _take(session, _by_channel(bodies), clock, way)}
    index_new(session)
    return [count([next(fates[event.channel]) for event in body]) for body in bodies]


def _take(
    session: Session, shares: Sequence[tuple[str, Sequence[InboundEvent]]], clock: Clock, way: Way
) -> list[tuple[str, list[Fate]]]:
    """The share of each channel. What can be looked up is so before anything is written, which may be behind."""
    for channel, _ in shares:
        lock_channel(session, channel)
    looked_up = [_look_up(session, channel, events[:_SLICE]) for channel, events in shares]
    fates = []
    for (channel, events), first in zip(shares, looked_up, strict=True):
        told = _take_part(session, channel, first, clock, way)
        for start in range(_SLICE, len(events), _SLICE):
            told += _take_part(session, channel, _look_up(session, channel, events[start : start + _SLICE]), clock, way)
        fates.append((channel, told))
    return fates


class _LookedUp(NamedTuple):
    """Events, what is known of them and of who wrote them, and whether some may be what an answer of ours became."""

    arrived: list[Told]
    known: Known
    authors: Acquaintances
    expects_echoes: bool


def _look_up(session: Session, channel: str, events: Sequence[InboundEvent]) -> _LookedUp:
    arrived = [as_told(event) for event in events]
    people = dict.fromkeys(event.author.external_id for event, _, _ in arrived if event.author)
    return _LookedUp(
        arrived,
        known_events(session, channel, arrived),
        acquaintances(session, channel, people),
        any_unsent(session, channel),
    )


def _take_part(session: Session, channel: str, part: _LookedUp, clock: Clock, way: Way) -> list[Fate]:
    now = clock()
    arrival = sift(channel, part.arrived, part.known, now, way)
    _take_messages(session, channel, arrival, part)
    store_raw(session, channel, arrival, now, way)  # last, as the messages are looked up without waiting for it
    kinds = {event.kind for told in arrival.history.values() for event in told}
    if kinds & _REACTIONS:
        store_reactions(session, channel, _of(arrival, _REACTIONS))
    if kinds & _RECEIPTS:
        store_receipts(session, channel, (event for event in arrival.events if event.kind in _RECEIPTS))
    return arrival.fates


_REACTIONS = frozenset({EventKind.REACTION_ADDED, EventKind.REACTION_REMOVED})
_RECEIPTS = frozenset({EventKind.DELIVERED, EventKind.READ})


def _take_messages(session: Session, channel: str, arrival: Arrival, part: _LookedUp) -> None:
    messages = {key: folded for key, told in arrival.history.items() if (folded := fold(told)) is not None}
    if not messages:
        return
    messages = threaded(session, channel, messages)
    contacts = meet(session, channel, [event for key in messages for event in arrival.history[key]], part.authors)
    answers = private_answers(session, channel, messages)
    write_answers(session, channel, messages, answers)
    others = {key: message for key, message in messages.items() if key not in answers}
    known = known_messages(session, channel, others)
    places = place(session, channel, others, known, contacts)
    touched = write_messages(session, channel, others, places, known, contacts, expects_echoes=part.expects_echoes)
    align(session, touched | {answer.conversation_id for answer in answers.values()})


def _of(arrival: Arrival, kinds: Collection[EventKind]) -> dict[str, list[InboundEvent]]:
    """The histories of those kinds alone, by external id."""
    found = ((key, [event for event in told if event.kind in kinds]) for key, told in arrival.history.items())
    return {key: told for key, told in found if told}


def _by_channel(bodies: Iterable[Iterable[InboundEvent]]) -> list[tuple[str, list[InboundEvent]]]:
    """In one order for everybody, since each channel is locked."""
    channels: defaultdict[str, list[InboundEvent]] = defaultdict(list)
    for body in bodies:
        for event in body:
            channels[event.channel].append(event)
    return sorted(channels.items())
