"""Google Merchant Center: a feed to check and to write; nothing is pushed there."""

from __future__ import annotations

import polars as pl

from catalog_feeds.channels.projection import common_fields
from catalog_feeds.channels.rules import (
    Rule,
    amount,
    any_of,
    below,
    category,
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
    public_gtin,
    required,
    same_currency,
    sober,
    unique,
    variants,
    web_address,
    web_addresses,
)
from catalog_feeds.issues import Severity
from socialshop.phrases import phrase

MAX_PICTURES = 10
_SPEC = "https://support.google.com/merchants/answer/7052112"
_TITLES = "https://support.google.com/merchants/answer/6324415"
_DESCRIPTIONS = "https://support.google.com/merchants/answer/6324468"
_GROUPS = "https://support.google.com/merchants/answer/6324507"
_GTINS = "https://support.google.com/merchants/answer/6324461"
_IDENTIFIERS = phrase("Give the product its maker's barcode, or brand and part number: without them it is seen less.")

RULES: tuple[Rule, ...] = (
    required("id", _SPEC),
    unique("id", _SPEC),
    max_length("id", 50, _SPEC),
    required("title", _SPEC),
    max_length("title", 150, _TITLES),
    lower_case("title", _TITLES),
    sober("title", _TITLES),
    plain("title", _TITLES),
    required("description", _SPEC),
    max_length("description", 5_000, _DESCRIPTIONS),
    lower_case("description", _DESCRIPTIONS),
    sober("description", _DESCRIPTIONS),
    plain("description", _DESCRIPTIONS),
    required("availability", _SPEC),
    one_of("availability", ("in_stock", "out_of_stock", "preorder", "backorder"), _SPEC),
    one_of("condition", ("new", "refurbished", "used"), _SPEC),
    required("price", _SPEC),
    amount("price", _SPEC),
    positive("price", _SPEC),
    amount("sale_price", _SPEC),
    below("sale_price", "price", _SPEC),
    same_currency("sale_price", "price", _SPEC),
    period("sale_price_effective_date", _SPEC),
    required("link", _SPEC),
    max_length("link", 2_000, _SPEC),
    web_address("link", _SPEC),
    required("image_link", _SPEC, phrase("Add a picture to the product in the shop.")),
    max_length("image_link", 2_000, _SPEC),
    web_address("image_link", _SPEC),
    picture_format("image_link", ("jpg", "jpeg", "png", "gif", "webp", "bmp", "tif", "tiff"), _SPEC),
    web_addresses("additional_image_link", _SPEC),
    max_count("additional_image_link", MAX_PICTURES, _SPEC),
    any_of(("gtin", "brand", "mpn"), _SPEC, _IDENTIFIERS, Severity.WARNING),
    max_length("brand", 70, _SPEC),
    max_length("mpn", 70, _SPEC),
    *gtin(_GTINS),
    public_gtin(_GTINS),
    max_length("item_group_id", 50, _GROUPS),
    *variants(_GROUPS),
    category(_SPEC),
    max_length("product_type", 750, _SPEC),
    max_length("color", 100, _SPEC),
    max_length("size", 100, _SPEC),
    max_length("material", 200, _SPEC),
    max_length("pattern", 100, _SPEC),
    *labels(100, _SPEC),
    one_of("gender", ("male", "female", "unisex"), _SPEC),
    one_of("age_group", ("newborn", "infant", "toddler", "kids", "adult"), _SPEC),
)


def render(items: pl.DataFrame) -> pl.DataFrame:
    """Each canonical item as the text columns of Google's feed, in the items' order, with all of its pictures."""
    return common_fields(items).with_columns(pl.col("availability").str.replace_all(" ", "_", literal=True))


def project(items: pl.DataFrame) -> pl.DataFrame:
    """The rows that are written: as `render`, with no more pictures than Google takes."""
    return render(items.with_columns(pl.col("additional_image_links").list.head(MAX_PICTURES)))
