"""The merchant's own rules: what they change, what they count, and what is said of a wrong one."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from catalog_feeds.issues import no_issues
from catalog_feeds.item import ITEM_SCHEMA, as_items
from catalog_feeds.merchant_rules import MerchantRule, apply_rules
from catalog_feeds.sources import Reading
from catalog_feeds.utm import tagged
from socialshop.errors import ConfigurationError


def reading(*rows: dict[str, Any]) -> Reading:
    base = {"title": "Gouda", "price": 1250, "brand": None, "color": "rot"}
    frame = pl.DataFrame([base | {"id": f"p{place}"} | row for place, row in enumerate(rows)], infer_schema_length=None)
    return Reading("shopify_csv", as_items(frame), no_issues(), len(rows), 0, {})


def values(found: Reading, column: str) -> list[Any]:
    return found.items[column].to_list()


def test_items_are_left_out_and_counted() -> None:
    rules = [MerchantRule("no samples", when="title LIKE '%Sample%' AND price < 100", exclude=True)]
    found = apply_rules(reading({"title": "Sample", "price": 0}, {"title": "Sample"}, {}), rules)
    assert values(found, "id") == ["p1", "p2"]
    assert (dict(found.rules), dict(found.excluded)) == ({"no samples": 1}, {"rule no samples": 1})


def test_values_are_set_where_the_condition_holds() -> None:
    rules = [MerchantRule("house brand", when="brand IS NULL", set={"brand": "Theke", "quantity": 5})]
    found = apply_rules(reading({}, {"brand": "Molkerei"}), rules)
    assert values(found, "brand") == ["Theke", "Molkerei"]
    assert values(found, "quantity") == [5, None]
    assert found.rules == {"house brand": 1}
    assert found.items.schema == ITEM_SCHEMA


def test_texts_are_replaced_piece_by_piece_and_literally() -> None:
    rules = [MerchantRule("tidy", replace={"title": {" (NEU)": "", ".": ","}})]
    assert values(apply_rules(reading({"title": "Gouda (NEU) 1.5 kg"}), rules), "title") == ["Gouda 1,5 kg"]


def test_values_are_mapped_as_a_whole() -> None:
    rules = [MerchantRule("english", map={"color": {"rot": "red"}})]
    found = apply_rules(reading({}, {"color": "rotbraun"}, {"color": None}), rules)
    assert values(found, "color") == ["red", "rotbraun", None]


def test_what_becomes_empty_is_null() -> None:
    assert values(apply_rules(reading({}), [MerchantRule("none", set={"color": " "})]), "color") == [None]


def test_rules_see_what_those_before_them_did() -> None:
    rules = [
        MerchantRule("first", set={"custom_label_0": "cheap"}),
        MerchantRule("second", when="custom_label_0 = 'cheap'", exclude=True),
    ]
    assert apply_rules(reading({}, {}), rules).items.is_empty()


def test_an_unknown_condition_about_nothing_known_is_false() -> None:
    assert apply_rules(reading({}), [MerchantRule("unknown", when="brand = 'A'", exclude=True)]).items.height == 1


@pytest.mark.parametrize(
    ("rule", "named"),
    [
        (MerchantRule("r", when="colour = 'rot'"), '"colour".'),
        (MerchantRule("r", when="color ="), "no condition"),
        (MerchantRule("r", when="price > 'a'"), "no condition"),
        (MerchantRule("r", when="1 + 1"), "no condition"),
        (MerchantRule("r", set={"colour": "rot"}), "colour"),
        (MerchantRule("r", set={"id": "1"}), "id"),
        (MerchantRule("r", set={"price": "12.50"}), "price"),
        (MerchantRule("r", set={"additional_image_links": "x"}), "additional_image_links"),
        (MerchantRule("r", replace={"price": {"1": "2"}}), "price"),
        (MerchantRule("r", map={"colour": {"1": "2"}}), "colour"),
    ],
)
def test_a_wrong_rule_is_named_with_its_column(rule: MerchantRule, named: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        apply_rules(reading({}), [rule])
    assert "'r'" in caught.value.what
    assert named in caught.value.what


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://a.example/1", "https://a.example/1?utm_source=meta&utm_campaign=K%C3%A4se%20%26%20Brot"),
        ("https://a.example/?p=1", "https://a.example/?p=1&utm_source=meta&utm_campaign=K%C3%A4se%20%26%20Brot"),
        ("https://a.example/1#top", "https://a.example/1?utm_source=meta&utm_campaign=K%C3%A4se%20%26%20Brot#top"),
        ("https://a.example/1?utm_source=x", "https://a.example/1?utm_source=x&utm_campaign=K%C3%A4se%20%26%20Brot"),
        (None, None),
    ],
)
def test_links_are_tagged(link: str | None, expected: str | None) -> None:
    items = reading({"link": link}).items
    tags = {"source": "meta", "campaign": "Käse & Brot"}
    assert tagged(items, tags)["link"].to_list() == [expected]
    assert tagged(tagged(items, tags), tags)["link"].to_list() == [expected]
