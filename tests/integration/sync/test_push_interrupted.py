"""A push that dies, or meets a platform that is slow or unwell: nothing is lost, and nothing goes twice."""

from __future__ import annotations

import polars as pl
import pytest
from sqlalchemy import Engine

from socialshop.errors import AuthExpired, OutcomeUnknown, Permanent, Retryable, Throttled, TooMuchData
from socialshop.testing.catalog import FakeCatalog, Killed, catalog
from tests.integration.sync.conftest import FIVE, Push, everything_is_confirmed, states, sums


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
