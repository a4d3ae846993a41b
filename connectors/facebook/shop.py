"""The catalog half of the connector: items and product sets of the shop on Facebook and Instagram."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from connectors.facebook import catalog, feeds, sets
from connectors.graph import Graph
from connectors.rules import limit
from socialshop.ports import (
    BatchStatus,
    BatchTicket,
    Capability,
    Feed,
    ItemChange,
    ProductSet,
    StandingItem,
    StandingSet,
)


class MetaShop:
    """What begins with `_` and is declared here is the connector's."""

    name: ClassVar[str]
    catalog: ClassVar[str] = "meta"
    batch_size: ClassVar[int] = limit("meta.items_batch.advised")
    needs_address: ClassVar[bool] = False
    _graph: Graph
    _catalog_id: str
    _delivers_feeds: bool

    @property
    def _shop_capabilities(self) -> frozenset[Capability]:
        """None without a catalog."""
        if not self._catalog_id:
            return frozenset()
        known = frozenset({Capability.CATALOG, Capability.SETS})
        return known | {Capability.FEED} if self._delivers_feeds else known

    # --- items --------------------------------------------------------------------------------

    def submit(self, changes: Sequence[ItemChange]) -> BatchTicket:
        body = catalog.batch_body(changes, self.name)
        return catalog.ticket(self._graph.post_json(f"{self._catalog_id}/items_batch", body))

    def deliver(self, feed: Feed) -> BatchTicket:
        return feeds.deliver(self._graph, self._catalog_id, feed)

    def batch_status(self, handle: str) -> BatchStatus:
        if handle.startswith(feeds.PREFIX):
            return feeds.status(self._graph, handle, self.name)
        return catalog.merge(self._status(part) for part in handle.split(",") if part)

    def standing(self, known: Sequence[str]) -> Iterator[StandingItem]:
        """All of the catalog: `known` adds nothing."""
        for page in self._graph.pages(f"{self._catalog_id}/products", fields=catalog.STANDING_FIELDS):
            yield from map(catalog.standing_item, page.data)

    def _status(self, handle: str) -> BatchStatus:
        path = f"{self._catalog_id}/check_batch_request_status"
        answer = self._graph.get(path, handle=handle, load_ids_of_invalid_requests="true")
        return catalog.status(answer["data"][0], self.name)

    # --- product sets -------------------------------------------------------------------------

    def define(self, wanted: ProductSet) -> str:
        return sets.definition(wanted, self.name)

    def create_set(self, wanted: ProductSet) -> str:
        return sets.create(self._graph, self._catalog_id, wanted)

    def change_set(self, set_id: str, wanted: ProductSet) -> None:
        sets.change(self._graph, set_id, wanted)

    def remove_set(self, set_id: str) -> None:
        sets.remove(self._graph, set_id)

    def standing_sets(self) -> Iterator[StandingSet]:
        return sets.standing(self._graph, self._catalog_id)
