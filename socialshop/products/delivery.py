"""Storing what the shop delivered."""

from __future__ import annotations

import polars as pl
from sqlalchemy import Connection, Engine, Table, select, update
from sqlmodel import SQLModel

from catalog_feeds.item import ITEM_SCHEMA
from socialshop.clock import Clock
from socialshop.products.model import Product
from socialshop.store import upsert
from socialshop.store.frames import read_frame

_PRODUCTS: Table = SQLModel.metadata.tables[str(Product.__tablename__)]
_KEPT = [name for name in ITEM_SCHEMA.names() if name in _PRODUCTS.c]
_NEVER_NULL = [name for name in _KEPT if not _PRODUCTS.c[name].nullable]
_CHUNK = 10_000


def store_delivery(store: Engine, items: pl.DataFrame, clock: Clock, *, issues: pl.DataFrame | None = None) -> None:
    """Make the products those of the delivery: changed ones are rewritten, missing ones are withdrawn.

    `items` is canonical. A product that only `issues` (of the reading) name was delivered with a fault: it stays as
    it was.
    """
    delivered = _rows(items)
    faulty = pl.Series("id", [], pl.String) if issues is None else issues["item_id"].drop_nulls()
    with store.begin() as connection:
        standing = _standing(connection)
        changed = delivered.join(standing, on=_KEPT, how="anti", nulls_equal=True)
        gone = standing.filter(~pl.col("id").is_in(pl.concat([delivered["id"], faulty]).implode()))["id"].to_list()
        now = clock()
        for part in changed.iter_slices(_CHUNK):
            rows = [row | {"updated_at": now, "withdrawn_at": None} for row in part.iter_rows(named=True)]
            upsert(connection, _PRODUCTS, rows, keys=["id"], update=[*_KEPT[1:], "updated_at", "withdrawn_at"])
        for start in range(0, len(gone), _CHUNK):
            chosen = _PRODUCTS.c.id.in_(gone[start : start + _CHUNK])
            connection.execute(update(_PRODUCTS).where(chosen).values(withdrawn_at=now))


def known_products(store: Engine) -> pl.DataFrame:
    """What the last delivery had: `id`, `title`, `link`, `currency`."""
    names = ("id", "title", "link", "currency")
    query = select(*(_PRODUCTS.c[name] for name in names)).where(_PRODUCTS.c.withdrawn_at.is_(None))
    with store.connect() as connection:
        return read_frame(connection, query, pl.Schema(dict.fromkeys(names, pl.String)))


def known_ids(store: Engine) -> list[str]:
    """The id of every product that was ever delivered."""
    with store.connect() as connection:
        return list(connection.execute(select(_PRODUCTS.c.id)).scalars())


def _rows(items: pl.DataFrame) -> pl.DataFrame:
    """The columns that are kept. What a flawed item lacks is empty: whether it may go out is the channels' matter."""
    texts = [name for name in _NEVER_NULL if ITEM_SCHEMA[name] == pl.String]
    numbers = [name for name in _NEVER_NULL if ITEM_SCHEMA[name] == pl.Int64]
    return items.select(_KEPT).with_columns(pl.col(texts).fill_null(""), pl.col(numbers).fill_null(0))


def _standing(connection: Connection) -> pl.DataFrame:
    """The products that are not withdrawn."""
    query = select(*(_PRODUCTS.c[name] for name in _KEPT)).where(_PRODUCTS.c.withdrawn_at.is_(None))
    return read_frame(connection, query, pl.Schema({name: ITEM_SCHEMA[name] for name in _KEPT}))
