"""Partners who recommend, and the ledger of what they are owed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from socialshop.store.types import time_field


class Partner(SQLModel, table=True):
    """Somebody who recommends, known by a coupon code. 100 basis points are one per cent."""

    __tablename__ = "partners"

    code: str = Field(primary_key=True)  # upper case
    name: str
    commission_bp: int


class TransactionKind(StrEnum):
    COMMISSION = "commission"
    REFUND = "refund"


class LedgerTransaction(SQLModel, table=True):
    """An event in the ledger. `reference` makes it happen once: 'order:#1001', 'refund:#1001:500'. Never changed."""

    __tablename__ = "ledger_transactions"

    id: int | None = Field(default=None, primary_key=True)
    reference: str = Field(unique=True)
    kind: str
    order_number: str = Field(foreign_key="orders.number", index=True)
    partner_code: str = Field(foreign_key="partners.code", index=True)
    reason: str
    at: datetime = time_field()


class LedgerEntry(SQLModel, table=True):
    """One leg: the legs of a transaction sum to zero in each currency. Never changed."""

    __tablename__ = "ledger_entries"
    __table_args__ = (UniqueConstraint("transaction_id", "account"),)

    id: int | None = Field(default=None, primary_key=True)
    transaction_id: int = Field(foreign_key="ledger_transactions.id", index=True)
    account: str = Field(index=True)  # 'partner:ANNA', 'expense:commissions'
    amount: int  # minor units; credits of a partner are positive
    currency: str
