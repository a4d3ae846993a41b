"""One call to Pinterest's API, its parameters and body read strictly."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from connectors.rules import limit
from connectors.sandbox.exchange import JSON, Answer, Call
from connectors.sandbox.pinterest.errors import PinterestError, invalid
from connectors.sandbox.records import Record
from connectors.sandbox.world import World

B = TypeVar("B", bound="Body")
R = TypeVar("R", bound=Record)
DEFAULT_PAGE = 25


class Body(BaseModel):
    """Base of the request bodies: what the OpenAPI document does not know is refused."""

    model_config = ConfigDict(extra="forbid", strict=True)


@dataclass(frozen=True)
class PinterestCall:
    """`ids` are the parts of the address that the route names."""

    world: World
    call: Call
    ids: Mapping[str, str] = field(default_factory=dict)

    def body(self, model: type[B]) -> B:
        if self.call.content_type != JSON:
            raise invalid("the body must be application/json")
        try:
            return model.model_validate_json(self.call.body)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise invalid(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None

    def number(self, name: str) -> str:
        """An id in the address."""
        if not self.ids[name].isdigit():
            raise PinterestError(400, 1, f"'{name}' value '{self.ids[name]}' must match the pattern: ^\\d+$")
        return self.ids[name]

    def page(self, records: Iterable[R], show: Callable[[R], dict[str, Any]]) -> dict[str, Any]:
        """One page as `{items, bookmark}`, the newest first."""
        size = self._page_size()
        mark = self._bookmark()
        ordered = sorted(records, key=lambda record: record.number, reverse=True)
        ordered = [record for record in ordered if mark is None or record.number < mark]
        more = len(ordered) > size
        bookmark = base64.urlsafe_b64encode(f"before:{ordered[size - 1].number}".encode()).decode() if more else None
        return {"items": [show(record) for record in ordered[:size]], "bookmark": bookmark}

    def _page_size(self) -> int:
        size = self.call.query.get("page_size", str(DEFAULT_PAGE))
        if not size.isdigit() or not 1 <= int(size) <= limit("pinterest.page_size"):
            raise invalid(f"page_size must be between 1 and {limit('pinterest.page_size')}")
        return int(size)

    def _bookmark(self) -> int | None:
        bookmark = self.call.query.get("bookmark")
        if not bookmark:
            return None
        try:
            return int(base64.urlsafe_b64decode(bookmark).decode().removeprefix("before:"))
        except ValueError:
            raise invalid("bookmark") from None


@dataclass(frozen=True, slots=True)
class Route:
    """`pattern` has `{name}` for an id; `query` are the parameters that it knows."""

    method: str
    pattern: str
    answer: Callable[[PinterestCall], Answer]
    query: frozenset[str] = frozenset()


PAGING = frozenset({"bookmark", "page_size"})
