"""Products tagged in pictures: only where Instagram lets the account do it, and only products that its review passed.

https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login/product-tagging
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any

from connectors.graph import Graph
from connectors.rules import limit
from socialshop.errors import NotPermitted

Tags = tuple[dict[str, Any], ...]
HEIGHT = 0.85
"""Where tags stand in a picture, of its height: beneath what it shows."""
_TAGGABLE = ("approved", "")  # a product without a review is a catalog's that needs none

log = logging.getLogger(__name__)


class Tagger:
    def __init__(self, graph: Graph, account_id: str) -> None:
        self._graph = graph
        self._account = account_id

    def tags(self, item_ids: Sequence[str]) -> Tags:
        """A tag for each of the items that may be tagged, side by side; the others are logged and left out."""
        if not item_ids or not self._catalogs:
            return ()
        found = {item_id: self._product(item_id) for item_id in item_ids}
        for item_id in (item_id for item_id, product in found.items() if product is None):
            log.info("Instagram does not tag %s: its shop has no such product, or did not approve it.", item_id)
        products = [product for product in found.values() if product is not None][: limit("instagram.tags")]
        return tuple(
            {"product_id": product, "x": round((number + 1) / (len(products) + 1), 3), "y": HEIGHT}
            for number, product in enumerate(products)
        )

    @cached_property
    def _catalogs(self) -> tuple[str, ...]:
        """Those of the account's shop; none where it may not tag. Asked once a run."""
        with suppress(NotPermitted):
            account = self._graph.get(self._account, fields="shopping_product_tag_eligibility")
            if account.get("shopping_product_tag_eligibility"):
                shops = self._graph.get(f"{self._account}/available_catalogs", fields="catalog_id")
                return tuple(str(shop["catalog_id"]) for shop in shops.get("data", []))
        log.info("Instagram does not let the account tag products: windows go up without tags.")
        return ()

    def _product(self, item_id: str) -> str | None:
        """The id of the item's product, for the search finds parts of names, too."""
        exact = (
            str(product["product_id"])
            for product in self._found(item_id)
            if product.get("retailer_id") == item_id and product.get("review_status", "") in _TAGGABLE
        )
        return next(exact, None)

    def _found(self, item_id: str) -> Iterator[dict[str, Any]]:
        for catalog in self._catalogs:
            for page in self._graph.pages(
                f"{self._account}/catalog_product_search",
                catalog_id=catalog,
                q=item_id,
                fields="product_id,retailer_id,review_status",
            ):
                yield from page.data
