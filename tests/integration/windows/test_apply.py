"""A platform comes in line with the windows, whatever stands there, and nothing is posted twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from socialshop.errors import AuthExpired, InputError, NotYet, Permanent
from socialshop.ports import Display, Picture
from socialshop.sync.runs import Action
from socialshop.testing.catalog import Killed
from socialshop.windows.model import PublicationState, WindowRow
from socialshop.windows.overview import summaries
from socialshop.windows.plan import Act
from socialshop.windows.telling import told
from tests.integration.windows.conftest import Make, Street, acts, publications, reasons


def standing_for(street: Street) -> str:
    with Session(street.store) as session:
        return session.get_one(WindowRow, "regentage").picture


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


def test_one_window_is_applied_and_the_others_stay(street: Street, window: Make) -> None:
    other = window(name="nebel", title="Nebel")
    street.apply(window(), other, only="nebel")
    assert [found.fields["name"] for found in street.platform.standing.values() if found.kind == "board"] == ["Nebel"]


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
    assert plan.notes == ("6 products: people remember 5 at most. Less is more.",)


def test_of_a_channel_that_a_window_is_not_for_there_is_nothing_to_say(street: Street, window: Make) -> None:
    elsewhere = window(channels=["instagram"], products=["feta", *(f"cheese-{number}" for number in range(6))])
    assert street.plan(elsewhere) == []
