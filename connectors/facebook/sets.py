"""Product sets of Meta's catalog: what a collection in the shop and a dynamic ad show.

https://developers.facebook.com/documentation/ads-commerce/marketing-api/reference/product-catalog/product_sets
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from connectors.graph import Graph
from connectors.rules import limit
from socialshop.errors import NotFound, Permanent
from socialshop.phrases import phrase
from socialshop.ports import ProductSet, StandingSet

MARK = "socialshop:"
"""Begins the `retailer_id` of our sets; what people make in the Commerce Manager has none, or another."""
FIELDS = "id,name,filter,retailer_id"


def definition(wanted: ProductSet, channel: str) -> str:
    """Raises Permanent for a filter that is larger than Meta takes."""
    rule = _rule(wanted)
    size, most = len(json.dumps(rule).encode()), limit("meta.set.filter.bytes")
    if size > most:
        raise Permanent(
            phrase(
                "Its {number} ids make a filter of {size} bytes; Meta takes {most}.",
                number=wanted.size,
                size=size,
                most=most,
            ),
            channel=channel,
            mend=phrase(
                "Let a rule in [[catalog.rules]] set a custom label on these items, and make the set of the label."
            ),
        )
    return _written(wanted.title, rule)


def create(graph: Graph, catalog_id: str, wanted: ProductSet) -> str:
    answer = graph.post(f"{catalog_id}/product_sets", retailer_id=MARK + wanted.name, **_fields(wanted))
    return str(answer["id"])


def change(graph: Graph, set_id: str, wanted: ProductSet) -> None:
    graph.post(set_id, **_fields(wanted))


def remove(graph: Graph, set_id: str) -> None:
    try:
        graph.delete(set_id)
    except NotFound:
        return


def standing(graph: Graph, catalog_id: str) -> Iterator[StandingSet]:
    for page in graph.pages(f"{catalog_id}/product_sets", fields=FIELDS):
        for told in page.data:
            mark, _, name = str(told.get("retailer_id") or "").partition(MARK)
            if name and not mark:
                rule = json.loads(told.get("filter") or "{}")
                yield StandingSet(name, str(told["id"]), _written(str(told.get("name") or ""), rule))


def item_ids(told: Mapping[str, Any]) -> list[str]:
    """Of a definition that names its items; none of one that a person gave another rule."""
    return list(told["filter"].get("retailer_id", {}).get("is_any", ()))


def _fields(wanted: ProductSet) -> dict[str, Any]:
    return {"name": wanted.title, "filter": _rule(wanted)}


def _rule(wanted: ProductSet) -> dict[str, Any]:
    """A category as all its types: Meta's filter knows no beginnings, and `contains` means whole words in any order."""
    if wanted.category:
        return {"product_type": {"is_any": list(wanted.product_types)}}
    if wanted.label:
        column, value = wanted.label
        return {column: {"eq": value}}
    return {"retailer_id": {"is_any": list(wanted.item_ids)}}


def _written(title: str, rule: object) -> str:
    return json.dumps({"name": title, "filter": rule}, ensure_ascii=False, sort_keys=True)
