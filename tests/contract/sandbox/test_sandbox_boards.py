"""Sections of boards, where Pins stand in them, and carousel Pins."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from connectors.sandbox import Sandbox


@pytest.fixture
def section(pinterest: Any, board: str) -> str:
    return str(pinterest.ok("POST", f"boards/{board}/sections", json={"name": "Hard"})["id"])


@pytest.fixture
def body(board: str, picture: Callable[[str], str]) -> dict[str, Any]:
    return {"board_id": board, "media_source": {"source_type": "image_url", "url": picture("gruyere.jpg")}}


def test_a_section_is_made_listed_renamed_and_deleted(pinterest: Any, board: str, section: str) -> None:
    address = f"boards/{board}/sections"
    assert pinterest.ok("GET", address)["items"] == [{"id": section, "name": "Hard"}]
    assert pinterest.ok("PATCH", f"{address}/{section}", json={"name": "Soft"}) == {"id": section, "name": "Soft"}
    assert pinterest.call("DELETE", f"{address}/{section}").status_code == 204
    assert pinterest.error("DELETE", f"{address}/{section}") == (404, 404)


@pytest.mark.parametrize(("name", "error"), [("", (400, 400)), ("x" * 181, (400, 400)), ("hard", (409, 409))])
def test_a_section_has_a_name_of_its_own(
    pinterest: Any, board: str, section: str, name: str, error: tuple[int, int]
) -> None:
    assert pinterest.error("POST", f"boards/{board}/sections", json={"name": name}) == error


def test_a_pin_stands_in_a_section_and_goes_with_it(
    pinterest: Any, sandbox: Sandbox, board: str, section: str, body: dict[str, Any]
) -> None:
    pin = pinterest.ok("POST", "pins", json=body | {"board_section_id": section})["id"]
    (shown,) = pinterest.ok("GET", f"boards/{board}/sections/{section}/pins")["items"]
    assert (shown["id"], shown["board_section_id"]) == (pin, section)
    pinterest.call("DELETE", f"boards/{board}/sections/{section}")
    assert sandbox.world.pins == {}


def test_a_pin_moves_between_sections_and_out_of_them(pinterest: Any, pin: str, section: str) -> None:
    assert pinterest.ok("PATCH", f"pins/{pin}", json={"board_section_id": section})["board_section_id"] == section
    assert pinterest.ok("PATCH", f"pins/{pin}", json={"title": "Comté"})["board_section_id"] == section
    assert pinterest.ok("PATCH", f"pins/{pin}", json={"board_section_id": None})["board_section_id"] is None


def test_a_section_belongs_to_its_board(pinterest: Any, pin: str, section: str, body: dict[str, Any]) -> None:
    other = pinterest.ok("POST", "boards", json={"name": "Wine"})["id"]
    assert pinterest.error("PATCH", f"pins/{pin}", json={"board_id": other, "board_section_id": section}) == (404, 404)
    assert pinterest.error("POST", "pins", json=body | {"board_section_id": "1"}) == (404, 404)


def test_a_board_goes_with_its_sections(pinterest: Any, sandbox: Sandbox, board: str, section: str) -> None:
    pinterest.call("DELETE", f"boards/{board}")
    assert sandbox.world.sections == {}


def test_the_slots_of_a_carousel_are_told_and_changed(pinterest: Any, board: str, public: Path) -> None:
    data = base64.b64encode((public / "gruyere.jpg").read_bytes()).decode()
    items = [{"content_type": "image/jpeg", "data": data, "title": name} for name in ("Brie", "Comté")]
    body = {"board_id": board, "media_source": {"source_type": "multiple_image_base64", "items": items}}
    pin = pinterest.ok("POST", "pins", json=body)["id"]
    assert [item["title"] for item in pinterest.ok("GET", f"pins/{pin}")["media"]["items"]] == ["Brie", "Comté"]
    slots = [{"title": "Brie", "link": "https://x.example/brie"}, {"title": "Feta"}]
    changed = pinterest.ok("PATCH", f"pins/{pin}", json={"carousel_slots": slots})["media"]["items"]
    assert [(item["title"], item["link"]) for item in changed] == [("Brie", "https://x.example/brie"), ("Feta", None)]
    assert pinterest.error("PATCH", f"pins/{pin}", json={"carousel_slots": slots[:1]}) == (400, 1)


@pytest.mark.parametrize("count", [1, 6])
def test_a_carousel_has_2_to_5_pictures(pinterest: Any, board: str, picture: Callable[[str], str], count: int) -> None:
    source = {"source_type": "multiple_image_urls", "items": [{"url": picture("gruyere.jpg")}] * count}
    assert pinterest.error("POST", "pins", json={"board_id": board, "media_source": source}) == (400, 1)
