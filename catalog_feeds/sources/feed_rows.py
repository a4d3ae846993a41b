"""A feed's rows become items: amounts with their currency, words in the canonical form, times in UTC."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from catalog_feeds.item import CONDITION, as_items
from catalog_feeds.prices import minor_units, with_points
from catalog_feeds.sources.faults import Fault, issues_of, shared_id
from catalog_feeds.sources.reading import Reading, ShopFacts
from catalog_feeds.sources.table import Names, Table
from catalog_feeds.sources.times import moment
from catalog_feeds.text import text_of
from socialshop.errors import InputError
from socialshop.money import minor_digits
from socialshop.phrases import phrase

_SIGNS = {"€": "EUR", "£": "GBP"}  # signs of one currency: a dollar sign may be any of twenty
_AVAILABILITY = {  # by letters alone: 'in_stock', 'In Stock' and 'https://schema.org/InStock' are the same
    "in stock": ("instock", "availablefororder", "backorder", "available", "limitedavailability"),
    "out of stock": ("outofstock", "soldout", "discontinued", "pending"),
    "preorder": ("preorder", "presale"),
}
_WORDS = {word: meaning for meaning, words in _AVAILABILITY.items() for word in words}
_AMOUNTS = ("price", "sale_price")


def read_rows(name: str, source: Table, wanted: Names, facts: ShopFacts) -> Reading:
    """Read the columns `wanted`. Raises InputError for what is missing in the file as a whole."""
    facts.require(source.document.name, language=True)
    names = source.names(wanted)
    _require_stock(source, names)
    rows = _priced(source.pick(wanted), facts)
    if facts.currency == "" and rows["price"].count() and rows["currency"].null_count() == rows.height:
        facts.require(source.document.name, currency=True)
    rows = rows.with_columns(_sale_dates(facts.time_zone))
    is_blank = pl.all_horizontal(pl.col(*wanted).is_null())
    filled = rows.filter(~is_blank)
    issues = issues_of(filled, _faults(names, facts)).sort("row", maintain_order=True)
    sound = filled.filter(~pl.col("source_row").is_in(issues["row"].implode()))
    blank = rows.height - filled.height
    return Reading(
        source=name,
        items=_items(sound, facts),
        issues=issues,
        rows=rows.height,
        pictures=0,
        excluded={"blank": blank} if blank else {},
    )


def _require_stock(source: Table, names: Mapping[str, str]) -> None:
    if names["availability"] not in source.columns and names["quantity"] not in source.columns:
        raise InputError(
            phrase("The file does not say what can be bought."),
            file=source.document.name,
            found=", ".join(source.columns)[:120],
            expected=phrase("a column 'availability' or 'quantity'"),
            mend=phrase("Add one of them, or name the column that is meant in [catalog.columns]."),
        )


# --- amounts -------------------------------------------------------------------------------------


def _priced(rows: pl.DataFrame, facts: ShopFacts) -> pl.DataFrame:
    """With `currency`, its `digits`, `sale_currency`, and each amount in minor units beside its text."""
    signs = {name: _letters(pl.col(name)) for name in _AMOUNTS}
    stated = pl.coalesce(signs["price"], pl.col("currency").str.to_uppercase(), pl.lit(facts.currency or None))
    texts = rows.with_columns(
        currency=stated,
        sale_currency=signs["sale_price"],
        **{f"{name}_amount": _digits(pl.col(name)) for name in _AMOUNTS},
    )
    known = _known_digits(texts["currency"])
    digits = pl.col("currency").replace_strict(list(known), list(known.values()), default=None, return_dtype=pl.Int64)
    pointed = with_points(texts, [f"{name}_amount" for name in _AMOUNTS], facts.decimal_mark)
    return pointed.with_columns(digits=digits).with_columns(
        _in_minor_units(f"{name}_amount", set(known.values())) for name in _AMOUNTS
    )


def _letters(text: pl.Expr) -> pl.Expr:
    """The currency that stands with an amount, as its code; null where none does."""
    bare = text.str.replace_all(r"[\d\s.,'’-]", "")
    return bare.replace(list(_SIGNS), list(_SIGNS.values())).str.to_uppercase().replace("", None)


def _digits(text: pl.Expr) -> pl.Expr:
    return text.str.replace_all(r"[^\d\s.,'’-]", "").str.strip_chars()


def _known_digits(codes: pl.Series) -> dict[str, int]:
    """How many decimals each currency has; unknown ones are not among them."""
    known = {}
    for code in codes.drop_nulls().unique():
        try:
            known[code] = minor_digits(code)
        except ValueError:
            continue
    return known


def _in_minor_units(column: str, known: Collection[int]) -> pl.Expr:
    """With the decimals of each row's currency, which are among the `known`."""
    amounts = [pl.when(pl.col("digits") == digits).then(minor_units(pl.col(column), digits)) for digits in known]
    return pl.coalesce(pl.lit(None, pl.Int64), *amounts).alias(column)


# --- faults --------------------------------------------------------------------------------------


def _faults(names: Mapping[str, str], facts: ShopFacts) -> list[Fault]:
    """Why a row cannot become an item."""
    item_id, price, sale, stock = pl.col("id"), pl.col("price"), pl.col("sale_price"), pl.col("quantity")
    span, known = pl.col("sale_price_effective_date"), pl.col("digits").is_not_null()
    amount = phrase(
        "an amount such as 10.00 {currency}, of which the decimal mark is clear", currency=facts.currency or "EUR"
    )
    ours = phrase("an amount in {currency}", currency=facts.currency)
    code = phrase("an ISO 4217 code, such as 10.00 EUR")
    other = _other_currency(facts)
    wrong_stock = stock.is_not_null() & stock.cast(pl.Int64, strict=False).is_null()
    wrong_span = span.is_not_null() & pl.col("sale_price_starts").is_null() & pl.col("sale_price_ends").is_null()
    words = ", ".join(_AVAILABILITY)
    clear = phrase("Write it with a decimal point and two decimals, or set catalog.decimal_mark.")
    return [
        Fault(
            names["id"],
            "required",
            item_id.is_null(),
            item_id,
            phrase("an id"),
            phrase("Give the item an id that never changes."),
        ),
        shared_id(names["id"], phrase("Give each item its own id.")),
        Fault(names["price"], "required", price.is_null(), price, amount, phrase("Give the item a price.")),
        Fault(
            names["price"], "currency", price.is_not_null() & ~known, price, code, phrase("Write the currency's code.")
        ),
        Fault(names["price"], "same_currency", other, price, ours, phrase("Correct the currency.")),
        Fault(names["price"], "format", known & _is_wrong("price"), price, amount, clear),
        Fault(names["sale_price"], "format", known & _is_wrong("sale_price"), sale, amount, clear),
        Fault(
            names["sale_price"],
            "same_currency",
            (pl.col("sale_currency") != pl.col("currency")).fill_null(False),
            sale,
            phrase("the currency of the price"),
            phrase("Give both prices in one currency."),
        ),
        Fault(
            names["availability"],
            "one_of",
            _availability().is_null(),
            pl.col("availability"),
            phrase("one of: {words}", words=words),
            phrase("Set the availability to one of these words."),
        ),
        Fault(names["quantity"], "format", wrong_stock, stock, phrase("a whole number"), phrase("Correct the stock.")),
        Fault(
            names["sale_price_effective_date"],
            "format",
            wrong_span,
            span,
            phrase("two times such as 2026-05-01T00:00+02:00/2026-05-31T23:59+02:00"),
            phrase("Correct the times."),
        ),
    ]


def _other_currency(facts: ShopFacts) -> pl.Expr:
    """The shop's currency is said, and the row has another one that there is."""
    if not facts.currency:
        return pl.lit(False)
    return pl.col("digits").is_not_null() & (pl.col("currency") != facts.currency)


def _is_wrong(name: str) -> pl.Expr:
    return pl.col(name).is_not_null() & pl.col(f"{name}_amount").is_null()


# --- items ---------------------------------------------------------------------------------------


def _sale_dates(time_zone: str) -> list[pl.Expr]:
    ends = pl.col("sale_price_effective_date").str.split_exact("/", 1)
    return [
        moment(ends.struct[0], time_zone).alias("sale_price_starts"),
        moment(ends.struct[1], time_zone, is_end=True).alias("sale_price_ends"),
    ]


def _availability() -> pl.Expr:
    """The word's meaning; without a word, by the stock."""
    letters = pl.col("availability").str.to_lowercase().str.replace(r"^.*/", "").str.replace_all(r"[^a-z]", "")
    meant = letters.replace_strict(list(_WORDS), list(_WORDS.values()), default=None, return_dtype=pl.String)
    stock = pl.col("quantity").cast(pl.Int64, strict=False)
    counted = pl.when(stock > 0).then(pl.lit("in stock")).when(stock <= 0).then(pl.lit("out of stock"))
    return pl.when(pl.col("availability").is_not_null()).then(meant).otherwise(counted)


def _items(rows: pl.DataFrame, facts: ShopFacts) -> pl.DataFrame:
    pictures = pl.col("additional_image_link").fill_null("").str.split(",").list.eval(pl.element().str.strip_chars())
    fields = {
        "description": text_of("description"),
        "availability": _availability(),
        "condition": pl.col("condition").str.to_lowercase().fill_null(CONDITION[0]),
        "price": pl.col("price_amount"),
        "sale_price": pl.col("sale_price_amount"),
        "additional_image_links": pictures.list.eval(pl.element().filter(pl.element() != "")),
        "gender": pl.col("gender").str.to_lowercase(),
        "age_group": pl.col("age_group").str.to_lowercase(),
        "quantity": pl.col("quantity").cast(pl.Int64),
        "language": pl.lit(facts.language),
    }
    return as_items(rows.with_columns(**fields))
