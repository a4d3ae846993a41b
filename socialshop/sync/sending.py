"""Sending the changes of a plan in batches, each followed to its end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import polars as pl

from socialshop.errors import AuthExpired, OutcomeUnknown, Permanent, PlatformError, Retryable, Throttled, TooMuchData
from socialshop.phrases import phrase
from socialshop.ports import BatchStatus, BatchTicket, CatalogTarget, ItemChange, ItemOutcome, Operation
from socialshop.products.model import ChannelItemState
from socialshop.sync.batches import Batches, OpenBatch
from socialshop.sync.plan import BOOKKEEPING, Plan
from socialshop.sync.runs import Action, Entry, Tally
from socialshop.sync.waits import Waits

Progress = Callable[[int, int], None]
_NOT_TAKEN = phrase("The platform refused it without a reason: it tells those of some items only.")
_UNNAMED = phrase("The platform refused them and does not say which they are: they count as changed or unchanged, too.")
NOT_BY_FEED = phrase("It still stands there: it did not come by the feed, and a feed cannot remove it.")
BY_HAND = phrase("Remove it in the platform's own catalog manager.")
_UNFINISHED = phrase("The platform has not finished the batch yet.")
_ASKED_FIRST = phrase("The next run asks after it first.")
_TOO_LARGE = phrase("Shorten its texts, or leave pictures out: it is too large by itself.")
_COMPARE = phrase("Run `socialshop catalog reconcile`, which compares what stands.")
Sleep = Callable[[float], None]


class Sender:
    """Sends changes in batches, and follows each handle to its end."""

    def __init__(
        self, target: CatalogTarget, batches: Batches, tally: Tally, sleep: Sleep, *, is_whole: bool = False
    ) -> None:
        """`is_whole`: the target takes one file, which removes nothing but what came by it."""
        self._target = target
        self._is_whole = is_whole
        self._batches = batches
        self._tally = tally
        self._sleep = sleep
        self._progress: Progress | None = None
        self._done = self._total = 0

    def send(self, plan: Plan, progress: Progress | None) -> None:
        self._progress, self._done, self._total = progress, 0, plan.changes.height
        try:
            parts = plan.batches(self._target.batch_size)
            self.follow([batch for part in parts for batch in self._send_batch(part)])
        except PlatformError:
            # The step's error tells why: a reason for each would only repeat it.
            left = set(plan.changes["id"]) - self._tally.settled(*Action)
            self._tally.count(Action.FAILED, len(left))
            raise

    def _send_batch(self, batch: pl.DataFrame) -> list[OpenBatch]:
        """Send it, in halves where it is too large; what the platform took, to be followed."""
        batch_id = self._batches.begin(batch)
        try:
            ticket = self._submit(batch)
        except (AuthExpired, Throttled):
            self._batches.drop(batch_id)
            raise
        except OutcomeUnknown as error:
            self._record(self._batches.give_up(batch_id, error.what, error.mend))
        except TooMuchData as error:
            if batch.height > 1:
                self._batches.drop(batch_id)
                halves = batch.iter_slices((batch.height + 1) // 2)
                return [sent for half in halves for sent in self._send_batch(half)]
            alone = [replace(entry, mend=_TOO_LARGE) for entry in self._batches.fail(batch_id, error)]
            self._record(alone)
        except PlatformError as error:
            self._record(self._batches.fail(batch_id, error))
        else:
            self._record(self._batches.accept(batch_id, ticket))
            if ticket.handle:
                return [OpenBatch(batch_id, ticket.handle)]
            # Pinterest answers so when it was sent the same batch shortly before, as after a run that was killed.
            self._record(
                self._batches.give_up(batch_id, phrase("The platform gave no handle by which to follow the batch."))
            )
        return []

    def _submit(self, batch: pl.DataFrame) -> BatchTicket:
        waits = Waits(self._sleep)
        changes = [_change(row) for row in batch.iter_rows(named=True)]
        while True:
            try:
                return self._target.submit(changes)
            except Throttled as error:
                if not waits.pause(error.after):
                    raise

    def follow(self, pending: list[OpenBatch]) -> None:
        """Ask after each batch until it has ended; what takes too long is left to the next run, and said so."""
        waits = Waits(self._sleep)
        while pending:
            wanted: list[float] = []
            pending = [batch for batch in pending if not self._has_ended(batch, wanted)]
            if pending and not waits.pause(max(wanted, default=None)):
                break
        for batch in pending:
            self._tally.settle(self._batches.awaited(batch.id, Action.FAILED, _UNFINISHED, _ASKED_FIRST))

    def _has_ended(self, batch: OpenBatch, wanted: list[float]) -> bool:
        """Settle the batch if the platform finished it; `wanted` gathers how long it asks us to wait."""
        try:
            status = self._target.batch_status(batch.handle)
        except Retryable as error:
            wanted.append(error.after or 0.0)
            return False
        except Permanent as error:
            # The platform does not know the handle any more: the items go again.
            self._record(self._batches.give_up(batch.id, error.what, error.mend))
            return True
        if status.finished:
            self._settle(batch, status)
        elif status.later:
            self._tally.settle(self._batches.awaited(batch.id, Action.PENDING, status.later))
        return status.finished or bool(status.later)

    def _settle(self, batch: OpenBatch, status: BatchStatus) -> None:
        missing = self._missing(batch, status) if status.unnamed else []
        left = self._left_standing(batch) if self._is_whole else []
        self._record(self._batches.settle(batch.id, (*status.outcomes, *missing, *left)))
        if unknown := status.unnamed - len(missing):
            self._tally.record(f"{unknown} more items", Action.FAILED, _UNNAMED, _COMPARE)
            self._tally.count(Action.FAILED, unknown - 1)

    def _missing(self, batch: OpenBatch, status: BatchStatus) -> list[ItemOutcome]:
        """What was refused without being named: it does not stand."""
        named = {outcome.item_id for outcome in status.outcomes}
        sent = [item for item in self._batches.unspoken(batch.id, ChannelItemState.SENT) if item not in named]
        standing = {item.item_id for item in self._target.standing(sent)}
        return [ItemOutcome(item, False, (_NOT_TAKEN,)) for item in sent if item not in standing]

    def _left_standing(self, batch: OpenBatch) -> list[ItemOutcome]:
        """What a file did not remove: items that somebody else, or an earlier way of delivery, put up."""
        leaving = self._batches.unspoken(batch.id, ChannelItemState.DELETING)
        standing = {item.item_id for item in self._target.standing(leaving)} if leaving else set()
        return [ItemOutcome(item, False, (NOT_BY_FEED,), mend=BY_HAND) for item in leaving if item in standing]

    def _record(self, entries: list[Entry]) -> None:
        self._tally.settle(entries)
        self._done += len(entries)
        if self._progress and entries:
            self._progress(self._done, self._total)


def _change(row: dict[str, str | None]) -> ItemChange:
    """A created item without its absent fields; an updated one with empty texts for them, which clears them."""
    operation = Operation(row["operation"] or "")
    fields = {name: value for name, value in row.items() if name not in BOOKKEEPING}
    sent: dict[str, str] = {}
    if operation is Operation.CREATE:
        sent = {name: value for name, value in fields.items() if value is not None}
    elif operation is Operation.UPDATE:
        sent = {name: value or "" for name, value in fields.items()}
    return ItemChange(operation, row["id"] or "", sent)
