"""One ingest for all that platforms tell us: whatever arrives late, twice or out of order ends in the same state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.inbox.contacts import meet
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


@dataclass(frozen=True, slots=True)
class IngestCount:
    """`new` messages, `changed` ones and whatever else happened to them, `unsupported` events, kept as they came, and
    events that were known before."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    unsupported: int = 0

    def __add__(self, other: IngestCount) -> IngestCount:
        return IngestCount(
            self.new + other.new,
            self.changed + other.changed,
            self.unchanged + other.unchanged,
            self.unsupported + other.unsupported,
        )


def ingest(session: Session, events: Sequence[InboundEvent], clock: Clock, way: Way = Way.POLL) -> IngestCount:
    """Store the events and bring their messages and conversations in line. The caller commits."""
    count = IngestCount()
    for channel, told in sorted(_by_channel(events).items()):  # one order of locks for everybody
        lock_channel(session, channel)
        for part in _slices(told):
            with no_collection():
                count += _ingest_part(session, channel, part, clock, way)
    return count


def _ingest_part(session: Session, channel: str, events: Sequence[InboundEvent], clock: Clock, way: Way) -> IngestCount:
    arrival = store_raw(session, channel, events, clock(), way)
    _take_messages(session, channel, arrival)
    store_reactions(session, channel, _of(arrival, _REACTIONS))
    store_receipts(session, channel, (event for event in arrival.fresh if event.kind in _RECEIPTS))
    return _count(arrival, len(events))


_REACTIONS = frozenset({EventKind.REACTION_ADDED, EventKind.REACTION_REMOVED})
_RECEIPTS = frozenset({EventKind.DELIVERED, EventKind.READ})
_ADDITIONS = frozenset(kind for kind in EventKind if kind.message and kind.change == "added")


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


def _count(arrival: Arrival, arrived: int) -> IngestCount:
    unsupported = sum(event.kind is EventKind.UNSUPPORTED for event in arrival.fresh)
    added = [event.external_id for event in arrival.fresh if event.kind in _ADDITIONS]
    new = len(set(added) - arrival.known)
    again = len(added) - new
    changed = len(arrival.fresh) - unsupported - new - again + arrival.fuller
    return IngestCount(new, changed, arrived - new - changed - unsupported, unsupported)


def _by_channel(events: Sequence[InboundEvent]) -> Mapping[str, list[InboundEvent]]:
    channels: defaultdict[str, list[InboundEvent]] = defaultdict(list)
    for event in events:
        channels[event.channel].append(event)
    return channels


def _slices(events: Sequence[InboundEvent]) -> Iterator[Sequence[InboundEvent]]:
    return (events[start : start + _SLICE] for start in range(0, len(events), _SLICE))
