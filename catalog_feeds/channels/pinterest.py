"""Pinterest's retail catalog."""

from __future__ import annotations

import polars as pl

from catalog_feeds.channels.projection import common_fields
from catalog_feeds.channels.rules import (
    Rule,
    amount,
    below,
    category,
    gtin,
    labels,
    max_count,
    max_length,
    one_of,
    period,
    plain,
    positive,
    recommended,
    required,
    same_currency,
    unique,
    variants,
    web_address,
    web_addresses,
)
from socialshop.phrases import phrase

MAX_PICTURES = 10
_API = "https://developers.pinterest.com/docs/api/v5/catalogs_items_batch-create"
_ISSUES = "https://developers.pinterest.com/docs/api/v5/items_issues-list"
_FEED = "https://help.pinterest.com/en/business/article/before-you-get-started-with-catalogs"

RULES: tuple[Rule, ...] = (
    required("id", _FEED),
    unique("id", _ISSUES),
    max_length("id", 127, _API),
    required("title", _FEED),
    max_length("title", 500, _API),
    plain("title", _FEED),
    required("description", _FEED),
    max_length("description", 10_000, _API),
    plain("description", _FEED),
    required("availability", _FEED),
    one_of("availability", ("in stock", "out of stock", "preorder"), _API),
    recommended("condition", _ISSUES, phrase("items without it are seen less")),
    one_of("condition", ("new", "used", "refurbished"), _API),
    required("price", _FEED),
    amount("price", _API),
    positive("price", _ISSUES),
    amount("sale_price", _API),
    below("sale_price", "price", _API),
    same_currency("sale_price", "price", _API),
    period("sale_price_effective_date", _API),
    required("link", _FEED),
    max_length("link", 511, _API),
    web_address("link", _API),
    required("image_link", _FEED, phrase("Add a picture to the product in the shop.")),
    max_length("image_link", 2_000, _API),
    web_address("image_link", _API),
    web_addresses("additional_image_link", _ISSUES),
    max_count("additional_image_link", MAX_PICTURES, _API),
    *gtin(_ISSUES),
    max_length("item_group_id", 127, _API),
    *variants(_FEED),
    recommended("google_product_category", _ISSUES, phrase("items without it are seen less")),
    category(_API),
    max_length("product_type", 1_000, _API),
    *labels(511, _API),
    one_of("gender", ("male", "female", "unisex"), _API),
    one_of("age_group", ("newborn", "infant", "toddler", "kids", "adult"), _API),
)


def render(items: pl.DataFrame) -> pl.DataFrame:
    """Each canonical item as the text columns of Pinterest's feed, in the items' order, with all of its pictures."""
    return common_fields(items)


def project(items: pl.DataFrame) -> pl.DataFrame:
    """The rows that are sent: as `render`, with no more pictures than Pinterest takes."""
    return render(items.with_columns(pl.col("additional_image_links").list.head(MAX_PICTURES)))
