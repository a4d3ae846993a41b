"""A product of the catalog as the Graph API shows it: the feed's fields under the node's names."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectors.sandbox.graph.context import Edge, Edges, GraphCall
from connectors.sandbox.graph.fields import FieldTable
from connectors.sandbox.records import Row
from connectors.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Product:
    number: int
    item_id: str
    row: Row

    @property
    def id(self) -> str:
        return str(7_000_000_000_000_000 + zlib.crc32(self.item_id.encode()))


def product_of(world: World, product_id: str) -> Product | None:
    """The catalog's product of that id."""
    return next((product for product in standing_products(world) if product.id == product_id), None)


def standing_products(world: World) -> list[Product]:
    """All of the catalog, in its order."""
    rows = world.catalog_items("meta")
    return [Product(number, item_id, row) for number, (item_id, row) in enumerate(rows.items(), start=1)]


_NAMES: Mapping[str, str] = {
    "name": "title",
    "description": "description",
    "availability": "availability",
    "condition": "condition",
    "price": "price",
    "sale_price": "sale_price",
    "url": "link",
    "image_url": "image_link",
    "brand": "brand",
    "gtin": "gtin",
    "manufacturer_part_number": "mpn",
    "product_type": "product_type",
    "category": "google_product_category",
    "color": "color",
    "size": "size",
    "material": "material",
    "pattern": "pattern",
    "gender": "gender",
    "age_group": "age_group",
    "retailer_product_group_id": "item_group_id",
    "quantity_to_sell_on_facebook": "quantity_to_sell_on_facebook",
}


def _currency(product: Product) -> str | None:
    return str(product.row.get("price", "")).rpartition(" ")[2] or None


def _more_images(product: Product) -> Any:
    images = product.row.get("additional_image_link")
    return images.split(",") if isinstance(images, str) and images else images


def _fields(_: World, product: Product) -> dict[str, Any]:
    return {
        **{name: product.row.get(column) for name, column in _NAMES.items()},
        "id": product.id,
        "retailer_id": product.item_id,
        "currency": _currency(product),
        "additional_image_urls": _more_images(product),
    }


PRODUCT = FieldTable("ProductItem", _fields, ("id", "name", "retailer_id"))


def get_product(call: GraphCall) -> dict[str, Any]:
    return PRODUCT.render(call.world, product_of(call.world, call.node), call.fields)


EDGES: Edges = {("product", "GET", ""): Edge(get_product)}
