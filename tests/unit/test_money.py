"""Money keeps every cent: exact, in one currency, whatever is done to it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialshop.money import Money, minor_digits

CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD", "IDR"])
MINOR = st.integers(min_value=-(10**15), max_value=10**15)
AMOUNTS = st.builds(Money, MINOR, CURRENCIES)


@pytest.mark.parametrize(("currency", "digits"), [("EUR", 2), ("JPY", 0), ("KWD", 3)])
def test_each_currency_has_its_decimals(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


@pytest.mark.parametrize("code", ["EURO", "eur", "XX", ""])
def test_a_currency_that_nobody_knows_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match="unknown currency"):
        minor_digits(code)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [("12.50", "EUR", 1250), ("12.5", "EUR", 1250), ("12", "EUR", 1200), ("-0.01", "EUR", -1), ("1.234", "KWD", 1234)],
)
def test_plain_amounts_are_read(text: str, currency: str, minor: int) -> None:
    assert Money.of(text, currency) == Money(minor, currency)


@pytest.mark.parametrize("text", ["", "12,50", "1.000,00", "1e3", "NaN", "€ 5", "+5", ".5", "5."])
def test_what_is_no_plain_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        Money.of(text, "EUR")


@pytest.mark.parametrize(("text", "currency"), [("0.001", "EUR"), ("12.5", "JPY")])
def test_a_fraction_of_the_smallest_coin_is_refused_and_not_rounded(text: str, currency: str) -> None:
    with pytest.raises(ValueError, match="more decimals"):
        Money.of(text, currency)


@given(AMOUNTS)
def test_an_amount_that_is_written_is_read_as_the_same(money: Money) -> None:
    amount, currency = str(money).split(" ")
    assert Money.of(amount, currency) == money
    assert Money.of(money.amount, currency) == money


@given(MINOR, MINOR, CURRENCIES)
def test_adding_and_taking_away_come_out_even(first: int, second: int, currency: str) -> None:
    one, other = Money(first, currency), Money(second, currency)
    assert one + other - other == one
    assert one + -one == Money(0, currency)


def test_two_currencies_are_not_added() -> None:
    with pytest.raises(ValueError, match="cannot add USD to EUR"):
        Money(1, "EUR") + Money(1, "USD")


@given(AMOUNTS, st.integers(min_value=0, max_value=10_000))
def test_a_share_is_within_half_a_coin_of_the_exact_one(money: Money, basis_points: int) -> None:
    exact = Decimal(money.minor) * basis_points / 10_000
    assert abs(money.share(basis_points).minor - exact) <= Decimal("0.5")


@given(AMOUNTS, st.integers(min_value=0, max_value=10_000))
def test_a_share_taken_back_is_the_share_that_was_given(money: Money, basis_points: int) -> None:
    assert (-money).share(basis_points) == -money.share(basis_points)


@pytest.mark.parametrize(("minor", "share"), [(50, 2), (150, 8), (250, 12)])
def test_half_a_coin_goes_to_the_even_side(minor: int, share: int) -> None:
    assert Money(minor, "EUR").share(500) == Money(share, "EUR")


def test_people_read_it_as_they_are_used_to() -> None:
    assert Money(125_000, "EUR").format("de") == "1.250,00\xa0€"
    assert Money(125_000, "EUR").format("en") == "€1,250.00"
    assert Money(1250, "JPY").format("en") == "¥1,250"
