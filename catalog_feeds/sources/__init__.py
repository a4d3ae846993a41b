"""The kinds of product file that can be read. A new one is a module and a line here."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from catalog_feeds.sources import shopify_csv
from catalog_feeds.sources.reading import Reading, ShopFacts
from catalog_feeds.sources.table import read_head
from socialshop.errors import InputError

__all__ = ["REGISTRY", "Reading", "ShopFacts", "Source", "read"]


class Source(Protocol):
    """A module that reads one kind of file."""

    def recognises(self, head: str) -> bool:
        """Whether a file that begins with this text is of its kind."""
        ...

    def read(self, path: Path, facts: ShopFacts) -> Reading:
        """Raises InputError when nothing can be made of the file."""
        ...


REGISTRY: dict[str, Source] = {"shopify_csv": shopify_csv}


def read(path: Path, facts: ShopFacts) -> Reading:
    """Read a product file of any known kind, recognised by its content. Raises InputError."""
    head = read_head(path)
    for source in REGISTRY.values():
        if source.recognises(head):
            return source.read(path, facts)
    raise InputError(
        "This is no product file of a known kind.",
        file=str(path),
        found=head.partition("\n")[0][:120],
        expected=f"one of: {', '.join(REGISTRY)}",
        mend="Export the products from the shop as CSV.",
    )
