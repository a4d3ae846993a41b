"""Feeds in the columns that Google Merchant gave to all catalogs: Google's own, Meta's and Pinterest's.

Any other table is read by a mapping of its columns to these.

Columns: https://support.google.com/merchants/answer/7052112, https://www.facebook.com/business/help/120325381656392,
https://help.pinterest.com/en/business/article/before-you-get-started-with-catalogs
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalog_feeds.sources.feed_rows import read_rows
from catalog_feeds.sources.reading import Reading, ShopFacts
from catalog_feeds.sources.table import Names, Table
from socialshop.errors import ConfigurationError, InputError
from socialshop.phrases import phrase

FIELDS = (
    *("id", "item_group_id", "title", "description", "availability", "condition", "price", "sale_price"),
    *("sale_price_effective_date", "currency", "link", "image_link", "additional_image_link", "brand", "gtin", "mpn"),
    *("google_product_category", "product_type", "color", "size", "material", "pattern", "gender", "age_group"),
    *("quantity", *(f"custom_label_{number}" for number in range(5))),
)
"""The columns that are read; a mapping's keys."""
_REQUIRED = ("id", "title", "price")
_OTHER_NAMES = {
    "quantity": ("quantity_to_sell_on_facebook", "inventory", "sell_on_google_quantity"),
    "color": ("colour",),
    "description": ("summary",),
}
_NAMES: Names = {
    field: [
        form for name in (field, *_OTHER_NAMES.get(field, ())) for form in (name, name.replace("_", " "), f"g:{name}")
    ]
    for field in FIELDS
}


@dataclass(frozen=True, slots=True)
class Feed:
    """`marks` are columns that only this platform has: a feed with any of them is its."""

    name: str
    marks: frozenset[str] = frozenset()

    def recognises(self, source: Table) -> bool:
        names = source.names(_NAMES)
        is_feed = all(names[field] in source.columns for field in (*_REQUIRED, "link"))
        return is_feed and (not self.marks or bool(self.marks & source.keys))

    def read(self, source: Table, facts: ShopFacts) -> Reading:
        """Raises InputError when what the file does not say is not known either."""
        return read_rows(self.name, source, _NAMES, facts)


META = Feed(
    "meta_csv",
    frozenset(
        {"fb_product_category", "quantity_to_sell_on_facebook", "inventory", "rich_text_description"}
        | {"video[0].url", "image[0].url", "product_tags[0]", "style[0]"}
    ),
)
PINTEREST = Feed(
    "pinterest_catalog",
    frozenset(
        {"ad_link", "alt_text", "average_review_rating", "number_of_ratings", "number_of_reviews"}
        | {"free_shipping_label", "free_shipping_limit", "variant_names", "variant_values", "checkout_enabled"}
    ),
)
GOOGLE = Feed("google_feed")


def read_mapped(source: Table, columns: Mapping[str, str], facts: ShopFacts) -> Reading:
    """Read a table by a mapping of FIELDS to its column names; fields without one are looked for by their own names.

    Raises ConfigurationError for a field that there is not, InputError when a column is not in the file, or a field is
    missing that every item needs.
    """
    _require_fields(columns)
    names = {field: [columns[field]] if field in columns else known for field, known in _NAMES.items()}
    _require_columns(source, columns)
    missing = [
        field for field, name in source.names(names).items() if field in _REQUIRED and name not in source.columns
    ]
    if missing:
        raise InputError(
            phrase("The mapping does not say which column this is."),
            file=source.document.name,
            field=missing[0],
            found=", ".join(source.columns)[:120],
            expected=phrase("one of these columns"),
            mend=phrase("Set `{field}` in the [catalog.columns] table of the configuration.", field=missing[0]),
        )
    return read_rows("mapped_columns", source, names, facts)


def _require_fields(columns: Mapping[str, str]) -> None:
    unknown = [field for field in columns if field not in FIELDS]
    if unknown:
        raise ConfigurationError(
            phrase("[catalog.columns] names the field {field}, which there is not.", field=repr(unknown[0])),
            mend=phrase("The fields are: {fields}.", fields=", ".join(FIELDS)),
        )


def _require_columns(source: Table, columns: Mapping[str, str]) -> None:
    lost = [name for name in columns.values() if name.lower() not in source.keys]
    if lost:
        raise InputError(
            phrase("A column of the mapping is not there."),
            file=source.document.name,
            field=lost[0],
            found=", ".join(source.columns)[:120],
            mend=phrase("Correct the [catalog.columns] table of the configuration."),
        )
