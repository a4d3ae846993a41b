"""Products tagged in pictures: only where Instagram lets the account do it, and only products that its review passed.

https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/product-tagging
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from connectors.graph import Graph, next_cursor
from connectors.rules import limit
from socialshop.errors import NotFound, NotPermitted
from socialshop.phrases import phrase

Tags = tuple[dict[str, Any], ...]
HEIGHT = 0.85
"""Where tags stand in a picture, of its height: beneath what it shows."""
_TAGGABLE = ("approved", "")  # a product without a review is a catalog's that needs none
_UNKNOWN = phrase("the account's shop has no such product")
_NO_PERMISSION = phrase("the access token lacks the permission instagram_shopping_tag_products")


@dataclass(frozen=True, slots=True)
class Taggable:
    """By item: the id of the product that its picture can be tagged with, or why Instagram tags it with none."""

    products: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)

    def tags(self, item_ids: Sequence[str]) -> Tags:
        """A tag for each of the items that can be tagged, side by side."""
        products = [self.products[item_id] for item_id in item_ids if item_id in self.products]
        products = products[: limit("instagram.tags")]
        return tuple(
            {"product_id": product, "x": round((number + 1) / (len(products) + 1), 3), "y": HEIGHT}
            for number, product in enumerate(products)
        )


class Tagger:
    def __init__(self, graph: Graph, account_id: str) -> None:
        self._graph = graph
        self._account = account_id
        self._search = f"{account_id}/catalog_product_search"
        self._items: dict[str, str] = {}

    def look(self, item_ids: Sequence[str]) -> Taggable:
        """What Instagram would tag today."""
        if not item_ids:
            return Taggable()
        try:
            closed = self._closed()
            found = {} if closed else self._looked_up(item_ids, self._catalogs())
        except NotPermitted:
            closed, found = _NO_PERMISSION, {}
        if closed:
            return Taggable(refused=dict.fromkeys(item_ids, closed))
        return Taggable(
            products={item_id: product for item_id, (product, _) in found.items() if product},
            refused={item_id: why for item_id, (_, why) in found.items() if why},
        )

    def told(self, pictures: Sequence[str]) -> list[tuple[str, ...]] | None:
        """By published picture, the items that it is tagged with, but for those that a review turned down since:
        nobody sees their tags. None where Instagram does not tell."""
        fields = {"fields": "product_id,review_status"}
        try:
            told = self._graph.each([(f"{picture}/product_tags", fields) for picture in pictures])
            return [tuple(map(self._item, _standing(answer))) for answer in told]
        except NotPermitted:
            return None

    def add(self, media_id: str, tags: Tags, child: int | None = None) -> None:
        """Tag a published picture, `child` of a carousel counted from 0, with more products.

        https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-media/product_tags
        """
        place = {} if child is None else {"child_index": child}
        self._graph.post(f"{media_id}/product_tags", None, updated_tags=list(tags), **place)

    def _closed(self) -> str:
        """Why the account may not tag at all; empty where it may."""
        account = self._graph.get(self._account, fields="shopping_product_tag_eligibility,shopping_review_status")
        if account.get("shopping_product_tag_eligibility"):
            return ""
        review = account.get("shopping_review_status", "")
        if not review:
            return phrase("the account may not tag products")
        return phrase("the account may not tag products (review of its shop: {review})", review=review)

    def _catalogs(self) -> list[str]:
        """Those of the account's shop."""
        shops = self._graph.get(f"{self._account}/available_catalogs", fields="catalog_id")
        return [str(shop["catalog_id"]) for shop in shops.get("data", [])]

    def _looked_up(self, item_ids: Sequence[str], catalogs: Sequence[str]) -> dict[str, tuple[str, str]]:
        """The id of each item's product, or why it is not tagged: the search finds parts of names, too."""
        asked = [(item_id, catalog) for item_id in item_ids for catalog in catalogs]
        pages = self._graph.each([(self._search, _query(item_id, catalog)) for item_id, catalog in asked])
        found: dict[str, tuple[str, str]] = {}
        for (item_id, catalog), page in zip(asked, pages, strict=True):
            if item_id not in found and (product := self._match(page, item_id, catalog)):
                found[item_id] = self._judged(item_id, product)
        return dict.fromkeys(item_ids, ("", _UNKNOWN)) | found

    def _judged(self, item_id: str, product: Mapping[str, Any]) -> tuple[str, str]:
        known, status = str(product["product_id"]), str(product.get("review_status", ""))
        self._items[known] = item_id
        return (known, "") if status in _TAGGABLE else ("", self._turned_down(known, status))

    def _turned_down(self, product: str, status: str) -> str:
        """https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/product_appeal"""
        answer = self._graph.get(f"{self._account}/product_appeal", product_id=product, fields="rejection_reasons")
        reasons = [reason for told in answer.get("data", []) for reason in told.get("rejection_reasons", [])]
        return phrase("review of the product: {told}", told=", ".join([status, *reasons]))

    def _match(self, first: Mapping[str, Any], item_id: str, catalog: str) -> Mapping[str, Any] | None:
        """The item among what the search for it found, from its first page on."""
        after = next_cursor(first)
        more = self._graph.pages(self._search, after, **_query(item_id, catalog)) if after else ()
        found = chain(first.get("data", []), chain.from_iterable(page.data for page in more))
        return next((product for product in found if product.get("retailer_id") == item_id), None)

    def _item(self, product: str) -> str:
        """The item of a product; of one that is gone, the product's own id."""
        if product not in self._items:
            try:
                self._items[product] = str(self._graph.get(product, fields="retailer_id")["retailer_id"])
            except NotFound:
                return product
        return self._items[product]


def _query(item_id: str, catalog: str) -> dict[str, Any]:
    return {"catalog_id": catalog, "q": item_id, "fields": "product_id,retailer_id,review_status"}


def _standing(told: Mapping[str, Any]) -> list[str]:
    """The products of the tags that people see."""
    return [str(tag["product_id"]) for tag in told.get("data", []) if tag.get("review_status", "") in _TAGGABLE]
