"""Meta's product catalog, which the shops on Facebook and Instagram share."""

from __future__ import annotations

import polars as pl

from catalog_feeds.channels.projection import common_fields
from catalog_feeds.channels.rules import (
    Rule,
    amount,
    any_of,
    below,
    category,
    differs,
    gtin,
    labels,
    lower_case,
    max_count,
    max_length,
    one_of,
    period,
    picture_format,
    plain,
    positive,
    recommended,
    required,
    same_currency,
    sober,
    unique,
    variants,
    web_address,
    web_addresses,
)
from socialshop.phrases import phrase

MAX_PICTURES = 20
_FIELDS = "https://www.facebook.com/business/help/120325381656392"
_TITLES = "https://www.facebook.com/business/help/2104231189874655"
_DESCRIPTIONS = "https://www.facebook.com/business/help/2302017289821154"
_VARIANTS = "https://www.facebook.com/business/help/2256580051262113"
_CATEGORIES = "https://www.facebook.com/business/help/526764014610932"
_BATCH = "https://developers.facebook.com/docs/marketing-api/catalog/reference"
_PRACTICE = "https://developers.facebook.com/docs/commerce-platform/catalog/best-practices/"

RULES: tuple[Rule, ...] = (
    required("id", _FIELDS),
    unique("id", _FIELDS),
    max_length("id", 100, _FIELDS),
    required("title", _FIELDS),
    max_length("title", 200, _FIELDS),
    lower_case("title", _TITLES),
    sober("title", _TITLES),
    plain("title", _TITLES),
    required("description", _FIELDS),
    max_length("description", 9_999, _FIELDS),
    lower_case("description", _DESCRIPTIONS),
    plain("description", _DESCRIPTIONS),
    differs("description", "title", _TITLES),
    required("availability", _FIELDS),
    one_of("availability", ("in stock", "out of stock", "preorder", "available for order", "discontinued"), _FIELDS),
    required("condition", _FIELDS),
    one_of("condition", ("new", "refurbished", "used"), _FIELDS),
    required("price", _FIELDS),
    amount("price", _FIELDS),
    positive("price", _FIELDS),
    amount("sale_price", _FIELDS),
    below("sale_price", "price", _FIELDS),
    same_currency("sale_price", "price", _FIELDS),
    period("sale_price_effective_date", _FIELDS),
    required("link", _FIELDS),
    web_address("link", _FIELDS),
    required("image_link", _FIELDS, phrase("Add a picture to the product in the shop.")),
    web_address("image_link", _FIELDS),
    picture_format("image_link", ("jpg", "jpeg", "png", "gif"), _FIELDS),
    web_addresses("additional_image_link", _FIELDS),
    max_count("additional_image_link", MAX_PICTURES, _FIELDS),
    any_of(
        ("brand", "mpn", "gtin"),
        _BATCH,
        phrase("Give the product a vendor, a manufacturer's part number or a barcode."),
    ),
    max_length("brand", 100, _FIELDS),
    max_length("mpn", 100, _FIELDS),
    *gtin(_FIELDS),
    max_length("item_group_id", 100, _FIELDS),
    *variants(_VARIANTS),
    recommended("google_product_category", _PRACTICE, phrase("it decides where people find the product")),
    category(_CATEGORIES),
    max_length("product_type", 750, _BATCH),
    max_length("color", 200, _FIELDS),
    max_length("size", 200, _FIELDS),
    max_length("material", 200, _FIELDS),
    max_length("pattern", 100, _FIELDS),
    *labels(100, _FIELDS),
    one_of("gender", ("female", "male", "unisex"), _FIELDS),
    one_of("age_group", ("adult", "all ages", "infant", "kids", "newborn", "teen", "toddler"), _FIELDS),
)


def render(items: pl.DataFrame) -> pl.DataFrame:
    """Each canonical item as the text columns of Meta's feed, in the items' order, with all of its pictures."""
    stock = pl.col("quantity").clip(lower_bound=0).cast(pl.String).alias("quantity_to_sell_on_facebook")
    return common_fields(items).with_columns(items.select(stock))


def project(items: pl.DataFrame) -> pl.DataFrame:
    """The rows that are sent: as `render`, with no more pictures than Meta takes."""
    return render(items.with_columns(pl.col("additional_image_links").list.head(MAX_PICTURES)))
