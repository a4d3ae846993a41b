"""When a window goes up and comes down: its slots, quiet hours, the quota, its end, and a hand that takes it down."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from socialshop.clock import Clock
from socialshop.errors import ConfigurationError, Permanent
from socialshop.sync.runs import Action
from socialshop.testing.fakes import MemoryPlatform
from socialshop.windows.facts import ShopFront
from socialshop.windows.model import PublicationState
from socialshop.windows.plan import Act
from socialshop.windows.planning import QUIET
from socialshop.windows.schedule import QuietHours
from tests.integration.windows.conftest import Make, Street, acts, publications, reasons


def test_when_it_is_over_it_comes_down_once(street: Street, window: Make) -> None:
    made = window(ends=street.clock() + timedelta(days=7))
    street.apply(made)
    street.clock.advance(days=8)  # type: ignore[attr-defined]
    tally = street.apply(made)
    assert tally.counts[Action.DELETED] == 4
    assert reasons(tally, Action.DELETED)["regentage: post"] == "The window is over."
    assert street.apply(made).entries == []
    assert street.platform.standing == {}


def test_a_file_that_is_gone_takes_its_window_along(street: Street, window: Make) -> None:
    street.apply(window())
    assert set(acts(street).values()) == {Act.WITHDRAW}
    street.apply()
    assert street.platform.standing == {}


def test_taken_down_by_hand_it_stays_down_until_it_is_applied_by_name(street: Street, window: Make) -> None:
    street.apply(window())
    street.withdraw("regentage")
    street.apply(window())
    assert street.platform.standing == {}
    assert "windows apply regentage" in street.plan(window())[0].notes[0]
    street.apply(window(), only="regentage")
    assert len(street.platform.standing) == 4


def test_a_window_that_never_stood_cannot_be_taken_down(street: Street) -> None:
    with pytest.raises(ConfigurationError, match="No window 'nebel'"):
        street.withdraw("nebel")


def test_what_a_platform_cannot_take_down_is_said_once(street: Street, window: Make) -> None:
    made = window(ends=street.clock() + timedelta(days=7))
    street.apply(made)
    street.clock.advance(days=8)  # type: ignore[attr-defined]
    street.platform.cannot_withdraw = Permanent("The platform has no way.", channel="facebook", mend="Delete it there.")
    assert {entry.mend for entry in street.apply(made).entries} == {"Delete it there."}
    assert street.apply(made).entries == []
    assert {state for _, state in publications(street)} == {PublicationState.LEFT}
    street.apply(window())
    assert len(street.platform.standing) == 4


def test_it_goes_up_at_its_slot_and_not_in_quiet_hours(street: Street, window: Make) -> None:
    berlin = ZoneInfo("Europe/Berlin")
    made = window(slots=["mon 18:00"], time_zone="Europe/Berlin")
    street.platform.limits = replace(street.platform.limits, scheduling=None)  # type: ignore[misc]
    street.apply(made)  # on a Monday at ten
    (plan,) = street.plan(made)
    assert {step.at for step in plan.steps} == {datetime(2026, 11, 2, 18, 0, tzinfo=berlin)}
    assert street.platform.standing == {}
    street.clock.advance(hours=8)  # type: ignore[attr-defined]
    street.facts["front"] = ShopFront("https://shop.example", quiet=QuietHours("17:30-19:00", berlin))
    tally = street.apply(made)
    assert reasons(tally, Action.NOTED)["regentage: post"] == f"2026-11-02 19:00 CET · {QUIET}"
    street.clock.advance(hours=1)  # type: ignore[attr-defined]
    street.apply(made)
    assert len(street.platform.standing) == 4


def test_a_platform_that_schedules_is_given_the_window_ahead(street: Street, window: Make) -> None:
    made = window(starts=street.clock() + timedelta(days=2))
    street.apply(made)
    post = street.platform.standing["post-1"]
    assert post.fields["publish_at"] == (street.clock() + timedelta(days=2)).isoformat()
    assert acts(street, made) == {}
    later = window(starts=street.clock() + timedelta(days=3))
    assert acts(street, later) == {"post": Act.CHANGE}
    street.apply(later)
    assert post.fields["publish_at"] == (street.clock() + timedelta(days=3)).isoformat()


def test_what_does_not_fit_the_quota_waits_for_the_next_free_slot(store: Engine, clock: Clock, window: Make) -> None:
    street = Street(store, clock, MemoryPlatform(clock, quota=3))
    for item_id in ("gruyere", "brie"):
        street.deliver(item_id)
    street.apply(window())
    assert len(street.platform.standing) == 3
    clock.advance(hours=1)  # type: ignore[attr-defined]
    (plan,) = street.plan(window())
    (waiting,) = (step for step in plan.steps if step.act is Act.WAIT)
    assert waiting.key == "pin:brie"
    assert waiting.at == clock() + timedelta(hours=23)
    clock.advance(hours=23, minutes=1)  # type: ignore[attr-defined]
    street.apply(window())
    assert len(street.platform.standing) == 4
