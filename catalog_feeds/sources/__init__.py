"""The kinds of product file that can be read. A new one is a module and a line here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from catalog_feeds.sources import shopify_csv, woocommerce_csv
from catalog_feeds.sources.document import Document, opened
from catalog_feeds.sources.feed import GOOGLE, META, PINTEREST, read_mapped
from catalog_feeds.sources.reading import Reading, ShopFacts
from catalog_feeds.sources.table import NotUtf8, Table, table
from socialshop.errors import InputError
from socialshop.phrases import phrase

__all__ = ["REGISTRY", "Reading", "ShopFacts", "Source", "read"]


class Source(Protocol):
    """What reads one kind of file: a module, or an object."""

    def recognises(self, source: Table) -> bool:
        """Whether a file with these columns is of its kind."""
        ...

    def read(self, source: Table, facts: ShopFacts) -> Reading:
        """Raises InputError when nothing can be made of the file."""
        ...


REGISTRY: dict[str, Source] = {
    shopify_csv.NAME: shopify_csv,
    woocommerce_csv.NAME: woocommerce_csv,
    META.name: META,
    PINTEREST.name: PINTEREST,
    GOOGLE.name: GOOGLE,
}


def read(path: Path, facts: ShopFacts, columns: Mapping[str, str] | None = None, *, name: str = "") -> Reading:
    """Read a product file, recognised by its content, or by `columns` (see `feed.read_mapped`) where they are given.

    Errors call the file `name`, where it is known by another than its path. Raises InputError.
    """
    try:
        with opened(path, name or str(path)) as document:
            return _read(document, facts, columns)
    except NotUtf8:
        with opened(path, name or str(path), seems_utf8=False) as document:
            return _read(document, facts, columns)


def _read(document: Document, facts: ShopFacts, columns: Mapping[str, str] | None) -> Reading:
    found = table(document)
    if columns:
        return read_mapped(found, columns, facts)
    for source in REGISTRY.values():
        if source.recognises(found):
            return source.read(found, facts)
    raise InputError(
        phrase("This is no product file of a known kind."),
        file=document.name,
        found=", ".join(found.columns)[:120],
        expected=phrase("one of: {kinds}", kinds=", ".join(REGISTRY)),
        mend=phrase("Export the products from the shop as CSV, or name the columns in [catalog.columns]."),
    )
