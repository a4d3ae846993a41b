"""One ingest for all that platforms tell us: whatever arrives late, twice or out of order ends in the same state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.inbox.contacts import meet
from socialshop.inbox.counting import Fate, IngestCount, count
from socialshop.inbox.echoes import private_answers, threaded
from socialshop.inbox.fold import fold
from socialshop.inbox.known import known_messages
from socialshop.inbox.lock import lock_channel
from socialshop.inbox.raw import Arrival, Way, store_raw
from socialshop.inbox.reactions import store_reactions
from socialshop.inbox.receipts import store_receipts
from socialshop.inbox.standing import settle
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
    fates = {channel: iter(_take(session, channel, told, clock, way)) for channel, told in _by_channel(bodies)}
    return [count(next(fates[event.channel]) for event in body) for body in bodies]


def _take(session: Session, channel: str, events: Sequence[InboundEvent], clock: Clock, way: Way) -> list[Fate]:
    lock_channel(session, channel)
    fates: list[Fate] = []
    for start in range(0, len(events), _SLICE):
        with no_collection():
            fates += _take_part(session, channel, events[start : start + _SLICE], clock, way)
    return fates


def _take_part(session: Session, channel: str, events: Sequence[InboundEvent], clock: Clock, way: Way) -> list[Fate]:
    arrival = store_raw(session, channel, events, clock(), way)
    _take_messages(session, channel, arrival)
    store_reactions(session, channel, _of(arrival, _REACTIONS))
    store_receipts(session, channel, (event for event in arrival.fresh if event.kind in _RECEIPTS))
    return arrival.fates


_REACTIONS = frozenset({EventKind.REACTION_ADDED, EventKind.REACTION_REMOVED})
_RECEIPTS = frozenset({EventKind.DELIVERED, EventKind.READ})


def _take_messages(session: Session, channel: str, arrival: Arrival) -> None:
    messages = {key: folded for key, told in arrival.history.items() if (folded := fold(told)) is not None}
    if not messages:
        return
    messages = threaded(session, channel, messages)
    contacts = meet(session, channel, [event for key in messages for event in arrival.history[key]])
    answers = private_answers(session, channel, messages)
    write_answers(session, channel, messages, answers)
    others = {key: message for key, message in messages.items() if key not in answers}
    known = known_messages(session, channel, others)
    places = place(session, channel, others, known, contacts)
    touched = write_messages(session, channel, others, places, known, contacts)
    settle(session, touched | {answer.conversation_id for answer in answers.values()})


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
