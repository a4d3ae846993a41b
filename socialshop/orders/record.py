"""An order as a shop's file tells it, read and checked: the frozen twin of the tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class LineRecord:
    """One line of an order; `price` is of one piece, in minor units of the order's currency."""

    sku: str
    title: str
    quantity: int
    price: int


@dataclass(frozen=True, slots=True)
class OrderRecord:
    """An order, its fields named as the columns of `orders`; amounts in minor units of `currency`, times in UTC."""

    number: str
    email_hash: str
    placed_at: datetime
    currency: str
    subtotal: int
    shipping: int
    total: int
    refunded: int
    discount_code: str
    note: str
    financial_status: str
    cancelled_at: datetime | None
    lines: tuple[LineRecord, ...]


def hash_email(address: str) -> str:
    """sha256 of the trimmed, lower-case address; empty for none."""
    normalised = address.strip().lower()
    return sha256(normalised.encode()).hexdigest() if normalised else ""
