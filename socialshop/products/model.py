"""What the shop sells, and what stands on which channel."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field, SQLModel

from socialshop.store.types import time_field


class Product(SQLModel, table=True):
    """The last delivered state of one canonical item; `withdrawn_at` is set when a delivery no longer has it.

    `fingerprint` is of this state (see `catalog_feeds.fingerprint`), null where none was taken.
    """

    __tablename__ = "products"
    __table_args__ = (
        # All that a delivery is compared with, without the texts beside it.
        Index(
            "ix_products_delivered",
            "id",
            "fingerprint",
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: str = Field(primary_key=True)
    item_group_id: str | None = Field(default=None, index=True)
    title: str
    description: str = ""
    availability: str
    price: int = Field(sa_type=BigInteger)
    sale_price: int | None = Field(default=None, sa_type=BigInteger)
    currency: str
    link: str
    image_link: str = ""
    product_type: str = ""
    quantity: int | None = None
    language: str = ""
    fingerprint: int | None = Field(default=None, sa_type=BigInteger)
    arrived_at: datetime | None = time_field(nullable=True)  # delivered for the first time; null: before that was kept
    updated_at: datetime = time_field()
    withdrawn_at: datetime | None = time_field(nullable=True)


class ProductPause(SQLModel, table=True):
    """A product that no window shows for now, such as one under complaints."""

    __tablename__ = "product_pauses"

    item_id: str = Field(primary_key=True)
    why: str
    paused_by: str  # a person, or 'inbox'
    paused_at: datetime = time_field()


class CatalogCheck(SQLModel, table=True):
    """What a channel had against the last delivery; `digest` is of all that the check depends on."""

    __tablename__ = "catalog_checks"

    channel: str = Field(primary_key=True)
    checked_at: datetime = time_field()
    digest: str
    file: str  # without what opens an address
    source: str
    items: int
    ok: int
    score: int
    flawless: int
    excluded: str = ""  # JSON: reason → rows
    merchant_rules: str = ""  # JSON: name → items
    rules: str = ""  # JSON list of the broken rules, the dearest first


class CheckedItem(SQLModel, table=True):
    """An item that lost points in a channel's last check; `position` 0 is the worst."""

    __tablename__ = "checked_items"

    channel: str = Field(primary_key=True, foreign_key="catalog_checks.channel")
    position: int = Field(primary_key=True)
    source_row: int | None = None
    item_id: str = ""
    title: str = ""
    price: int | None = Field(default=None, sa_type=BigInteger)
    currency: str = ""
    link: str = ""
    image_link: str = ""
    score: int
    errors: int
    issues: str = ""  # JSON list


class ChannelItemState(StrEnum):
    SENT = "sent"  # in a batch whose end is not known yet
    CONFIRMED = "confirmed"  # the platform finished the batch and took the item
    FAILED = "failed"  # the platform refused the item: it goes again next time
    DELETING = "deleting"


class ChannelItem(SQLModel, table=True):
    """One item on one catalog channel. `digest` is of the row that the platform confirmed, null before the first;
    `offer` is of its price and stock alone, whose changes go out first; `fingerprint` is of the item that the row was
    made of. The three are always set together."""

    __tablename__ = "channel_items"

    channel: str = Field(primary_key=True)
    item_id: str = Field(primary_key=True)
    state: str = Field(index=True)
    digest: str | None = None
    sent_digest: str | None = None
    offer: str | None = None
    sent_offer: str | None = None
    fingerprint: int | None = Field(default=None, sa_type=BigInteger)
    sent_fingerprint: int | None = Field(default=None, sa_type=BigInteger)
    batch_id: int | None = Field(default=None, foreign_key="batches.id", index=True)
    errors: str = ""  # JSON list of the platform's own words
    warnings: str = ""
    updated_at: datetime = time_field()


class ChannelSet(SQLModel, table=True):
    """A product set of ours on one catalog channel; `digest` is of its definition as the platform took it."""

    __tablename__ = "channel_sets"

    channel: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    external_id: str
    digest: str
    updated_at: datetime = time_field()
