"""Product groups of Pinterest's catalog: what a shopping ad and a collection show.

https://developers.pinterest.com/docs/api/v5/#operation/catalogs_product_groups/create
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.pinterest.api import PinterestApi
from connectors.rules import limit
from socialshop.errors import NotFound, NotYet, Permanent
from socialshop.phrases import phrase
from socialshop.ports import ProductSet, StandingSet

MARK = "socialshop:"
"""Begins the description of our groups: Pinterest has no other place for an id of ours."""
PATH = "catalogs/product_groups"
RETAIL = "RETAIL"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a group belongs: to the catalog, whose items came by the API, or to one feed."""

    catalog_id: str = ""
    country: str = ""
    locale: str = ""
    feed_id: str = ""

    def create_fields(self) -> dict[str, str]:
        if self.feed_id:
            return {"feed_id": self.feed_id}
        return self.change_fields() | {"catalog_id": self.catalog_id}

    def change_fields(self) -> dict[str, str]:
        if self.feed_id:
            return {}
        return {"catalog_type": RETAIL, "country": self.country, "locale": self.locale}


def retail_catalog(api: PinterestApi, channel: str) -> str:
    """The id of the account's retail catalog. Raises NotYet where there is none."""
    for catalog in api.items("catalogs"):
        if catalog.get("catalog_type") == RETAIL:
            return str(catalog["id"])
    raise NotYet(
        phrase("Pinterest has no retail catalog for this account yet."),
        channel=channel,
        mend=phrase("Push the items first; the catalog is there when Pinterest has taken them."),
    )


def definition(wanted: ProductSet, channel: str) -> str:
    """Raises Permanent for a category that lies deeper than Pinterest looks."""
    most = limit("pinterest.group.levels")
    if len(wanted.category) > most:
        raise Permanent(
            phrase("Its category has {levels} levels; Pinterest knows {most}.", levels=len(wanted.category), most=most),
            channel=channel,
            mend=phrase("Name a category further up, or the items by a condition."),
        )
    return _written(wanted.title, _filters(wanted))


def create(api: PinterestApi, place: Place, wanted: ProductSet) -> str:
    body = place.create_fields() | _fields(wanted) | {"description": MARK + wanted.name}
    return str(api.post(PATH, body)["id"])


def change(api: PinterestApi, place: Place, group_id: str, wanted: ProductSet) -> None:
    api.patch(f"{PATH}/{group_id}", place.change_fields() | _fields(wanted))


def remove(api: PinterestApi, group_id: str) -> None:
    try:
        api.delete(f"{PATH}/{group_id}")
    except NotFound:
        return


def standing(api: PinterestApi) -> Iterator[StandingSet]:
    for told in api.items(PATH):
        mark, _, name = str(told.get("description") or "").partition(MARK)
        if name and not mark:
            yield StandingSet(name, str(told["id"]), _written(str(told.get("name") or ""), told.get("filters")))


def item_ids(told: Mapping[str, Any]) -> list[str]:
    """Of a definition that names its items; none of one that a person gave other filters."""
    criteria = (told["filters"] or {}).get("any_of") or [{}]
    return list(criteria[0].get("ITEM_ID", {}).get("values", ()))


def _fields(wanted: ProductSet) -> dict[str, Any]:
    return {"name": wanted.title, "filters": _filters(wanted)}


def _filters(wanted: ProductSet) -> dict[str, Any]:
    if wanted.category:
        return _any_of(f"PRODUCT_TYPE_{len(wanted.category) - 1}", [list(wanted.category)])
    if wanted.label:
        column, value = wanted.label
        return _any_of(column.upper(), [value])
    return _any_of("ITEM_ID", list(wanted.item_ids))


def _any_of(key: str, values: list[Any]) -> dict[str, Any]:
    return {"any_of": [{key: {"values": values}}]}


def _written(title: str, filters: object) -> str:
    return json.dumps({"name": title, "filters": _without_defaults(filters)}, ensure_ascii=False, sort_keys=True)


def _without_defaults(filters: object) -> object:
    """Pinterest tells what was not said, too: that nothing is negated."""
    if isinstance(filters, Mapping):
        kept = {key: value for key, value in filters.items() if (key, value) not in _DEFAULTS}
        return {key: _without_defaults(value) for key, value in kept.items()}
    return [_without_defaults(one) for one in filters] if isinstance(filters, list) else filters


_DEFAULTS = (("negated", False), ("filter_operator_type", "IS"))
