"""Product files as shops export them, and what is read from them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from catalog_feeds.item import ITEM_SCHEMA
from catalog_feeds.sources import Reading, ShopFacts, read

Row = Mapping[str, str]
Load = Callable[..., Reading]


def write(path: Path, columns: Sequence[str], rows: Sequence[Row], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def loader(folder: Path, columns: Sequence[str], shop: ShopFacts, encoding: str = "utf-8") -> Load:
    """`load(*rows, facts=)` reads a file of these rows, the shop's facts being those of `shop`."""

    def load(*rows: Row, facts: ShopFacts = shop) -> Reading:
        return read(write(folder / "products.csv", columns, rows, encoding), facts)

    return load


def only(reading: Reading) -> dict[str, Any]:
    """The one item that was read without an issue."""
    assert reading.issues.is_empty(), reading.issues.to_dicts()
    assert reading.items.schema == ITEM_SCHEMA
    (item,) = reading.items.to_dicts()
    return item
