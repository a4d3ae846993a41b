"""The catalog half of the connector: items and product groups of the retail catalog."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import ClassVar

from connectors.pinterest import catalog, feeds, groups
from connectors.pinterest.api import PinterestApi
from connectors.pinterest.locales import locale_of
from connectors.rules import limit
from socialshop.ports import BatchStatus, BatchTicket, Feed, ItemChange, ProductSet, StandingItem, StandingSet


class PinterestShop:
    """What begins with `_` and is declared here is the connector's."""

    name: ClassVar[str]
    catalog: ClassVar[str] = "pinterest"
    batch_size: ClassVar[int] = limit("pinterest.items_batch")
    needs_address: ClassVar[bool] = True
    _api: PinterestApi
    _country: str
    _configured_language: str
    _delivers_feeds: bool

    # --- items --------------------------------------------------------------------------------

    def submit(self, changes: Sequence[ItemChange]) -> BatchTicket:
        body = catalog.batch_body(changes, self._country, self._language)
        return catalog.ticket(self._api.post("catalogs/items/batch", body))

    def deliver(self, feed: Feed) -> BatchTicket:
        return feeds.deliver(self._api, feed, self._country, self._locale)

    def batch_status(self, handle: str) -> BatchStatus:
        if handle.startswith(feeds.PREFIX):
            return feeds.status(self._api, handle, self.name)
        if not handle:
            return BatchStatus(finished=True)
        return catalog.status(self._api.get(f"catalogs/items/batch/{handle}"), self.name)

    def standing(self, known: Sequence[str]) -> Iterator[StandingItem]:
        """Those of `known`: what stands beside them cannot be found."""
        most = limit("pinterest.items")
        for start in range(0, len(known), most):
            body = catalog.items_body(known[start : start + most], self._country, self._language)
            yield from catalog.standing_items(self._api.post("catalogs/items", body))

    # --- product sets -------------------------------------------------------------------------

    def define(self, wanted: ProductSet) -> str:
        return groups.definition(wanted, self.name)

    def create_set(self, wanted: ProductSet) -> str:
        return groups.create(self._api, self._place, wanted)

    def change_set(self, set_id: str, wanted: ProductSet) -> None:
        groups.change(self._api, self._place, set_id, wanted)

    def remove_set(self, set_id: str) -> None:
        groups.remove(self._api, set_id)

    def standing_sets(self) -> Iterator[StandingSet]:
        return groups.standing(self._api)

    @cached_property
    def _language(self) -> str:
        """As configured, else the one that most people of the country speak."""
        from babel.core import Locale

        return self._configured_language or Locale.parse(f"und_{self._country}").language.upper()

    @cached_property
    def _place(self) -> groups.Place:
        """A group of items that came by a feed belongs to the feed."""
        if self._delivers_feeds:
            feed = feeds.find(self._api)
            if feed is not None:
                return groups.Place(feed_id=str(feed["id"]))
        return groups.Place(groups.retail_catalog(self._api, self.name), self._country, self._locale)

    @property
    def _locale(self) -> str:
        return locale_of(self._language, self._country)
