"""Prices of currencies with small units are kept whole on every database."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
from sqlalchemy import Engine
from sqlmodel import Session

from catalog_feeds.item import ITEM_SCHEMA
from socialshop.clock import Clock
from socialshop.products.checks import ItemFilter, kept_items
from socialshop.products.delivery import compare_delivery, store_delivery
from socialshop.products.model import CatalogCheck, CheckedItem, Product
from socialshop.windows.model import WindowProduct, WindowRow

WHEEL = 4_500_000_000
"""45 million rupiah in minor units: more than 32 bits hold."""


def _wheel() -> pl.DataFrame:
    row = {
        "id": "wheel",
        "title": "A whole wheel",
        "description": "Ripened for a year",
        "availability": "in stock",
        "condition": "new",
        "price": WHEEL,
        "sale_price": WHEEL - 1,
        "currency": "IDR",
        "link": "https://shop.example/wheel",
        "source_row": 2,
    }
    return pl.DataFrame([row], schema=ITEM_SCHEMA)


def test_a_wheel_in_rupiah_is_kept_whole(store: Engine, clock: Clock) -> None:
    store_delivery(store, compare_delivery(store, _wheel()), clock)
    with Session(store) as session:
        wheel = session.get_one(Product, "wheel")
        assert (wheel.price, wheel.sale_price) == (WHEEL, WHEEL - 1)


def test_a_window_remembers_it_whole(store: Engine) -> None:
    at = datetime(2026, 11, 2, tzinfo=UTC)
    with Session(store) as session:
        session.add(WindowRow(name="w", title="W", motive="M", applied_at=at))
        session.flush()
        session.add(WindowProduct(window="w", item_id="wheel", position=0, price=WHEEL))
        session.commit()
        assert session.get_one(WindowProduct, ("w", "wheel")).price == WHEEL


def _check(at: datetime) -> CatalogCheck:
    told = {"file": "products.csv", "source": "shopify", "digest": "d"}
    return CatalogCheck(channel="meta", items=1, ok=1, score=90, flawless=0, checked_at=at, **told)


def test_the_kept_check_shows_it_whole(store: Engine) -> None:
    at = datetime(2026, 11, 2, tzinfo=UTC)
    with Session(store) as session:
        session.add(_check(at))
        session.flush()
        session.add(
            CheckedItem(channel="meta", position=0, item_id="wheel", price=WHEEL, score=90, errors=0, issues="")
        )
        session.commit()
        (item,) = kept_items(session, "meta", ItemFilter())
        assert item.price == WHEEL
