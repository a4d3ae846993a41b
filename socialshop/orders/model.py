"""Orders of the shop, their refunds, and their links to conversations with the evidence for each."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Connection, Table, UniqueConstraint, event
from sqlmodel import Field, SQLModel

from socialshop.store.types import partial_index, table_of, time_field


class Order(SQLModel, table=True):
    """An order as the shop told it. Amounts are minor units of `currency`; `refunded` is the sum so far.

    Amounts are 64 bits wide: an order in rupiah passes the 32-bit limit at some 1,300 US dollars.
    """

    __tablename__ = "orders"
    __table_args__ = (partial_index("ix_orders_email_hash", "email_hash", where="email_hash <> ''"),)

    number: str = Field(primary_key=True)  # '#1001', as the customer sees it
    email_hash: str = ""  # sha256 of the normalised address: enough to match, too little to read
    placed_at: datetime = time_field(index=True)
    currency: str
    subtotal: int = Field(sa_type=BigInteger)  # goods after discounts, without shipping and taxes added on top
    shipping: int = Field(default=0, sa_type=BigInteger)
    total: int = Field(sa_type=BigInteger)
    refunded: int = Field(default=0, sa_type=BigInteger)  # of the total, shipping and taxes included
    discount_code: str = Field(default="", index=True)
    note: str = ""
    financial_status: str = ""
    cancelled_at: datetime | None = time_field(nullable=True)
    imported_at: datetime = time_field()


class OrderLine(SQLModel, table=True):
    __tablename__ = "order_lines"

    order_number: str = Field(primary_key=True, foreign_key="orders.number")
    position: int = Field(primary_key=True)
    sku: str = Field(default="", index=True)
    title: str
    quantity: int = Field(sa_type=BigInteger)
    price: int = Field(sa_type=BigInteger)  # of one piece


class EvidenceKind(StrEnum):
    ORDER_NUMBER = "order number"  # the number stands in the conversation
    CODE = "code"  # a one-time code given in the conversation was used on the order


class OrderLink(SQLModel, table=True):
    """A conversation and an order that belong together, why, and how sure that is (0–100)."""

    __tablename__ = "order_links"
    __table_args__ = (UniqueConstraint("order_number", "conversation_id", "evidence"),)

    id: int | None = Field(default=None, primary_key=True)
    order_number: str = Field(foreign_key="orders.number", index=True)
    conversation_id: int = Field(foreign_key="conversations.id", index=True)
    evidence: str
    found: str  # the words or the code that it rests on
    score: int
    linked_at: datetime = time_field()
    undone_at: datetime | None = time_field(nullable=True)


class Clue(SQLModel, table=True):
    """What a customer's message names by which an order or a person may be found, as `orders.clues` read it."""

    __tablename__ = "clues"

    message_id: int = Field(primary_key=True, foreign_key="messages.id")
    evidence: str = Field(primary_key=True)  # an EvidenceKind
    name: str = Field(primary_key=True, index=True)  # '1001', 'KT-1001' or 'K-7QHM2XTA': capitals, no '#'
    found: str  # the words that name it


class ChangedText(SQLModel, table=True):
    """A message whose words became others after they were written down: it is to be read for clues again."""

    __tablename__ = "changed_texts"

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="messages.id")


_NOTE = "INSERT INTO changed_texts (message_id) VALUES (new.id);"
_CHANGED = "AFTER UPDATE OF text, is_ours ON messages"
NOTE_CHANGED_TEXT_DDL: dict[str, list[str]] = {
    "sqlite": [
        f"CREATE TRIGGER messages_changed_text {_CHANGED} WHEN old.text <> new.text OR old.is_ours <> new.is_ours"
        f" BEGIN {_NOTE} END",
    ],
    "postgresql": [
        "CREATE OR REPLACE FUNCTION note_changed_text() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN {_NOTE} RETURN NULL; END $$",
        f"CREATE TRIGGER messages_changed_text {_CHANGED} FOR EACH ROW"
        " WHEN (old.text <> new.text OR old.is_ours <> new.is_ours) EXECUTE FUNCTION note_changed_text()",
    ],
}
"""By dialect, what notes every change of a message's words, whoever makes it; it costs new messages nothing."""


@event.listens_for(table_of(ChangedText), "after_create")
def _note_changed_texts(_table: Table, connection: Connection, **_options: Any) -> None:
    for statement in NOTE_CHANGED_TEXT_DDL[connection.dialect.name]:
        connection.exec_driver_sql(statement)
