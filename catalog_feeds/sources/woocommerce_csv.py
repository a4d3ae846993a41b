"""WooCommerce's product export (CSV): a row a product or a variation, which names its parent by SKU or as 'id:44'.

Columns: https://github.com/woocommerce/woocommerce/wiki/Product-CSV-Import-Schema
The header is in the language of the shop's administration: English and German are read. The file has no currency and no
address of the shop; it does not say whether prices include tax, so they are taken as they stand. The link is
WordPress' own short address of a post, which leads to the product's page whatever form its permalinks have. A
variation inherits what it does not say itself; an option that it leaves open ('any size') stays open.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from catalog_feeds.item import as_items
from catalog_feeds.prices import with_amounts
from catalog_feeds.sources.faults import Fault, is_no_amount, issues_of, shared_id
from catalog_feeds.sources.options import OPTION_NAMES
from catalog_feeds.sources.reading import Reading, ShopFacts, counts
from catalog_feeds.sources.table import Names, Table
from catalog_feeds.sources.times import moment
from catalog_feeds.sources.woocommerce_attributes import attribute_names, attributes
from catalog_feeds.text import plain_text
from socialshop.money import Money, minor_digits
from socialshop.phrases import phrase

NAME = "woocommerce_csv"
_COLUMNS: Names = {
    "post": ["ID"],
    "type": ["Type", "Typ"],
    "sku": ["SKU", "Artikelnummer"],
    "barcode": ["GTIN, UPC, EAN, or ISBN", "GTIN, UPC, EAN oder ISBN"],
    "name": ["Name"],
    "published": ["Published", "Veröffentlicht"],
    "visibility": ["Visibility in catalog", "Sichtbarkeit im Katalog"],
    "short": ["Short description", "Kurzbeschreibung"],
    "long": ["Description", "Beschreibung"],
    "starts": ["Date sale price starts", "Datum, an dem Angebotspreis beginnt"],
    "ends": ["Date sale price ends", "Datum, an dem Angebotspreis endet"],
    "in_stock": ["In stock?", "Vorrätig?"],
    "stock": ["Stock", "Bestand", "Lager"],
    "backorders": ["Backorders allowed?", "Lieferrückstande erlaubt?", "Rückstände erlaubt?"],
    "sale_text": ["Sale price", "Angebotspreis"],
    "regular_text": ["Regular price", "Regulärer Preis"],
    "categories": ["Categories", "Kategorien"],
    "images": ["Images", "Bilder"],
    "parent": ["Parent", "Übergeordnetes Produkt"],
    "brand": ["Brands", "Marken"],
}
_SIGNATURE = ("type", "name", "published", "visibility", "regular_text", "images")
_INHERITED = ("long", "short", "categories", "images", "brand", *OPTION_NAMES)
_PARENT = "variable"  # its variations are what is sold
_EXCLUDED = ("blank", "draft", "unpublished", "hidden", _PARENT, "grouped")


def recognises(source: Table) -> bool:
    names = source.names(_COLUMNS)
    return all(names[field] in source.columns for field in _SIGNATURE)


def read(source: Table, facts: ShopFacts) -> Reading:
    """Read the export. Raises InputError for the file as a whole; what is wrong with a row becomes an issue."""
    facts.require(source.document.name, currency=True, url=True, language=True)
    rows = _with_parents(_texts(source, facts)).with_columns(kind=_kind())
    sold = rows.filter(pl.col("kind").is_null())
    issues = issues_of(sold, _faults(source.names(_COLUMNS), facts)).sort("row", maintain_order=True)
    sound = sold.filter(~pl.col("source_row").is_in(issues["row"].implode()))
    return Reading(
        source=NAME,
        items=_items(sound, facts),
        issues=issues,
        rows=rows.height,
        pictures=0,
        excluded=counts(rows["kind"], _EXCLUDED),
    )


# --- rows ----------------------------------------------------------------------------------------


def _texts(source: Table, facts: ShopFacts) -> pl.DataFrame:
    """The columns by short names, with the item's `id` and its attributes by the item's fields."""
    names = attribute_names(source.columns)
    rows = source.pick({**_COLUMNS, **names})
    texts = rows.with_columns(
        pl.col("type", "published", "visibility", "in_stock", "backorders").str.to_lowercase(),
        id=pl.coalesce("sku", "post"),
        **attributes(len(names) // 2),
    ).drop(list(names))
    return with_amounts(texts, ("regular", "sale"), minor_digits(facts.currency), facts.decimal_mark)


def _with_parents(rows: pl.DataFrame) -> pl.DataFrame:
    """Every variation with what its parent says, as `parent_…`; `found` is null where there is none."""
    fields = ("post", "id", "published", "visibility", "stock", *_INHERITED)
    parents = rows.filter(pl.col("type").str.starts_with(_PARENT)).select(pl.col(*fields, "sku"), found=pl.lit(True))
    by_sku = parents.filter(pl.col("sku").is_not_null()).with_columns(key="sku")
    by_post = parents.with_columns(key=pl.format("id:{}", "post"))
    known = pl.concat([by_sku, by_post]).unique("key", keep="first", maintain_order=True).drop("sku")
    named = known.rename({name: f"parent_{name}" for name in fields})
    joined = rows.join(named, left_on="parent", right_on="key", how="left", maintain_order="left")
    return joined.with_columns(
        is_variation=pl.col("type").str.contains("variation").fill_null(False),
        **{name: pl.coalesce(name, f"parent_{name}") for name in _INHERITED},
    )


def _kind() -> pl.Expr:
    """Why a row is no item of its own, one of _EXCLUDED; null where it is to be one."""
    published = [pl.col("published"), pl.col("parent_published")]
    shown = pl.coalesce("parent_visibility", "visibility")
    return (
        pl.when(pl.all_horizontal(pl.col("post", "sku", "name", "type").is_null()))
        .then(pl.lit("blank"))
        .when(pl.any_horizontal(state == "-1" for state in published))
        .then(pl.lit("draft"))
        .when(pl.any_horizontal(state == "0" for state in published))
        .then(pl.lit("unpublished"))
        .when(shown == "hidden")
        .then(pl.lit("hidden"))
        .when(pl.col("type").str.starts_with(_PARENT))
        .then(pl.lit(_PARENT))
        .when(pl.col("type").str.starts_with("grouped"))
        .then(pl.lit("grouped"))
    )


# --- faults --------------------------------------------------------------------------------------


def _faults(names: Mapping[str, str], facts: ShopFacts) -> list[Fault]:
    """Why a row cannot become an item."""
    amount = phrase(
        "an amount in {currency}, such as {sample}",
        currency=facts.currency,
        sample=Money(1250, facts.currency).amount,
    )
    post, parent, stock = pl.col("post"), pl.col("parent"), pl.col("stock")
    regular, sale = pl.col("regular_text"), pl.col("sale_text")
    orphan = pl.col("is_variation") & pl.col("found").is_null()
    counted = stock.is_not_null() & (stock != "parent")
    not_whole = counted & stock.cast(pl.Float64, strict=False).is_null()
    clear = phrase("Correct it, or set catalog.decimal_mark.")
    return [
        Fault(
            names["post"],
            "required",
            post.is_null(),
            post,
            phrase("the product's number"),
            phrase("Export it with its ID."),
        ),
        shared_id(names["sku"], phrase("Give each product its own SKU.")),
        Fault(
            names["parent"],
            "found",
            orphan,
            parent,
            phrase("a variable product of the file"),
            phrase("Export its parent too."),
        ),
        Fault(
            names["regular_text"],
            "required",
            regular.is_null(),
            regular,
            amount,
            phrase("Give it a price in the shop."),
        ),
        Fault(names["regular_text"], "format", is_no_amount("regular"), regular, amount, clear),
        Fault(names["sale_text"], "format", is_no_amount("sale"), sale, amount, clear),
        Fault(names["stock"], "format", not_whole, stock, phrase("a number"), phrase("Correct the stock.")),
        *(_wrong_date(names[name], name, facts.time_zone) for name in ("starts", "ends")),
    ]


def _wrong_date(column: str, name: str, time_zone: str) -> Fault:
    text = pl.col(name)
    wrong = text.is_not_null() & moment(text, time_zone).is_null()
    return Fault(column, "format", wrong, text, phrase("a date such as 2026-05-31"), phrase("Correct the date."))


# --- items ---------------------------------------------------------------------------------------


def _items(rows: pl.DataFrame, facts: ShopFacts) -> pl.DataFrame:
    price, sale = pl.col("regular_amount"), pl.col("sale_amount")
    is_sale = (sale < price).fill_null(False)
    pictures = pl.col("images").fill_null("").str.split(",").list.eval(pl.element().str.strip_chars())
    shown = pictures.list.eval(pl.element().filter(pl.element() != ""))
    quantity = pl.when(pl.col("stock") == "parent").then("parent_stock").otherwise("stock")
    page = facts.url.rstrip("/") + "/?p="
    fields = {
        "item_group_id": pl.when("is_variation").then("parent_id"),
        "title": pl.col("name"),
        "description": plain_text(pl.coalesce("long", "short").str.replace_all(r"\n", "\n", literal=True)),
        "availability": _availability(),
        "condition": pl.lit("new"),
        "price": price,
        "sale_price": pl.when(is_sale).then(sale),
        "sale_price_starts": pl.when(is_sale).then(moment(pl.col("starts"), facts.time_zone)),
        "sale_price_ends": pl.when(is_sale).then(moment(pl.col("ends"), facts.time_zone, is_end=True)),
        "currency": pl.lit(facts.currency),
        "link": pl.lit(page) + pl.coalesce("parent_post", "post"),
        "image_link": shown.list.first(),
        "additional_image_links": shown.list.slice(1),
        "gtin": pl.col("barcode"),
        "product_type": _first(pl.col("categories")),
        "brand": _first(pl.col("brand")),
        "quantity": quantity.cast(pl.Float64, strict=False).floor().cast(pl.Int64),
        "language": pl.lit(facts.language),
    }
    return as_items(rows.with_columns(**fields))


def _first(listed: pl.Expr) -> pl.Expr:
    """Of a list with commas, in which a comma that belongs to a name is led by a backslash."""
    return listed.str.extract(r"^((?:\\,|[^,])*)").str.replace_all(r"\,", ",", literal=True).str.strip_chars()


def _availability() -> pl.Expr:
    """'backorder' stands there for what is sold on without stock."""
    is_gone = pl.col("in_stock").is_in(["0", "false"])
    goes_on = pl.col("backorders").is_in(["1", "notify"])
    return pl.when(is_gone & ~goes_on.fill_null(False)).then(pl.lit("out of stock")).otherwise(pl.lit("in stock"))
