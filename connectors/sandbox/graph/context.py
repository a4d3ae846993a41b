"""One Graph call on its way to its edge: its parameters, read as the Graph API reads them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from connectors.sandbox.exchange import Call
from connectors.sandbox.graph.errors import invalid_parameter
from connectors.sandbox.graph.fields import Selection, parse
from connectors.sandbox.world import World

VERSION = "v26.0"
COMMON = frozenset({"access_token", "appsecret_proof", "fields", "format", "pretty", "summary", "locale", "debug"})
PAGING = frozenset({"limit", "before", "after"})


@dataclass(frozen=True)
class GraphCall:
    """`node` is the id in the address, `params` the query and form together."""

    world: World
    call: Call
    version: str
    node: str
    edge: str
    params: Mapping[str, str]

    @cached_property
    def fields(self) -> Selection:
        return parse(self.params.get("fields", ""))

    def text(self, name: str, default: str = "") -> str:
        return self.params.get(name, default)

    def required(self, name: str) -> str:
        if not self.params.get(name):
            raise invalid_parameter(f"The parameter {name} is required.")
        return self.params[name]

    def flag(self, name: str, default: bool) -> bool:
        value = self.params.get(name, str(default)).lower()
        if value not in ("true", "false", "1", "0"):
            raise invalid_parameter(f"Param {name} must be a boolean")
        return value in ("true", "1")

    def choice(self, name: str, options: Iterable[str], default: str) -> str:
        value = self.params.get(name, default)
        if value not in options:
            raise invalid_parameter(f'Param {name} must be one of {{{", ".join(options)}}} - got "{value}".')
        return value

    def number(self, name: str, default: int, most: int) -> int:
        value = self.params.get(name, str(default))
        if not value.isdigit() or not 1 <= int(value) <= most:
            raise invalid_parameter(f"Param {name} must be a number between 1 and {most}")
        return int(value)

    def moment(self, name: str) -> datetime | None:
        """A time as a Unix time stamp or in ISO 8601."""
        value = self.params.get(name)
        if not value:
            return None
        try:
            if value.isdigit():
                return datetime.fromtimestamp(int(value), UTC)
            read = datetime.fromisoformat(value)
        except ValueError:
            raise invalid_parameter(f"Param {name} must be a valid timestamp") from None
        return read if read.tzinfo else read.replace(tzinfo=UTC)

    def list(self, name: str) -> list[Any]:
        """A list as one JSON text, as `name[0]=…&name[1]=…` or as `a,b`; elements are read as JSON where they are."""
        indexed = [value for key, value in self.params.items() if key.startswith(f"{name}[")]
        if indexed:
            return [_json(value) for value in indexed]
        value = _json(self.params.get(name, "[]"))
        return value if isinstance(value, list) else [part.strip() for part in str(value).split(",")]


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


@dataclass(frozen=True, slots=True)
class Edge:
    """What answers a method of an edge (or of the node itself), and the parameters that it knows."""

    answer: Callable[[GraphCall], Any]
    params: frozenset[str] = frozenset()


Edges = dict[tuple[str, str, str], Edge]
"""(node kind, method, edge or '') → the edge."""
