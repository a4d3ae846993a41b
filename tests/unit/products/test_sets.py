"""Which items a configured product set has."""

from __future__ import annotations

import polars as pl
import pytest

from catalog_feeds.item import as_items
from socialshop.config import CatalogSet
from socialshop.errors import ConfigurationError
from socialshop.ports import ProductSet
from socialshop.products.sets import select_sets

ITEMS = as_items(
    pl.DataFrame(
        {
            "id": ["a", "b", "c", "d", "old"],
            "product_type": ["Käse > Hart", "Käse", "Käse > Hart > Alt", "Käsekuchen", None],
            "price": [500, 1500, 2500, 900, 100],
            "custom_label_0": ["neu", None, "neu", None, None],
        }
    )
)


def select(**table: object) -> ProductSet:
    (found,) = select_sets(ITEMS, {"x": CatalogSet.model_validate({"title": "X", **table})}, {"new": "old"})
    return found


def test_a_category_has_what_is_beneath_it_and_not_what_only_begins_alike() -> None:
    found = select(category="Käse")
    assert (found.category, found.size) == (("Käse",), 3)
    assert found.product_types == ("Käse", "Käse > Hart", "Käse > Hart > Alt")


def test_the_levels_of_a_category_may_be_written_with_or_without_blanks() -> None:
    assert select(category="Käse>Hart") == select(category="Käse > Hart")
    assert select(category="Käse > Hart").size == 2


def test_a_condition_is_sql_over_the_items() -> None:
    assert select(when="price > 1000 AND product_type LIKE 'Käse%'").item_ids == ("b", "c")


def test_a_condition_may_hold_for_all_or_none() -> None:
    assert select(when="1 = 1").size == 5
    assert select(when="price > 100000").size == 0


def test_a_label_is_taken_by_its_value() -> None:
    found = select(label={"custom_label_0": "neu"})
    assert (found.label, found.size, found.item_ids) == (("custom_label_0", "neu"), 2, ())


def test_ids_are_those_of_the_delivery_renamed_ones_too() -> None:
    assert select(ids=["new", "a", "absent"]).item_ids == ("a", "old")


@pytest.mark.parametrize("condition", ["price >", "prise > 1", "price + 1"])
def test_a_wrong_condition_names_its_set(condition: str) -> None:
    with pytest.raises(ConfigurationError, match=r"The set 'x' in \[catalog.sets\]"):
        select(when=condition)
