"""Sections of boards: https://developers.pinterest.com/docs/api/v5/board_sections-create

Refusals bear the codes and words of the examples in Pinterest's OpenAPI document, where the code is the status again.
"""

from __future__ import annotations

from typing import Any

from pydantic import Field

from connectors.rules import limit
from connectors.sandbox.exchange import Answer, json_answer
from connectors.sandbox.pinterest.boards import find_board
from connectors.sandbox.pinterest.context import PAGING, Body, PinterestCall, Route
from connectors.sandbox.pinterest.errors import PinterestError
from connectors.sandbox.pinterest.pins import remove_pin, show_pin
from connectors.sandbox.records import Board, Section
from connectors.sandbox.world import World


class SectionBody(Body):
    name: str = Field(min_length=1, max_length=limit("pinterest.section.name"))


def create_section(call: PinterestCall) -> Answer:
    board, body, number = find_board(call), _body(call), call.world.next_number()
    _check_free(call.world, board, body.name)
    section = Section(
        id=str(5_195_000_000_000_000_000 + number),
        number=number,
        at=call.world.clock(),
        board_id=board.id,
        name=body.name,
    )
    call.world.sections[section.id] = section
    return json_answer(_shown(section), 201)


def list_sections(call: PinterestCall) -> Answer:
    board = find_board(call)
    sections = [section for section in call.world.sections.values() if section.board_id == board.id]
    return json_answer(call.page(sections, _shown))


def update_section(call: PinterestCall) -> Answer:
    section, body = _section(call), _body(call)
    if body.name != section.name:
        _check_free(call.world, find_board(call), body.name)
    section.name = body.name
    return json_answer(_shown(section))


def delete_section(call: PinterestCall) -> Answer:
    """A section goes with its Pins."""
    remove_section(call.world, _section(call).id)
    return Answer(204)


def remove_section(world: World, section_id: str) -> None:
    for pin in [pin for pin in world.pins.values() if pin.section_id == section_id]:
        remove_pin(world, pin.id)
    del world.sections[section_id]


def list_section_pins(call: PinterestCall) -> Answer:
    section = _section(call)
    return json_answer(call.page([pin for pin in call.world.pins.values() if pin.section_id == section.id], show_pin))


def _body(call: PinterestCall) -> SectionBody:
    try:
        return call.body(SectionBody)
    except PinterestError:
        raise PinterestError(400, 400, "Invalid board section parameters.") from None


def _section(call: PinterestCall) -> Section:
    section = call.world.sections.get(call.ids["section_id"])
    if section is None or section.board_id != find_board(call).id:
        raise PinterestError(404, 404, "Board section not found.")
    return section


def _check_free(world: World, board: Board, name: str) -> None:
    names = {section.name.casefold() for section in world.sections.values() if section.board_id == board.id}
    if name.casefold() in names:
        raise PinterestError(409, 409, "Board section conflict.")


def _shown(section: Section) -> dict[str, Any]:
    return {"id": section.id, "name": section.name}


_ACCOUNT = frozenset({"ad_account_id"})
_SECTIONS = "/v5/boards/{board_id}/sections"
_SECTION = f"{_SECTIONS}/{{section_id}}"
ROUTES = (
    Route("POST", _SECTIONS, create_section, _ACCOUNT),
    Route("GET", _SECTIONS, list_sections, _ACCOUNT | PAGING),
    Route("PATCH", _SECTION, update_section, _ACCOUNT),
    Route("DELETE", _SECTION, delete_section, _ACCOUNT),
    Route("GET", f"{_SECTION}/pins", list_section_pins, _ACCOUNT | PAGING),
)
