"""A board that stands by a window's name and that nobody remembers: refused until somebody says that it is ours."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from connectors.sandbox import Sandbox, hands
from connectors.sandbox.records import Board
from tests.integration.windows.conftest import Call, begin, window_on

WINDOW = (
    window_on("pinterest")
    + """
[sections]
"Weich" = ["brie"]
"""
)


@pytest.fixture
def board(call: Call, tmp_path: Path, platforms: Sandbox) -> Board:
    """A window that stands, and a shop that has forgotten it."""
    (tmp_path / "windows" / "regentage.toml").write_text(WINDOW, encoding="utf-8")
    assert call("apply").exit_code == 0
    (tmp_path / "socialshop.db").unlink()
    begin()
    (found,) = platforms.world.boards.values()
    return found


def test_a_board_of_the_windows_name_is_named_with_the_way_to_take_it_over(
    call: Call, board: Board, platforms: Sandbox
) -> None:
    before = dict(platforms.world.pins)
    planned = call("plan")
    assert planned.exit_code == 1
    for said in ("gate name", board.id, "`socialshop windows apply regentage --adopt`"):
        assert said in planned.output
    assert call("apply").exit_code == 1
    assert (platforms.world.pins, list(platforms.world.boards)) == (before, [board.id])


def test_it_is_taken_over_with_its_pins_and_none_is_doubled(call: Call, board: Board, platforms: Sandbox) -> None:
    pins, sections = set(platforms.world.pins), set(platforms.world.sections)
    feta = next(pin for pin in platforms.world.pins.values() if "/feta" in pin.link)
    hands.change(platforms.world, feta.id, title="Alt")
    planned = call("plan", "regentage", "--adopt").output
    for said in ("⊕ adopt board", "⊕ adopt section:Weich", "⊕ adopt pin:brie", "⊕ adopt set", "- Alt", "to adopt"):
        assert said in planned
    assert feta.title == "Alt"
    applied = call("apply", "regentage", "--adopt")
    assert applied.exit_code == 0, applied.output
    assert (set(platforms.world.pins), set(platforms.world.sections)) == (pins, sections)
    assert (list(platforms.world.boards), feta.title) == ([board.id], "Feta")
    assert "Nothing to do now" in call("plan").output
    assert call("withdraw", "regentage").exit_code == 0
    assert (platforms.world.pins, platforms.world.boards) == ({}, {})


def test_a_pin_in_no_section_stays_where_it_is_and_peoples_pins_are_left(
    call: Call, board: Board, platforms: Sandbox
) -> None:
    (section,) = platforms.world.sections.values()
    brie = next(pin for pin in platforms.world.pins.values() if pin.section_id == section.id)
    other = next(pin for pin in platforms.world.pins.values() if "/feta" in pin.link)
    hands.change(platforms.world, brie.id, section_id=None)
    hands.change(platforms.world, other.id, link="https://www.kaesetheke.example/feta")
    hands.delete(platforms.world, section.id)
    before = set(platforms.world.pins)
    told = json.loads(call("apply", "regentage", "--adopt", "--json").output)["channels"][0]
    assert (told["failed"], len(set(platforms.world.pins) - before)) == (0, 1)
    assert other.link == "https://www.kaesetheke.example/feta"
    assert "Nothing to do now" in call("plan").output


def test_a_board_that_is_not_public_is_not_taken_over(call: Call, board: Board) -> None:
    board.privacy = "SECRET"
    refused = call("plan", "regentage", "--adopt")
    assert refused.exit_code == 1
    assert "the board is not public" in refused.output


def test_another_windows_board_is_not_taken_over(call: Call, board: Board, tmp_path: Path) -> None:
    assert call("apply", "regentage", "--adopt").exit_code == 0
    (tmp_path / "windows" / "nebel.toml").write_text(WINDOW, encoding="utf-8")
    refused = call("plan", "nebel", "--adopt")
    assert refused.exit_code == 1
    assert "it belongs to the window regentage" in refused.output


def test_a_board_of_somebody_else_does_not_matter(call: Call, board: Board, platforms: Sandbox) -> None:
    board.owner = "nachbar"
    assert call("apply").exit_code == 0
    assert [one.owner for one in platforms.world.boards.values()] == ["nachbar", "kaesetheke"]


def test_it_is_said_of_one_window(call: Call) -> None:
    refused = call("apply", "--adopt")
    assert refused.exit_code == 2
    assert "NAME of one window" in refused.output
