"""Products in Instagram's pictures: who may tag, what may be tagged, and what is.

https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/product-tagging
"""

from __future__ import annotations

from typing import Any

from connectors.rules import limit
from connectors.sandbox.accounts import BUSINESS_ID, CATALOG_ID, SHOP_NAME
from connectors.sandbox.graph.context import Edge, Edges, GraphCall
from connectors.sandbox.graph.errors import invalid_parameter
from connectors.sandbox.graph.fields import FieldTable
from connectors.sandbox.graph.paging import page, whole
from connectors.sandbox.graph.products import Product, product_of, standing_products
from connectors.sandbox.records import Media, ProductTag
from connectors.sandbox.world import World

TAG_FIELDS = frozenset({"product_id", "x", "y"})


def _catalog_fields(world: World, _: None) -> dict[str, Any]:
    return {
        "catalog_id": CATALOG_ID,
        "catalog_name": SHOP_NAME,
        "shop_name": SHOP_NAME,
        "product_count": len(world.catalog_items("meta")),
    }


CATALOG = FieldTable("UserAvailableCatalogs", _catalog_fields, ("catalog_id", "catalog_name", "shop_name"))


def _review_status(world: World, product: Product) -> str:
    return "rejected" if product.item_id in world.rejected else "approved"


def _found_fields(world: World, product: Product) -> dict[str, Any]:
    return {
        "product_id": int(product.id),
        "merchant_id": int(BUSINESS_ID),
        "product_name": product.row.get("title"),
        "image_url": product.row.get("image_link"),
        "retailer_id": product.item_id,
        "review_status": _review_status(world, product),
        "is_checkout_flow": False,
    }


FOUND = FieldTable(
    "ShadowIGUserCatalogProductSearch",
    _found_fields,
    ("product_id", "merchant_id", "product_name", "image_url", "retailer_id", "review_status", "is_checkout_flow"),
)


def _tag_fields(world: World, tagged: tuple[ProductTag, Product]) -> dict[str, Any]:
    tag, product = tagged
    return {
        "product_id": int(product.id),
        "merchant_id": int(BUSINESS_ID),
        "name": product.row.get("title"),
        "price_string": product.row.get("price"),
        "image_url": product.row.get("image_link"),
        "product_url": product.row.get("link"),
        "review_status": _review_status(world, product),
        "is_checkout": False,
        "x": tag.x,
        "y": tag.y,
    }


TAG = FieldTable("ShadowIGMediaProductTags", _tag_fields, ("product_id", "name", "review_status", "x", "y"))


def _appeal_fields(world: World, product: Product) -> dict[str, Any]:
    reason = world.rejected.get(product.item_id)
    return {
        "product_id": int(product.id),
        "review_status": _review_status(world, product),
        "rejection_reasons": [reason] if reason else None,
        "eligible_for_appeal": reason is not None,
    }


APPEAL = FieldTable(
    "IGShoppingProductAppeal",
    _appeal_fields,
    ("product_id", "review_status", "rejection_reasons", "eligible_for_appeal"),
)


def get_appeal(call: GraphCall) -> dict[str, Any]:
    """Why the review turned a product down."""
    product = product_of(call.world, call.required("product_id"))
    if product is None:
        raise invalid_parameter("The product does not belong to the account's shop")
    return whole([APPEAL.render(call.world, product, call.fields)])


def get_available_catalogs(call: GraphCall) -> dict[str, Any]:
    return whole([CATALOG.render(call.world, None, call.fields)] if call.world.may_tag else [])


def search_products(call: GraphCall) -> dict[str, Any]:
    """By a part of the name or of the content id; all of them where nothing is searched for."""
    if call.required("catalog_id") != CATALOG_ID:
        raise invalid_parameter("The catalog does not belong to the account's shop")
    wanted = call.text("q").casefold()
    found = [
        product
        for product in standing_products(call.world)
        if wanted in product.item_id.casefold() or wanted in str(product.row.get("title", "")).casefold()
    ]
    return page(call, found, FOUND)


def get_tags(call: GraphCall) -> dict[str, Any]:
    products = {product.id: product for product in standing_products(call.world)}
    tags = [tag for tag in call.world.media[call.node].tags if tag.product_id in products]
    return whole([TAG.render(call.world, (tag, products[tag.product_id]), call.fields) for tag in tags])


def add_tags(call: GraphCall) -> dict[str, Any]:
    """More tags on a published picture, or other places of those that it has; none is taken away."""
    tags = read_tags(call, "updated_tags")
    if not tags:
        raise invalid_parameter("The parameter updated_tags is required.")
    media = _tagged_media(call)
    merged = {tag.product_id: tag for tag in (*media.tags, *tags)}
    _check_number(tuple(merged.values()))
    media.tags = tuple(merged.values())
    return {"success": True}


def _tagged_media(call: GraphCall) -> Media:
    """The picture itself, or the one of a carousel that `child_index` names."""
    media = call.world.media[call.node]
    index = call.text("child_index")
    if bool(index) != bool(media.children) or (index and not index.isdigit()):
        raise invalid_parameter("A carousel is tagged in its pictures: child_index names one")
    if not index:
        return media
    if int(index) >= len(media.children):
        raise invalid_parameter(f"The carousel has no child {index}")
    return call.world.media[media.children[int(index)]]


def read_tags(call: GraphCall, name: str = "product_tags") -> tuple[ProductTag, ...]:
    """The tags of a call. Raises GraphError for an account that may not tag and products that cannot be tagged."""
    given = call.list(name)
    if not given:
        return ()
    if not call.world.may_tag:
        raise invalid_parameter("The account is not eligible for product tagging", 2_207_037)
    tags = tuple(_tag(entry) for entry in given)
    _check_number(tags)
    standing = {product.id: product for product in standing_products(call.world)}
    for tag in tags:
        if tag.product_id not in standing or standing[tag.product_id].item_id in call.world.rejected:
            raise invalid_parameter(f"The product {tag.product_id} cannot be tagged", 2_207_037)
    return tags


def _tag(entry: object) -> ProductTag:
    if not isinstance(entry, dict) or not str(entry.get("product_id", "")).isdigit():
        raise invalid_parameter("Each tag needs a product_id")
    if unknown := set(entry) - TAG_FIELDS:
        raise invalid_parameter(f"A tag has no field {min(unknown)}")
    for side in ("x", "y"):
        if side in entry and not (isinstance(entry[side], int | float) and 0 <= entry[side] <= 1):
            raise invalid_parameter(f"The {side} of a tag must be between 0.0 and 1.0")
    return ProductTag(str(entry["product_id"]), entry.get("x"), entry.get("y"))


def _check_number(tags: tuple[ProductTag, ...]) -> None:
    if len(tags) > limit("instagram.tags"):
        raise invalid_parameter(f"A picture has at most {limit('instagram.tags')} product tags")
    if len({tag.product_id for tag in tags}) < len(tags):
        raise invalid_parameter("Tags and product ids must be unique")


EDGES: Edges = {
    ("ig_user", "GET", "available_catalogs"): Edge(get_available_catalogs),
    ("ig_user", "GET", "catalog_product_search"): Edge(search_products, frozenset({"catalog_id", "q"})),
    ("ig_user", "GET", "product_appeal"): Edge(get_appeal, frozenset({"product_id"})),
    ("ig_media", "GET", "product_tags"): Edge(get_tags),
    ("ig_media", "POST", "product_tags"): Edge(add_tags, frozenset({"updated_tags", "child_index"})),
}
