"""A channel is brought in step with a delivery: only what changed goes out, and nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from catalog_feeds.issues import ISSUE_SCHEMA
from socialshop.clock import Clock
from socialshop.errors import AuthExpired, OutcomeUnknown, Permanent, Retryable, Throttled, TooMuchData
from socialshop.ports import Operation
from socialshop.products.model import ChannelItem, ChannelItemState
from socialshop.sync.model import Batch
from socialshop.sync.push import plan_catalog, push_catalog
from socialshop.sync.reports import ChannelReport, report
from socialshop.sync.runs import Action, recorded_run
from socialshop.testing.catalog import FakeCatalog, Killed, catalog

Push = Callable[..., ChannelReport]


@pytest.fixture
def platform() -> FakeCatalog:
    return FakeCatalog()


@pytest.fixture
def waited() -> list[float]:
    return []


@pytest.fixture
def push(store: Engine, clock: Clock, platform: FakeCatalog, waited: list[float]) -> Push:
    """Push a delivery in a run of its own; the report of it, also when the process 'died'."""

    def run_push(items: pl.DataFrame, **options: object) -> ChannelReport:
        try:
            with recorded_run(store, clock, "catalog push", "anna") as run:
                push_catalog(store, clock, run, platform, items, sleep=waited.append, **options)  # type: ignore[arg-type]
        except Killed:
            pass
        with Session(store) as session:
            found = report(session, run.id)
        assert found is not None
        return found.channels[0]

    return run_push


FIVE = ("a", "b", "c", "d", "e")


def sums(channel: ChannelReport) -> dict[str, int]:
    names = ("created", "updated", "deleted", "unchanged", "rejected", "failed")
    return {name: getattr(channel, name) for name in names if getattr(channel, name)}


def states(store: Engine) -> dict[str, str]:
    with Session(store) as session:
        return {item.item_id: item.state for item in session.exec(select(ChannelItem))}


def open_batches(store: Engine) -> int:
    with Session(store) as session:
        return len(session.exec(select(Batch).where(Batch.ended_at.is_(None))).all())  # type: ignore[union-attr]


def everything_is_confirmed(store: Engine) -> bool:
    return set(states(store).values()) == {ChannelItemState.CONFIRMED} and open_batches(store) == 0


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


# --- the process dies ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "arrived"),
    [("before_submit", 0), ("after_submit", 3), ("at_status", 5)],
    ids=["stored and not sent", "sent, and its handle not stored", "handle stored, and no outcome"],
)
def test_a_killed_push_is_finished_by_the_next(
    push: Push, platform: FakeCatalog, store: Engine, moment: str, arrived: int
) -> None:
    getattr(platform, moment).append(Killed())
    push(catalog(*FIVE))
    assert len(platform.sent) == arrived

    push(catalog(*FIVE))
    assert set(platform.items) == set(FIVE)
    assert everything_is_confirmed(store)


def test_what_was_confirmed_before_a_kill_is_not_sent_again(push: Push, platform: FakeCatalog, store: Engine) -> None:
    push(catalog("a", "b", "c"))
    platform.before_submit = [Killed()]
    push(catalog(*FIVE))
    platform.submitted.clear()
    push(catalog(*FIVE))
    assert {item_id for _, item_id in platform.sent} == {"d", "e"}
    assert everything_is_confirmed(store)


def test_a_batch_with_a_handle_is_followed_and_not_sent_again(push: Push, platform: FakeCatalog) -> None:
    platform.at_status = [Killed()]
    push(catalog(*FIVE))
    platform.submitted.clear()
    assert sums(push(catalog(*FIVE))) == {"created": 5}
    assert platform.submitted == []


def test_after_a_kill_each_item_is_counted_once_by_what_became_of_it(push: Push, platform: FakeCatalog) -> None:
    push(catalog("a", "b", "stays"))
    platform.refused = {"c": "no"}
    platform.at_status = [Killed()]
    push(pl.concat([catalog("a", "b", price=700), catalog("c", "d", "e", "stays")]))
    platform.refused = {}
    now = pl.concat([catalog("a", price=700), catalog("b", price=800), catalog("c", "d"), catalog("e", price=900)])
    pushed = push(pl.concat([now, catalog("stays"), catalog("f", title="")]))
    assert {item.ref: item.action for item in pushed.items} == {
        **{"a": "updated", "b": "updated", "c": "created", "d": "created", "e": "created", "f": "rejected"}
    }
    assert sums(pushed) == {"created": 3, "updated": 2, "unchanged": 1, "rejected": 1}


def test_a_deletion_that_was_interrupted_is_done_by_the_next_run(
    push: Push, platform: FakeCatalog, store: Engine
) -> None:
    push(catalog("a", "b"))
    platform.after_submit = [Killed()]
    push(catalog("a"), most_deletions_percent=50)
    assert sums(push(catalog("a"), most_deletions_percent=50)) == {"unchanged": 1, "deleted": 1}
    assert set(states(store)) == {"a"}


def test_a_handle_that_the_platform_forgot_sends_its_items_again(
    push: Push, platform: FakeCatalog, store: Engine
) -> None:
    platform.at_status = [Killed()]
    push(catalog("a"))
    platform.lose_handles()
    platform.submitted.clear()
    push(catalog("a"))
    assert [item_id for _, item_id in platform.sent] == ["a"]
    assert everything_is_confirmed(store)


# --- the platform is slow or unwell ----------------------------------------------------------------


def test_a_slow_batch_is_waited_for_longer_each_time(push: Push, platform: FakeCatalog, waited: list[float]) -> None:
    platform.looks = 4
    assert sums(push(catalog("a"))) == {"created": 1}
    assert waited == [0.5, 1.0, 2.0]


def test_an_endless_batch_is_left_to_the_next_run_and_held_back(
    push: Push, platform: FakeCatalog, waited: list[float], store: Engine
) -> None:
    platform.looks = 1000
    left = push(catalog("a"))
    assert sum(waited) <= 600
    assert [(item.ref, item.action) for item in left.items] == [("a", "failed")]

    push(catalog("a", price=999))
    assert len(platform.submitted) == 1, "an item on its way is not sent a second time"

    platform.looks = 1
    push(catalog("a", price=999))
    assert platform.items["a"]["price"] == "9.99 EUR"
    assert everything_is_confirmed(store)


def test_too_much_data_halves_the_batch(push: Push, platform: FakeCatalog, store: Engine) -> None:
    platform.before_submit = [TooMuchData("reduce", channel="meta")]
    assert sums(push(catalog("a", "b", "c"))) == {"created": 3}
    assert [len(batch) for batch in platform.submitted] == [2, 1]
    assert everything_is_confirmed(store)


def test_what_a_dead_token_leaves_undone_is_counted_as_failed(push: Push, platform: FakeCatalog) -> None:
    platform.before_submit = [None, AuthExpired("dead", channel="meta")]
    stopped = push(catalog(*FIVE))
    assert (stopped.failed, stopped.items, stopped.error) == (5, (), "dead")
    assert sums(push(catalog(*FIVE))) == {"created": 5}


def test_one_item_that_is_too_much_fails_alone(push: Push, platform: FakeCatalog) -> None:
    platform.before_submit = [TooMuchData("reduce", channel="meta")] * 3
    pushed = push(catalog("a", "b", "c"))
    assert sums(pushed) == {"created": 2, "failed": 1}
    assert [item.mend for item in pushed.items if item.action == "failed"] == [
        "Shorten its texts, or leave pictures out: it is too large by itself."
    ]
    assert set(platform.items) == {"b", "c"}


def test_throttling_is_waited_for_as_long_as_the_platform_says(
    push: Push, platform: FakeCatalog, waited: list[float]
) -> None:
    platform.before_submit = [Throttled("slow down", channel="meta", after=42)]
    assert sums(push(catalog("a"))) == {"created": 1}
    assert waited == [42]


def test_throttling_for_hours_ends_the_channel_and_the_next_run_goes_on(
    push: Push, platform: FakeCatalog, waited: list[float], store: Engine
) -> None:
    platform.before_submit = [None, Throttled("come back tomorrow", channel="meta", after=50_000)]
    ended = push(catalog(*FIVE))
    assert ended.error == "come back tomorrow"
    assert waited == []

    platform.submitted.clear()
    push(catalog(*FIVE))
    assert {item_id for _, item_id in platform.sent} == {"d", "e"}
    assert everything_is_confirmed(store)


def test_a_failing_batch_does_not_stop_the_others(push: Push, platform: FakeCatalog, store: Engine) -> None:
    platform.before_submit = [Permanent("broken", channel="meta", mend="Ask the platform.")]
    pushed = push(catalog(*FIVE))
    assert sums(pushed) == {"created": 2, "failed": 3}
    assert {item.mend for item in pushed.items if item.action == "failed"} == {"Ask the platform."}
    assert sums(push(catalog(*FIVE))) == {"created": 3, "unchanged": 2}
    assert everything_is_confirmed(store)


def test_a_batch_without_a_handle_goes_again(push: Push, platform: FakeCatalog, store: Engine) -> None:
    platform.takes_nothing = True
    pushed = push(catalog("a", "b"))
    assert sums(pushed) == {"failed": 2}
    assert "no handle" in pushed.items[0].reason

    platform.takes_nothing = False
    platform.submitted.clear()
    push(catalog("a", "b"))
    assert {item_id for _, item_id in platform.sent} == {"a", "b"}
    assert everything_is_confirmed(store)


def test_items_whose_answer_never_came_go_again(push: Push, platform: FakeCatalog, store: Engine) -> None:
    platform.after_submit = [OutcomeUnknown("no answer", channel="meta")]
    assert sums(push(catalog(*FIVE))) == {"created": 2, "failed": 3}
    platform.submitted.clear()
    push(catalog(*FIVE))
    assert {item_id for _, item_id in platform.sent} == {"a", "b", "c"}
    assert everything_is_confirmed(store)


def test_a_dead_token_stops_the_channel(push: Push, platform: FakeCatalog) -> None:
    platform.before_submit = [AuthExpired("token expired", channel="meta", mend="Reconnect.")]
    stopped = push(catalog(*FIVE))
    assert (stopped.error, stopped.mend) == ("token expired", "Reconnect.")
    assert platform.submitted == []


def test_a_hiccup_while_asking_is_asked_again(push: Push, platform: FakeCatalog, waited: list[float]) -> None:
    platform.at_status = [Retryable("bad gateway", channel="meta", after=7)]
    assert sums(push(catalog("a"))) == {"created": 1}
    assert waited == [7]


def test_progress_is_told_as_batches_settle(push: Push) -> None:
    told: list[tuple[int, int]] = []
    push(catalog(*FIVE), progress=lambda done, total: told.append((done, total)))
    assert told == [(3, 5), (5, 5)]
