"""A run's report says who, when, what came of it and how to mend what failed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.errors import ConfigurationError, Throttled
from socialshop.ports import Traffic
from socialshop.sync.reports import report, runs
from socialshop.sync.runs import Action, recorded_run


def one_run(store: Engine, clock: Any) -> int:
    traffic = Traffic(requests=2)
    with recorded_run(store, clock, "sync", "anna") as run:
        with run.step("catalog", "meta", traffic) as tally:
            tally.record("gouda", Action.CREATED)
            tally.record("brie", Action.REJECTED, "no picture", "Add one.")
            tally.unchanged += 7
            traffic.requests += 5
            traffic.throttled += 1
            traffic.waited_seconds += 1.5
        with run.step("catalog", "pinterest"):
            raise Throttled("slow down", channel="pinterest", mend="Wait.")
        clock.advance(seconds=90)
    return run.id


def test_a_report_tells_all_of_a_run(store: Engine, clock: Any) -> None:
    run_id = one_run(store, clock)
    with Session(store) as session:
        found = report(session, run_id)
    assert found is not None
    assert (found.run.job, found.run.started_by, found.run.state, found.run.seconds) == ("sync", "anna", "partial", 90)
    meta, pinterest = found.channels
    assert (meta.created, meta.unchanged, meta.rejected) == (1, 7, 1)
    assert (meta.requests, meta.throttled, meta.waited_seconds) == (5, 1, 1.5)
    assert [(item.ref, item.action, item.reason, item.mend) for item in meta.items] == [
        ("gouda", "created", "", ""),
        ("brie", "rejected", "no picture", "Add one."),
    ]
    assert (pinterest.error, pinterest.mend, pinterest.items) == ("slow down", "Wait.", ())


def test_a_report_is_json(store: Engine, clock: Any) -> None:
    run_id = one_run(store, clock)
    with Session(store) as session:
        found = report(session, run_id)
    assert found is not None
    data = json.loads(json.dumps(found.to_json()))
    assert data["started_at"] == "2026-11-02T09:00:00Z"
    assert data["channels"][0]["items"][1]["mend"] == "Add one."


def test_a_run_that_could_not_run_says_why(store: Engine, clock: Any) -> None:
    with pytest.raises(ConfigurationError), recorded_run(store, clock, "sync", "anna"):
        raise ConfigurationError("no shop", mend="Name it.")
    with Session(store) as session:
        (summary,) = runs(session)
    assert (summary.state, summary.error, summary.mend) == ("failed", "no shop", "Name it.")


def test_runs_come_newest_first_a_page_at_a_time(store: Engine, clock: Any) -> None:
    ids = [one_run(store, clock) for _ in range(3)]
    with Session(store) as session:
        first = [summary.id for summary in runs(session, limit=2)]
        rest = [summary.id for summary in runs(session, limit=2, before=first[-1])]
    assert (first, rest) == ([ids[2], ids[1]], [ids[0]])


def test_a_run_that_never_was_has_no_report(store: Engine) -> None:
    with Session(store) as session:
        assert report(session, 4711) is None
