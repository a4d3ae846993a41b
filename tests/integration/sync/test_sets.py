"""Product sets of a channel follow the configuration: made once, changed, removed, and those of others left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from socialshop.clock import Clock
from socialshop.errors import OutcomeUnknown, Throttled
from socialshop.ports import ProductSet, StandingSet
from socialshop.sync.reports import ChannelReport
from socialshop.sync.runs import recorded_run
from socialshop.sync.sets import foretell_sets, push_sets
from socialshop.testing.catalog import Killed
from socialshop.testing.sets import FakeSets
from tests.integration.sync.conftest import channels_of

Push = Callable[..., ChannelReport | None]
AUTUMN = ProductSet("autumn", "Autumn", 2, item_ids=("brie", "gouda"))
WINE = ProductSet("wine", "Wine", 3, category=("Wine",), product_types=("Wine > Red",))
NOBODY = ProductSet("nobody", "Nobody's", 0, label=("custom_label_0", "none"))


@pytest.fixture
def platform() -> FakeSets:
    return FakeSets()


@pytest.fixture
def push(store: Engine, clock: Clock, platform: FakeSets) -> Push:
    """Push sets in a run of its own; the report of the step, None where there was none."""

    def run_push(*wanted: ProductSet, reconciling: bool = False) -> ChannelReport | None:
        try:
            with recorded_run(store, clock, "catalog push", "anna") as run:
                push_sets(store, clock, run, platform, wanted, reconciling=reconciling)
        except Killed:
            pass
        return next(iter(channels_of(store, run)), None)

    return run_push


def changes(channel: ChannelReport | None) -> dict[str, str]:
    assert channel is not None
    assert channel.step == "sets"
    return {item.ref: item.action for item in channel.items}


def test_sets_are_made_once(push: Push, platform: FakeSets) -> None:
    assert changes(push(AUTUMN, WINE)) == {"autumn": "created", "wine": "created"}
    platform.calls.clear()
    again = push(AUTUMN, WINE)
    assert again is not None
    assert (again.unchanged, again.items) == (2, ())
    assert platform.calls == []


def test_a_changed_set_is_changed_where_it_stands(push: Push, platform: FakeSets) -> None:
    push(AUTUMN)
    later = ProductSet("autumn", "Late autumn", 1, item_ids=("brie",))
    assert changes(push(later)) == {"autumn": "updated"}
    assert platform.titles == {"autumn": "Late autumn"}


def test_a_set_that_is_wanted_no_more_is_removed(push: Push, platform: FakeSets) -> None:
    push(AUTUMN, WINE)
    assert changes(push(WINE)) == {"autumn": "deleted"}
    assert set(platform.titles) == {"wine"}
    assert changes(push()) == {"wine": "deleted"}
    assert push() is None, "nothing is wanted and nothing stands: there is no step to report"


def test_a_set_removed_by_hand_is_made_again_when_it_changes(push: Push, platform: FakeSets) -> None:
    push(AUTUMN)
    platform.standing.clear()
    assert changes(push(ProductSet("autumn", "Late autumn", 1, item_ids=("brie",)))) == {"autumn": "updated"}
    assert platform.titles == {"autumn": "Late autumn"}


@pytest.mark.parametrize("error", [Killed(), OutcomeUnknown("no answer", channel="meta")])
def test_a_set_whose_answer_never_came_is_not_made_twice(push: Push, platform: FakeSets, error: BaseException) -> None:
    platform.after_write = [error]
    push(AUTUMN)
    assert changes(push(AUTUMN)) == {"autumn": "created"}
    assert len(platform.standing) == 1
    assert changes_nothing(push(AUTUMN))


def changes_nothing(channel: ChannelReport | None) -> bool:
    return changes(channel) == {}


def test_an_empty_set_is_rejected_and_stays_as_it_stands(push: Push, platform: FakeSets) -> None:
    push(ProductSet("nobody", "Once somebody's", 1, item_ids=("brie",)))
    stopped = push(NOBODY, AUTUMN)
    assert changes(stopped) == {"nobody": "rejected", "autumn": "created"}
    assert stopped is not None
    assert stopped.items[0].mend
    assert platform.titles["nobody"] == "Once somebody's"


def test_a_set_that_the_platform_cannot_have_is_rejected(push: Push, platform: FakeSets) -> None:
    platform.impossible = {"wine"}
    found = push(AUTUMN, WINE)
    assert changes(found) == {"autumn": "created", "wine": "rejected"}
    assert found is not None
    assert [(item.reason, item.mend) for item in found.items if item.ref == "wine"] == [("too deep", "Go up.")]


def test_a_set_that_the_platform_refuses_does_not_stop_the_others(push: Push, platform: FakeSets) -> None:
    platform.refused = {"Autumn"}
    assert changes(push(AUTUMN, WINE)) == {"autumn": "failed", "wine": "created"}
    platform.refused = set()
    assert changes(push(AUTUMN, WINE)) == {"autumn": "created"}


def test_throttling_ends_the_step_and_the_next_run_goes_on(push: Push, platform: FakeSets) -> None:
    platform.after_write = [None, Throttled("slow down", channel="meta")]
    ended = push(AUTUMN, WINE)
    assert ended is not None
    assert ended.error == "slow down"
    assert changes(push(AUTUMN, WINE)) == {"wine": "created"}


def test_reconciling_adopts_repairs_and_removes(push: Push, platform: FakeSets) -> None:
    found = StandingSet("autumn", "7", platform.define(AUTUMN))
    changed = StandingSet("wine", "8", platform.define(ProductSet("wine", "Vino", 3)))
    orphan = StandingSet("spring", "9", "{}")
    window = StandingSet("window/spring", "10", json_of("A window's"))
    platform.standing = {one.set_id: one for one in (found, changed, orphan, window)}
    reconciled = push(AUTUMN, WINE, reconciling=True)
    assert changes(reconciled) == {"autumn": "adopted", "wine": "updated", "spring": "deleted"}
    assert reconciled is not None
    assert (reconciled.adopted, reconciled.unchanged) == (1, 0)
    assert platform.titles == {"autumn": "Autumn", "wine": "Wine", "window/spring": "A window's"}
    assert changes_nothing(push(AUTUMN, WINE))


def test_reconciling_puts_up_again_what_was_removed_by_hand(push: Push, platform: FakeSets) -> None:
    push(AUTUMN, WINE)
    platform.standing.pop("set-1")
    assert set(changes(push(AUTUMN, WINE, reconciling=True)).values()) == {"created"}
    assert set(platform.titles) == {"autumn", "wine"}


def test_a_plan_tells_what_a_push_would_do_and_makes_no_call(push: Push, platform: FakeSets, store: Engine) -> None:
    assert foretell_sets(store, platform, []) is None
    push(AUTUMN)
    platform.calls.clear()
    tally = foretell_sets(store, platform, [ProductSet("autumn", "Late", 1, item_ids=("a",)), WINE, NOBODY])
    assert tally is not None
    assert {entry.ref: entry.action.value for entry in tally.entries} == {
        "autumn": "updated",
        "wine": "created",
        "nobody": "rejected",
    }
    assert platform.calls == []
    asked = foretell_sets(store, platform, [], reconciling=True)
    assert asked is not None
    assert [entry.ref for entry in asked.entries] == ["autumn"]
    assert platform.calls == ["list"]


def json_of(title: str) -> str:
    return f'{{"title": "{title}"}}'
