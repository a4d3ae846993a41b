"""Shopify's product export (CSV): a row a variant, more rows for more pictures, the product's fields on its first row.

Columns: https://help.shopify.com/en/manual/products/import-export/using-csv
Both generations of their names are read, 'Variant Price' as well as 'Price', 'Handle' as well as 'URL handle'. The file
has no currency and no address of the shop; prices have a decimal point, unless a spreadsheet wrote them anew. Where a
variant has no SKU, its id is made of the handle and the option values, which both stay the same from export to export.
The link is the product's page: the id by which Shopify would open one variant of it is not in the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from catalog_feeds.item import as_items
from catalog_feeds.prices import minor_units, with_points
from catalog_feeds.sources.faults import Fault, is_no_amount, issues_of
from catalog_feeds.sources.options import OPTION_NAMES
from catalog_feeds.sources.reading import Reading, ShopFacts, counts
from catalog_feeds.sources.table import Table
from catalog_feeds.text import path_segment, plain_text, slug
from socialshop.money import Money, minor_digits

NAME = "shopify_csv"
_SIGNATURES = ({"handle", "title", "variant price"}, {"url handle", "title", "price"})

_PRODUCT_COLUMNS = {
    "title": ["Title"],
    "body": ["Body (HTML)", "Description"],
    "brand": ["Vendor"],
    "product_type": ["Type"],
    "published": ["Published", "Published on online store"],
    "status": ["Status"],
    "option1_name": ["Option1 Name"],
    "option2_name": ["Option2 Name"],
    "option3_name": ["Option3 Name"],
    "google_product_category": ["Google Shopping / Google Product Category", "Product Category"],
    "gender": ["Google Shopping / Gender"],
    "age_group": ["Google Shopping / Age Group"],
    "condition": ["Google Shopping / Condition"],
    **{f"custom_label_{number}": [f"Google Shopping / Custom Label {number}"] for number in range(5)},
}
_VARIANT_COLUMNS = {
    "option1": ["Option1 Value"],
    "option2": ["Option2 Value"],
    "option3": ["Option3 Value"],
    "sku": ["Variant SKU", "SKU"],
    "tracker": ["Variant Inventory Tracker", "Inventory tracker"],
    "stock": ["Variant Inventory Qty", "Inventory quantity"],
    "policy": ["Variant Inventory Policy", "Continue selling when out of stock"],
    "price_text": ["Variant Price", "Price"],
    "compare_text": ["Variant Compare At Price", "Compare-at price"],
    "barcode": ["Variant Barcode", "Barcode", "Barcodes"],
    # A part number belongs to one variant: handed down, it would be wrong for all the others.
    "mpn": ["Google Shopping / MPN", "Google Shopping / Manufacturer part number (MPN)"],
    "variant_image": ["Variant Image", "Variant image URL"],
}
_PICTURE_COLUMNS = {"image": ["Image Src", "Product image URL"], "position": ["Image Position"]}
_COLUMNS = {"handle": ["Handle", "URL handle"], **_PRODUCT_COLUMNS, **_VARIANT_COLUMNS, **_PICTURE_COLUMNS}
_AMOUNTS = ("price_amount", "compare_amount")  # with a decimal point, whatever the file has

_NO_OPTION = "Default Title"  # Shopify's name for the only variant of a product without options


def recognises(source: Table) -> bool:
    return any(source.keys >= signature for signature in _SIGNATURES)


def read(source: Table, facts: ShopFacts) -> Reading:
    """Read the export. Raises InputError for the file as a whole; what is wrong with a row becomes an issue."""
    facts.require(source.document.name, currency=True, url=True, language=True)
    rows = _inherit(_texts(source, facts.decimal_mark or "."))
    kinds = rows.with_columns(kind=_kind())
    variants = _with_identity(kinds.filter(pl.col("kind") == "variant"))
    lost = kinds.filter(pl.col("kind").is_null()).with_columns(id=pl.lit(None, pl.String))
    names = source.names(_COLUMNS)
    issues = pl.concat([issues_of(lost, _losses(names)), issues_of(variants, _faults(names, facts.currency))]).sort(
        "row", maintain_order=True
    )
    sound = variants.filter(~pl.col("source_row").is_in(issues["row"].implode()))
    return Reading(
        source=NAME,
        items=_items(sound.join(_pictures(rows), on="handle", how="left", maintain_order="left"), facts),
        issues=issues,
        rows=rows.height,
        pictures=kinds.filter(pl.col("kind") == "picture").height,
        excluded=counts(kinds["kind"], _EXCLUDED),
    )


# --- rows ----------------------------------------------------------------------------------------


def _texts(source: Table, usual_mark: str) -> pl.DataFrame:
    """The columns that are read, by short names, trimmed; those that an older export lacks are null."""
    rows = source.pick(_COLUMNS).with_columns(
        # Exports lead numbers with an apostrophe, so that spreadsheets take them for text.
        pl.col("sku", "barcode").str.strip_prefix("'"),
        plain_text(pl.col("body")),
        price_amount="price_text",
        compare_amount="compare_text",
    )
    return with_points(rows, _AMOUNTS, usual_mark)


def _inherit(rows: pl.DataFrame) -> pl.DataFrame:
    """Every row with the fields of its product, which stand on the product's first row alone."""
    product = rows.group_by("handle").agg(pl.col(*_PRODUCT_COLUMNS).drop_nulls().first())
    own = rows.select(
        "source_row", "handle", *_VARIANT_COLUMNS, *_AMOUNTS, *_PICTURE_COLUMNS, opens_product=_present("title")
    )
    return own.join(product, on="handle", how="left", nulls_equal=True, maintain_order="left")


_EXCLUDED = ("blank", "unpublished", "draft", "archived")


def _kind() -> pl.Expr:
    """What a row is: one of _EXCLUDED, 'variant', 'picture', or null when it is nothing that can be used."""
    status = pl.col("status").str.to_lowercase().fill_null("active")
    bears = pl.any_horizontal(_present(column) for column in (*_VARIANT_COLUMNS, *_PICTURE_COLUMNS))
    is_variant = pl.col("opens_product") | pl.any_horizontal(
        _present(column) for column in ("option1", "sku", "price_text", "barcode")
    )
    return (
        pl.when(pl.col("handle").is_null() & ~bears & ~pl.col("opens_product"))
        .then(pl.lit("blank"))
        .when(pl.col("handle").is_null())
        .then(None)
        .when(status.is_in(["draft", "archived"]))
        .then(status)
        .when(pl.col("published").str.to_lowercase() == "false")
        .then(pl.lit("unpublished"))
        .when(is_variant)
        .then(pl.lit("variant"))
        .when(_present("image"))
        .then(pl.lit("picture"))
    )


def _present(column: str) -> pl.Expr:
    return pl.col(column).is_not_null()


def _with_identity(variants: pl.DataFrame) -> pl.DataFrame:
    options = [
        pl.when(pl.col(name) != _NO_OPTION).then(slug(pl.col(name))) for name in ("option1", "option2", "option3")
    ]
    made = pl.concat_str("handle", *options, separator="-", ignore_nulls=True)
    has_siblings = pl.len().over("handle") > 1
    return variants.with_columns(
        id=pl.coalesce("sku", made),
        item_group_id=pl.when(has_siblings).then("handle"),
    )


def _pictures(rows: pl.DataFrame) -> pl.DataFrame:
    """Each handle's pictures in their order."""
    shown = rows.filter(_present("image")).sort(
        pl.col("position").cast(pl.Int64, strict=False), "source_row", nulls_last=True
    )
    return shown.group_by("handle").agg(pictures=pl.col("image").unique(maintain_order=True))


# --- faults --------------------------------------------------------------------------------------


def _faults(names: Mapping[str, str], currency: str) -> list[Fault]:
    """Why a variant cannot become an item."""
    amount = f"an amount in {currency}, such as {Money(1250, currency).amount}"
    price, compare, stock = pl.col("price_text"), pl.col("compare_text"), pl.col("stock")
    not_whole = _present("stock") & stock.cast(pl.Int64, strict=False).is_null()
    shared = pl.len().over("id") > 1
    digits = minor_digits(currency)
    return [
        Fault(names["price_text"], "required", price.is_null(), price, amount, "Give the variant a price in the shop."),
        Fault(names["price_text"], "format", is_no_amount("price", digits), price, amount, "Correct the price."),
        Fault(names["compare_text"], "format", is_no_amount("compare", digits), compare, amount, "Correct it."),
        Fault(names["stock"], "format", not_whole, stock, "a whole number", "Correct the stock."),
        # Which of them is meant cannot be told, so none is taken.
        Fault(names["sku"], "unique", shared, pl.col("id"), "an id of its own", "Give each variant its own SKU."),
    ]


def _losses(names: Mapping[str, str]) -> list[Fault]:
    """Rows that belong to no product, or add nothing to theirs."""
    handle, name = pl.col("handle"), names["handle"]
    return [
        Fault(name, "required", handle.is_null(), handle, "the handle of the product", "Fill in the handle."),
        Fault(name, "used", _present("handle"), handle, "a price or a picture", "Complete the row, or remove it."),
    ]


# --- items ---------------------------------------------------------------------------------------


def _items(variants: pl.DataFrame, facts: ShopFacts) -> pl.DataFrame:
    digits = minor_digits(facts.currency)
    price, compare = minor_units(pl.col("price_amount"), digits), minor_units(pl.col("compare_amount"), digits)
    is_sale = (compare > price).fill_null(False)
    page = facts.url.rstrip("/") + "/products/"
    pictures = pl.col("pictures").fill_null(pl.lit([], pl.List(pl.String)))
    fields = {
        "description": pl.col("body"),
        "availability": _availability(),
        "condition": pl.col("condition").str.to_lowercase().fill_null("new"),
        "price": pl.when(is_sale).then(compare).otherwise(price),
        "sale_price": pl.when(is_sale).then(price),
        "currency": pl.lit(facts.currency),
        "link": pl.lit(page) + path_segment(pl.col("handle")),
        "image_link": pl.coalesce("variant_image", pictures.list.first()),
        "additional_image_links": _led_by("variant_image", pictures).list.slice(1),
        "gtin": pl.col("barcode"),
        **{field: _option(names) for field, names in OPTION_NAMES.items()},
        "gender": pl.col("gender").str.to_lowercase(),
        "age_group": pl.col("age_group").str.to_lowercase(),
        "quantity": pl.when(_present("tracker")).then(pl.col("stock").cast(pl.Int64)),
        "language": pl.lit(facts.language),
    }
    return as_items(variants.with_columns(**fields))


def _led_by(column: str, pictures: pl.Expr) -> pl.Expr:
    """The pictures with the one in `column`, if there is one, before the others."""
    first = pl.col(column)
    # Few rows have one: the others are nulls to the costly part.
    led = pl.concat_list(first, pl.when(first.is_not_null()).then(pictures)).list.unique(maintain_order=True)
    return pl.when(first.is_null()).then(pictures).otherwise(led)


def _availability() -> pl.Expr:
    """Sold out only where the shop counts the stock, and does not go on selling without any."""
    is_gone = _present("tracker") & (pl.col("stock").cast(pl.Int64).fill_null(0) <= 0)
    goes_on = pl.col("policy").str.to_lowercase().is_in(["continue", "true"]).fill_null(False)
    return pl.when(is_gone & ~goes_on).then(pl.lit("out of stock")).otherwise(pl.lit("in stock"))


def _option(names: Sequence[str]) -> pl.Expr:
    """The value of the first option with one of these names."""
    return pl.coalesce(
        pl.when(pl.col(f"option{n}_name").str.to_lowercase().is_in(names)).then(pl.col(f"option{n}")) for n in (1, 2, 3)
    )
