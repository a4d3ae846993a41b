"""Bringing the product sets of one catalog channel in step with the configuration.

A set is known by the mark that it bears on the platform. So one whose creation got no answer, or whose run was killed,
is found there by the next run and never made twice; and sets that people made by hand are never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from sqlalchemy import Engine

from socialshop.clock import Clock
from socialshop.errors import NotFound, Permanent
from socialshop.phrases import phrase
from socialshop.ports import Operation, ProductSet, SetTarget, Traffic
from socialshop.sync.known_sets import KnownSet, KnownSets
from socialshop.sync.reports import SETS_STEP
from socialshop.sync.runs import Action, Entry, RunLog, Tally

_OTHERS = "/"  # in the names of sets that other parts of the program keep


@dataclass(frozen=True, slots=True)
class _Change:
    """`wanted` is None, and `digest` empty, for a set that goes."""

    operation: Operation
    name: str
    wanted: ProductSet | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class SetPlan:
    """What has to change, what cannot be as it is wanted, and how many sets stay as they are."""

    changes: tuple[_Change, ...]
    rejected: tuple[Entry, ...]
    unchanged: int


def push_sets(
    store: Engine,
    clock: Clock,
    run: RunLog,
    target: SetTarget,
    wanted: Sequence[ProductSet],
    *,
    reconciling: bool = False,
    traffic: Traffic | None = None,
) -> None:
    """Make the channel have the `wanted` sets, and none that we made before and want no more.

    With `reconciling`, what stands is asked of the platform instead of believed. The outcome is the run's step 'sets';
    a set that the platform refuses is reported, and the others go on.
    """
    kept = KnownSets(store, target.catalog)
    known = kept.all()
    if not (wanted or known or reconciling):
        return
    with run.step(SETS_STEP, target.catalog, traffic) as tally:
        found = _ask(target) if reconciling else known
        plan = plan_sets(target, wanted, found)
        kept.agree(found, clock())
        _tell(tally, plan, _adopted(plan, wanted, found, known))
        _Sender(target, kept, clock, found, tally).send(plan.changes)


def foretell_sets(
    store: Engine, target: SetTarget, wanted: Sequence[ProductSet], *, reconciling: bool = False
) -> Tally | None:
    """What `push_sets` would do, as its tally; None where there is nothing to do and nothing stands. Without
    `reconciling`, no call is made."""
    known = KnownSets(store, target.catalog).all()
    if not (wanted or known or reconciling):
        return None
    found = _ask(target) if reconciling else known
    plan = plan_sets(target, wanted, found)
    tally = Tally(SETS_STEP, target.catalog)
    _tell(tally, plan, _adopted(plan, wanted, found, known))
    tally.record_many([Entry(change.name, _ACTIONS[change.operation]) for change in plan.changes])
    return tally


_ACTIONS = {
    Operation.CREATE: Action.CREATED,
    Operation.UPDATE: Action.UPDATED,
    Operation.DELETE: Action.DELETED,
}


def plan_sets(target: SetTarget, wanted: Iterable[ProductSet], standing: Mapping[str, KnownSet]) -> SetPlan:
    """Compare what is wanted with what stands. A set that is rejected stays as it stands."""
    changes: list[_Change] = []
    rejected: list[Entry] = []
    unchanged = 0
    named = set()
    for one in wanted:
        named.add(one.name)
        try:
            digest = _digest(_define(target, one))
        except Permanent as error:
            rejected.append(Entry(one.name, Action.REJECTED, error.what, error.mend))
            continue
        stands = standing.get(one.name)
        if stands and stands.digest == digest:
            unchanged += 1
            continue
        changes.append(_Change(Operation.UPDATE if stands else Operation.CREATE, one.name, one, digest))
    changes += [_Change(Operation.DELETE, name) for name in standing if name not in named]
    return SetPlan(tuple(changes), tuple(rejected), unchanged)


def _define(target: SetTarget, wanted: ProductSet) -> str:
    if not wanted.size:
        raise Permanent(
            phrase("No item of the delivery is in it."),
            channel=target.catalog,
            mend=phrase("Correct its category, label, condition or ids, or take the set out of the configuration."),
        )
    return target.define(wanted)


def _digest(definition: str) -> str:
    return blake2b(definition.encode(), digest_size=16).hexdigest()


def _ask(target: SetTarget) -> dict[str, KnownSet]:
    return {
        one.name: KnownSet(one.set_id, _digest(one.definition))
        for one in target.standing_sets()
        if _OTHERS not in one.name
    }


def _adopted(
    plan: SetPlan, wanted: Iterable[ProductSet], found: Mapping[str, KnownSet], known: Mapping[str, KnownSet]
) -> list[Entry]:
    changed = {change.name for change in plan.changes} | {entry.ref for entry in plan.rejected}
    names = [one.name for one in wanted if one.name not in changed]
    return [Entry(name, Action.ADOPTED) for name in names if known.get(name) != found[name]]


def _tell(tally: Tally, plan: SetPlan, adopted: Sequence[Entry]) -> None:
    tally.record_many(plan.rejected)
    tally.record_many(adopted)
    tally.unchanged += plan.unchanged - len(adopted)


class _Sender:
    """Makes the changes, each stored as soon as it is done."""

    def __init__(
        self, target: SetTarget, kept: KnownSets, clock: Clock, standing: Mapping[str, KnownSet], tally: Tally
    ) -> None:
        self._target = target
        self._kept = kept
        self._clock = clock
        self._ids = {name: known.set_id for name, known in standing.items()}
        self._tally = tally

    def send(self, changes: Sequence[_Change]) -> None:
        if any(change.operation is Operation.CREATE for change in changes):
            self._ids |= {one.name: one.set_id for one in self._target.standing_sets()}
        for change in changes:
            try:
                self._make(change)
            except Permanent as error:
                self._tally.record(change.name, Action.FAILED, error.what, error.mend)
            else:
                self._tally.record(change.name, _ACTIONS[change.operation])

    def _make(self, change: _Change) -> None:
        if change.wanted is None:
            self._target.remove_set(self._ids[change.name])
            self._kept.forget(change.name)
        else:
            self._kept.keep(change.name, KnownSet(self._put(change.wanted), change.digest), self._clock())

    def _put(self, wanted: ProductSet) -> str:
        set_id = self._ids.get(wanted.name)
        if set_id is None:
            return self._target.create_set(wanted)
        try:
            self._target.change_set(set_id, wanted)
        except NotFound:  # somebody removed it by hand
            return self._target.create_set(wanted)
        return set_id
