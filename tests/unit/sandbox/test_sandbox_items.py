from __future__ import annotations

from typing import Any

import pytest

from connectors.sandbox.items import check_item

GOOD: dict[str, Any] = {
    "title": "Gruyère",
    "description": "Twelve months old.",
    "availability": "in stock",
    "condition": "new",
    "price": "9.80 EUR",
    "link": "https://x.example/gruyere",
    "image_link": "https://x.example/gruyere.jpg",
    "brand": "Käsetheke",
}


@pytest.mark.parametrize("channel", ["meta", "pinterest"])
def test_a_good_item_has_nothing_said_of_it(channel: str) -> None:
    result = check_item(channel, "a", GOOD)
    assert (result.errors, result.warnings) == ([], [])


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"title": None}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"price": "9.80"}, "price"),
        ({"price": "free"}, "price"),
        ({"availability": "maybe"}, "availability"),
        ({"link": "gruyere"}, "link"),
        ({"sale_price": "9.80 EUR"}, "sale_price"),
        ({"brand": None}, "brand"),
    ],
)
def test_a_broken_rule_of_meta_is_an_error_that_names_the_field(changed: dict[str, Any], field: str) -> None:
    result = check_item("meta", "a", GOOD | changed)
    assert len(result.errors) == 1
    assert f"for {field}:" in result.errors[0]


@pytest.mark.parametrize("known", [{"gtin": "4006381333931"}, {"mpn": "G-12"}])
def test_a_number_of_the_maker_stands_in_for_the_brand(known: dict[str, str]) -> None:
    assert check_item("meta", "a", GOOD | {"brand": ""} | known).errors == []


def test_words_count_in_any_case() -> None:
    assert check_item("pinterest", "a", GOOD | {"availability": "In Stock"}).errors == []


def test_too_many_pictures_are_a_warning() -> None:
    result = check_item("pinterest", "a", GOOD | {"additional_image_link": ["https://x.example/a.jpg"] * 11})
    assert (result.errors, len(result.warnings)) == ([], 1)


def test_a_part_of_an_item_requires_nothing_but_is_checked() -> None:
    assert check_item("meta", "a", {"price": "8.00 EUR"}, partial=True).errors == []
    assert check_item("meta", "a", {"price": "8"}, partial=True).errors


def test_a_part_of_an_item_cannot_take_away_what_is_required() -> None:
    assert check_item("meta", "a", {"title": ""}, partial=True).errors


def test_a_sale_price_that_is_no_price_is_told_once() -> None:
    assert len(check_item("meta", "a", GOOD | {"sale_price": ""}).errors) == 0
    assert len(check_item("meta", "a", GOOD | {"sale_price": "cheap"}).errors) == 1


@pytest.mark.parametrize(
    ("changed", "field", "is_error"),
    [
        ({"price": "0.00 EUR"}, "price", True),
        ({"sale_price": "8.00 USD"}, "sale_price", True),
        ({"sale_price_effective_date": "2026-11-30T00:00+00:00/2026-11-01T00:00+00:00"}, "sale_price_effective", True),
        ({"sale_price_effective_date": "next week"}, "sale_price_effective_date", True),
        ({"title": "Old <b>Gruyère</b>"}, "title", False),
        ({"image_link": "https://x.example/gruyere.bmp?v=2"}, "image_link", False),
        ({"gtin": "4006381333932"}, "gtin", False),
    ],
)
def test_every_rule_that_a_machine_can_judge_is_enforced(changed: dict[str, Any], field: str, is_error: bool) -> None:
    result = check_item("meta", "a", GOOD | changed)
    said, silent = (result.errors, result.warnings) if is_error else (result.warnings, result.errors)
    assert len(said) == 1
    assert f"for {field}" in said[0]
    assert silent == []
