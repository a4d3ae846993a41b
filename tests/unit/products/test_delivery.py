"""The products are those of the last delivery, and can be found by what others call them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from catalog_feeds.issues import ISSUE_SCHEMA
from catalog_feeds.item import ITEM_SCHEMA
from socialshop.products.delivery import compare_delivery, store_delivery
from socialshop.products.lookup import by_ids
from socialshop.products.model import Product


def item(item_id: str, **fields: object) -> dict[str, object]:
    base = {"id": item_id, "title": item_id.title(), "availability": "in stock", "price": 1250, "currency": "EUR"}
    return base | {"link": f"https://shop.example/products/{item_id}"} | fields


def delivery(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(rows, ITEM_SCHEMA)


def deliver(store: Engine, clock: Any, items: pl.DataFrame, issues: pl.DataFrame | None = None) -> None:
    store_delivery(store, compare_delivery(store, items, issues), clock)


def stored(store: Engine, item_id: str) -> Product:
    with Session(store) as session:
        return session.get_one(Product, item_id)


@pytest.fixture
def started(clock: Any) -> datetime:
    now: datetime = clock.now
    return now


def test_a_delivery_is_stored(store: Engine, clock: Any) -> None:
    deliver(store, clock, delivery(item("gouda", sale_price=990, quantity=3, language="de")))
    product = stored(store, "gouda")
    assert (product.title, product.price, product.sale_price, product.quantity) == ("Gouda", 1250, 990, 3)
    assert (product.image_link, product.item_group_id, product.withdrawn_at) == ("", None, None)


def test_only_what_changed_is_written_again(store: Engine, clock: Any, started: datetime) -> None:
    deliver(store, clock, delivery(item("gouda"), item("brie")))
    clock.advance(days=1)
    deliver(store, clock, delivery(item("gouda"), item("brie", price=1300)))
    assert stored(store, "gouda").updated_at == started
    assert stored(store, "brie").updated_at == started + timedelta(days=1)
    assert stored(store, "brie").price == 1300


def test_what_a_delivery_lacks_is_withdrawn_and_comes_back(store: Engine, clock: Any, started: datetime) -> None:
    deliver(store, clock, delivery(item("gouda"), item("brie")))
    deliver(store, clock, delivery(item("gouda")))
    assert stored(store, "brie").withdrawn_at == started
    deliver(store, clock, delivery(item("gouda"), item("brie")))
    assert stored(store, "brie").withdrawn_at is None


def test_what_was_delivered_with_a_fault_stays_as_it_was(store: Engine, clock: Any) -> None:
    deliver(store, clock, delivery(item("gouda"), item("brie")))
    issues = pl.DataFrame([{"item_id": "brie", "severity": "error"}, {"row": 9}], ISSUE_SCHEMA)
    deliver(store, clock, delivery(item("gouda")), issues)
    assert stored(store, "brie").withdrawn_at is None


def test_a_delivery_is_compared_with_the_one_before(store: Engine, clock: Any) -> None:
    deliver(store, clock, delivery(item("gouda"), item("brie"), item("feta"), item("withdrawn")))
    deliver(store, clock, delivery(item("gouda"), item("brie"), item("feta")))
    found = compare_delivery(store, delivery(item("gouda"), item("brie", price=1300), item("withdrawn")))
    assert (found.delivered, found.known, found.unchanged) == (3, 3, 1)
    assert found.items["id"].to_list() == ["brie", "withdrawn"]
    assert found.before.sort("id").rows() == [
        ("brie", "Brie", "https://shop.example/products/brie", "EUR"),
        ("feta", "Feta", "https://shop.example/products/feta", "EUR"),
    ]
    assert found.gone["id"].to_list() == ["feta"]


def test_a_product_without_a_fingerprint_is_written_anew(store: Engine, clock: Any) -> None:
    deliver(store, clock, delivery(item("gouda")))
    with store.begin() as connection:
        connection.execute(text("UPDATE products SET fingerprint = NULL, title = 'Old'"))
    deliver(store, clock, delivery(item("gouda")))
    assert stored(store, "gouda").title == "Gouda"
    assert compare_delivery(store, delivery(item("gouda"))).unchanged == 1


def test_products_are_found_by_their_ids(store: Engine, clock: Any) -> None:
    deliver(store, clock, delivery(item("gouda"), item("brie")))
    with Session(store) as session:
        found = by_ids(session, ["brie", "absent"])
    assert {item_id: product.title for item_id, product in found.items()} == {"brie": "Brie"}
