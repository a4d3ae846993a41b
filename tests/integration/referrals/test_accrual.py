"""Orders, re-imports and refunds in any order: the ledger follows, to the cent, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, func, select

from socialshop.clock import Clock
from socialshop.errors import SocialshopError
from socialshop.money import Money
from socialshop.orders.model import Order
from socialshop.referrals.accrual import accrue
from socialshop.referrals.commission import commission_due
from socialshop.referrals.ledger import balances
from socialshop.referrals.model import LedgerEntry, Partner
from socialshop.referrals.report import statement

PLACED = datetime(2026, 11, 1, tzinfo=UTC)
RATES = {"ANNA": 750, "BEN": 333}


@pytest.fixture
def session(store: Engine) -> Iterator[Session]:
    with Session(store) as session:
        for code, rate in RATES.items():
            session.add(Partner(code=code, name=code.title(), commission_bp=rate))
        session.commit()
        yield session


def put(session: Session, number: str = "#1001", *, code: str = "ANNA", **values: object) -> None:
    """The order as an import would leave it, new or again."""
    row = {"subtotal": 3600, "shipping": 490, "total": 4090, "currency": "EUR", "refunded": 0} | values
    row |= {"number": number, "placed_at": PLACED, "imported_at": PLACED, "discount_code": code}
    session.merge(Order(**row))
    session.flush()


def owed(session: Session) -> dict[tuple[str, str], int]:
    return {(b.partner_code, b.money.currency): b.money.minor for b in balances(session) if b.money.minor}


def test_a_partners_coupon_accrues_the_commission_once(session: Session, clock: Clock) -> None:
    put(session)
    assert accrue(session, clock) == 1
    assert accrue(session, clock) == 0
    assert owed(session) == {("ANNA", "EUR"): 270}


@pytest.mark.parametrize("code", ["anna", "SOMMER, Anna", "ANNA,BEN"])
def test_the_first_partners_coupon_counts_in_any_case(session: Session, clock: Clock, code: str) -> None:
    put(session, code=code)
    accrue(session, clock)
    assert owed(session) == {("ANNA", "EUR"): 270}


@pytest.mark.parametrize("code", ["", "SOMMER", "ANNAS"])
def test_an_order_without_a_partners_coupon_accrues_nothing(session: Session, clock: Clock, code: str) -> None:
    put(session, code=code)
    assert accrue(session, clock) == 0


def test_a_partial_refund_takes_back_its_part_and_the_rest_later(session: Session, clock: Clock) -> None:
    put(session)
    accrue(session, clock)
    put(session, refunded=1200)
    accrue(session, clock)
    assert owed(session) == {("ANNA", "EUR"): 180}
    put(session, refunded=4090)
    accrue(session, clock)
    assert owed(session) == {}


def test_a_cancellation_takes_it_all_back(session: Session, clock: Clock) -> None:
    put(session)
    accrue(session, clock)
    put(session, cancelled_at=PLACED + timedelta(days=1))
    assert accrue(session, clock) == 1
    assert owed(session) == {}


def test_a_new_rate_holds_for_new_orders_alone(session: Session, clock: Clock) -> None:
    put(session)
    accrue(session, clock)
    session.get_one(Partner, "ANNA").commission_bp = 1000
    put(session, refunded=1200)
    put(session, "#1002")
    accrue(session, clock)
    assert owed(session) == {("ANNA", "EUR"): 180 + 360}


def test_an_ended_partner_earns_from_earlier_orders_alone(session: Session, clock: Clock) -> None:
    session.get_one(Partner, "ANNA").ended_at = PLACED
    put(session)
    session.get_one(Partner, "BEN").ended_at = PLACED + timedelta(seconds=1)
    put(session, "#1002", code="BEN")
    accrue(session, clock)
    assert owed(session) == {("BEN", "EUR"): 120}


def test_a_changed_coupon_moves_the_commission_to_the_other_partner(session: Session, clock: Clock) -> None:
    put(session)
    accrue(session, clock)
    put(session, code="BEN")
    assert accrue(session, clock) == 2
    assert owed(session) == {("BEN", "EUR"): 120}


def test_the_statement_shows_each_transaction_with_the_balance_after_it(session: Session, clock: Clock) -> None:
    put(session)
    accrue(session, clock)
    put(session, refunded=1200)
    accrue(session, clock)
    shown = statement(session, "anna", "de")
    assert [(line.kind, line.money, line.balance) for line in shown.lines] == [
        ("commission", Money(270, "EUR"), Money(270, "EUR")),
        ("refund", Money(-90, "EUR"), Money(180, "EUR")),
    ]
    assert shown.lines[1].reason == "24.00 EUR of goods, 12.00 EUR refunded"
    assert shown.disclosure.startswith("Anna erhält 7,5 %")


def test_a_statement_of_nobody_says_so(session: Session) -> None:
    with pytest.raises(SocialshopError, match="NOBODY"):
        statement(session, "NOBODY")


@dataclass(frozen=True)
class Delivery:
    """What one import says of one order."""

    number: str
    code: str
    subtotal: int
    shipping: int
    tax: int
    refunded: int
    currency: str
    cancelled: bool
    accrue_after: bool

    def put(self, session: Session) -> None:
        put(
            session,
            self.number,
            code=self.code,
            subtotal=self.subtotal,
            shipping=self.shipping,
            total=self.subtotal + self.shipping + self.tax,
            refunded=self.refunded,
            currency=self.currency,
            cancelled_at=PLACED if self.cancelled else None,
        )


small = st.integers(min_value=0, max_value=20_000)
deliveries = st.lists(
    st.builds(
        Delivery,
        number=st.sampled_from(["#1", "#2", "#3"]),
        code=st.sampled_from(["", "ANNA", "anna", "BEN", "x, ben", "ANNA,BEN"]),
        subtotal=small,
        shipping=small,
        tax=small,
        refunded=small,
        currency=st.sampled_from(["EUR", "JPY"]),
        cancelled=st.booleans(),
        accrue_after=st.booleans(),
    ),
    max_size=12,
)
# One database serves all examples of a test: every example begins with a rollback of the one before.
thorough = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)


def legs_by_currency(session: Session) -> dict[str, int]:
    query = select(LedgerEntry.currency, func.sum(LedgerEntry.amount)).group_by(LedgerEntry.currency)
    return {currency: int(total) for currency, total in session.exec(query)}


def due_of_final_orders(session: Session) -> dict[tuple[str, str], int]:
    """The oracle: every partner's sum, from the orders as they stand at the end and nothing else."""
    due: dict[tuple[str, str], int] = {}
    for order in session.exec(select(Order)):
        codes = [code.strip().upper() for code in order.discount_code.split(",")]
        partner = next((code for code in codes if code in RATES), None)
        if partner:
            key = partner, order.currency
            due[key] = due.get(key, 0) + commission_due(order, RATES[partner]).minor
    return {key: amount for key, amount in due.items() if amount}


@thorough
@given(history=deliveries)
def test_after_any_history_the_ledger_balances_and_shows_the_final_orders(
    session: Session, clock: Clock, history: list[Delivery]
) -> None:
    session.rollback()
    for delivery in history:
        delivery.put(session)
        if delivery.accrue_after:
            accrue(session, clock)
    accrue(session, clock)
    assert not any(legs_by_currency(session).values())
    assert owed(session) == due_of_final_orders(session)
    assert accrue(session, clock) == 0


@thorough
@given(subtotal=small, shipping=small, tax=small, steps=st.lists(small, max_size=8))
def test_any_refunds_up_to_the_whole_end_at_exactly_nothing(
    session: Session, clock: Clock, subtotal: int, shipping: int, tax: int, steps: list[int]
) -> None:
    session.rollback()
    total = subtotal + shipping + tax
    for refunded in [0, *sorted(min(step, total) for step in steps), total]:
        put(session, subtotal=subtotal, shipping=shipping, total=total, refunded=refunded)
        accrue(session, clock)
        assert all(amount >= 0 for amount in owed(session).values())
    assert owed(session) == {}
