"""A channel is brought in step with a delivery: only what changed goes out, and nothing is lost on the way."""

from __future__ import annotations

import polars as pl
from sqlalchemy import Engine
from sqlmodel import Session

from catalog_feeds.issues import ISSUE_SCHEMA
from socialshop.ports import Operation
from socialshop.products.model import ChannelItem
from socialshop.sync.push import plan_catalog
from socialshop.sync.runs import Action
from socialshop.testing.catalog import FakeCatalog, catalog
from tests.integration.sync.conftest import FIVE, Push, everything_is_confirmed, states, sums


def test_a_first_push_creates_everything_in_batches(push: Push, platform: FakeCatalog, store: Engine) -> None:
    assert sums(push(catalog(*FIVE))) == {"created": 5}
    assert [len(batch) for batch in platform.submitted] == [3, 2]
    assert platform.items["a"]["price"] == "12.50 EUR"
    assert everything_is_confirmed(store)


def test_nothing_changed_sends_nothing(push: Push, platform: FakeCatalog) -> None:
    push(catalog(*FIVE))
    platform.submitted.clear()
    assert sums(push(catalog(*FIVE))) == {"unchanged": 5}
    assert platform.submitted == []


def test_only_what_changed_goes_again(push: Push, platform: FakeCatalog) -> None:
    push(catalog(*FIVE))
    platform.submitted.clear()
    changed = pl.concat([catalog("a", "b", "c", "d"), catalog("e", price=999)])
    assert sums(push(changed)) == {"unchanged": 4, "updated": 1}
    assert platform.sent == [(Operation.UPDATE, "e")]
    assert platform.items["e"]["price"] == "9.99 EUR"


def test_an_update_clears_what_the_item_has_no_more(push: Push, platform: FakeCatalog) -> None:
    push(catalog("a", sale_price=990))
    assert platform.items["a"]["sale_price"] == "9.90 EUR"
    push(catalog("a"))
    assert platform.items["a"]["sale_price"] == ""


def test_what_is_no_longer_delivered_is_deleted(push: Push, platform: FakeCatalog, store: Engine) -> None:
    push(catalog(*FIVE))
    assert sums(push(catalog("a", "b"), most_deletions_percent=60)) == {"unchanged": 2, "deleted": 3}
    assert set(platform.items) == {"a", "b"}
    assert set(states(store)) == {"a", "b"}


def test_a_mass_deletion_is_stopped_before_anything_is_sent(push: Push, platform: FakeCatalog) -> None:
    push(catalog(*FIVE))
    platform.submitted.clear()
    stopped = push(pl.concat([catalog("a", "b", "c"), catalog("new")]))
    assert stopped.error == "2 of 5 items would be deleted (allowed are 20 %), so nothing was sent."
    assert "--allow-mass-delete" in stopped.mend
    assert platform.submitted == []


def test_as_many_deletions_as_are_allowed_go_through(push: Push, platform: FakeCatalog) -> None:
    push(catalog(*FIVE))
    assert sums(push(catalog("a", "b", "c", "d"))) == {"unchanged": 4, "deleted": 1}


def test_a_mass_deletion_that_is_allowed_is_done(push: Push, platform: FakeCatalog) -> None:
    push(catalog(*FIVE))
    assert sums(push(catalog(), most_deletions_percent=100)) == {"deleted": 5}
    assert platform.items == {}


def test_changed_prices_and_stocks_go_first(push: Push, platform: FakeCatalog) -> None:
    push(catalog(*FIVE))
    platform.submitted.clear()
    push(
        pl.concat(
            [
                catalog("a", title="Other cheese"),
                catalog("b", "new"),
                catalog("c", price=999),
                catalog("d", availability="out of stock"),
            ]
        )
    )
    assert platform.sent == [
        (Operation.UPDATE, "c"),
        (Operation.UPDATE, "d"),
        (Operation.CREATE, "new"),
        (Operation.UPDATE, "a"),
        (Operation.DELETE, "e"),
    ]


def test_a_plan_is_what_the_push_does(push: Push, platform: FakeCatalog, store: Engine) -> None:
    push(catalog(*FIVE))
    platform.submitted.clear()
    delivery = pl.concat([catalog("a", "b"), catalog("c", price=999), catalog("d", title="D" * 201), catalog("f")])
    planned = plan_catalog(store, "meta", delivery)
    assert platform.submitted == []
    done = push(delivery)
    assert {(item.ref, item.action) for item in planned.entries} == {(item.ref, item.action) for item in done.items}
    assert planned.unchanged == done.unchanged == 2


def test_a_plan_tells_what_would_stop_the_push(push: Push, store: Engine) -> None:
    push(catalog(*FIVE))
    planned = plan_catalog(store, "meta", catalog("a"))
    assert planned.error.startswith("4 of 5 items would be deleted")
    assert planned.counts[Action.DELETED] == 4


def test_a_flawed_item_is_rejected_with_its_mend_and_stays_as_it_stands(push: Push, platform: FakeCatalog) -> None:
    push(catalog("a", "b"))
    flawed = push(pl.concat([catalog("a"), catalog("b", title="B" * 201)]))
    assert sums(flawed) == {"unchanged": 1, "rejected": 1}
    (item,) = flawed.items
    assert (item.ref, item.action) == ("b", "rejected")
    assert item.reason == "title: found 201 characters, expected at most 200 characters"
    assert item.mend == "Shorten the title to 200 characters."
    assert platform.items["b"]["title"] == "Cheese b"


def test_what_the_file_got_wrong_is_rejected_and_not_deleted(push: Push, platform: FakeCatalog) -> None:
    push(catalog("a", "b"))
    issue = {"row": 3, "item_id": "b", "field": "Variant Price", "severity": "error", "rule": "Variant Price.format"}
    issues = pl.DataFrame([issue | {"found": "?", "expected": "an amount", "fix": "Correct it."}], ISSUE_SCHEMA)
    assert sums(push(catalog("a"), issues=issues)) == {"unchanged": 1, "rejected": 1}
    assert set(platform.items) == {"a", "b"}


def test_an_item_that_the_platform_refuses_goes_again_alone(push: Push, platform: FakeCatalog, store: Engine) -> None:
    platform.refused["b"] = "image too small"
    first = push(catalog(*FIVE))
    assert sums(first) == {"created": 4, "failed": 1}
    assert [item.reason for item in first.items if item.action == "failed"] == ["image too small"]
    with Session(store) as session:
        assert session.get_one(ChannelItem, ("meta", "b")).errors == '["image too small"]'

    platform.refused.clear()
    platform.submitted.clear()
    assert sums(push(catalog(*FIVE))) == {"created": 1, "unchanged": 4}
    assert platform.sent == [(Operation.CREATE, "b")]
    assert everything_is_confirmed(store)


def test_an_item_refused_at_once_is_told_once(push: Push, platform: FakeCatalog, store: Engine) -> None:
    platform.refused_at_once["b"] = "no such category"
    assert sums(push(catalog("a", "b"))) == {"created": 1, "failed": 1}
    assert states(store) == {"a": "confirmed", "b": "failed"}


def test_a_refused_item_that_is_delivered_no_more_is_forgotten(
    push: Push, platform: FakeCatalog, store: Engine
) -> None:
    platform.refused["b"] = "forbidden"
    push(catalog("a", "b"))
    platform.submitted.clear()
    assert sums(push(catalog("a"))) == {"unchanged": 1}
    assert platform.submitted == []
    assert set(states(store)) == {"a"}


def test_the_platforms_warnings_are_kept_beside_the_item(push: Push, platform: FakeCatalog, store: Engine) -> None:
    platform.warned["a"] = "picture is small"
    pushed = push(catalog("a"))
    assert [(item.action, item.reason) for item in pushed.items] == [("created", "picture is small")]
    with Session(store) as session:
        item = session.get_one(ChannelItem, ("meta", "a"))
    assert (item.state, item.warnings) == ("confirmed", '["picture is small"]')


def test_progress_is_told_as_batches_settle(push: Push) -> None:
    told: list[tuple[int, int]] = []
    push(catalog(*FIVE), progress=lambda done, total: told.append((done, total)))
    assert told == [(3, 5), (5, 5)]
