"""Programs that take nothing for days are switched off, so that nobody knocks at a dead address for ever; people switch
them off and on, too.

What happens meanwhile is written down and kept as long as all deliveries are; switched on, they are told of it.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.desk.errors import NotSwitchedOff, UnknownProgram
from socialshop.desk.model import SilentProgram, WebhookDelivery
from socialshop.inbox.fold import clean
from socialshop.phrases import phrase
from socialshop.staff.actor import Actor
from socialshop.staff.audit import record
from socialshop.staff.model import Role
from socialshop.staff.permissions import Permission
from socialshop.store import table_of, upsert

OFF_AFTER = timedelta(days=5)
"""Longer than a weekend with a holiday on either side of it, and far less than deliveries are kept; as others do:
https://docs.svix.com/retries#disabling-failing-endpoints. The configuration may say otherwise for each."""
_EARLIER = timedelta(days=1)
"""By how much an event may be older than the first attempt to tell it."""
_PROGRAM = Actor("socialshop", Role.ADMIN)


@dataclass(frozen=True, slots=True)
class SwitchedOff:
    """A program that is told nothing: since when, and since when it had taken nothing; `by` whom, '' where nobody but
    its silence switched it off."""

    name: str
    silent_since: datetime
    off_at: datetime
    by: str = ""

    @property
    def keeps_since(self) -> datetime:
        """From when on events are kept for it that it did not take."""
        return _kept_from(self.silent_since)

    def __str__(self) -> str:
        return phrase(
            "{name} took nothing since {since} and is told nothing any more.",
            name=self.name,
            since=f"{self.silent_since:%Y-%m-%d %H:%M} UTC",
        )


def switched_off(session: Session) -> list[SwitchedOff]:
    """The programs that are told nothing, by name, whoever switched them off."""
    off = select(SilentProgram).where(col(SilentProgram.off_at).is_not(None)).order_by(SilentProgram.name)
    return [SwitchedOff(row.name, row.since, row.off_at, row.off_by) for row in session.exec(off) if row.off_at]


def fallen_silent(session: Session) -> list[SwitchedOff]:
    """Those of them that nobody wanted to be so: people are to be told."""
    return [one for one in switched_off(session) if not one.by]


def took(session: Session, name: str) -> None:
    """It is there: what it did not take before counts no more. Who is switched off stays so until somebody decides."""
    row = session.get(SilentProgram, name)
    if row is not None and row.off_at is None:
        session.delete(row)


def refused(session: Session, name: str, now: datetime, *, given_up: bool, off_after: timedelta = OFF_AFTER) -> bool:
    """Note that it took nothing; whether it is told nothing any more. It is switched off, `off_after` it took nothing,
    only when an event is given up, which takes hours: a short trouble after a quiet week is none of days."""
    row = session.get(SilentProgram, name)
    if row is None:
        new = {"name": name, "since": now, "off_at": None}
        upsert(session.connection(), table_of(SilentProgram), [new], keys=["name"], update=[])
        return False
    if row.off_at is None and given_up and now - row.since >= off_after:
        row.off_at = now
        _hold(session, name)
        record(session, _PROGRAM, "switch off", "webhook", name, now)
    return row.off_at is not None


def switch_off(session: Session, actor: Actor, name: str, configured: Collection[str], clock: Clock) -> None:
    """Tell a program of the `configured` ones nothing until somebody switches it on; what happens is kept for it. One
    that its silence switched off is from then on off because somebody wants it so, and alarms nobody. The caller
    commits. Raises NotPermitted and UnknownProgram."""
    actor.require(Permission.ARRANGE)
    if name not in configured:
        raise UnknownProgram(name, configured)
    row, now = session.get(SilentProgram, name), clock()
    if row is None:
        row = SilentProgram(name=name, since=now)
        session.add(row)
    if row.off_at is not None and row.off_by:
        return
    row.off_at, row.off_by = now, actor.name
    session.flush()
    _hold(session, name)
    record(session, actor, "switch off", "webhook", name, now)


def switch_on(session: Session, actor: Actor, name: str, clock: Clock) -> int:
    """Tell a program again, first of what it did not take since it fell silent and of what happened since: how many
    events. The caller commits. Raises NotPermitted and NotSwitchedOff."""
    actor.require(Permission.ARRANGE)
    row = session.get(SilentProgram, clean(name))
    if row is None or row.off_at is None:
        raise NotSwitchedOff(name)
    session.delete(row)
    missed = update(WebhookDelivery).where(
        col(WebhookDelivery.webhook) == name,
        col(WebhookDelivery.delivered_at).is_(None),
        col(WebhookDelivery.next_at).is_(None),
        col(WebhookDelivery.created_at) >= _kept_from(row.since),
    )
    number = session.connection().execute(missed.values(attempts=0, next_at=clock())).rowcount
    record(session, actor, "switch on", "webhook", name, clock())
    return number


def _kept_from(silent_since: datetime) -> datetime:
    return silent_since - _EARLIER


def _hold(session: Session, name: str) -> None:
    """What waits is sent no more of itself."""
    waiting = update(WebhookDelivery).where(
        col(WebhookDelivery.webhook) == name, col(WebhookDelivery.next_at).is_not(None)
    )
    session.execute(waiting.values(next_at=None))
