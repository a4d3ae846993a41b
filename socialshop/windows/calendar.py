"""When windows go up and come down, the slots in which they may, and what a platform still takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, col, select

from socialshop.ports import Room
from socialshop.windows.definition import WindowDefinition
from socialshop.windows.model import Publication, PublicationState
from socialshop.windows.plan import Act, WindowPlan
from socialshop.windows.planning import ITS_TIME


class EntryKind(StrEnum):
    STARTS = "starts"
    SLOT = "slot"
    DUE = "due"  # it will go up
    UP = "up"  # it went up
    ENDS = "ends"


@dataclass(frozen=True, slots=True)
class Entry:
    """`channels` are those on which it goes up then; `why` says what it waits for."""

    at: datetime
    kind: EntryKind
    window: str
    title: str
    channels: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """`rooms` are the quotas of the channels that have one, `silent` the channels that did not answer."""

    entries: tuple[Entry, ...]
    rooms: Mapping[str, Room]
    silent: tuple[str, ...] = ()


def entries(windows: Iterable[WindowDefinition], since: datetime, until: datetime, now: datetime) -> list[Entry]:
    """Everything that the definitions say from `since` on and before `until`, in time's order; of slots, those that are
    still to come."""
    found = (entry for window in windows for entry in _of(window, since, until, now))
    return sorted(found, key=lambda entry: (entry.at, entry.window))


def went_up(
    session: Session, titles: Mapping[str, str], since: datetime, until: datetime, now: datetime
) -> list[Entry]:
    """What of the windows with these titles was put up then, or given to a platform to publish then."""
    rows = session.exec(select(Publication).where(col(Publication.window).in_(titles)).order_by(col(Publication.id)))
    found = [(_public_at(row), row) for row in rows]
    return [
        Entry(at, EntryKind.UP if at <= now else EntryKind.DUE, row.window, titles[row.window], (row.channel,))
        for at, row in found
        if since <= at < until and (at <= now or row.state == PublicationState.LIVE)
    ]


def will_go_up(plans: Iterable[WindowPlan], titles: Mapping[str, str]) -> list[Entry]:
    """What of these plans waits for its time, a slot or room, here or with a platform that publishes it then."""
    steps = ((plan, step) for plan in plans for step in plan.steps if step.act in (Act.WAIT, Act.CREATE))
    timed = ((plan, step, step.at or (step.part and step.part.publish_at)) for plan, step in steps)
    return [
        Entry(
            at,
            EntryKind.DUE,
            plan.window,
            titles[plan.window],
            (plan.channel,),
            step.why if step.why != ITS_TIME else "",
        )
        for plan, step, at in timed
        if at
    ]


def together(found: Iterable[Entry]) -> tuple[Entry, ...]:
    """In time's order; what of a window goes up within a minute, or went up on one day, is one entry with all its
    channels. A start at which it goes up, and a slot that it takes, are not said twice."""
    merged: dict[tuple[datetime, str, EntryKind, str], Entry] = {}
    for one in sorted(found, key=lambda one: one.at):
        moment = _minute(one.at).replace(hour=0, minute=0) if one.kind is EntryKind.UP else _minute(one.at)
        key = moment, one.window, one.kind, one.why
        known = merged.get(key, one)
        merged[key] = replace(known, channels=tuple(dict.fromkeys((*known.channels, *one.channels))))
    public = (EntryKind.DUE, EntryKind.UP)
    taken = {(_minute(one.at), one.window) for one in merged.values() if one.kind in public}
    told = (one for one in merged.values() if one.kind in (*public, EntryKind.ENDS) or not _is_taken(one, taken))
    return tuple(sorted(told, key=lambda one: one.at))


def _is_taken(one: Entry, taken: set[tuple[datetime, str]]) -> bool:
    return (_minute(one.at), one.window) in taken


def _minute(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(second=0, microsecond=0)


def _of(window: WindowDefinition, since: datetime, until: datetime, now: datetime) -> Iterator[Entry]:
    for at, kind in ((window.starts, EntryKind.STARTS), (window.ends, EntryKind.ENDS)):
        if at and since <= at < until:
            yield Entry(at, kind, window.name, window.title)
    last = min(until, window.ends) if window.ends else until
    for at in _slots(window, max(since, now, window.starts or since), last):
        yield Entry(at, EntryKind.SLOT, window.name, window.title)


def _slots(window: WindowDefinition, since: datetime, until: datetime) -> Sequence[datetime]:
    found: list[datetime] = []
    at = window.calendar().first(since) if window.slots else until
    while at < until:
        found.append(at)
        at = window.calendar().first(at + timedelta(minutes=1))
    return found


def _public_at(row: Publication) -> datetime:
    given = row.fields.get("publish_at")
    return datetime.fromisoformat(given) if given else row.published_at
