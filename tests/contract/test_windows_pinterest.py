"""Boards, sections and Pins: where they stand, what people's Pins among them mean, and what an app may change."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from connectors.sandbox import FaultKind
from socialshop.errors import AuthExpired, Permanent
from socialshop.ports import DisplayExtra
from socialshop.testing.catalog import Killed
from socialshop.testing.fakes import MemorySteps
from socialshop.testing.windows import dressed, put_up, sample_display


def pins(platform: Any) -> list[Any]:
    return list(platform.world.pins.values())


class TestPinterestWindows:
    channel = "pinterest"

    def test_pins_stand_in_their_sections(self, platform: Any) -> None:
        put = put_up(platform, sample_display(platform), MemorySteps(platform.clock))
        (section,) = platform.world.sections.values()
        assert (section.name, section.board_id) == ("Würzig", put["board"].external_id)
        assert [pin.section_id for pin in pins(platform)] == [None, section.id, None]

    def test_a_window_with_pictures_of_its_own_has_a_carousel_before_its_products(self, platform: Any) -> None:
        display = dressed(sample_display(platform), platform)
        put_up(platform, display, MemorySteps(platform.clock))
        carousel = pins(platform)[0]
        assert [(slot.title, slot.link) for slot in carousel.slots] == [
            (display.title, display.link),
            *((product.title, product.link) for product in display.products),
        ]
        one = replace(sample_display(platform, "Winter"), pictures=display.pictures[:1])
        put_up(platform, one, MemorySteps(platform.clock))
        assert pins(platform)[4].slots == ()

    def test_extras_with_a_picture_are_pinned_too(self, platform: Any) -> None:
        display = sample_display(platform)
        recipe = DisplayExtra("extra-1", "Fondue", "Für vier.", "https://rezepte.example/fondue", platform.pictures[0])
        display = replace(display, extras=(recipe, replace(recipe, key="extra-2", picture=None)))
        put = put_up(platform, display, MemorySteps(platform.clock))
        assert put["pin:extra-1"].item_id is None
        assert [pin.link for pin in pins(platform)][3:] == ["https://rezepte.example/fondue"]

    def test_all_windows_may_share_a_board(self, platform: Any) -> None:
        platform.settings = {"board": "Aus der Theke"}
        steps = MemorySteps(platform.clock)
        put = put_up(platform, sample_display(platform), steps)
        other = put_up(platform, in_no_section(sample_display(platform, "Winter")), MemorySteps(platform.clock))
        (board,) = platform.world.boards.values()
        assert {pin.board_id for pin in pins(platform)} == {board.id}
        assert put_up(platform, sample_display(platform), steps) == put
        for one in (*reversed(put.values()), *reversed(other.values())):
            platform.connect().withdraw(one)
        assert (len(platform.world.boards), pins(platform), platform.world.sections) == (1, [], {})

    @pytest.mark.parametrize("key", ["section:Würzig/section", "pin:herbst-0/pin", "pin:herbst-1/pin"])
    def test_a_kill_on_a_shared_board_doubles_nothing(self, platform: Any, key: str) -> None:
        platform.settings = {"board": "Aus der Theke"}
        steps = MemorySteps(platform.clock)
        steps.kill_after = key
        with pytest.raises(Killed):
            put_up(platform, sample_display(platform), steps)
        put_up(platform, sample_display(platform), steps)
        assert (len(platform.world.sections), len(pins(platform))) == (1, 3)

    def test_a_persons_board_is_not_taken(self, platform: Any) -> None:
        put_up(platform, sample_display(platform), MemorySteps(platform.clock))
        platform.clock.advance(hours=1)
        with pytest.raises(Permanent, match="another title"):
            put_up(platform, sample_display(platform), MemorySteps(platform.clock))

    @pytest.mark.parametrize("key", ["board", "section:Würzig"])
    def test_peoples_pins_are_not_deleted(self, platform: Any, key: str) -> None:
        put = put_up(platform, sample_display(platform), MemorySteps(platform.clock))
        with pytest.raises(Permanent, match="not the window's"):
            platform.connect().withdraw(put[key])
        assert len(pins(platform)) == 3

    def test_a_product_moves_to_another_section_and_out_of_it(self, platform: Any) -> None:
        display = sample_display(platform)
        put = put_up(platform, display, MemorySteps(platform.clock))
        target, moved = platform.connect(), put["pin:herbst-0"]
        for section, stands_in in (("Würzig", put["section:Würzig"].external_id), ("", None)):
            products = (replace(display.products[0], section=section), *display.products[1:])
            (part,) = (one for one in target.parts(replace(display, products=products)) if one.key == "pin:herbst-0")
            target.change(moved, part, frozenset({"section"}))
            assert platform.world.pins[moved.external_id].section_id == stands_in
            assert target.told(moved).get("section", "") == section

    def test_an_app_that_may_not_change_pins_says_what_to_do(self, platform: Any) -> None:
        display = sample_display(platform)
        put = put_up(platform, display, MemorySteps(platform.clock))
        part = next(one for one in platform.connect().parts(display) if one.key == "pin:herbst-0")
        platform.hit(FaultKind.PINTEREST_403, method="PATCH")
        with pytest.raises(Permanent, match="Update Pin"):
            platform.connect().change(put["pin:herbst-0"], part, frozenset({"title"}))
        platform.expire_tokens()
        with pytest.raises(AuthExpired):
            platform.connect().change(put["pin:herbst-0"], part, frozenset({"title"}))

    def test_the_slots_of_a_carousel_are_changed(self, platform: Any) -> None:
        display = dressed(sample_display(platform), platform)
        put = put_up(platform, display, MemorySteps(platform.clock))
        part = platform.connect().parts(replace(display, link="https://www.kaesetheke.example/neu"))[2]
        platform.connect().change(put["pin"], part, frozenset({"slots"}))
        assert platform.world.pins[put["pin"].external_id].slots[0].link == "https://www.kaesetheke.example/neu"

    def test_pictures_without_a_file_are_fetched(self, platform: Any) -> None:
        platform.pictures = tuple(replace(picture, content=None) for picture in platform.pictures)
        put_up(platform, dressed(sample_display(platform), platform), MemorySteps(platform.clock))
        assert all(image.url for pin in pins(platform) for image in pin.images)

    def test_a_section_of_a_board_that_is_gone_is_gone(self, platform: Any) -> None:
        put = put_up(platform, sample_display(platform), MemorySteps(platform.clock))
        platform.take_down(put["board"].external_id)
        within = [one for key, one in put.items() if key != "set"]
        assert [platform.connect().told(one) for one in within] == [None] * len(within)

    def test_two_windows_of_the_same_products_have_a_group_each(self, platform: Any) -> None:
        display = sample_display(platform)
        for name in ("a", "b"):
            put = put_up(platform, replace(display, window=name, title=name), MemorySteps(platform.clock))
        assert len(platform.world.groups) == 2
        assert platform.connect().told(put["set"])["products"] == "herbst-0,herbst-1,herbst-2"


def in_no_section(display: Any) -> Any:
    return replace(display, products=tuple(replace(product, section="") for product in display.products))
