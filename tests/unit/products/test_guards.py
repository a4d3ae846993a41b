"""A delivery that would wipe the catalog, change every id or the currency is noticed."""

from __future__ import annotations

import polars as pl

from catalog_feeds.item import ITEM_SCHEMA
from socialshop.products.delivery import Difference
from socialshop.products.guards import delivery_problem, mass_deletion

NONE = pl.Series("id", [], pl.String)


def items(*ids: str, prefix: str = "", currency: str = "EUR") -> pl.DataFrame:
    rows = [
        {"id": prefix + name, "title": f"Cheese {name}", "link": f"https://shop.example/{name}", "currency": currency}
        for name in ids
    ]
    return pl.DataFrame(rows, schema=ITEM_SCHEMA)


KNOWN = items(*"abcde").select("id", "title", "link", "currency")


def problem(delivered: pl.DataFrame, faulty: pl.Series = NONE) -> str:
    found = delivery_problem(difference(delivered, faulty), 20)
    return found[0] if found else ""


def difference(
    delivered: pl.DataFrame, faulty: pl.Series = NONE, known: pl.DataFrame = KNOWN, unchanged: int = 0
) -> Difference:
    return Difference(delivered, known, faulty, unchanged)


def test_a_sound_delivery_has_no_problem() -> None:
    assert problem(items(*"abcdefgh")) == ""
    assert problem(items(*"abcd")) == ""


def test_the_first_delivery_has_no_problem() -> None:
    assert delivery_problem(difference(items(*"abc"), known=KNOWN.clear()), 20) is None


def test_an_empty_delivery_is_noticed() -> None:
    assert problem(items()) == "The delivery has no items; 5 stood in the one before."


def test_a_shrunken_delivery_is_noticed_with_its_numbers() -> None:
    assert problem(items(*"abc")) == "2 of the 5 items of the delivery before are missing (allowed are 20 %)."


def test_faulty_items_are_not_missing() -> None:
    assert problem(items(*"abc"), pl.Series("id", ["d"])) == ""


def test_changed_ids_are_noticed_with_an_example_and_the_way_to_declare_them() -> None:
    found = delivery_problem(difference(items(*"abcde", prefix="new-")), 20)
    assert found is not None
    assert found[0] == (
        "5 of 5 ids are new, 5 of 5 old ones are gone, and 5 of these go on under another id, such as a (Cheese a)."
    )
    assert "[catalog.renamed]" in found[1]


def test_other_goods_are_no_changed_ids() -> None:
    assert "are missing" in problem(items(*"vwxyz"))


def test_another_currency_is_noticed() -> None:
    assert problem(items(*"abcde", currency="USD")) == (
        "5 of 5 known items are in another currency than before, such as a: USD, before EUR."
    )


def test_what_did_not_change_counts_on_both_sides() -> None:
    assert delivery_problem(difference(items(), unchanged=20), 20) is None
    assert delivery_problem(difference(items(), unchanged=19), 20) is not None
    assert delivery_problem(difference(items(*"abcde", prefix="new-"), unchanged=6), 50) is None


def test_deletions_are_measured_by_what_stands() -> None:
    assert mass_deletion(20, 100, 20) is None
    assert mass_deletion(21, 100, 20) is not None
    assert mass_deletion(0, 0, 0) is None
