"""The canonical item: one row a sellable variant, whatever file it came from.

A catalog is a Polars frame with exactly these columns. Text is trimmed and free of markup, an empty
text is null; money is an integer of minor units with the ISO 4217 code beside it.
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
    "language": pl.String,  # BCP 47
    "source_row": pl.Int64,  # as a spreadsheet numbers it, the header being 1
}
ITEM_SCHEMA = pl.Schema(_COLUMNS)

AVAILABILITY = ("in stock", "out of stock", "preorder")
CONDITION = ("new", "refurbished", "used")
