"""A job without success for too long raises an alarm, and nothing else does."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.errors import ConfigurationError, Permanent
from socialshop.sync.alarm import alarms
from socialshop.sync.runs import Action, Entry, recorded_run


def succeed(store: Engine, clock: Any, job: str = "sync") -> None:
    with recorded_run(store, clock, job, "schedule"):
        pass


def fail(store: Engine, clock: Any, job: str = "sync") -> None:
    with pytest.raises(ConfigurationError), recorded_run(store, clock, job, "schedule"):
        raise ConfigurationError("no shop")


def told(store: Engine, clock: Any, hours: int = 6) -> list[str]:
    with Session(store) as session:
        return [str(alarm) for alarm in alarms(session, clock(), hours)]


def test_nothing_that_ran_is_no_alarm(store: Engine, clock: Any) -> None:
    assert told(store, clock) == []


def test_a_failure_is_an_alarm_only_after_a_while(store: Engine, clock: Any) -> None:
    succeed(store, clock)
    clock.advance(hours=5)
    fail(store, clock)
    assert told(store, clock) == []
    clock.advance(hours=2)
    assert told(store, clock) == ["sync has not succeeded since 2026-11-02 09:00 UTC."]
    assert told(store, clock, hours=0) == []
    succeed(store, clock)
    assert told(store, clock) == []


def test_a_job_that_never_succeeded_is_counted_from_its_first_run(store: Engine, clock: Any) -> None:
    fail(store, clock, "catalog push")
    clock.advance(hours=7)
    fail(store, clock, "catalog push")
    assert told(store, clock) == ["catalog push has not succeeded since 2026-11-02 09:00 UTC."]


def test_a_partial_run_is_no_success(store: Engine, clock: Any) -> None:
    with recorded_run(store, clock, "sync", "schedule") as run, run.step("catalog", "meta"):
        raise Permanent("broken", channel="meta")
    clock.advance(hours=7)
    assert len(told(store, clock)) == 1


def partly(store: Engine, clock: Any, *entries: Entry, error: str = "") -> None:
    with recorded_run(store, clock, "sync", "schedule") as run, run.step("catalog", "meta") as tally:
        tally.unchanged = 2
        tally.error = error
        tally.record_many(entries)


REFUSED = Entry("brie", Action.FAILED, "The picture is too small.", refused=True)
UNFINISHED = Entry("batch 1", Action.FAILED, "The platform has not finished the batch yet.")


@pytest.mark.parametrize("entries", [(Entry("feta", Action.REJECTED, "no price"),) * 9, (REFUSED,)])
def test_items_at_fault_are_no_outage(store: Engine, clock: Any, entries: tuple[Entry, ...]) -> None:
    succeed(store, clock)
    clock.advance(hours=7)
    partly(store, clock, *entries)
    assert told(store, clock) == []


@pytest.mark.parametrize("entries", [(UNFINISHED,), (REFUSED, UNFINISHED), (REFUSED,) * 3])
def test_what_was_not_answered_or_mostly_refused_is_one(store: Engine, clock: Any, entries: tuple[Entry, ...]) -> None:
    succeed(store, clock)
    clock.advance(hours=7)
    partly(store, clock, *entries)
    assert len(told(store, clock)) == 1


def test_a_schedule_that_stands_still_is_an_alarm_and_a_single_push_is_not(store: Engine, clock: Any) -> None:
    succeed(store, clock)
    succeed(store, clock, "catalog push")
    clock.advance(hours=7)
    assert told(store, clock) == ["sync has not succeeded since 2026-11-02 09:00 UTC."]
