"""A window as a board with sections; Pins stand in them.

https://developers.pinterest.com/docs/api/v5/boards-create
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from connectors.pinterest.api import PinterestApi
from connectors.rules import CLOCK_SKEW
from socialshop.errors import NotFound, Permanent
from socialshop.phrases import phrase
from socialshop.ports import Namesake, ObjectKind, Part, PublishedObject, Steps

ADDRESS = "https://www.pinterest.com"
PUBLIC = "PUBLIC"


class Boards:
    """Boards that were made for a window, or `common`, the name of the one board of all windows.

    A board that stands already is not taken for a window's until a person says that it is.
    """

    def __init__(self, api: PinterestApi, channel: str, common: str) -> None:
        self._api = api
        self._channel = channel
        self._common = common

    def create(self, part: Part, _under: PublishedObject | None, steps: Steps) -> PublishedObject:
        name = part.fields["name"]
        board = steps.run("board", lambda: self._send(name), lambda since: self._find(name, since))
        return _board(board)

    def namesake(self, part: Part, _under: PublishedObject | None, begun: datetime | None) -> Namesake | None:
        """The account's own board of its name."""
        board = self._own(part.fields["name"])
        if board is None or (begun and moment(board["created_at"]) >= begun - CLOCK_SKEW):
            return None
        obstacle = "" if board.get("privacy", PUBLIC) == PUBLIC else phrase("the board is not public")
        return Namesake(_board(str(board["id"])), obstacle)

    def told(self, published: PublishedObject) -> Mapping[str, str] | None:
        try:
            return {"name": str(self._api.get(f"boards/{published.external_id}")["name"])}
        except NotFound:
            return None

    def change(self, published: PublishedObject, part: Part, fields: frozenset[str]) -> None:
        self._api.patch(f"boards/{published.external_id}", {"name": part.fields["name"]})

    def withdraw(self, published: PublishedObject) -> None:
        """An empty board. Raises Permanent for one that people have put Pins on: they would go with it."""
        try:
            if self._api.has_items(f"boards/{published.external_id}/pins"):
                raise _not_empty("board", self._channel)
            self._api.delete(f"boards/{published.external_id}")
        except NotFound:
            return

    def shared(self) -> str:
        """The id of the board of all windows, which is made where it is not there yet."""
        return self.find_shared() or self._send(self._common)

    def find_shared(self) -> str | None:
        return next((str(board["id"]) for board in self._named(self._common)), None)

    def _send(self, name: str) -> str:
        if self._own(name):
            raise Permanent(
                phrase("There is a board '{name}' already.", name=name),
                channel=self._channel,
                mend=phrase(
                    "Give the window another title, rename that board on Pinterest, or set channels.pinterest.board "
                    "to have all windows' Pins on one board."
                ),
            )
        return str(self._api.post("boards", {"name": name, "privacy": PUBLIC})["id"])

    def _own(self, name: str) -> dict[str, Any] | None:
        """Boards of others that the account works on are listed, too; their names do not matter."""
        named = list(self._named(name))
        us = self._api.get("user_account")["username"] if named else ""
        return next((board for board in named if (board.get("owner") or {}).get("username") == us), None)

    def _named(self, name: str) -> Iterator[dict[str, Any]]:
        return (board for board in self._api.items("boards") if _same(board["name"], name))

    def _find(self, name: str, since: datetime) -> str | None:
        new = (board for board in self._named(name) if moment(board["created_at"]) >= since - CLOCK_SKEW)
        return next((str(board["id"]) for board in new), None)


class Sections:
    """Sections of a window's board, or of the one board of all windows."""

    def __init__(self, api: PinterestApi, channel: str, boards: Boards) -> None:
        self._api = api
        self._channel = channel
        self._boards = boards

    def create(self, part: Part, under: PublishedObject | None, steps: Steps) -> PublishedObject:
        name, known = part.fields["name"], under and under.external_id
        # Pinterest refuses a second section of a name: one that stands after a crash is ours.
        section = steps.run(
            "section",
            lambda: self._send(known or self._boards.shared(), name),
            lambda _since: self._named(known or self._boards.find_shared(), name),
        )
        return _section(section, known or self._boards.find_shared())

    def namesake(self, part: Part, under: PublishedObject | None, _begun: datetime | None) -> Namesake | None:
        board = under.external_id if under else None
        section = self._named(board, part.fields["name"])
        return Namesake(_section(section, board)) if section else None

    def told(self, published: PublishedObject) -> Mapping[str, str] | None:
        names = self.names(published.under)
        found = names.get(published.external_id)
        return None if found is None else {"name": found}

    def change(self, published: PublishedObject, part: Part, fields: frozenset[str]) -> None:
        path = f"boards/{published.under}/sections/{published.external_id}"
        self._api.patch(path, {"name": part.fields["name"]})

    def withdraw(self, published: PublishedObject) -> None:
        """An empty section. Raises Permanent for one that people have put Pins into: they would go with it."""
        path = f"boards/{published.under}/sections/{published.external_id}"
        try:
            if self._api.has_items(f"{path}/pins"):
                raise _not_empty("section", self._channel)
            self._api.delete(path)
        except NotFound:
            return

    def names(self, board: str | None) -> dict[str, str]:
        """The board's sections: id → name; none where the board is gone."""
        if board is None:
            return {}
        try:
            return {str(section["id"]): str(section["name"]) for section in self._api.items(f"boards/{board}/sections")}
        except NotFound:
            return {}

    def _named(self, board: str | None, name: str) -> str | None:
        return next((section for section, other in self.names(board).items() if _same(other, name)), None)

    def _send(self, board: str, name: str) -> str:
        return str(self._api.post(f"boards/{board}/sections", {"name": name})["id"])


def _board(board: str) -> PublishedObject:
    return PublishedObject(ObjectKind.BOARD, board, f"{ADDRESS}/board/{board}/")


def _section(section: str, board: str | None) -> PublishedObject:
    return PublishedObject(ObjectKind.SECTION, section, under=board)


def moment(text: str) -> datetime:
    """Pinterest writes UTC without saying so."""
    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def _same(one: Any, other: str) -> bool:
    return str(one).casefold() == other.casefold()


def _not_empty(kind: str, channel: str) -> Permanent:
    return Permanent(
        phrase("The {kind} holds Pins that are not the window's; it stays.", kind=kind),
        channel=channel,
        mend=phrase("Move those Pins elsewhere, or delete the {kind} on Pinterest yourself.", kind=kind),
    )
