"""The catalog half of the connector: items and product sets of the shop on Facebook and Instagram."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from connectors.facebook import catalog, sets
from connectors.graph import Graph
from connectors.rules import limit
from socialshop.ports import BatchStatus, BatchTicket, ItemChange, ProductSet, StandingItem, StandingSet


class MetaShop:
    """`_graph` and `_catalog_id` are the connector's."""

    name: ClassVar[str]
    catalog: ClassVar[str] = "meta"
    batch_size: ClassVar[int] = limit("meta.items_batch.advised")
    _graph: Graph
    _catalog_id: str

    # --- items --------------------------------------------------------------------------------

    def submit(self, changes: Sequence[ItemChange]) -> BatchTicket:
        body = catalog.batch_body(changes, self.name)
        return catalog.ticket(self._graph.post_json(f"{self._catalog_id}/items_batch", body))

    def batch_status(self, handle: str) -> BatchStatus:
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
