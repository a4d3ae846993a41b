"""What is known to be in step is not looked at again, and the plan is the one that looking would have made."""

from __future__ import annotations

from collections.abc import Iterator
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text

from catalog_feeds.issues import ISSUE_SCHEMA, no_issues
from socialshop.clock import Clock
from socialshop.ports import Operation
from socialshop.sync import plan, push
from socialshop.sync.batches import confirmed, standing
from socialshop.sync.push import foretell, plan_catalog, push_catalog
from socialshop.sync.reconcile import reconcile_catalog
from socialshop.sync.runs import Tally, recorded_run
from socialshop.testing.catalog import FakeCatalog, Killed, catalog

LETTERS = "abcdef"
CONTENTS = ("one", "two", "")  # the empty title is flawed
DELIVERIES = st.dictionaries(st.sampled_from(LETTERS), st.sampled_from(CONTENTS))
ROUNDS = st.lists(
    st.tuples(
        DELIVERIES,
        st.sets(st.sampled_from(LETTERS)),  # what the platform refuses
        st.sampled_from(["", "", "before_submit", "after_submit", "at_status"]),  # when the process dies, if it does
        st.booleans(),  # whether it is a reconciliation
    ),
    max_size=4,
)


def delivered(contents: dict[str, str]) -> pl.DataFrame:
    """A frame with an item an id, of that title; an item without one is rejected."""
    titles = pl.Series("title", [title or None for title in contents.values()], dtype=pl.String)
    return catalog(*contents).with_columns(titles)


def send(
    store: Engine, clock: Clock, platform: FakeCatalog, items: pl.DataFrame, *, reconciling: bool = False
) -> Tally:
    job = reconcile_catalog if reconciling else push_catalog
    try:
        with recorded_run(store, clock, "catalog push", "anna") as run:
            job(store, clock, run, platform, items, sleep=lambda _: None, most_deletions_percent=100)
    except Killed:
        pass
    return run.tallies[0]


def looked_at(store: Engine, items: pl.DataFrame, issues: pl.DataFrame) -> Tally:
    """The plan that knows nothing."""
    return foretell(plan.make_plan(plan.desire(items, issues, "meta"), standing(store, "meta")), "meta", 20)


def told(tally: Tally) -> tuple[object, ...]:
    return {(entry.ref, entry.action, entry.reason) for entry in tally.entries}, tally.unchanged, tally.error


@pytest.mark.filterwarnings("error")
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=ROUNDS, following=DELIVERIES, faulty=st.none() | st.sampled_from(LETTERS))
def test_the_plan_is_the_one_that_looking_at_everything_makes(
    store: Engine,
    clock: Clock,
    rounds: list[tuple[dict[str, str], set[str], str, bool]],
    following: dict[str, str],
    faulty: str | None,
) -> None:
    with store.begin() as connection:
        for table in ("channel_items", "run_items", "run_channels", "batches"):
            connection.execute(text(f"DELETE FROM {table}"))
    platform = FakeCatalog()
    for contents, refused, death, reconciling in rounds:
        platform.refused = dict.fromkeys(refused, "not today")
        if death:
            getattr(platform, death).append(Killed())
        send(store, clock, platform, delivered(contents), reconciling=reconciling)
        for faults in (platform.before_submit, platform.after_submit, platform.at_status):
            faults.clear()
    items = delivered(following)
    issues = pl.DataFrame([{"item_id": faulty, "row": 9, "severity": "error"}] if faulty else [], ISSUE_SCHEMA)
    assert told(plan_catalog(store, "meta", items, issues=issues)) == told(looked_at(store, items, issues))


@pytest.fixture
def checked() -> Iterator[list[int]]:
    """How many items each plan looked at."""
    heights: list[int] = []
    look = plan.desire

    def count(items: pl.DataFrame, issues: pl.DataFrame, channel: str) -> plan.Desired:
        heights.append(items.height)
        return look(items, issues, channel)

    with patch.object(push, "desire", count):
        yield heights


def test_only_what_changed_is_looked_at(store: Engine, clock: Clock, platform: FakeCatalog, checked: list[int]) -> None:
    send(store, clock, platform, delivered(dict.fromkeys("abcdef", "one")))
    send(store, clock, platform, delivered(dict.fromkeys("abcde", "one") | {"f": "two"}))
    assert checked == [6, 1]


def test_where_in_the_file_an_item_stands_is_no_change(
    store: Engine, clock: Clock, platform: FakeCatalog, checked: list[int]
) -> None:
    send(store, clock, platform, delivered({"a": "one", "b": "one"}))
    send(store, clock, platform, delivered({"b": "one", "a": "one"}))
    assert checked == [2, 0]


def test_another_program_looks_at_everything_once_and_sends_nothing(
    store: Engine, clock: Clock, platform: FakeCatalog, checked: list[int]
) -> None:
    items = delivered(dict.fromkeys("abc", "one"))
    send(store, clock, platform, items)
    platform.submitted.clear()
    with patch.object(plan, "_recipe", lambda: "a later version"):
        for _ in range(2):
            assert send(store, clock, platform, items).unchanged == 3
    assert checked == [3, 3, 0]
    assert platform.submitted == []


def test_items_from_before_fingerprints_are_looked_at_and_stand_on(
    store: Engine, clock: Clock, platform: FakeCatalog, checked: list[int]
) -> None:
    items = delivered(dict.fromkeys("abc", "one"))
    send(store, clock, platform, items)
    with store.begin() as connection:
        connection.execute(text("UPDATE channel_items SET fingerprint = NULL"))
    platform.submitted.clear()
    for _ in range(2):
        assert send(store, clock, platform, items).unchanged == 3
    assert checked == [3, 3, 0]
    assert platform.submitted == []


def test_an_id_that_comes_twice_is_rejected_although_one_of_them_is_known(
    store: Engine, clock: Clock, platform: FakeCatalog
) -> None:
    send(store, clock, platform, delivered({"a": "one", "b": "one"}))
    platform.submitted.clear()
    twice = pl.concat([delivered({"a": "one", "b": "one"}), delivered({"b": "two"})])
    tally = send(store, clock, platform, twice)
    assert {entry.ref for entry in tally.entries} == {"b"}
    assert tally.unchanged == 1
    assert platform.submitted == []


def test_an_item_that_the_platform_refused_goes_again_although_it_did_not_change(
    store: Engine, clock: Clock, platform: FakeCatalog
) -> None:
    items = delivered({"a": "one", "b": "one"})
    send(store, clock, platform, items)
    platform.refused = {"b": "not today"}
    send(store, clock, platform, delivered({"a": "one", "b": "two"}))
    platform.submitted.clear()
    platform.refused = {}
    send(store, clock, platform, items)
    assert platform.sent == [(Operation.UPDATE, "b")]
    assert confirmed(store, "meta")["id"].to_list() == ["a", "b"]
    assert told(looked_at(store, items, no_issues())) == (set(), 2, "")
