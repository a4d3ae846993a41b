"""Pages of an edge: https://developers.facebook.com/docs/graph-api/results"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from connectors.rules import limit
from connectors.sandbox.accounts import GRAPH_HOST
from connectors.sandbox.graph.context import VERSION, GraphCall
from connectors.sandbox.graph.errors import invalid_parameter
from connectors.sandbox.graph.fields import FieldTable, Selection
from connectors.sandbox.world import World

DEFAULT_PAGE = 25


class Numbered(Protocol):
    @property
    def number(self) -> int: ...


R = TypeVar("R", bound=Numbered)


def page(
    call: GraphCall,
    records: Iterable[R],
    table: FieldTable,
    *,
    newest_first: bool = False,
    most: int = limit("facebook.page_size"),
) -> dict[str, Any]:
    """One page of records as `{data, paging}`, by cursor."""
    ordered = sorted(records, key=lambda record: record.number, reverse=newest_first)
    size = call.number("limit", min(DEFAULT_PAGE, most), most)
    before, after = _position(call, "before"), _position(call, "after")
    sign = -1 if newest_first else 1
    if after is not None:
        ordered = [record for record in ordered if sign * record.number > sign * after]
    if before is not None:
        ordered = [record for record in ordered if sign * record.number < sign * before][-size:]
    shown = ordered[:size]
    answer: dict[str, Any] = {"data": [table.render(call.world, record, call.fields) for record in shown]}
    if shown:
        answer["paging"] = _paging(call, shown, more=len(ordered) > size, earlier=after is not None)
    return answer


def expand(world: World, edge: str, records: Sequence[R], table: FieldTable, inner: Selection) -> dict[str, Any] | None:
    """An edge within a node, `replies{…}`: its first page, None (so left out) when there is nothing."""
    if not records:
        return None
    shown = records[:DEFAULT_PAGE]
    cursors = {"before": _cursor(shown[0]), "after": _cursor(shown[-1])}
    more = {"next": f"https://{GRAPH_HOST}/{VERSION}/{edge}?limit={DEFAULT_PAGE}&after={cursors['after']}"}
    paging = {"cursors": cursors} | (more if len(records) > len(shown) else {})
    return {"data": [table.render(world, record, inner) for record in shown], "paging": paging}


def onwards(
    world: World, records: Sequence[R], table: FieldTable, inner: Selection, *, most: int
) -> dict[str, Any] | None:
    """An edge within a node that has no address of its own: its modifiers `limit` and `after` lead to further pages."""
    asked = inner.modifiers.get("limit", str(DEFAULT_PAGE))
    if not asked.isdigit() or not 1 <= int(asked) <= most:
        raise invalid_parameter(f"Param limit must be a number between 1 and {most}")
    after = _number(inner.modifiers.get("after", ""))
    passed = next((place + 1 for place, one in enumerate(records) if one.number == after), 0)
    shown = records[passed : passed + int(asked)]
    if not shown:
        return None
    cursors = {"before": _cursor(shown[0]), "after": _cursor(shown[-1])}
    return {"data": [table.render(world, one, inner) for one in shown], "paging": {"cursors": cursors}}


def whole(items: list[dict[str, Any]]) -> dict[str, Any]:
    """An edge that always answers in one page."""
    return {"data": items}


def _paging(call: GraphCall, shown: list[R], *, more: bool, earlier: bool) -> dict[str, Any]:
    first, last = _cursor(shown[0]), _cursor(shown[-1])
    paging: dict[str, Any] = {"cursors": {"before": first, "after": last}}
    if more:
        paging["next"] = _address(call, "after", last)
    if earlier:
        paging["previous"] = _address(call, "before", first)
    return paging


def _address(call: GraphCall, direction: str, cursor: str) -> str:
    """The real one carries the access token as well, and not the proof."""
    kept = {key: value for key, value in call.params.items() if key not in ("before", "after", "appsecret_proof")}
    query = urlencode({**kept, direction: cursor})
    return f"https://{GRAPH_HOST}/{call.version}/{call.node}/{call.edge}?{query}"


def _cursor(record: Numbered) -> str:
    return base64.urlsafe_b64encode(f"at:{record.number}".encode()).decode().rstrip("=")


def _position(call: GraphCall, name: str) -> int | None:
    return _number(call.text(name))


def _number(cursor: str) -> int | None:
    if not cursor:
        return None
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        return int(text.removeprefix("at:"))
    except ValueError:
        raise invalid_parameter("Invalid cursor") from None
