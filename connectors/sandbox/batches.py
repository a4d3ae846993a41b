"""What the catalog batches of both platforms have in common: they end later, and may be made to fail in part."""

from __future__ import annotations

from connectors.sandbox.exchange import Call
from connectors.sandbox.faults import FaultKind
from connectors.sandbox.records import Batch, FeedUpload, ItemResult
from connectors.sandbox.world import World


def inject_failures(world: World, call: Call, results: list[ItemResult]) -> None:
    """Let the items fail that a waiting fault names."""
    fault = world.faults.take(frozenset({FaultKind.FAILING_ITEMS}), call.host, call.method, call.path)
    for result in results if fault else ():
        if fault and result.item_id in fault.items:
            result.errors.append("An internal error kept this item from being saved. Send it again.")


def open_batch(world: World, call: Call, batch_id: str, number: int, results: list[ItemResult]) -> Batch:
    """The batch is done at once, and says so only after some polls."""
    slow = world.faults.take(frozenset({FaultKind.SLOW_BATCH}), call.host, call.method, call.path)
    polls = world.latency_polls + (slow.polls if slow else 0)
    batch = Batch(id=batch_id, number=number, at=world.clock(), results=results, polls=polls)
    world.batches[batch_id] = batch
    return batch


def poll(batch: Batch | FeedUpload) -> bool:
    """Ask once more whether the batch is finished."""
    if batch.polls > 0:
        batch.polls -= 1
        return False
    return True
