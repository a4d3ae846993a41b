"""The peer of the feed: DuckDB makes the same one, with the shortest query that gives these rows of this export.

It joins a product's fields to its variants and makes plain text of the markup in them. It neither trims, nor holds an
amount, an id or a picture against a rule, nor finds a row that would be lost.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from bench.measuring import seconds

_PLAIN = r"""trim(replace(regexp_replace(regexp_replace(
                any_value("Body (HTML)"), '(?:</?(?:p|div|li|ul|ol|br|h[1-6]|tr|table)\b[^>]*>\s*)+', chr(10), 'g'),
                '<[^>]+>', '', 'g'), '&amp;', '&'), chr(10))"""
_COPY = """
COPY (
    WITH rows AS (SELECT * FROM read_csv('{source}', all_varchar = true)),
    products AS (
        SELECT Handle, any_value(Title) AS p_title, {plain} AS p_body,
            any_value(Vendor) AS p_vendor, any_value(Type) AS p_type,
            any_value("Image Src") FILTER ("Image Position" = '1') AS p_image,
            string_agg("Image Src", ',') FILTER ("Image Position" > '1') AS p_images
        FROM rows GROUP BY Handle
    )
    SELECT "Variant SKU" AS id, Handle AS item_group_id, p_title AS title, p_body AS description,
        if("Variant Inventory Qty" = '0', 'out of stock', 'in stock') AS availability, 'new' AS condition,
        'https://shop.example/products/' || Handle AS link, p_image AS image_link, p_vendor AS brand,
        "Variant Barcode" AS gtin, NULL AS mpn, NULL AS google_product_category, p_type AS product_type,
        NULL AS color, "Option1 Value" AS size, NULL AS material, NULL AS pattern, NULL AS gender, NULL AS age_group,
        "Variant Price" || ' EUR' AS price, NULL AS sale_price, p_images AS additional_image_link,
        "Variant Inventory Qty" AS quantity_to_sell_on_facebook
    FROM rows JOIN products USING (Handle) WHERE "Variant SKU" IS NOT NULL
) TO '{feed}'
"""


def copy_with_duckdb(source: Path, feed: Path, threads: int) -> float:
    """Make the feed; the seconds that it takes."""
    import duckdb  # a development dependency

    database = duckdb.connect(config={"threads": threads})
    database.execute("SET enable_progress_bar = false")
    return seconds(lambda: database.execute(_COPY.format(source=source, feed=feed, plain=_PLAIN)))


def require_same(ours: Path, peer: Path) -> None:
    """Raises RuntimeError unless both feeds say the same; our columns that the peer lacks have to be empty."""
    mine, theirs = (pl.read_csv(path, infer_schema=False).sort("id") for path in (ours, peer))
    if not mine.select(theirs.columns).equals(theirs):
        raise RuntimeError("The peer's feed says something else than ours.")
    if not mine.drop(theirs.columns).null_count().row(0) == (mine.height,) * (mine.width - theirs.width):
        raise RuntimeError("Our feed says more than the peer's.")
