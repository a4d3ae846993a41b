"""What the channels' feeds have in common: the column names that Google Merchant's feed gave to all of them."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from socialshop.money import minor_digits

_TEXTS = (
    *("id", "item_group_id", "title", "description", "availability", "condition", "link", "image_link"),
    *("brand", "gtin", "mpn", "google_product_category", "product_type"),
    *("color", "size", "material", "pattern", "gender", "age_group"),
    *(f"custom_label_{number}" for number in range(5)),
)
# A period needs both its ends, and these are as good as none.
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_FAR_OFF = datetime(2100, 1, 1, tzinfo=UTC)
_MOST_DIGITS = 38  # that a decimal may have: an amount of 64 bits always fits


def common_fields(items: pl.DataFrame) -> pl.DataFrame:
    """Canonical items as text columns, one a feed field, in the items' order."""
    return items.select(
        *_TEXTS,
        amount_text("price", items),
        amount_text("sale_price", items),
        period("sale_price_starts", "sale_price_ends").alias("sale_price_effective_date"),
        picture_list("additional_image_links").alias("additional_image_link"),
    )


def amount_text(column: str, items: pl.DataFrame) -> pl.Expr:
    """Minor units as '10.00 EUR', with as many decimals as the item's currency has; null stays null."""
    currencies = items["currency"].unique().drop_nulls()
    texts = [pl.when(pl.col("currency") == code).then(_in_currency(pl.col(column), code)) for code in currencies]
    return pl.coalesce(pl.lit(None, pl.String), *texts).alias(column)


def _in_currency(amount: pl.Expr, code: str) -> pl.Expr:
    digits = minor_digits(code)
    decimal = amount.cast(pl.Decimal(_MOST_DIGITS, digits)) / 10**digits
    return pl.concat_str(decimal.cast(pl.String), pl.lit(f" {code}"))


def picture_list(column: str) -> pl.Expr:
    """Addresses separated by commas, so a comma within one is encoded; null when there are none."""
    encoded = pl.col(column).list.eval(pl.element().str.replace_all(",", "%2C", literal=True))
    return pl.when(encoded.list.len() > 0).then(encoded.list.join(","))


def period(start: str, end: str) -> pl.Expr:
    """From and to as ISO 8601 to the minute, '2026-11-01T00:00+00:00/2026-11-30T23:59+00:00'; null when neither is."""
    bounds = [
        pl.col(name).fill_null(pl.lit(default)).dt.to_string("%Y-%m-%dT%H:%M+00:00")
        for name, default in ((start, _LONG_AGO), (end, _FAR_OFF))
    ]
    return pl.when(pl.col(start).is_not_null() | pl.col(end).is_not_null()).then(pl.concat_str(bounds, separator="/"))
