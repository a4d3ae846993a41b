"""A platform comes in line with the windows, whatever stands there, and nothing is posted twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.errors import AuthExpired, ConfigurationError, InputError, NotYet, Permanent
from socialshop.ports import Display, Picture
from socialshop.sync.runs import Action, Tally
from socialshop.testing.catalog import Killed
from socialshop.testing.fakes import MemoryPlatform
from socialshop.windows.definition import WindowDefinition
from socialshop.windows.facts import Expert, ShopFront, Voices
from socialshop.windows.model import Publication, PublicationState, WindowRow
from socialshop.windows.overview import summaries
from socialshop.windows.plan import Act
from socialshop.windows.planning import QUIET
from socialshop.windows.schedule import QuietHours
from socialshop.windows.telling import told
from tests.integration.windows.conftest import Street

Make = Callable[..., WindowDefinition]


def publications(street: Street) -> list[tuple[str, str]]:
    with Session(street.store) as session:
        return [(row.part, row.state) for row in session.exec(select(Publication).order_by("id"))]


def reasons(tally: Tally, action: Action) -> dict[str, str]:
    return {entry.ref: entry.reason for entry in tally.entries if entry.action is action}


def standing_for(street: Street) -> str:
    with Session(street.store) as session:
        return session.get_one(WindowRow, "regentage").picture


def acts(street: Street, *windows: WindowDefinition) -> dict[str, Act]:
    return {step.key: step.act for plan in street.plan(*windows) for step in plan.steps if step.act is not Act.KEEP}


def test_applied_twice_it_stands_once(street: Street, window: Make) -> None:
    planned = acts(street, window())
    first, second = street.apply(window()), street.apply(window())
    assert set(planned) == {"post", "board", "pin:gruyere", "pin:brie"}
    assert set(planned.values()) == {Act.CREATE}
    assert (first.counts[Action.CREATED], second.counts[Action.CREATED], second.unchanged) == (4, 0, 4)
    assert len(street.platform.standing) == 4
    assert acts(street, window()) == {}


def test_the_text_says_why_and_links_with_the_campaign(street: Street, window: Make) -> None:
    street.apply(window())
    (text,) = street.texts()
    assert "Warum wir es zeigen: Viele fragten danach." in text
    assert (
        "https://shop.example/products/gruyere?variant=1&utm_source=facebook&utm_medium=social"
        "&utm_campaign=regentage&utm_content=gruyere" in text
    )


def test_its_cover_stands_for_it_in_lists(street: Street, window: Make) -> None:
    def with_cover(display: Display, *_: object) -> Display:
        return replace(display, pictures=(Picture("windows/cover.jpg", "Titelbild"),))

    def unpainted(*_: object) -> Display:
        raise InputError("The file is no picture.", file="gruyere.jpg")

    street.decorate = with_cover
    street.apply(window())
    assert standing_for(street) == "windows/cover.jpg"
    with Session(street.store) as session:
        (listed,) = summaries(session, [window()], street.clock())
    assert listed.to_json()["picture"] == "windows/cover.jpg"
    street.decorate = unpainted
    refused = reasons(street.apply(window()), Action.REJECTED)["regentage"]
    assert refused.startswith("gate picture: gruyere.jpg: The file is no picture.")
    assert standing_for(street) == "windows/cover.jpg", "the last one that could be drawn"


def test_what_the_platform_will_not_tag_is_planned_and_reported_with_its_reason(street: Street, window: Make) -> None:
    street.platform.turned_down["brie"] = "review of the product: rejected"
    (plan,) = street.plan(window())
    assert told(plan).to_json()["untagged"] == ({"item_id": "brie", "reason": "review of the product: rejected"},)
    tally = street.apply(window())
    said = "No picture is tagged with it: review of the product: rejected."
    assert said in {entry.reason for entry in tally.entries if entry.ref == "regentage: brie"}
    assert said not in {entry.reason for entry in street.apply(window()).entries}, "once is enough"


def test_until_a_cover_is_drawn_the_first_photo_stands_for_it(street: Street, window: Make) -> None:
    street.apply(window())
    assert standing_for(street) == "https://shop.example/gruyere.jpg"


@pytest.mark.parametrize("effects", [1, 2, 3, 4])
def test_killed_after_any_effect_it_goes_on_where_it_stopped(street: Street, window: Make, effects: int) -> None:
    street.platform.effects_left = effects
    with pytest.raises(Killed):
        street.apply(window())
    street.apply(window())
    assert sorted(street.platform.standing) == ["board-2", "pin-3", "pin-4", "post-1"]
    assert acts(street, window()) == {}


@pytest.mark.parametrize("effects", [1, 2, 3, 4])
def test_killed_and_then_edited_it_is_found_and_corrected(street: Street, window: Make, effects: int) -> None:
    street.platform.effects_left = effects
    with pytest.raises(Killed):
        street.apply(window())
    edited = window(story="Die Sonne scheint.")
    street.apply(edited)
    assert len(street.texts()) == 1
    assert "Die Sonne scheint." in street.texts()[0]
    assert len(street.platform.standing) == 4
    assert acts(street, edited) == {}


def test_killed_and_then_taken_out_it_comes_down(street: Street, window: Make) -> None:
    street.platform.effects_left = 1
    with pytest.raises(Killed):
        street.apply(window())
    street.apply()
    assert street.platform.standing == {}


@pytest.mark.parametrize("effects", [1, 2, 3])
def test_killed_while_it_comes_down_it_comes_down(street: Street, window: Make, effects: int) -> None:
    street.apply(window())
    street.platform.effects_left = effects
    with pytest.raises(Killed):
        street.withdraw("regentage")
    street.withdraw("regentage")
    assert street.platform.standing == {}
    assert {state for _, state in publications(street)} == {PublicationState.WITHDRAWN}


def test_an_edit_changes_what_can_be_changed_and_replaces_what_cannot(street: Street, window: Make) -> None:
    street.apply(window())
    edited = window(story="Die Sonne scheint.", products=["gruyere", "comte"], unchangeable="replace")
    assert acts(street, edited) == {
        "post": Act.REPLACE,
        "pin:brie": Act.WITHDRAW,
        "pin:comte": Act.CREATE,
    }
    street.apply(edited)
    assert "Die Sonne scheint." in street.texts()[0]
    assert street.pins() == ["Gruyere", "Comte"]
    assert acts(street, edited) == {}


def test_what_cannot_be_changed_is_left_with_what_people_wrote_beneath_it_and_said(
    street: Street, window: Make
) -> None:
    street.apply(window())
    (post,) = (name for name, found in street.platform.standing.items() if found.kind == "post")
    edited = window(products=["gruyere", "comte"])
    first, second = street.apply(edited), street.apply(edited)
    left = "The platform cannot change this of a post, and it stands as it is: pictures."
    assert reasons(first, Action.UPDATED)["regentage: post"] == f"text · {left}"
    assert "Comte" in street.texts()[0]
    assert reasons(second, Action.NOTED) == {"regentage: post": f"pictures · {left}"}
    (entry,) = second.entries
    assert 'unchangeable = "replace"' in entry.mend
    assert second.flawless
    assert acts(street, edited) == {"post": Act.LEAVE}
    assert post in street.platform.standing


def test_what_waits_for_its_time_is_made_anew_for_nobody_saw_it(street: Street, window: Make) -> None:
    ahead = {"starts": street.clock() + timedelta(days=1)}
    street.apply(window(**ahead))
    edited = window(**ahead, products=["gruyere", "comte"])
    assert acts(street, edited)["post"] is Act.REPLACE
    street.apply(edited)
    assert acts(street, edited).get("post") is None


def test_what_people_changed_there_by_hand_is_told_and_brought_back(street: Street, window: Make) -> None:
    street.apply(window())
    text = street.texts()[0]
    street.platform.standing["post-1"].fields["text"] = "SALE!!!"
    del street.platform.standing["pin-3"]
    (plan,) = street.plan(window())
    steps = {step.key: step for step in plan.steps}
    (difference,) = steps["post"].differences
    assert (difference.before, difference.after, difference.by_hand) == ("SALE!!!", text, True)
    assert steps["pin:gruyere"].why == "It was taken down there by hand."
    tally = street.apply(window())
    assert reasons(tally, Action.UPDATED) == {"regentage: post": "text changed there by hand"}
    assert street.texts() == [text]
    assert sorted(street.pins()) == ["Brie", "Gruyere"]
    assert acts(street, window()) == {}


def test_a_board_made_anew_takes_its_pins_along(street: Street, window: Make) -> None:
    street.apply(window())
    for name in ("board-2", "pin-3", "pin-4"):
        del street.platform.standing[name]
    street.apply(window())
    board = next(name for name, found in street.platform.standing.items() if found.kind == "board")
    assert {found.under for found in street.platform.standing.values() if found.kind == "pin"} == {board}


def test_sold_out_is_swapped_for_the_next_choice_and_said(street: Street, window: Make) -> None:
    made = window(products={"ids": ["gruyere", "brie"], "next": ["feta", "comte"]})
    street.apply(made)
    street.deliver("brie", availability="out of stock")
    tally = street.apply(made)
    assert sorted(street.pins()) == ["Comte", "Gruyere"]
    assert reasons(tally, Action.DELETED) == {
        "regentage: pin:brie": "brie: The product is sold out. comte stands in for it."
    }
    assert reasons(tally, Action.CREATED)["regentage: pin:comte"].startswith("brie: The product is sold out.")
    assert tally.flawless
    assert acts(street, made) == {"post": Act.LEAVE}, "its pictures stay, and each plan says so"
    street.deliver("brie", availability="in stock")
    street.apply(made)
    assert sorted(street.pins()) == ["Brie", "Gruyere"]
    assert acts(street, made) == {}


def test_sold_out_is_left_out_where_the_policy_says_so(street: Street, window: Make) -> None:
    made = window(policy="update", products={"ids": ["gruyere", "feta"], "next": ["comte"]})
    tally = street.apply(made)
    assert street.pins() == ["Gruyere"]
    assert "gate stock" in reasons(tally, Action.REJECTED)["regentage: feta"]


def test_the_window_comes_down_where_the_policy_says_so(street: Street, window: Make) -> None:
    made = window(policy="withdraw")
    street.apply(made)
    street.deliver("brie", availability="out of stock")
    tally = street.apply(made)
    assert street.platform.standing == {}
    assert "while this cannot be shown: brie" in reasons(tally, Action.DELETED)["regentage: post"]
    street.deliver("brie", availability="in stock")
    street.apply(made)
    assert len(street.platform.standing) == 4


def test_a_paused_product_is_taken_out(street: Street, window: Make) -> None:
    street.apply(window())
    street.facts["paused"] = {"brie": "too many complaints"}
    tally = street.apply(window())
    assert street.pins() == ["Gruyere"]
    assert "paused: too many complaints" in reasons(tally, Action.REJECTED)["regentage: brie"]


def test_a_new_price_is_said_where_it_changes_something(street: Street, window: Make) -> None:
    street.apply(window())
    street.deliver("gruyere", price=1290, description="Jetzt teurer.")
    tally = street.apply(window())
    told = reasons(tally, Action.UPDATED)["regentage: pin:gruyere"]
    assert "its price went from 9.90 EUR to 12.90 EUR" in told


@pytest.mark.parametrize(
    ("true", "said", "source"),
    [
        ({"quantity": 3}, "nur noch 3 da", "stock: 3 in the delivery of 2026-11-02 09:00 UTC"),
        ({"recommended": {"brie": (9, 10)}}, "9 von 10 empfehlen es", "inbox: 9 of 10 people"),
        ({"asked": {"brie": 4}}, "diese Woche am meisten gefragt", "inbox: 4 people asked"),
        ({"expert": "Greta"}, "die Wahl von Greta, Affineurin", "configuration: the choice of Greta"),
    ],
)
def test_a_claim_names_its_source_and_vanishes_in_the_next_run_after_it_was_true(
    street: Street, window: Make, true: dict[str, Any], said: str, source: str
) -> None:
    if "quantity" in true:
        street.deliver("brie", **true)
    elif "expert" in true:
        street.facts["experts"] = [Expert(true["expert"], "Affineurin", ["brie"])]
    else:
        street.facts["voices"] = Voices(**true)
    (plan,) = street.plan(window())
    ((item_id, text, named),) = ((one.item_id, one.text, one.source) for one in plan.claims)
    assert (item_id, text, source in named) == ("brie", said, True)
    street.apply(window())
    assert f"Brie ({said})" in street.texts()[0]
    street.facts.clear()
    street.deliver("brie", quantity=30)
    street.apply(window())
    assert said not in "".join((*street.texts(), *street.texts("pin")))
    assert street.plan(window())[0].claims == ()


def test_a_condition_keeps_what_stands_and_takes_the_remarkable_first(street: Street, window: Make) -> None:
    made = window(products={"where": "price < 1000 AND availability = 'in stock'", "at_most": 2})
    street.facts["voices"] = _asked(comte=4)
    street.apply(made)
    assert street.pins() == ["Comte", "Brie"]
    street.facts["voices"] = _asked(gruyere=9)
    assert street.plan(made)[0].notes == ()
    street.apply(made)
    assert street.pins() == ["Comte", "Brie"]
    street.deliver("comte", price=5000)
    street.apply(made)
    assert sorted(street.pins()) == ["Brie", "Gruyere"]


def _asked(**asked: int) -> Voices:
    return Voices(asked=asked)


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


def test_one_window_is_applied_and_the_others_stay(street: Street, window: Make) -> None:
    other = window(name="nebel", title="Nebel")
    street.apply(window(), other, only="nebel")
    assert [found.fields["name"] for found in street.platform.standing.values() if found.kind == "board"] == ["Nebel"]


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


def test_one_object_that_fails_does_not_hold_up_the_others(street: Street, window: Make) -> None:
    street.platform.refused["board"] = Permanent("No more boards.", channel="facebook", mend="Delete one.")
    tally = street.apply(window())
    assert (tally.counts[Action.FAILED], len(street.texts()), street.pins()) == (1, 1, [])
    street.platform.refused.clear()
    street.apply(window())
    assert sorted(street.pins()) == ["Brie", "Gruyere"]


def test_what_something_else_has_to_stand_for_waits_and_is_no_failure(street: Street, window: Make) -> None:
    street.platform.refused["board"] = NotYet("There is no shelf yet.", channel="facebook", mend="Build it.")
    tally = street.apply(window())
    waits = next(entry for entry in tally.entries if entry.ref == "regentage: board")
    assert (tally.counts[Action.FAILED], waits.reason, waits.mend) == (
        0,
        "It waits: There is no shelf yet.",
        "Build it.",
    )
    street.platform.refused.clear()
    street.apply(window())
    assert len(street.platform.standing) == 4


def test_a_dead_token_ends_the_channel_and_the_next_run_goes_on(street: Street, window: Make) -> None:
    street.platform.refused["board"] = AuthExpired("The token is dead.", channel="facebook", mend="Connect again.")
    assert street.apply(window()).mend == "Connect again."
    street.platform.refused.clear()
    street.apply(window())
    assert len(street.platform.standing) == 4


@pytest.mark.parametrize(
    ("changed", "gate"),
    [
        ({"hashtags": ["a", "b", "c", "d"]}, "gate text: The text has 4 hashtags, at most 3 are allowed."),
        ({"story": "Nur noch heute!"}, "gate urgency: The text presses people: 'Nur noch heute'."),
        ({"partner": "NOBODY"}, "gate disclosure: There is no partner with the code 'NOBODY'."),
        ({"products": ["feta"]}, "gate products: 0 pictures can be shown, the platform wants 1 at least."),
    ],
)
def test_a_shut_gate_is_named_and_nothing_goes_up(
    street: Street, window: Make, changed: dict[str, Any], gate: str
) -> None:
    tally = street.apply(window(**changed))
    assert reasons(tally, Action.REJECTED)["regentage"] == gate
    assert street.platform.standing == {}


def test_a_shut_gate_leaves_what_stands_as_it_is(street: Street, window: Make) -> None:
    street.apply(window())
    street.apply(window(story="Letzte Chance!"))
    assert "Draußen nieselt es." in street.texts()[0]


def test_more_than_a_handful_is_warned_of(street: Street, window: Make) -> None:
    names = [f"cheese-{number}" for number in range(6)]
    for item_id in names:
        street.deliver(item_id)
    (plan,) = street.plan(window(products=names))
    assert plan.notes == ("6 products: a handful makes people stop, more makes them pass by.",)


def test_of_a_channel_that_a_window_is_not_for_there_is_nothing_to_say(street: Street, window: Make) -> None:
    elsewhere = window(channels=["instagram"], products=["feta", *(f"cheese-{number}" for number in range(6))])
    assert street.plan(elsewhere) == []


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
