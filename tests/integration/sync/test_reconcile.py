"""What stands on a channel is compared with what should: adopted, repaired, put up again or removed."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest
from sqlalchemy import Engine

from socialshop.clock import Clock
from socialshop.ports import Operation
from socialshop.sync.batches import standing
from socialshop.sync.push import push_catalog
from socialshop.sync.reconcile import plan_reconciliation, reconcile_catalog
from socialshop.sync.reports import ChannelReport
from socialshop.sync.runs import Action, recorded_run
from socialshop.testing.catalog import FakeCatalog, Killed, catalog
from tests.integration.sync.conftest import FIVE, channels_of

Reconcile = Callable[..., ChannelReport]


@pytest.fixture
def reconcile(store: Engine, clock: Clock, platform: FakeCatalog) -> Reconcile:
    """Reconcile (or `push`) in a run of its own; the report of it."""

    def run_it(items: pl.DataFrame, *, push: bool = False, **options: object) -> ChannelReport:
        job = push_catalog if push else reconcile_catalog
        with recorded_run(store, clock, "catalog reconcile", "anna") as run:
            job(store, clock, run, platform, items, sleep=lambda _: None, **options)  # type: ignore[arg-type]
        return channels_of(store, run)[0]

    return run_it


def changes(channel: ChannelReport) -> dict[str, str]:
    return {item.ref: item.action for item in channel.items}


def test_what_agrees_is_left_alone(reconcile: Reconcile, platform: FakeCatalog) -> None:
    reconcile(catalog(*FIVE), push=True)
    platform.submitted.clear()
    found = reconcile(catalog(*FIVE))
    assert (found.unchanged, found.items) == (5, ())
    assert platform.submitted == []


def test_what_stands_unknown_to_us_is_adopted_without_being_sent(
    reconcile: Reconcile, platform: FakeCatalog, store: Engine
) -> None:
    platform.items = {"a": {"title": "Cheese a", "price": "12.50 EUR"}}
    found = reconcile(catalog("a"))
    assert (found.adopted, found.unchanged, changes(found)) == (1, 0, {"a": "adopted"})
    assert platform.submitted == []
    assert standing(store, "meta")["may_stand"].to_list() == [True]
    assert reconcile(catalog("a"), push=True).unchanged == 1
    assert platform.submitted == []


def test_a_change_that_the_platform_does_not_tell_of_is_sent_all_the_same(
    reconcile: Reconcile, platform: FakeCatalog
) -> None:
    reconcile(catalog("a"), push=True)
    assert changes(reconcile(catalog("a", color="yellow"))) == {"a": "updated"}
    assert platform.items["a"]["color"] == "yellow"


def test_what_was_changed_on_the_platform_is_repaired(reconcile: Reconcile, platform: FakeCatalog) -> None:
    reconcile(catalog(*FIVE), push=True)
    platform.items["b"]["price"] = "1.00 EUR"
    assert changes(reconcile(catalog(*FIVE))) == {"b": "updated"}
    assert platform.items["b"]["price"] == "12.50 EUR"


def test_what_was_removed_on_the_platform_is_put_up_again(reconcile: Reconcile, platform: FakeCatalog) -> None:
    reconcile(catalog(*FIVE), push=True)
    del platform.items["b"]
    assert "b" in changes(reconcile(catalog(*FIVE)))
    assert set(platform.items) == set(FIVE)


def test_orphans_are_removed(reconcile: Reconcile, platform: FakeCatalog) -> None:
    reconcile(catalog(*FIVE), push=True)
    platform.items["stray"] = {"title": "Nobody's"}
    assert changes(reconcile(catalog(*FIVE))) == {"stray": "deleted"}
    assert set(platform.items) == set(FIVE)


def test_many_orphans_stop_it_before_anything_is_sent(reconcile: Reconcile, platform: FakeCatalog) -> None:
    platform.items = {name: {"title": name} for name in ("x", "y", "z")}
    stopped = reconcile(catalog("a"))
    assert stopped.error == "3 of 3 items would be deleted (allowed are 20 %), so nothing was sent."
    assert platform.submitted == []
    reconcile(catalog("a"), most_deletions_percent=100)
    assert set(platform.items) == {"a"}


def test_orphans_of_a_platform_that_lists_nothing_are_found_by_the_ids_that_we_know(
    reconcile: Reconcile, platform: FakeCatalog
) -> None:
    reconcile(catalog(*FIVE), push=True)
    platform.lists_all = False
    platform.items |= {"old": {"title": "Once ours"}, "stray": {"title": "Nobody's"}}
    assert changes(reconcile(catalog(*FIVE), known=["old"])) == {"old": "deleted"}


def test_a_flawed_item_stays_as_it_stands(reconcile: Reconcile, platform: FakeCatalog) -> None:
    reconcile(catalog("a", "b"), push=True)
    found = reconcile(pl.concat([catalog("a"), catalog("b", title="B" * 201)]))
    assert changes(found) == {"b": "rejected"}
    assert platform.items["b"]["title"] == "Cheese b"


def test_an_item_on_its_way_is_not_judged_by_what_stands_yet(
    reconcile: Reconcile, platform: FakeCatalog, store: Engine, clock: Clock
) -> None:
    platform.at_status = [Killed()]
    with pytest.raises(Killed):
        reconcile(catalog("a"), push=True)
    platform.looks = 10_000
    platform.items.clear()
    platform.submitted.clear()
    assert changes(reconcile(catalog("a"))) == {"a": "failed"}
    assert platform.submitted == []
    assert standing(store, "meta")["is_open"].to_list() == [True]


def test_the_plan_of_it_asks_and_changes_nothing(reconcile: Reconcile, platform: FakeCatalog, store: Engine) -> None:
    reconcile(catalog(*FIVE), push=True)
    platform.items["b"]["price"] = "1.00 EUR"
    platform.items["stray"] = {}
    platform.submitted.clear()
    platform.items["found"] = dict(platform.items["a"], title="Cheese found")
    platform.submitted.clear()
    planned = plan_reconciliation(store, platform, catalog(*FIVE, "found"))
    assert {entry.ref: entry.action for entry in planned.entries} == {
        "b": Action.UPDATED,
        "stray": Action.DELETED,
        "found": Action.ADOPTED,
    }
    assert (planned.counts[Action.ADOPTED], planned.unchanged) == (1, 4)
    assert platform.submitted == []
    assert platform.items["b"]["price"] == "1.00 EUR"


def test_an_update_of_what_we_never_sent_reads_as_an_update(reconcile: Reconcile, platform: FakeCatalog) -> None:
    platform.items = {"a": {"title": "Old name"}}
    reconcile(catalog("a"))
    assert platform.sent == [(Operation.UPDATE, "a")]
