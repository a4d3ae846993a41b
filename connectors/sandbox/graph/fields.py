"""The `fields` parameter: which of a node's fields are answered, nested ones too."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from connectors.sandbox.graph.errors import invalid_parameter
from connectors.sandbox.world import World


class Selection(dict[str, "Selection"]):
    """Field name → the selection within it, empty where none was given."""

    modifiers: Mapping[str, str] = {}
    """Of the field whose selection it is, as `limit(5)`."""


Reader = Callable[[World, Any], dict[str, Any]]
"""All fields of a record."""
Expansion = Callable[[World, Any, Selection], Any]

_FIELD = re.compile(r"(?P<name>\w+)(?P<modifiers>(\.\w+\([^)]*\))*)(\{(?P<inner>.*)\})?", re.DOTALL)

_MODIFIER = re.compile(r"\.(\w+)\(([^)]*)\)")


class FieldTable:
    """A node type: its fields, which of them are answered unasked, and what its edges expand to."""

    def __init__(
        self,
        node: str,
        read: Reader,
        defaults: tuple[str, ...],
        expansions: Mapping[str, Expansion] | None = None,
    ) -> None:
        self.node = node
        self.read = read
        self._defaults = defaults
        self._expansions = expansions or {}

    def render(self, world: World, record: Any, selection: Selection) -> dict[str, Any]:
        """The record as it is answered: what is empty is left out, as the Graph API does."""
        fields = self.read(world, record)
        chosen = selection or dict.fromkeys(self._defaults, Selection())
        answered: dict[str, Any] = {}
        for name, inner in chosen.items():
            if name in self._expansions:
                answered[name] = self._expansions[name](world, record, inner)
            elif name in fields:
                answered[name] = _part(fields[name], inner)
            else:
                raise invalid_parameter(f"Tried accessing nonexisting field ({name}) on node type ({self.node})")
        answered["id"] = fields.get("id")
        return {name: value for name, value in answered.items() if value is not None}


def _part(value: Any, inner: Selection) -> Any:
    if inner and isinstance(value, dict):
        if isinstance(several := value.get("data"), list):
            return value | {"data": [_part(one, inner) for one in several]}
        return {key: part for key, part in value.items() if key in {*inner, "id"}}
    return value


def parse(text: str) -> Selection:
    """`id,from{id,name},comments.limit(5){message}` as a tree; modifiers of expansions are kept, and few apply them."""
    selection = Selection()
    for part in _split(text):
        match = _FIELD.fullmatch(part.strip())
        if match is None:
            raise invalid_parameter(f"Syntax error in the fields parameter: {part.strip()!r}")
        selection[match["name"]] = inner = parse(match["inner"] or "")
        inner.modifiers = dict(_MODIFIER.findall(match["modifiers"]))
    return selection


def _split(text: str) -> list[str]:
    parts, depth = [""], 0
    for character in text:
        depth += (character in "{(") - (character in "})")
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [part for part in parts if part.strip()]


def moment(at: datetime) -> str:
    """A time as the Graph API writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%S+0000")
