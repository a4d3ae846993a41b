"""A product export in Shopify's form, of any size: products of four variants, a second picture on a row of its own."""

from __future__ import annotations

from pathlib import Path

import polars as pl

VARIANTS = 4  # of each product
_BODY = (
    "<p>Made of <b>raw milk</b> &amp; salt, turned by hand and ripened.</p>"
    + "<p>Keeps for weeks in a cool place, wrapped in its paper.</p>" * 5
)


def write_export(path: Path, items: int, *, dearer: int = 0) -> None:
    """Write `items` variants; the first `dearer` ones at another price, as a second delivery would have them."""
    number = pl.int_range(items, eager=True)
    rows = pl.DataFrame({"number": number, "product": number // VARIANTS, "place": number % VARIANTS})
    variants = rows.select(pl.format("cheese-{}", "product").alias("Handle"), *_product_fields(), *_fields(dearer))
    pictures = rows.filter(pl.col("place") == 0).select(
        pl.format("cheese-{}", "product").alias("Handle"),
        pl.format("https://cdn.example/{}-b.jpg", "product").alias("Image Src"),
        pl.lit("2").alias("Image Position"),
    )
    pl.concat([variants, pictures], how="diagonal").write_csv(path)


def _product_fields() -> list[pl.Expr]:
    """What stands on a product's first row alone."""
    fields = {
        "Title": pl.format("Cheese number {}", "product"),
        "Body (HTML)": pl.format(f"{_BODY}<p>Wheel {{}}.</p>", "product"),
        "Vendor": pl.format("Dairy {}", pl.col("product") % 40),
        "Type": pl.lit("Cheese"),
        "Published": pl.lit("true"),
        "Option1 Name": pl.lit("Weight"),
        "Image Src": pl.format("https://cdn.example/{}.jpg", "product"),
        "Image Position": pl.lit("1"),
        "Status": pl.lit("active"),
    }
    opens = pl.col("place") == 0
    return [pl.when(opens).then(value).alias(name) for name, value in fields.items()]


def _fields(dearer: int) -> list[pl.Expr]:
    """What every variant has of its own."""
    price = pl.col("product") % 90 + pl.when(pl.col("number") < dearer).then(100).otherwise(1)
    fields = {
        "Option1 Value": pl.format("{} g", (pl.col("place") + 1) * 250),
        "Variant SKU": pl.format("C-{}-{}", "product", "place"),
        "Variant Inventory Tracker": pl.lit("shopify"),
        "Variant Inventory Qty": (pl.col("number") % 30).cast(pl.String),
        "Variant Inventory Policy": pl.lit("deny"),
        "Variant Price": pl.format("{}.50", price),
        "Variant Barcode": pl.format("{}", pl.col("number") + 4_000_000_000_000),
    }
    return [value.alias(name) for name, value in fields.items()]
