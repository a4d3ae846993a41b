"""Product groups and the catalog that they belong to.

https://developers.pinterest.com/docs/api/v5/#operation/catalogs_product_groups/create
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from connectors.sandbox.exchange import Answer, json_answer
from connectors.sandbox.pinterest.context import PAGING, Body, PinterestCall, Route
from connectors.sandbox.pinterest.errors import PinterestError, invalid
from connectors.sandbox.records import ItemSet, Row
from connectors.sandbox.world import World

CATALOG_ID = "4866935934774"
_NO_CATALOG = PinterestError(409, 4182, "Can't access this feature without an existing catalog.")
_TEXT_COLUMNS = {
    **{name.upper(): name for name in ("brand", "item_group_id", "gender", "condition", "availability")},
    **{f"CUSTOM_LABEL_{number}": f"custom_label_{number}" for number in range(5)},
}
_PATHS = {
    **{f"PRODUCT_TYPE_{level}": "product_type" for level in range(5)},
    **{f"GOOGLE_PRODUCT_CATEGORY_{level}": "google_product_category" for level in range(7)},
}


class Criteria(Body):
    values: list[Any] = Field(min_length=1)
    negated: bool = False
    filter_operator_type: Literal["IS", "CONTAINS"] = "IS"


class Filters(Body):
    any_of: list[dict[str, Criteria]] | None = Field(None, min_length=1)
    all_of: list[dict[str, Criteria]] | None = Field(None, min_length=1)


class GroupBody(Body):
    """Of both kinds of groups, to create or to change: those of a feed name it, the others their catalog."""

    name: str | None = None
    description: str | None = None
    filters: Filters | None = None
    feed_id: str | None = Field(None, pattern=r"^\d+$")
    is_featured: bool | None = None
    catalog_type: Literal["RETAIL"] | None = None
    catalog_id: str | None = Field(None, pattern=r"^\d+$")
    country: str | None = Field(None, pattern=r"^[A-Z]{2}$")
    locale: str | None = None


def list_catalogs(call: PinterestCall) -> Answer:
    at = call.world.clock().isoformat()
    told = {"id": CATALOG_ID, "name": "Retail", "catalog_type": "RETAIL", "created_at": at, "updated_at": at}
    return json_answer({"items": [told] if _has_catalog(call.world) else [], "bookmark": None})


def list_groups(call: PinterestCall) -> Answer:
    wanted = call.call.query.get("feed_id")
    groups = [one for one in call.world.groups.values() if wanted in (None, one.place.get("feed_id"))]
    return json_answer(call.page(groups, _shown))


def create_group(call: PinterestCall) -> Answer:
    body, world = call.body(GroupBody), call.world
    if not _has_catalog(world):
        raise _NO_CATALOG
    if body.name is None or body.filters is None:
        raise invalid("name and filters are required")
    number = world.next_number()
    group = ItemSet(
        id=str(443_727_000_000 + number),
        number=number,
        at=world.clock(),
        updated=world.clock(),
        name=body.name,
        description=body.description,
        filters=_filters(body.filters),
        place=_place(world, body),
    )
    _require_own(world, group)
    world.groups[group.id] = group
    return json_answer(_shown(group), 201)


def get_group(call: PinterestCall) -> Answer:
    return json_answer(_shown(_group(call)))


def update_group(call: PinterestCall) -> Answer:
    group, body = _group(call), call.body(GroupBody)
    if body.feed_id or body.catalog_id:
        raise invalid("a product group stays where it belongs")
    changed = ItemSet(
        id=group.id,
        number=group.number,
        at=group.at,
        updated=call.world.clock(),
        name=body.name or group.name,
        description=body.description or group.description,
        filters=_filters(body.filters) if body.filters else group.filters,
        place=group.place,
    )
    _require_own(call.world, changed)
    call.world.groups[group.id] = changed
    return json_answer(_shown(changed))


def delete_group(call: PinterestCall) -> Answer:
    del call.world.groups[_group(call).id]
    return Answer(204)


def count_products(call: PinterestCall) -> Answer:
    rows = call.world.catalog_items("pinterest")
    chosen = [row for item_id, row in rows.items() if picks(_group(call).filters, item_id, row)]
    stock = [row for row in chosen if row.get("availability") == "in stock"]
    counts = {"in_stock": len(stock), "out_of_stock": len(chosen) - len(stock), "preorder": 0, "total": len(chosen)}
    return json_answer({"catalog_type": "RETAIL", **counts, "videos": 0})


def picks(filters: Mapping[str, Any], item_id: str, row: Row) -> bool:
    """Whether an item belongs to the group."""
    tests = filters.get("any_of") or filters["all_of"]
    together = any if "any_of" in filters else all
    return together(_holds(key, criteria, item_id, row) for test in tests for key, criteria in test.items())


def _holds(key: str, criteria: Mapping[str, Any], item_id: str, row: Row) -> bool:
    values = criteria["values"]
    if key in _PATHS:
        level = int(key.rpartition("_")[2]) + 1
        path = [part.strip().casefold() for part in str(row.get(_PATHS[key]) or "").split(">")]
        found = path[:level] in [[str(part).casefold() for part in value] for value in values]
    else:
        told = item_id if key == "ITEM_ID" else str(row.get(_TEXT_COLUMNS[key]) or "").replace(" ", "_")
        found = told.casefold() in [str(value).replace(" ", "_").casefold() for value in values]
    return found is not criteria.get("negated", False)


def _filters(filters: Filters) -> dict[str, Any]:
    """As it is told again: with what is taken for granted. Raises PinterestError for a filter that is not known."""
    told: dict[str, Any] = filters.model_dump(exclude_none=True, exclude_unset=False)
    if len(told) != 1:
        raise invalid("filters: expected any_of or all_of")
    for test in next(iter(told.values())):
        for key, criteria in test.items():
            _check(key, criteria)
            if not key.startswith("CUSTOM_LABEL"):
                del criteria["filter_operator_type"]
    return told


def _check(key: str, criteria: Mapping[str, Any]) -> None:
    wanted: Any = list[list[str]] if key in _PATHS else list[str]
    if key not in (*_PATHS, *_TEXT_COLUMNS, "ITEM_ID"):
        raise invalid(f"filters: this sandbox knows no {key}")
    try:
        TypeAdapter(wanted).validate_python(criteria["values"], strict=True)
    except ValidationError:
        raise PinterestError(
            409, 4183, "Catalog product group filters failed validation, please ensure all filters are set correctly."
        ) from None


def _place(world: World, body: GroupBody) -> dict[str, Any]:
    if body.feed_id is not None:
        if body.catalog_type or body.catalog_id or body.country or body.locale:
            raise PinterestError(400, 6137, "An international product group cannot have a country or locale specified.")
        if body.feed_id not in world.feeds:
            raise PinterestError(404, 4161, "Sorry! We could not find your catalogs feed.")
        return {"feed_id": body.feed_id, "catalog_id": CATALOG_ID}
    if body.catalog_type is None or body.catalog_id != CATALOG_ID:
        raise invalid("catalog_type and catalog_id, or feed_id, are required")
    if not (body.country and body.locale):
        raise PinterestError(400, 6136, "A catalog product group must have a country and locale specified.")
    return {"feed_id": None, "catalog_id": CATALOG_ID, "country": body.country, "locale": body.locale}


def _group(call: PinterestCall) -> ItemSet:
    group = call.world.groups.get(call.ids["product_group_id"])
    if group is None:
        raise PinterestError(404, 4180, "Sorry! We could not find your catalogs product group.")
    return group


def _require_own(world: World, wanted: ItemSet) -> None:
    for other in world.groups.values():
        if other.id == wanted.id or other.place.get("feed_id") != wanted.place.get("feed_id"):
            continue
        if other.filters == wanted.filters:
            raise PinterestError(409, 4178, "A catalogs product group with these filters already exists for this feed.")
        if other.name == wanted.name:
            raise PinterestError(409, 4179, "A catalogs product group with this name already exists for this feed.")


def _has_catalog(world: World) -> bool:
    return bool(world.catalog_items("pinterest") or world.feeds)


def _shown(group: ItemSet) -> dict[str, Any]:
    return {
        "id": group.id,
        "catalog_type": "RETAIL",
        "name": group.name,
        "description": group.description,
        "filters": group.filters,
        "type": "MERCHANT_CREATED",
        "status": "ACTIVE",
        "country": None,
        "locale": None,
        "created_at": int(group.at.timestamp()),
        "updated_at": int((group.updated or group.at).timestamp()),
        **group.place,
    }


_ACCOUNT = frozenset({"ad_account_id"})
_ONE = "/v5/catalogs/product_groups/{product_group_id}"
ROUTES = (
    Route("GET", "/v5/catalogs", list_catalogs, PAGING | _ACCOUNT),
    Route("GET", "/v5/catalogs/product_groups", list_groups, PAGING | _ACCOUNT | {"id", "feed_id", "catalog_id"}),
    Route("POST", "/v5/catalogs/product_groups", create_group, _ACCOUNT),
    Route("GET", _ONE, get_group, _ACCOUNT),
    Route("PATCH", _ONE, update_group, _ACCOUNT),
    Route("DELETE", _ONE, delete_group, _ACCOUNT),
    Route("GET", f"{_ONE}/product_counts", count_products, _ACCOUNT),
)
