"""Items to send, and a catalog platform in memory: as asynchronous as the real ones, failing where a test wants it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

import polars as pl

from catalog_feeds.item import ITEM_SCHEMA
from socialshop.errors import NotFound
from socialshop.ports import BatchStatus, BatchTicket, ItemChange, ItemOutcome, Operation, StandingItem


def catalog(*ids: str, **fields: object) -> pl.DataFrame:
    """A frame of items that any channel takes, one an id, each with these fields changed."""
    rows = [
        {
            "id": item_id,
            "title": f"Cheese {item_id}",
            "description": "Ripened for a year",
            "availability": "in stock",
            "condition": "new",
            "price": 1250,
            "currency": "EUR",
            "link": "https://shop.example/products/cheese",
            "image_link": "https://shop.example/cheese.jpg",
            "brand": "Dairy",
            "source_row": row,
        }
        | fields
        for row, item_id in enumerate(ids, start=2)
    ]
    return pl.DataFrame(rows, schema=ITEM_SCHEMA)


class Killed(BaseException):
    """Stands for the death of the process: nothing in the program may catch it."""


class FakeCatalog:
    """Takes batches, and finishes each when it was asked `looks` times."""

    catalog: ClassVar[str] = "meta"
    batch_size: ClassVar[int] = 3

    def __init__(self) -> None:
        self.items: dict[str, dict[str, str]] = {}
        self.submitted: list[list[ItemChange]] = []
        """Each batch that arrived, also when its answer did not."""
        self.looks = 1
        self.refused: dict[str, str] = {}
        """Items that are refused when their batch ends, and why."""
        self.refused_at_once: dict[str, str] = {}
        self.warned: dict[str, str] = {}
        self.before_submit: list[BaseException | None] = []
        """One entry a call: the error that it meets before the batch arrives; none left: no error."""
        self.after_submit: list[BaseException | None] = []
        """The error that replaces the answer of a batch that did arrive."""
        self.at_status: list[BaseException | None] = []
        self.takes_nothing = False
        """Batches are answered without a handle."""
        self.lists_all = True
        """False: only items that are asked after by their ids are told."""
        self._batches: dict[str, tuple[int, tuple[ItemOutcome, ...]]] = {}

    @property
    def sent(self) -> list[tuple[Operation, str]]:
        """All changes that arrived, in their order."""
        return [(change.operation, change.item_id) for batch in self.submitted for change in batch]

    def submit(self, changes: Sequence[ItemChange]) -> BatchTicket:
        meet(self.before_submit)
        assert 0 < len(changes) <= self.batch_size
        assert len({change.item_id for change in changes}) == len(changes), "an item twice in one batch"
        self.submitted.append(list(changes))
        if self.takes_nothing:
            return BatchTicket("")
        handle = f"batch-{len(self.submitted)}"
        outcomes = tuple(self._take(change) for change in changes)
        self._batches[handle] = (0, outcomes)
        meet(self.after_submit)
        at_once = [self._refusal(change, self.refused_at_once) for change in changes]
        return BatchTicket(handle, tuple(outcome for outcome in at_once if outcome))

    def batch_status(self, handle: str) -> BatchStatus:
        meet(self.at_status)
        if handle not in self._batches:
            raise NotFound("No such handle.", channel=self.catalog)
        looks, outcomes = self._batches[handle]
        self._batches[handle] = (looks + 1, outcomes)
        if looks + 1 < self.looks:
            return BatchStatus(finished=False)
        return BatchStatus(finished=True, outcomes=outcomes)

    def standing(self, known: Sequence[str]) -> Iterator[StandingItem]:
        for item_id, row in self.items.items():
            if self.lists_all or item_id in known:
                told = {name: row.get(name, "") for name in ("title", "price", "sale_price")}
                yield StandingItem(item_id, told)

    def lose_handles(self) -> None:
        """The platform forgets its batches, as it does after some days."""
        self._batches.clear()

    def _take(self, change: ItemChange) -> ItemOutcome:
        refusal = self._refusal(change, self.refused_at_once) or self._refusal(change, self.refused)
        if refusal:
            return refusal
        if change.operation is Operation.DELETE:
            self.items.pop(change.item_id, None)
        else:
            self.items[change.item_id] = dict(change.row)
        warnings = (self.warned[change.item_id],) if change.item_id in self.warned else ()
        return ItemOutcome(change.item_id, accepted=True, warnings=warnings)

    def _refusal(self, change: ItemChange, reasons: dict[str, str]) -> ItemOutcome | None:
        reason = reasons.get(change.item_id)
        return ItemOutcome(change.item_id, accepted=False, errors=(reason,)) if reason else None


def meet(faults: list[BaseException | None]) -> None:
    """Raise the next fault, if one waits."""
    fault = faults.pop(0) if faults else None
    if fault is not None:
        raise fault
