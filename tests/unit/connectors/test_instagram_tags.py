"""Which product of the account's catalogs an item's picture is tagged with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

import pytest

from connectors.graph import Graph
from connectors.instagram.tags import Tagger


class TwoCatalogs:
    """An account whose shop sells from two catalogs; `products` are the reviews of the item in each."""

    def __init__(self, products: Mapping[str, str]) -> None:
        self._products = products

    def get(self, path: str, **_params: Any) -> Mapping[str, Any]:
        if path.endswith("available_catalogs"):
            return {"data": [{"catalog_id": catalog} for catalog in ("1", "2")]}
        return {"shopping_product_tag_eligibility": True}

    def each(self, asked: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Mapping[str, Any]]:
        return [{"data": self._of(params["catalog_id"])} for _, params in asked]

    def _of(self, catalog: str) -> list[Mapping[str, Any]]:
        if catalog not in self._products:
            return []
        return [{"product_id": f"p{catalog}", "retailer_id": "brie", "review_status": self._products[catalog]}]


@pytest.mark.parametrize(
    ("products", "tagged"),
    [
        ({"1": "approved", "2": "approved"}, "p1"),
        ({"1": "approved", "2": "rejected"}, "p1"),
        ({"2": "approved"}, "p2"),
    ],
)
def test_an_item_is_sought_in_one_catalog_after_the_other(products: Mapping[str, str], tagged: str) -> None:
    tagger = Tagger(cast(Graph, TwoCatalogs(products)), "account")
    assert tagger.look(["brie"]).products == {"brie": tagged}
