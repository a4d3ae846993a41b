"""Products and definitions to try the rules of windows on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from socialshop.products.model import Product
from socialshop.windows.definition import WindowDefinition
from socialshop.windows.facts import Facts, ShopFront

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def make_product(item_id: str = "brie", **changed: Any) -> Product:
    fields = {
        "id": item_id,
        "title": item_id.title(),
        "availability": "in stock",
        "price": 990,
        "currency": "EUR",
        "link": f"https://shop.example/products/{item_id}",
        "image_link": f"https://shop.example/{item_id}.jpg",
        "quantity": 40,
        "updated_at": NOW,
    }
    return Product(**fields | changed)


def make_window(**changed: Any) -> WindowDefinition:
    table = {
        "name": "regentage",
        "title": "Käse für Regentage",
        "story": "Draußen nieselt es.",
        "motive": "Viele fragten danach.",
        "products": ["brie"],
        "channels": ["facebook"],
        "language": "de",
    }
    return WindowDefinition.model_validate(table | changed)


def make_facts(**changed: Any) -> Facts:
    return Facts(**{"now": NOW, "front": ShopFront("https://shop.example")} | changed)


@pytest.fixture
def now() -> datetime:
    return NOW
