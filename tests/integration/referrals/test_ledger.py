"""The ledger keeps its own rules, in the program and in the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.config import PartnerTable
from socialshop.money import Money
from socialshop.orders.model import Order
from socialshop.referrals.ledger import EXPENSE, Balance, Leg, Posting, balances, partner_account, post
from socialshop.referrals.model import LedgerEntry, LedgerTransaction, Partner, TransactionKind
from socialshop.referrals.report import PartnerRow, partner_rows

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def session(store: Engine) -> Iterator[Session]:
    with Session(store) as session:
        session.add(Order(number="#1001", placed_at=NOW, currency="EUR", subtotal=3600, total=3600, imported_at=NOW))
        session.add(Partner(code="ANNA", name="Anna", commission_bp=750))
        session.commit()
        yield session


def posting(reference: str = "commission:#1001:1", *, credit: int = 270, cost: int | None = None) -> Posting:
    return Posting(
        reference=reference,
        kind=TransactionKind.COMMISSION,
        order_number="#1001",
        partner_code="ANNA",
        commission_bp=750,
        reason="36.00 EUR of goods",
        legs=(
            Leg(partner_account("ANNA"), Money(credit, "EUR")),
            Leg(EXPENSE, Money(-credit if cost is None else -cost, "EUR")),
        ),
    )


def test_a_transaction_is_posted_with_its_legs(session: Session, clock: Clock) -> None:
    assert post(session, clock, [posting()]) == 1
    legs = {entry.account: entry.amount for entry in session.exec(select(LedgerEntry))}
    assert legs == {"partner:ANNA": 270, "expense:commissions": -270}


def test_a_repeated_reference_is_left_out(session: Session, clock: Clock) -> None:
    post(session, clock, [posting()])
    assert post(session, clock, [posting(credit=999), posting("commission:#1001:2", credit=10)]) == 1
    assert balances(session) == [Balance("ANNA", "Anna", Money(280, "EUR"), orders=1)]


def test_unbalanced_legs_are_refused_and_nothing_is_posted(session: Session, clock: Clock) -> None:
    with pytest.raises(ValueError, match=r"commission:#1001:2.*do not sum to zero"):
        post(session, clock, [posting(), posting("commission:#1001:2", cost=269)])
    assert session.exec(select(LedgerTransaction)).all() == []


def test_more_transactions_than_one_statement_takes_are_all_posted(session: Session, clock: Clock) -> None:
    many = [posting(f"commission:#1001:{number}", credit=1) for number in range(2_500)]
    assert post(session, clock, many) == 2_500
    assert balances(session)[0].money == Money(2_500, "EUR")


@pytest.mark.parametrize("table", ["ledger_transactions", "ledger_entries"])
@pytest.mark.parametrize("change", ["UPDATE {} SET id = id + 100", "DELETE FROM {}"])
def test_the_database_refuses_to_change_the_ledger(session: Session, clock: Clock, table: str, change: str) -> None:
    post(session, clock, [posting()])
    session.commit()
    with pytest.raises(DBAPIError, match="append-only"):
        session.connection().execute(text(change.format(table)))
    session.rollback()
    assert balances(session)[0].money == Money(270, "EUR")


def test_partners_are_listed_with_their_rate_what_they_are_owed_and_their_last_commission(
    session: Session, clock: Clock
) -> None:
    post(session, clock, [posting()])
    bea = PartnerTable(code="bea5", name="Bea", commission_percent="5")  # type: ignore[arg-type]
    anna, unmet = partner_rows(session, [bea])
    assert (anna.code, anna.commission_bp, anna.owed, anna.orders) == ("ANNA", 750, (Money(270, "EUR"),), 1)
    assert anna.last_commission_at == clock()
    assert unmet == PartnerRow("BEA5", "Bea", 500, (), 0, None, None)
