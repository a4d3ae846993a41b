"""Partners who recommend, and the ledger of what they are owed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Connection, Table, UniqueConstraint, event
from sqlmodel import Field, SQLModel

from socialshop.store.types import table_of, time_field


class Partner(SQLModel, table=True):
    """Somebody who recommends, known by a coupon code. 100 basis points are one per cent.

    `ended_at` is set when the configuration no longer names them: later orders earn nothing, the ledger stays.
    """

    __tablename__ = "partners"

    code: str = Field(primary_key=True)  # upper case
    name: str
    commission_bp: int
    ended_at: datetime | None = time_field(nullable=True)


class TransactionKind(StrEnum):
    COMMISSION = "commission"  # the partner is owed more
    REFUND = "refund"  # the partner is owed less


class LedgerTransaction(SQLModel, table=True):
    """An event in the ledger, never changed. `reference` makes it happen once: 'commission:#1001:2'.

    `commission_bp` is the rate that the order earned at: a new rate holds for new orders alone.
    """

    __tablename__ = "ledger_transactions"

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True)
    kind: str
    order_number: str = Field(foreign_key="orders.number", index=True)
    partner_code: str = Field(foreign_key="partners.code", index=True)
    commission_bp: int
    reason: str
    at: datetime = time_field()


class LedgerEntry(SQLModel, table=True):
    """One leg: the legs of a transaction sum to zero in each currency. Never changed."""

    __tablename__ = "ledger_entries"
    __table_args__ = (UniqueConstraint("transaction_id", "account"),)

    id: int | None = Field(default=None, primary_key=True)
    transaction_id: int = Field(foreign_key="ledger_transactions.id", index=True)
    account: str = Field(index=True)  # 'partner:ANNA', 'expense:commissions'
    amount: int = Field(sa_type=BigInteger)  # minor units; credits of a partner are positive
    currency: str


_TABLES = ("ledger_transactions", "ledger_entries")
_REFUSAL = "the ledger is append-only: post a counter entry"

APPEND_ONLY_DDL: dict[str, list[str]] = {
    "sqlite": [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        for table in _TABLES
        for verb in ("update", "delete")
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$",
        *(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_ledger_change()"
            for table in _TABLES
        ),
    ],
}
"""By dialect, what makes the database itself refuse to change the ledger; migrations run the same statements."""


# The entries refer to the transactions, so both tables stand when the entries are created.
@event.listens_for(table_of(LedgerEntry), "after_create")
def _enforce_append_only(_table: Table, connection: Connection, **_options: Any) -> None:
    for statement in APPEND_ONLY_DDL.get(connection.dialect.name, []):
        connection.exec_driver_sql(statement)
