"""Product sets of the catalog.

https://developers.facebook.com/documentation/ads-commerce/marketing-api/reference/product-catalog/product_sets
"""

from __future__ import annotations

import json
from typing import Any

from connectors.rules import limit
from connectors.sandbox.graph.context import Edge, Edges, GraphCall
from connectors.sandbox.graph.errors import GraphError, invalid_parameter
from connectors.sandbox.graph.fields import FieldTable
from connectors.sandbox.graph.filters import read_filter
from connectors.sandbox.graph.paging import page
from connectors.sandbox.graph.products import PRODUCT, Product, standing_products
from connectors.sandbox.records import ItemSet
from connectors.sandbox.world import World

WRITABLE = frozenset({"filter", "metadata", "name", "ordering_info", "publish_to_shops", "retailer_id"})


def _fields(world: World, found: ItemSet) -> dict[str, Any]:
    return {
        "id": found.id,
        "name": found.name,
        "filter": json.dumps(found.filters),
        "retailer_id": found.retailer_id or None,
        "product_count": len(members(world, found.filters)),
    }


SET = FieldTable("ProductSet", _fields, ("id", "name"))


def get_sets(call: GraphCall) -> dict[str, Any]:
    wanted = call.text("retailer_id")
    return page(call, [one for one in call.world.sets.values() if wanted in ("", one.retailer_id)], SET)


def create_set(call: GraphCall) -> dict[str, Any]:
    world, number = call.world, call.world.next_number()
    made = ItemSet(
        id=str(910_000_000_000_000 + number),
        number=number,
        at=world.clock(),
        name=call.required("name"),
        filters=_filter(call),
        retailer_id=call.text("retailer_id"),
    )
    _require_own(world, made)
    world.sets[made.id] = made
    return {"id": made.id}


def get_set(call: GraphCall) -> dict[str, Any]:
    return SET.render(call.world, call.world.sets[call.node], call.fields)


def update_set(call: GraphCall) -> dict[str, Any]:
    found = call.world.sets[call.node]
    changed = ItemSet(
        id=found.id,
        number=found.number,
        at=found.at,
        name=call.text("name") or found.name,
        filters=_filter(call) if call.text("filter") else found.filters,
        retailer_id=call.text("retailer_id") or found.retailer_id,
    )
    _require_own(call.world, changed)
    call.world.sets[call.node] = changed
    return {"success": True}


def delete_set(call: GraphCall) -> dict[str, Any]:
    del call.world.sets[call.node]
    return {"success": True}


def get_products(call: GraphCall) -> dict[str, Any]:
    return page(call, members(call.world, call.world.sets[call.node].filters), PRODUCT)


def _filter(call: GraphCall) -> dict[str, Any]:
    """A rule that picks something: Meta makes no empty set.

    https://github.com/facebook/facebook-for-woocommerce/issues/2656
    """
    text = call.required("filter")
    if len(text.encode()) > limit("meta.set.filter.bytes"):
        raise invalid_parameter(f"Param filter must be at most {limit('meta.set.filter.bytes')} bytes")
    read_filter(text)
    rule: dict[str, Any] = json.loads(text)
    if not members(call.world, rule):
        raise invalid_parameter("The product set would be empty: no product of the catalog matches its filter")
    return rule


def members(world: World, rule: dict[str, Any]) -> list[Product]:
    """The products that a set with this filter has."""
    picks = read_filter(json.dumps(rule))
    return [product for product in standing_products(world) if picks(product)]


def _require_own(world: World, wanted: ItemSet) -> None:
    for other in world.sets.values():
        if other.id != wanted.id and other.filters == wanted.filters:
            raise GraphError(10803, f"(#10803) Product set {other.id} with the same filters already exists")
        if other.id != wanted.id and wanted.retailer_id and other.retailer_id == wanted.retailer_id:
            raise invalid_parameter(f"A product set with the retailer_id {wanted.retailer_id} already exists")


EDGES: Edges = {
    ("catalog", "GET", "product_sets"): Edge(
        get_sets, frozenset({"ancestor_id", "has_children", "parent_id", "retailer_id"})
    ),
    ("catalog", "POST", "product_sets"): Edge(create_set, WRITABLE),
    ("product_set", "GET", ""): Edge(get_set),
    ("product_set", "POST", ""): Edge(update_set, WRITABLE),
    ("product_set", "DELETE", ""): Edge(delete_set, frozenset({"allow_live_product_set_deletion"})),
    ("product_set", "GET", "products"): Edge(
        get_products, frozenset({"bulk_pagination", "error_priority", "error_type", "filter"})
    ),
}
