"""Finding products."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import polars as pl
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from catalog_feeds.item import ITEM_SCHEMA
from socialshop.products.model import Product
from socialshop.store import table_of
from socialshop.store.frames import read_frame

_TABLE = table_of(Product)
_COLUMNS = [name for name in ITEM_SCHEMA.names() if name in _TABLE.c]


def by_ids(session: Session, ids: Iterable[str]) -> dict[str, Product]:
    """The products with these ids, withdrawn ones too; an id that is no product's is not among them."""
    return {product.id: product for product in session.exec(select(Product).where(col(Product.id).in_(list(ids))))}


def as_items(session: Session) -> pl.DataFrame:
    """The products that are not withdrawn, as canonical items with the columns that are kept."""
    query = select_columns(*(_TABLE.c[name] for name in _COLUMNS)).where(_TABLE.c.withdrawn_at.is_(None))
    return read_frame(session.connection(), query, pl.Schema({name: ITEM_SCHEMA[name] for name in _COLUMNS}))


def arrived_since(session: Session, moment: datetime) -> set[str]:
    """The ids of the products that came with a delivery since then for the first time."""
    return set(session.exec(select(Product.id).where(col(Product.arrived_at) >= moment)))
