"""The products are those of the last delivery, and can be found by what others call them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from catalog_feeds.issues import ISSUE_SCHEMA
from catalog_feeds.item import ITEM_SCHEMA
from socialshop.products.delivery import known_products, store_delivery
from socialshop.products.lookup import by_ids
from socialshop.products.model import Product


def item(item_id: str, **fields: object) -> dict[str, object]:
    base = {"id": item_id, "title": item_id.title(), "availability": "in stock", "price": 1250, "currency": "EUR"}
    return base | {"link": f"https://shop.example/products/{item_id}"} | fields


def delivery(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(rows, ITEM_SCHEMA)


def stored(store: Engine, item_id: str) -> Product:
    with Session(store) as session:
        return session.get_one(Product, item_id)


@pytest.fixture
def started(clock: Any) -> datetime:
    now: datetime = clock.now
    return now


def test_a_delivery_is_stored(store: Engine, clock: Any) -> None:
    store_delivery(store, delivery(item("gouda", sale_price=990, quantity=3, language="de")), clock)
    product = stored(store, "gouda")
    assert (product.title, product.price, product.sale_price, product.quantity) == ("Gouda", 1250, 990, 3)
    assert (product.image_link, product.item_group_id, product.withdrawn_at) == ("", None, None)


def test_only_what_changed_is_written_again(store: Engine, clock: Any, started: datetime) -> None:
    store_delivery(store, delivery(item("gouda"), item("brie")), clock)
    clock.advance(days=1)
    store_delivery(store, delivery(item("gouda"), item("brie", price=1300)), clock)
    assert stored(store, "gouda").updated_at == started
    assert stored(store, "brie").updated_at == started + timedelta(days=1)
    assert stored(store, "brie").price == 1300


def test_what_a_delivery_lacks_is_withdrawn_and_comes_back(store: Engine, clock: Any, started: datetime) -> None:
    store_delivery(store, delivery(item("gouda"), item("brie")), clock)
    store_delivery(store, delivery(item("gouda")), clock)
    assert stored(store, "brie").withdrawn_at == started
    store_delivery(store, delivery(item("gouda"), item("brie")), clock)
    assert stored(store, "brie").withdrawn_at is None


def test_what_was_delivered_with_a_fault_stays_as_it_was(store: Engine, clock: Any) -> None:
    store_delivery(store, delivery(item("gouda"), item("brie")), clock)
    issues = pl.DataFrame([{"item_id": "brie", "severity": "error"}, {"row": 9}], ISSUE_SCHEMA)
    store_delivery(store, delivery(item("gouda")), clock, issues=issues)
    assert stored(store, "brie").withdrawn_at is None


def test_what_the_last_delivery_had_is_known(store: Engine, clock: Any) -> None:
    store_delivery(store, delivery(item("gouda"), item("brie")), clock)
    store_delivery(store, delivery(item("gouda")), clock)
    known = known_products(store)
    assert known.columns == ["id", "title", "link", "currency"]
    assert known["id"].to_list() == ["gouda"]


def test_products_are_found_by_their_ids(store: Engine, clock: Any) -> None:
    store_delivery(store, delivery(item("gouda"), item("brie")), clock)
    with Session(store) as session:
        found = by_ids(session, ["brie", "absent"])
    assert {item_id: product.title for item_id, product in found.items()} == {"brie": "Brie"}
