"""The canonical item: one row a sellable variant, whatever file it came from.

A catalog is a Polars frame with exactly these columns. Text is trimmed and free of markup, an empty
text is null; money is an integer of minor units with the ISO 4217 code beside it; times are aware, in UTC.
"""

from __future__ import annotations

import polars as pl

_COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "id": pl.String,  # stable between deliveries, unique in the frame
    "item_group_id": pl.String,  # shared by the variants of one product; null when there are none
    "title": pl.String,
    "description": pl.String,
    "availability": pl.String,  # one of AVAILABILITY
    "condition": pl.String,  # one of CONDITION
    "price": pl.Int64,  # minor units, the regular price
    "sale_price": pl.Int64,  # minor units; null when not on sale
    "sale_price_starts": pl.Datetime("us", "UTC"),  # null: the sale price holds already
    "sale_price_ends": pl.Datetime("us", "UTC"),  # null: it holds until a delivery takes it back
    "currency": pl.String,
    "link": pl.String,
    "image_link": pl.String,
    "additional_image_links": pl.List(pl.String),
    "brand": pl.String,
    "gtin": pl.String,
    "mpn": pl.String,
    "google_product_category": pl.String,
    "product_type": pl.String,
    "color": pl.String,
    "size": pl.String,
    "material": pl.String,
    "pattern": pl.String,
    "gender": pl.String,
    "age_group": pl.String,
    "quantity": pl.Int64,  # in stock; null when the shop does not count
    # The shop's own words for building campaigns and product sets; no customer sees them.
    **{f"custom_label_{number}": pl.String for number in range(5)},
    "language": pl.String,  # BCP 47
    "source_row": pl.Int64,  # as a spreadsheet numbers it; in XML and JSON Lines the number of the entry
}
ITEM_SCHEMA = pl.Schema(_COLUMNS)

# 'in stock' means that it can be ordered and sent: a shop that goes on selling without stock says so too.
AVAILABILITY = ("in stock", "out of stock", "preorder")
CONDITION = ("new", "refurbished", "used")


def as_items(rows: pl.DataFrame) -> pl.DataFrame:
    """Exactly the canonical columns of rows that have some of them; the others are null, or an empty list."""
    absent = [_empty(name) for name in ITEM_SCHEMA.names() if name not in rows.columns]
    return rows.with_columns(absent).select(ITEM_SCHEMA.names()).cast(ITEM_SCHEMA)


def _empty(name: str) -> pl.Expr:
    dtype = ITEM_SCHEMA[name]
    return pl.lit([] if dtype == pl.List else None, dtype).alias(name)
