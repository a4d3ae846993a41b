"""Shopify's product export (CSV): a row a variant, more rows for more pictures, the product's fields on its first row.

Columns: https://help.shopify.com/en/manual/products/import-export/using-csv
Both generations of their names are read, 'Variant Price' as well as 'Price', 'Handle' as well as 'URL handle'. The file
has no currency and no address of the shop; prices have a decimal point, unless a spreadsheet wrote them anew. Where a
variant has no SKU, its id is made of the handle and the option values, which both stay the same from export to export.
The link is the product's page: the id by which Shopify would open one variant of it is not in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import polars as pl

from catalog_feeds.item import ITEM_SCHEMA, as_items
from catalog_feeds.prices import with_amounts
from catalog_feeds.sources.faults import Fault, is_no_amount, issues_of, shared_id
from catalog_feeds.sources.options import OPTION_NAMES
from catalog_feeds.sources.reading import Reading, ShopFacts, counts
from catalog_feeds.sources.table import Table
from catalog_feeds.text import path_segment, plain_text, slug
from socialshop.money import Money, minor_digits
from socialshop.phrases import phrase

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
_HANDLE = {"handle": ["Handle", "URL handle"]}
_COLUMNS = {**_HANDLE, **_PRODUCT_COLUMNS, **_VARIANT_COLUMNS, **_PICTURE_COLUMNS}

_PART = 100_000  # rows that become items at the same time: columns of a few megabytes take memory that is used again
_NO_OPTION = "Default Title"  # Shopify's name for the only variant of a product without options


def recognises(source: Table) -> bool:
    return any(source.keys >= signature for signature in _SIGNATURES)


def read(source: Table, facts: ShopFacts) -> Reading:
    """Read the export. Raises InputError for the file as a whole; what is wrong with a row becomes an issue."""
    facts.require(source.document.name, currency=True, url=True, language=True)
    with ThreadPoolExecutor(1) as beside:  # neither pass over the file keeps all cores busy
        told = beside.submit(_told, source)
        rows = _rows(source, facts)
    products = _products(told.result(), rows, facts)
    kinds = _kinds(rows, products)
    variants = _with_identity(rows.filter(kinds == "variant"))
    lost = rows.filter(kinds.is_null()).with_columns(id=pl.lit(None, pl.String))
    names = source.names(_COLUMNS)
    issues = pl.concat([issues_of(lost, _losses(names)), issues_of(variants, _faults(names, facts.currency))]).sort(
        "row", maintain_order=True
    )
    sound = variants.filter(~pl.col("source_row").is_in(issues["row"].implode()))
    return Reading(
        source=NAME,
        items=_items(sound, products, facts),
        issues=issues,
        rows=rows.height,
        pictures=kinds.filter(kinds == "picture").len(),
        excluded=counts(kinds, _EXCLUDED),
    )


# --- rows ----------------------------------------------------------------------------------------


def _rows(source: Table, facts: ShopFacts) -> pl.DataFrame:
    """All but the products' fields by short names, trimmed; what an older export lacks is null.

    `product` numbers the handles, since numbers are compared far faster; a product's rows stand together, so that few
    handles need to be compared.
    """
    rows = source.pick(
        {**_HANDLE, **_VARIANT_COLUMNS, **_PICTURE_COLUMNS, "opens_product": _PRODUCT_COLUMNS["title"]},
        # Exports lead numbers with an apostrophe, so that spreadsheets take them for text.
        made=[pl.col("sku", "barcode").str.strip_prefix("'"), _present("opens_product")],
    )
    handle = pl.col("handle")
    product = handle.rle().struct["value"].rank("dense").gather(handle.rle_id()) - 1
    priced = with_amounts(rows, ("price", "compare"), minor_digits(facts.currency), facts.decimal_mark or ".")
    return priced.with_columns(product=product)


_EXCLUDED = ("blank", "unpublished", "draft", "archived")


def _kinds(rows: pl.DataFrame, products: pl.DataFrame) -> pl.Series:
    """What each row is: one of _EXCLUDED, 'variant', 'picture', or null when it is nothing that can be used."""
    bears = pl.any_horizontal(_present(column) for column in (*_VARIANT_COLUMNS, *_PICTURE_COLUMNS))
    is_variant = pl.col("opens_product") | pl.any_horizontal(
        _present(column) for column in ("option1", "sku", "price_text", "barcode")
    )
    kind = (
        pl.when(pl.col("handle").is_null() & ~bears & ~pl.col("opens_product"))
        .then(pl.lit("blank"))
        .when(pl.col("handle").is_null())
        .then(None)
        .when(_present("hidden"))
        .then("hidden")
        .when(is_variant)
        .then(pl.lit("variant"))
        .when(_present("image"))
        .then(pl.lit("picture"))
    )
    return rows.with_columns(hidden=products["hidden"].gather(rows["product"])).select(kind=kind)["kind"]


def _present(column: str) -> pl.Expr:
    return pl.col(column).is_not_null()


def _with_identity(variants: pl.DataFrame) -> pl.DataFrame:
    has_none = pl.col("sku").is_null()
    options = [
        slug(pl.when(has_none & (pl.col(name) != _NO_OPTION)).then(name)) for name in ("option1", "option2", "option3")
    ]
    made = pl.concat_str(pl.when(has_none).then("handle"), *options, separator="-", ignore_nulls=True)
    has_siblings = pl.col("product").is_duplicated()
    return variants.with_columns(
        id=pl.coalesce("sku", made),
        item_group_id=pl.when(has_siblings).then("handle"),
    )


# --- products ------------------------------------------------------------------------------------


def _told(source: Table) -> pl.DataFrame:
    """The rows that have a product's field: nearly always one row has all of them, and the others are not read."""
    return source.pick({**_HANDLE, **_PRODUCT_COLUMNS}, made=[plain_text(pl.col("body"))], filled=_PRODUCT_COLUMNS)


def _products(told: pl.DataFrame, rows: pl.DataFrame, facts: ShopFacts) -> pl.DataFrame:
    """What the variants of a product have in common, at the place of its number: the first row with a field decides."""
    fields = told.group_by("handle", maintain_order=True).agg(pl.col(*_PRODUCT_COLUMNS).first(ignore_nulls=True))
    opening = pl.col("product").is_first_distinct() & _present("product")
    every = rows.select("product", "handle").filter(opening).sort("product")
    products = every.join(fields, on="handle", how="left", maintain_order="left").join(
        _pictures(rows), on="product", how="left", maintain_order="left"
    )
    return products.select(**_common_fields(facts), hidden=_hidden())


def _hidden() -> pl.Expr:
    """Why nobody can buy the product, as in _EXCLUDED; null for what is on sale."""
    status = pl.col("status").str.to_lowercase()
    is_unpublished = pl.col("published").str.to_lowercase() == "false"
    return pl.when(status.is_in(["draft", "archived"])).then(status).when(is_unpublished).then(pl.lit("unpublished"))


def _pictures(rows: pl.DataFrame) -> pl.DataFrame:
    """Each product's pictures in their order."""
    shown = rows.select("product", "image", pl.col("position").cast(pl.Int64, strict=False)).drop_nulls("image")
    in_order = shown.sort("product", "position", nulls_last=True, maintain_order=True)
    return in_order.group_by("product", maintain_order=True).agg(pictures=pl.col("image").unique(maintain_order=True))


def _common_fields(facts: ShopFacts) -> dict[str, pl.Expr]:
    fields = {word: field for field, words in OPTION_NAMES.items() for word in words}
    return {
        **{name: pl.col(name) for name in ("title", "brand", "product_type", "google_product_category")},
        **{name: pl.col(name) for name in _PRODUCT_COLUMNS if name.startswith("custom_label_")},
        **{name: pl.col(name).str.to_lowercase() for name in ("gender", "age_group")},
        **{
            f"option{number}_field": pl.col(f"option{number}_name")
            .str.to_lowercase()
            .replace_strict(fields, default=None, return_dtype=pl.String)
            for number in (1, 2, 3)
        },
        "description": pl.col("body"),
        "link": pl.lit(facts.url.rstrip("/") + "/products/") + path_segment(pl.col("handle")),
        "condition": pl.col("condition").str.to_lowercase().fill_null("new"),
        "pictures": pl.col("pictures").fill_null(pl.lit([], pl.List(pl.String))),
    }


# --- faults --------------------------------------------------------------------------------------


def _faults(names: Mapping[str, str], currency: str) -> list[Fault]:
    """Why a variant cannot become an item."""
    amount = phrase("an amount in {currency}, such as {sample}", currency=currency, sample=Money(1250, currency).amount)
    price, compare, stock = pl.col("price_text"), pl.col("compare_text"), pl.col("stock")
    not_whole = _present("stock") & stock.cast(pl.Int64, strict=False).is_null()
    return [
        Fault(
            names["price_text"],
            "required",
            price.is_null(),
            price,
            amount,
            phrase("Give the variant a price in the shop."),
        ),
        Fault(names["price_text"], "format", is_no_amount("price"), price, amount, phrase("Correct the price.")),
        Fault(names["compare_text"], "format", is_no_amount("compare"), compare, amount, phrase("Correct it.")),
        Fault(names["stock"], "format", not_whole, stock, phrase("a whole number"), phrase("Correct the stock.")),
        shared_id(names["sku"], phrase("Give each variant its own SKU.")),
    ]


def _losses(names: Mapping[str, str]) -> list[Fault]:
    """Rows that belong to no product, or add nothing to theirs."""
    handle, name = pl.col("handle"), names["handle"]
    return [
        Fault(
            name,
            "required",
            handle.is_null(),
            handle,
            phrase("the handle of the product"),
            phrase("Fill in the handle."),
        ),
        Fault(
            name,
            "used",
            _present("handle"),
            handle,
            phrase("a price or a picture"),
            phrase("Complete the row, or remove it."),
        ),
    ]


# --- items ---------------------------------------------------------------------------------------


def _items(variants: pl.DataFrame, products: pl.DataFrame, facts: ShopFacts) -> pl.DataFrame:
    price, compare = pl.col("price_amount"), pl.col("compare_amount")
    is_sale = (compare > price).fill_null(False)
    fields = {
        "availability": _availability(),
        "price": pl.when(is_sale).then(compare).otherwise(price),
        "sale_price": pl.when(is_sale).then(price),
        "currency": pl.lit(facts.currency),
        "image_link": pl.coalesce("variant_image", pl.col("pictures").list.first()),
        "additional_image_links": _led_by("variant_image", pl.col("pictures")).list.slice(1),
        "gtin": pl.col("barcode"),
        **{field: _option(field) for field in OPTION_NAMES},
        "quantity": pl.when(_present("tracker")).then(pl.col("stock").cast(pl.Int64)),
        "language": pl.lit(facts.language),
    }
    parts = [
        as_items(part.hstack(products[part["product"]]).with_columns(**fields)) for part in variants.iter_slices(_PART)
    ]
    return pl.concat(parts or [ITEM_SCHEMA.to_frame()])


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


def _option(field: str) -> pl.Expr:
    """The value of the first option that is this field."""
    return pl.coalesce(pl.when(pl.col(f"option{n}_field") == field).then(pl.col(f"option{n}")) for n in (1, 2, 3))
