"""The double-entry ledger: every transaction's legs sum to zero in each currency, and nothing is ever changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.money import Money
from socialshop.referrals.model import LedgerEntry, LedgerTransaction, Partner, TransactionKind
from socialshop.store import table_of, upsert

EXPENSE = "expense:commissions"


def partner_account(code: str) -> str:
    return f"partner:{code}"


@dataclass(frozen=True, slots=True)
class Leg:
    """One account's part of a transaction: a credit of a partner is positive, what it costs the shop negative."""

    account: str
    money: Money


@dataclass(frozen=True, slots=True)
class Posting:
    """A transaction to be; `reference` names it for ever."""

    reference: str
    kind: TransactionKind
    order_number: str
    partner_code: str
    commission_bp: int
    reason: str
    legs: tuple[Leg, ...]


def post(session: Session, clock: Clock, postings: Sequence[Posting]) -> int:
    """Append the transactions; one whose reference stands in the ledger already is left out. The caller commits.

    Returns how many were appended. Raises ValueError for legs that do not balance: then none is.
    """
    for posting in postings:
        _require_balance(posting)
    return _append(session.connection(), clock, postings) if postings else 0


def _require_balance(posting: Posting) -> None:
    sums: Counter[str] = Counter()
    for leg in posting.legs:
        sums[leg.money.currency] += leg.money.minor
    if not posting.legs or any(sums.values()):
        raise ValueError(f"{posting.reference}: the legs do not sum to zero but to {dict(sums)}")


def _append(connection: Connection, clock: Clock, postings: Sequence[Posting]) -> int:
    ids = _append_transactions(connection, clock, postings)
    rows = [
        {
            "transaction_id": ids[posting.reference],
            "account": leg.account,
            "amount": leg.money.minor,
            "currency": leg.money.currency,
        }
        for posting in postings
        if posting.reference in ids
        for leg in posting.legs
    ]
    entries = table_of(LedgerEntry)
    upsert(connection, entries, rows, keys=["transaction_id", "account"], update=[])
    return len(ids)


def _append_transactions(connection: Connection, clock: Clock, postings: Sequence[Posting]) -> dict[str, int]:
    """The ids of those that are new, by reference."""
    now = clock()
    rows = [
        {
            "reference": posting.reference,
            "kind": posting.kind.value,
            "order_number": posting.order_number,
            "partner_code": posting.partner_code,
            "commission_bp": posting.commission_bp,
            "reason": posting.reason,
            "at": now,
        }
        for posting in postings
    ]
    table = table_of(LedgerTransaction)
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).on_conflict_do_nothing(index_elements=["reference"])
    appended = connection.execute(statement.returning(table.c.reference, table.c.id), rows)
    return {row.reference: row.id for row in appended}


@dataclass(frozen=True, slots=True)
class Balance:
    """What a partner is owed in one currency, and of how many orders that is the sum."""

    partner_code: str
    name: str
    money: Money
    orders: int


def balances(session: Session) -> list[Balance]:
    """Every partner with an entry in the ledger, by code and currency; also where nothing is owed any more."""
    query = (
        select(
            col(Partner.code),
            col(Partner.name),
            col(LedgerEntry.currency),
            func.sum(col(LedgerEntry.amount)),
            func.count(func.distinct(col(LedgerTransaction.order_number))),
        )
        .join(LedgerTransaction, col(LedgerTransaction.partner_code) == col(Partner.code))
        .join(LedgerEntry, col(LedgerEntry.transaction_id) == col(LedgerTransaction.id))
        .where(col(LedgerEntry.account) != EXPENSE)
        .group_by(col(Partner.code), col(Partner.name), col(LedgerEntry.currency))
        .order_by(col(Partner.code), col(LedgerEntry.currency))
    )
    return [
        Balance(code, name, Money(int(amount), currency), orders)
        for code, name, currency, amount, orders in session.connection().execute(query)
    ]
