"""A catalog channel that takes its items as a whole file, for the parts of the program that send changes."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from hashlib import file_digest
from pathlib import Path
from typing import ClassVar

import polars as pl

from catalog_feeds.channels import REGISTRY
from catalog_feeds.check import check
from catalog_feeds.issues import Severity
from catalog_feeds.writers import FeedHead, write_feed
from socialshop.config import Config
from socialshop.errors import ConfigurationError
from socialshop.phrases import phrase
from socialshop.ports import (
    BatchStatus,
    BatchTicket,
    Capability,
    CatalogTarget,
    Connector,
    Feed,
    FeedTarget,
    ItemChange,
    StandingItem,
)


def takes_feeds(connector: Connector) -> bool:
    return Capability.FEED in connector.capabilities


class FeedDelivery:
    """Whatever has to change, all that the channel should hold goes there as one file: one batch is all changes."""

    batch_size: ClassVar[int] = sys.maxsize

    def __init__(
        self, target: CatalogTarget, config: Config, items: pl.DataFrame, issues: pl.DataFrame, refused_handle: str = ""
    ) -> None:
        """`items` is canonical; `issues` are those of its reading. `refused_handle` is of the last delivery, where
        that ended with refusals: the same file is not sent again to be refused again."""
        self.catalog = target.catalog
        self._target = target
        self._config = config
        self._items = items
        self._issues = issues
        self._refused_handle = refused_handle

    def submit(self, changes: Sequence[ItemChange]) -> BatchTicket:
        feed = self._write()
        if self._refused_handle.endswith(feed.digest):
            return BatchTicket(self._refused_handle)
        assert isinstance(self._target, FeedTarget)
        return self._target.deliver(feed)

    def batch_status(self, handle: str) -> BatchStatus:
        return self._target.batch_status(handle)

    def standing(self, known: Sequence[str]) -> Iterator[StandingItem]:
        return self._target.standing(known)

    def _write(self) -> Feed:
        """The sound items, in a file that takes the place of the old one only when it is complete."""
        folder = self._config.path(self._config.catalog.feeds)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.catalog}.csv"
        found = check(self._items, self.catalog, severities=(Severity.ERROR,))
        flaws = pl.concat([self._issues, found]).filter(pl.col("severity") == Severity.ERROR.value)
        sound = self._items.filter(~pl.col("id").is_in(flaws["item_id"].drop_nulls().implode()))
        write_feed(sound, path, REGISTRY[self.catalog].project, FeedHead(link=self._config.shop.url))
        address = self._config.catalog.feeds_address
        public = f"{address.rstrip('/')}/{path.name}" if address else ""
        return Feed(path, public, _digest(path), self._config.shop.currency)


def require_address(connector: Connector, config: Config) -> None:
    """Raises ConfigurationError where the platform fetches the feed by itself, and nothing says from where."""
    if isinstance(connector, FeedTarget) and connector.needs_address and not config.catalog.feeds_address:
        raise ConfigurationError(
            phrase("{name} fetches its feed by itself, and there is no address for it.", name=connector.name),
            mend=phrase(
                'Set catalog.feeds_address to where the folder catalog.feeds is published, or delivery to "batch".'
            ),
        )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()[:32]
