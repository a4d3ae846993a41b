"""Boards: https://developers.pinterest.com/docs/api/v5/boards-create"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from connectors.rules import limit
from connectors.sandbox.accounts import PINTEREST_NAME
from connectors.sandbox.exchange import Answer, json_answer
from connectors.sandbox.pinterest.context import PAGING, Body, PinterestCall, Route
from connectors.sandbox.pinterest.errors import PinterestError
from connectors.sandbox.pinterest.pins import remove_pin, show_pin
from connectors.sandbox.records import Board
from connectors.sandbox.world import World

_NAME = Field(min_length=1, max_length=limit("pinterest.board.name"))


class BoardCreate(Body):
    name: str = _NAME
    description: str | None = None
    privacy: Literal["PUBLIC", "PROTECTED", "SECRET"] = "PUBLIC"
    is_ads_only: bool = False


class BoardUpdate(Body):
    name: str | None = Field(None, min_length=1, max_length=limit("pinterest.board.name"))
    description: str | None = None
    privacy: Literal["PUBLIC", "SECRET"] | None = None


def create_board(call: PinterestCall) -> Answer:
    body = call.body(BoardCreate)
    _check_free(call.world, body.name)
    number = call.world.next_number()
    board = Board(
        id=str(790_311_390_000_000_000 + number),
        number=number,
        at=call.world.clock(),
        name=body.name,
        description=body.description or "",
        privacy=body.privacy,
        owner=PINTEREST_NAME,
    )
    call.world.boards[board.id] = board
    return json_answer(_shown(call.world, board), 201)


def list_boards(call: PinterestCall) -> Answer:
    privacy = call.call.query.get("privacy", "ALL")
    boards = [board for board in call.world.boards.values() if privacy in ("ALL", board.privacy)]
    return json_answer(call.page(boards, lambda board: _shown(call.world, board)))


def get_board(call: PinterestCall) -> Answer:
    return json_answer(_shown(call.world, find_board(call)))


def update_board(call: PinterestCall) -> Answer:
    board, body = find_board(call), call.body(BoardUpdate)
    if body.name is not None and body.name != board.name:
        _check_free(call.world, body.name)
        board.name = body.name
    board.description = board.description if body.description is None else body.description
    board.privacy = body.privacy or board.privacy
    return json_answer(_shown(call.world, board))


def delete_board(call: PinterestCall) -> Answer:
    """A board goes with its sections and Pins."""
    remove_board(call.world, find_board(call).id)
    return Answer(204)


def remove_board(world: World, board_id: str) -> None:
    for pin in [pin for pin in world.pins.values() if pin.board_id == board_id]:
        remove_pin(world, pin.id)
    world.sections = {key: section for key, section in world.sections.items() if section.board_id != board_id}
    del world.boards[board_id]


def list_board_pins(call: PinterestCall) -> Answer:
    board = find_board(call)
    return json_answer(call.page([pin for pin in call.world.pins.values() if pin.board_id == board.id], show_pin))


def find_board(call: PinterestCall) -> Board:
    board = call.world.boards.get(call.ids["board_id"])
    if board is None:
        raise PinterestError(404, 40, "Board not found.")
    return board


def _check_free(world: World, name: str) -> None:
    own = (board for board in world.boards.values() if board.owner == PINTEREST_NAME)
    if any(board.name.casefold() == name.casefold() for board in own):
        raise PinterestError(400, 58, "You already have a board with this name.")


def _shown(world: World, board: Board) -> dict[str, Any]:
    return {
        "id": board.id,
        "name": board.name,
        "description": board.description,
        "privacy": board.privacy,
        "owner": {"username": board.owner},
        "created_at": board.at.isoformat(),
        "pin_count": sum(pin.board_id == board.id for pin in world.pins.values()),
        "follower_count": 0,
        "collaborator_count": 0,
        "is_ads_only": False,
        "media": {"image_cover_url": None, "pin_thumbnail_urls": []},
    }


_ACCOUNT = frozenset({"ad_account_id"})
ROUTES = (
    Route("POST", "/v5/boards", create_board, _ACCOUNT),
    Route("GET", "/v5/boards", list_boards, _ACCOUNT | PAGING | {"privacy"}),
    Route("GET", "/v5/boards/{board_id}", get_board, _ACCOUNT),
    Route("PATCH", "/v5/boards/{board_id}", update_board, _ACCOUNT),
    Route("DELETE", "/v5/boards/{board_id}", delete_board, _ACCOUNT),
    Route("GET", "/v5/boards/{board_id}/pins", list_board_pins, _ACCOUNT | PAGING | {"creative_types", "pin_metrics"}),
)
