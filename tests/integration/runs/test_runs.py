"""A run is recorded truly, alone, and after a crash."""

from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.errors import AlreadyRunning, AuthExpired, ConfigurationError
from socialshop.ports import Traffic
from socialshop.sync.model import Run, RunChannel, RunItem, RunState
from socialshop.sync.runs import Action, recorded_run


def states(store: Engine) -> list[str]:
    with Session(store) as session:
        return [run.state for run in session.exec(select(Run).order_by(Run.id))]  # type: ignore[arg-type]


def test_a_run_stores_its_sums_and_entries(store: Engine, clock: Clock) -> None:
    traffic = Traffic(requests=5)
    with recorded_run(store, clock, "sync", "anna") as run, run.step("catalog", "facebook", traffic) as tally:
        tally.record("brie", Action.CREATED)
        tally.record("feta", Action.REJECTED, "no price", "give it a price")
        tally.unchanged = 3
        traffic.requests += 2
    with Session(store) as session:
        sums = session.get_one(RunChannel, (run.id, "catalog", "facebook"))
        entries = [(item.ref, item.action, item.reason) for item in session.exec(select(RunItem))]
    assert (sums.created, sums.rejected, sums.unchanged, sums.requests) == (1, 1, 3, 2)
    assert entries == [("brie", "created", ""), ("feta", "rejected", "no price")]
    assert states(store) == [RunState.PARTIAL]


def test_each_step_is_told_as_it_begins(store: Engine, clock: Clock) -> None:
    begun: list[tuple[str, str]] = []
    with recorded_run(store, clock, "sync", "anna") as run:
        run.begins = lambda *step: begun.append(step)
        for channel in ("facebook", "instagram"):
            with run.step("windows", channel):
                assert begun[-1] == ("windows", channel)
    assert len(begun) == 2


def test_a_dead_platform_ends_its_step_alone(store: Engine, clock: Clock) -> None:
    with recorded_run(store, clock, "sync", "anna") as run:
        with run.step("inbox", "facebook"):
            raise AuthExpired("The token is dead.", channel="facebook", mend="Connect again.")
        with run.step("inbox", "pinterest") as other:
            other.unchanged = 1
    with Session(store) as session:
        assert session.get_one(RunChannel, (run.id, "inbox", "facebook")).mend == "Connect again."
        assert session.get_one(RunChannel, (run.id, "inbox", "pinterest")).unchanged == 1
    assert states(store) == [RunState.PARTIAL]


def test_a_run_that_cannot_go_on_says_why(store: Engine, clock: Clock) -> None:
    with pytest.raises(ConfigurationError), recorded_run(store, clock, "sync", "anna"):
        raise ConfigurationError("No source.", mend="Name one.")
    with Session(store) as session:
        run = session.exec(select(Run)).one()
    assert (run.state, run.error, run.mend) == (RunState.FAILED, "No source.", "Name one.")


HOLD_THE_LEASE = """
import sys
from socialshop.clock import utc_now
from socialshop.store import open_store
from socialshop.sync.runs import recorded_run

with recorded_run(open_store(sys.argv[1]), utc_now, "sync", "bert"):
    print("running", flush=True)
    sys.stdin.read()
"""


def test_a_second_run_is_told_who_runs_and_takes_over_when_that_process_is_killed(
    store: Engine, store_url: str, clock: Clock
) -> None:
    command = [sys.executable, "-c", HOLD_THE_LEASE, store_url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "running\n"
        with pytest.raises(AlreadyRunning, match="bert since"), recorded_run(store, clock, "sync", "anna"):
            pass
        process.kill()
    with recorded_run(store, clock, "sync", "anna"):
        pass
    assert states(store) == [RunState.ABANDONED, RunState.SUCCEEDED]
