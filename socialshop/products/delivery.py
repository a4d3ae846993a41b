"""Comparing what the shop delivered with what it delivered before, and storing it."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from sqlalchemy import Engine, select, update

from catalog_feeds.fingerprint import apart, fingerprints
from catalog_feeds.item import ITEM_SCHEMA
from socialshop.clock import Clock
from socialshop.products.model import Product
from socialshop.store import reading, table_of, upsert
from socialshop.store.frames import read_by_id, read_frame

_PRODUCTS = table_of(Product)
_KEPT = [name for name in ITEM_SCHEMA.names() if name in _PRODUCTS.c]
_NEVER_NULL = [name for name in _KEPT if not _PRODUCTS.c[name].nullable]
_TOLD = ("id", "title", "link", "currency")
_CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class Difference:
    """A delivery beside the one before. What is the same in both is counted as `unchanged`.

    `items` are the others that are delivered now, in the columns that are kept, with `fingerprint`; `before` are the
    others that were: `id`, `title`, `link`, `currency`. A product that is only in `faulty` (ids) was delivered with a
    fault: it stays as it was.
    """

    items: pl.DataFrame
    before: pl.DataFrame
    faulty: pl.Series
    unchanged: int

    @property
    def delivered(self) -> int:
        return self.items.height + self.unchanged

    @property
    def known(self) -> int:
        return self.before.height + self.unchanged

    @property
    def gone(self) -> pl.DataFrame:
        """Of `before`, what is not delivered any more."""
        return self.before.filter(~pl.col("id").is_in(pl.concat([self.items["id"], self.faulty]).implode()))


def compare_delivery(store: Engine, items: pl.DataFrame, issues: pl.DataFrame | None = None) -> Difference:
    """`items` is canonical; `issues` are those of the reading."""
    rows = _rows(items)
    faulty = pl.Series("id", [], pl.String) if issues is None else issues["item_id"].drop_nulls().unique()
    is_delivered = _PRODUCTS.c.withdrawn_at.is_(None)
    query = select(_PRODUCTS.c.id, _PRODUCTS.c.fingerprint).where(is_delivered)
    with reading(store).connect() as connection:
        standing = read_frame(connection, query, pl.Schema({"id": pl.String, "fingerprint": pl.Int64}))
        others, unmatched = apart(rows.with_columns(fingerprints(rows)), standing)
        told = select(*(_PRODUCTS.c[name] for name in _TOLD)).where(is_delivered)
        schema = pl.Schema(dict.fromkeys(_TOLD, pl.String))
        before = read_by_id(connection, told, _PRODUCTS.c.id, unmatched["id"], schema)
    return Difference(others, before, faulty, rows.height - others.height)


def store_delivery(store: Engine, difference: Difference, clock: Clock) -> None:
    """Make the products those of the delivery: changed ones are rewritten, missing ones are withdrawn."""
    gone = difference.gone["id"].to_list()
    now = clock()
    written = [*_KEPT[1:], "fingerprint", "updated_at", "withdrawn_at"]
    with store.begin() as connection:
        for part in difference.items.iter_slices(_CHUNK):
            times = {"arrived_at": now, "updated_at": now, "withdrawn_at": None}
            rows = [row | times for row in part.iter_rows(named=True)]
            upsert(connection, _PRODUCTS, rows, keys=["id"], update=written)
        for start in range(0, len(gone), _CHUNK):
            chosen = _PRODUCTS.c.id.in_(gone[start : start + _CHUNK])
            connection.execute(update(_PRODUCTS).where(chosen).values(withdrawn_at=now))


def known_ids(store: Engine) -> list[str]:
    """The id of every product that was ever delivered."""
    with store.connect() as connection:
        return list(connection.execute(select(_PRODUCTS.c.id)).scalars())


def _rows(items: pl.DataFrame) -> pl.DataFrame:
    """The columns that are kept. What a flawed item lacks is empty: whether it may go out is the channels' matter."""
    texts = [name for name in _NEVER_NULL if ITEM_SCHEMA[name] == pl.String]
    numbers = [name for name in _NEVER_NULL if ITEM_SCHEMA[name] == pl.Int64]
    return items.select(_KEPT).with_columns(pl.col(texts).fill_null(""), pl.col(numbers).fill_null(0))
