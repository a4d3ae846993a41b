"""Every run is written down as it goes: who, since when, what came of it, so that a crash leaves a true record."""

from __future__ import annotations

import getpass
import json
import os
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sqlalchemy import Engine, update
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.errors import AuthExpired, NotPermitted, PlatformError, SocialshopError
from socialshop.phrases import phrase
from socialshop.ports import Traffic
from socialshop.store import table_of
from socialshop.store.lease import lease
from socialshop.sync.model import Run, RunChannel, RunItem, RunState

SYNC_LEASE, REPLIES_LEASE = "sync", "replies"
_GRACE_SECONDS = 1.0  # a run that is just ending, or whose process just died, is waited for


class Action(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    DELETED = "deleted"
    ADOPTED = "adopted"  # stood already as it should, and nobody here knew
    PENDING = "pending"  # delivered; the platform says in its own time what became of it
    REJECTED = "rejected"  # not sent: it breaks a rule, and the reason says which
    FAILED = "failed"  # sent, and refused or unanswered
    NOTED = "noted"  # nothing was done, and the reason says why; not counted


_DONE = (Action.CREATED, Action.UPDATED, Action.DELETED)


_COUNTED = tuple(action for action in Action if action is not Action.NOTED)


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened to one thing of a run; `refused` says that it failed by the platform's own word on it."""

    ref: str
    action: Action
    reason: str = ""
    mend: str = ""
    refused: bool = False


@dataclass(slots=True)
class Tally:
    """The sums of one step on one channel, and its entries in their order.

    `merchant_rules` says how many items each of the merchant's own rules met.
    """

    step: str
    channel: str
    unchanged: int = 0
    counts: dict[Action, int] = field(default_factory=lambda: dict.fromkeys(_COUNTED, 0))
    entries: list[Entry] = field(default_factory=list)
    error: str = ""
    mend: str = ""
    disconnected: bool = False
    merchant_rules: Mapping[str, int] = field(default_factory=dict)
    refused: int = 0
    _places: dict[str, int] = field(default_factory=dict)
    """Of the things that `settle` was told of: where their entries stand."""

    def record(self, ref: str, action: Action, reason: str = "", mend: str = "") -> None:
        self.entries.append(Entry(ref, action, reason, mend))
        self.counts[action] += 1

    def note(self, ref: str, reason: str, mend: str = "") -> None:
        """Tell something without counting it."""
        self.entries.append(Entry(ref, Action.NOTED, reason, mend))

    def record_many(self, entries: Sequence[Entry]) -> None:
        for entry in entries:
            self.counts[entry.action] += 1
            self.refused += entry.refused
        self.entries.extend(entries)

    def settle(self, entries: Iterable[Entry]) -> None:
        """Record what became of things that count once each, however often the run came back to them."""
        for entry in entries:
            place = self._places.setdefault(entry.ref, len(self.entries))
            if place == len(self.entries):
                self.record_many([entry])
                continue
            before = self.entries[place]
            now = self.entries[place] = _together(before, entry)
            self.counts[before.action] -= 1
            self.counts[now.action] += 1
            self.refused += now.refused - before.refused

    def settled(self, *actions: Action) -> set[str]:
        """The things that `settle` was told of and that ended so."""
        return {ref for ref, place in self._places.items() if self.entries[place].action in actions}

    def count(self, action: Action, number: int) -> None:
        """Count without an entry of its own."""
        self.counts[action] += number

    @property
    def flawless(self) -> bool:
        return not (self.error or self.counts[Action.REJECTED] or self.counts[Action.FAILED])

    @property
    def complete(self) -> bool:
        """Whether all went out that could. What the platform refuses is then the items' matter, unless it is most."""
        well = self.unchanged + sum(self.counts[action] for action in _DONE)
        return not self.error and self.counts[Action.FAILED] == self.refused <= well


_TAKEN_DOWN = phrase("it is not in the file, so it was taken down")


def _together(before: Entry, now: Entry) -> Entry:
    """One entry of two of the same thing: the later one, unless the earlier one says more of it."""
    if before.action is Action.REJECTED:
        if now.action is Action.DELETED:
            return replace(before, reason=f"{before.reason}; {_TAKEN_DOWN}")
        return replace(now, reason=f"{before.reason}; {now.reason}", mend=f"{before.mend} {now.mend}", refused=False)
    if before.action is Action.CREATED and now.action is Action.UPDATED:
        return replace(now, action=Action.CREATED)
    return now


class RunLog:
    """A run in progress; `begins` is told of each step and its channel before it is done."""

    def __init__(self, store: Engine, run_id: int) -> None:
        self.id = run_id
        self._store = store
        self.tallies: list[Tally] = []
        self.begins: Callable[[str, str], None] | None = None

    @contextmanager
    def step(self, step: str, channel: str, traffic: Traffic | None = None) -> Iterator[Tally]:
        """One step on one channel; what it did is stored when the block ends, also by an error.

        A PlatformError ends the step alone: it is stored and not raised again, and other channels go on.
        """
        if self.begins:
            self.begins(step, channel)
        tally = Tally(step, channel)
        self.tallies.append(tally)
        before = _copy(traffic)
        try:
            yield tally
        except PlatformError as error:
            tally.error, tally.mend = error.what, error.mend
            tally.disconnected = isinstance(error, AuthExpired) and not isinstance(error, NotPermitted)
        except BaseException as error:
            tally.error = f"{type(error).__name__}: " + phrase("ended early")
            raise
        finally:
            self._store_tally(tally, before, _copy(traffic))

    @property
    def flawless(self) -> bool:
        return all(tally.flawless for tally in self.tallies)

    @property
    def complete(self) -> bool:
        return all(tally.complete for tally in self.tallies)

    def _store_tally(self, tally: Tally, before: Traffic, after: Traffic) -> None:
        sums = RunChannel(
            run_id=self.id,
            step=tally.step,
            channel=tally.channel,
            position=self.tallies.index(tally),
            unchanged=tally.unchanged,
            requests=after.requests - before.requests,
            throttled=after.throttled - before.throttled,
            waited_ms=round((after.waited_seconds - before.waited_seconds) * 1000),
            error=tally.error,
            mend=tally.mend,
            disconnected=tally.disconnected,
            merchant_rules=json.dumps(dict(tally.merchant_rules), ensure_ascii=False) if tally.merchant_rules else "",
            **{action.value: number for action, number in tally.counts.items()},
        )
        rows = [
            {
                "run_id": self.id,
                "step": tally.step,
                "channel": tally.channel,
                "ref": entry.ref,
                "action": entry.action.value,
                "reason": entry.reason,
                "mend": entry.mend,
            }
            for entry in tally.entries
        ]
        with Session(self._store) as session:
            session.merge(sums)
            if rows:
                session.connection().execute(table_of(RunItem).insert(), rows)
            session.commit()


def _copy(traffic: Traffic | None) -> Traffic:
    if traffic is None:
        return Traffic()
    return Traffic(traffic.requests, traffic.retries, traffic.throttled, traffic.waited_seconds)


def whoami(trigger: str = "") -> str:
    """Who runs: the user (or the schedule), the host and the process."""
    who = f"{trigger or system_user()}@{socket.gethostname()}"
    return phrase("{who} (process {number})", who=who, number=os.getpid())


def system_user() -> str:
    """Who is at work on this machine."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return str(os.getuid())


@contextmanager
def recorded_run(
    store: Engine,
    clock: Clock,
    job: str,
    started_by: str,
    *,
    lease_name: str = SYNC_LEASE,
    wait: float = _GRACE_SECONDS,
) -> Iterator[RunLog]:
    """Hold the lease, record the run, and settle its state at the end.

    Raises AlreadyRunning when another process still holds the lease after `wait` seconds.

    Runs that a dead process left open are marked abandoned: whoever holds the lease knows that they ended.
    """
    with lease(store, clock, lease_name, started_by, wait=wait):
        with Session(store) as session:
            session.execute(
                update(Run)
                .where(col(Run.state) == RunState.RUNNING, col(Run.lease) == lease_name)
                .values(state=RunState.ABANDONED, ended_at=clock(), error=phrase("The process ended without a word."))
            )
            run = Run(job=job, lease=lease_name, started_by=started_by, started_at=clock())
            session.add(run)
            session.commit()
            assert run.id is not None
            log = RunLog(store, run.id)
        try:
            yield log
        except BaseException as error:
            _settle(store, clock, log.id, RunState.FAILED, error)
            raise
        state = RunState.SUCCEEDED if log.flawless else RunState.PARTIAL
        _settle(store, clock, log.id, state, complete=log.complete)


def _settle(
    store: Engine,
    clock: Clock,
    run_id: int,
    state: RunState,
    error: BaseException | None = None,
    *,
    complete: bool = False,
) -> None:
    with Session(store) as session:
        run = session.get_one(Run, run_id)
        run.state, run.ended_at, run.complete = state, clock(), complete
        if isinstance(error, SocialshopError):
            run.error, run.mend = error.what, error.mend
        elif error is not None:
            run.error = f"{type(error).__name__}: {error}"[:500]
        session.commit()
