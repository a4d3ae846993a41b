"""Decimal comma and point: what can be read in one way is, what may be read in two is decided by its neighbours."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog_feeds.prices import minor_units, with_amounts, with_points


def amounts(*texts: str | None, usual: str = "") -> list[str | None]:
    rows = pl.DataFrame({"price": texts}, {"price": pl.String})
    return with_points(rows, ["price"], usual)["price"].to_list()


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("12", "12"),
        ("12.50", "12.50"),
        ("12,50", "12.50"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1234.500", "1234.500"),
        ("0,125", "0.125"),
        ("12,5000", "12.5000"),
        ("1 234,50", "1234.50"),
        ("1\u202f234,50", "1234.50"),
        ("1'234.50", "1234.50"),
    ],
)
def test_what_can_be_read_in_one_way_only_is_read_so(text: str, amount: str) -> None:
    assert amounts(text) == [amount]


@pytest.mark.parametrize(
    "text", ["", "-1", "abc", "1.2.3", "1,2,3", "1,23.4", "1.23,4", "12 50", ".5", "1e3", "0.000,5"]
)
@pytest.mark.parametrize("usual", ["", ".", ","])
def test_what_is_no_amount_stays_none(text: str, usual: str) -> None:
    assert amounts(text, usual=usual) == [None]


def test_an_amount_that_may_be_read_in_two_ways_is_not_guessed() -> None:
    assert amounts("1.234") == [None]
    assert amounts("1,234") == [None]
    assert amounts("1.234", "5.50", "5,50") == [None, "5.50", "5.50"]


def test_the_other_amounts_tell_how_it_is_meant() -> None:
    assert amounts("1.234", "5,50") == ["1234", "5.50"]
    assert amounts("1.234", "5.50") == ["1.234", "5.50"]
    assert amounts("1,234", "5.50") == ["1234", "5.50"]


def test_the_usual_mark_decides_where_nothing_else_does() -> None:
    assert amounts("1.234", usual=".") == ["1.234"]
    assert amounts("1.234", usual=",") == ["1234"]
    assert amounts("1.234", "5,50", usual=".") == ["1234", "5.50"]


def test_all_columns_are_read_alike() -> None:
    rows = pl.DataFrame({"price": ["1.234", None], "sale": [None, "9,99"]})
    assert with_points(rows, ["price", "sale"]).rows() == [("1234", None), (None, "9.99")]


@given(st.lists(st.integers(0, 10**9), min_size=1), st.sampled_from([",.", ".,", ".", ",", ". ", ", ", ".'"]))
def test_every_way_of_writing_gives_the_same_cents(cents: list[int], marks: str) -> None:
    decimal, grouping = marks[0], marks[1:]
    texts = [f"{cent // 100:,}".replace(",", grouping) + f"{decimal}{cent % 100:02}" for cent in cents]
    read = pl.DataFrame({"amount": amounts(*texts)}, {"amount": pl.String})
    assert read.select(minor_units(pl.col("amount"), 2)).to_series().to_list() == cents


@pytest.mark.parametrize(
    ("text", "digits", "minor"),
    [
        ("12", 2, 1200),
        ("12.", 2, 1200),
        ("12.5", 2, 1250),
        ("12.5000", 2, 1250),
        ("12.505", 2, None),
        ("12.00", 0, 12),
        ("12.5", 0, None),
        ("12.505", 3, 12505),
        ("999999999999.99", 2, 99_999_999_999_999),
        ("1000000000000", 2, None),
        ("9" * 30, 2, None),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency(text: str, digits: int, minor: int | None) -> None:
    assert pl.select(minor_units(pl.lit(text), digits)).item() == minor


def test_the_amounts_stand_beside_their_texts() -> None:
    rows = pl.DataFrame({"price_text": ["1.234,50", "abc", None], "sale_text": ["9,99", "1.234", "1,999"]})
    read = with_amounts(rows, ("price", "sale"), digits=2)
    assert read.select("price_amount", "sale_amount").rows() == [(123450, 999), (None, 123400), (None, None)]
    assert read.select(rows.columns).equals(rows)
