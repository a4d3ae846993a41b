"""What an order earns, as a pure function: exact at both ends, and never against the partner's sense."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialshop.money import Money
from socialshop.orders.model import Order
from socialshop.referrals.commission import commission_due, goods_kept

NOW = datetime(2026, 11, 1, tzinfo=UTC)
amounts = st.integers(min_value=0, max_value=10**9)
rates = st.integers(min_value=0, max_value=10_000)


def order(
    subtotal: int, shipping: int = 0, tax: int = 0, refunded: int = 0, status: str = "paid", cancelled: bool = False
) -> Order:
    return Order(
        number="#1001",
        placed_at=NOW,
        currency="EUR",
        subtotal=subtotal,
        shipping=shipping,
        total=subtotal + shipping + tax,
        refunded=refunded,
        financial_status=status,
        cancelled_at=NOW if cancelled else None,
        imported_at=NOW,
    )


def test_the_goods_earn_and_shipping_does_not() -> None:
    assert commission_due(order(3600, shipping=490), 750) == Money(270, "EUR")


def test_a_returned_product_takes_back_what_it_earned() -> None:
    assert goods_kept(order(3000, shipping=490, refunded=1000)) == Money(2000, "EUR")


def test_taxes_on_top_are_refunded_in_proportion_to_the_goods() -> None:
    assert goods_kept(order(10_000, shipping=1000, tax=800, refunded=5400)) == Money(5000, "EUR")


def test_a_refund_of_the_shipping_takes_from_the_goods_first() -> None:
    assert goods_kept(order(3000, shipping=490, refunded=490)) == Money(2510, "EUR")


def test_shipping_that_was_discounted_away_does_not_shrink_the_goods() -> None:
    free_shipping = order(3000)
    free_shipping.shipping = 490
    assert goods_kept(free_shipping) == Money(3000, "EUR")


@pytest.mark.parametrize("flawed", [order(3000, cancelled=True), order(3000, status="voided"), order(0, shipping=490)])
def test_an_order_that_brings_nothing_earns_nothing(flawed: Order) -> None:
    assert commission_due(flawed, 750) == Money(0, "EUR")


@given(amounts, amounts, amounts, rates)
def test_without_a_refund_the_whole_subtotal_earns(subtotal: int, shipping: int, tax: int, rate: int) -> None:
    assert commission_due(order(subtotal, shipping, tax), rate) == Money(subtotal, "EUR").share(rate)


@given(amounts, amounts, amounts, rates, amounts)
def test_at_a_full_refund_or_beyond_exactly_nothing_is_due(
    subtotal: int, shipping: int, tax: int, rate: int, beyond: int
) -> None:
    refunded = subtotal + shipping + tax + beyond
    assert commission_due(order(subtotal, shipping, tax, refunded), rate).minor == 0


@given(amounts, amounts, amounts, rates, amounts, amounts)
def test_a_larger_refund_never_leaves_more(
    subtotal: int, shipping: int, tax: int, rate: int, first: int, second: int
) -> None:
    less, more = sorted((first, second))
    after_less = commission_due(order(subtotal, shipping, tax, less), rate).minor
    assert 0 <= commission_due(order(subtotal, shipping, tax, more), rate).minor <= after_less
