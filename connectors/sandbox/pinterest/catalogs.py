"""The retail catalog: https://developers.pinterest.com/docs/api/v5/items_batch-post"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from connectors.rules import limit
from connectors.sandbox.batches import inject_failures, open_batch, poll
from connectors.sandbox.exchange import Answer, json_answer
from connectors.sandbox.items import check_item
from connectors.sandbox.pinterest.context import Body, PinterestCall, Route
from connectors.sandbox.pinterest.errors import PinterestError, invalid
from connectors.sandbox.records import Batch, ItemResult, Row

Operation = Literal["CREATE", "UPDATE", "UPSERT", "DELETE"]
EVENT_CODE = 120
"""The number that an item's errors and warnings bear here; the document leaves their numbers open."""


class Item(Body):
    item_id: str
    attributes: dict[str, Any] = Field(default_factory=dict)
    update_mask: list[str] | None = None
    last_updated_time: int | None = None


class VerticalItem(Item):
    operation: Operation


class VerticalBatch(Body):
    """Each item has its own operation."""

    catalog_type: Literal["RETAIL"]
    catalog_id: str | None = Field(None, pattern=r"^\d+$")
    country: str = Field(pattern=r"^[A-Z]{2}$")
    language: str
    items: list[VerticalItem] = Field(min_length=1, max_length=limit("pinterest.items_batch"))


class OperationBatch(Body):
    """One operation for all items."""

    country: str = Field(pattern=r"^[A-Z]{2}$")
    language: str
    operation: Operation | Literal["DELETE_DISCONTINUED"]
    items: list[Item] = Field(min_length=1, max_length=limit("pinterest.items_batch"))


class ItemFilters(Body):
    catalog_type: Literal["RETAIL"]
    item_ids: list[str] = Field(min_length=1, max_length=limit("pinterest.items"))
    catalog_id: str | None = Field(None, pattern=r"^\d+$")


class ItemsRequest(Body):
    country: str = Field(pattern=r"^[A-Z]{2}$")
    language: str
    filters: ItemFilters


def post_batch(call: PinterestCall) -> Answer:
    changes = list(_changes(call))
    rows = call.world.catalog_items("pinterest")
    results = [_checked(rows, operation, item) for operation, item in changes]
    inject_failures(call.world, call.call, [result for result in results if not result.errors])
    for (operation, item), result in zip(changes, results, strict=True):
        if not result.errors:
            _apply(rows, operation, item)
    number = call.world.next_number()
    batch_id = hashlib.sha256(f"batch {number}".encode()).hexdigest()[:32]
    return json_answer(_shown(call, open_batch(call.world, call.call, batch_id, number, results), finished=False))


def get_batch(call: PinterestCall) -> Answer:
    batch = call.world.batches.get(call.ids["batch_id"])
    if batch is None:
        raise PinterestError(404, 4181, "Batch not found.")
    return json_answer(_shown(call, batch, finished=poll(batch)))


def post_items(call: PinterestCall) -> Answer:
    rows = call.world.catalog_items("pinterest")
    asked = call.body(ItemsRequest).filters.item_ids
    return json_answer({"items": [_item(item_id, rows.get(item_id)) for item_id in asked]})


def _changes(call: PinterestCall) -> Iterator[tuple[str, Item]]:
    """The body in either of its two forms."""
    try:
        vertical = "catalog_type" in TypeAdapter(dict[str, Any]).validate_json(call.call.body)
    except ValidationError:
        raise invalid("the body must be a JSON object") from None
    if vertical:
        yield from ((item.operation, item) for item in call.body(VerticalBatch).items)
        return
    batch = call.body(OperationBatch)
    yield from ((batch.operation, item) for item in batch.items)


def _checked(rows: Mapping[str, Row], operation: str, item: Item) -> ItemResult:
    stands = item.item_id in rows
    if operation.startswith("DELETE"):
        return ItemResult(item_id=item.item_id, warnings=[] if stands else ["The item does not exist"])
    result = check_item("pinterest", item.item_id, item.attributes, partial=operation == "UPDATE")
    if operation == "CREATE" and stands:
        result.errors.append("The item exists already")
    if operation == "UPDATE" and not stands:
        result.errors.append("The item does not exist")
    return result


def _apply(rows: dict[str, Row], operation: str, item: Item) -> None:
    if operation.startswith("DELETE"):
        rows.pop(item.item_id, None)
    else:
        standing = rows.get(item.item_id, {})
        rows[item.item_id] = {
            name: value for name, value in {**standing, **item.attributes}.items() if value is not None
        }


def _shown(call: PinterestCall, batch: Batch, *, finished: bool) -> dict[str, Any]:
    shown = {
        "batch_id": batch.id,
        "catalog_type": "RETAIL",
        "created_time": batch.at.isoformat(),
        "completed_time": call.world.clock().isoformat() if finished else None,
        "status": "COMPLETED" if finished else "PROCESSING",
    }
    return shown | {"items": [_outcome(result) for result in batch.results]} if finished else shown


def _outcome(result: ItemResult) -> dict[str, Any]:
    return {
        "item_id": result.item_id,
        "status": "FAILURE" if result.errors else "SUCCESS",
        "errors": [_event(message) for message in result.errors],
        "warnings": [_event(message) for message in result.warnings],
    }


def _event(message: str) -> dict[str, Any]:
    attribute = message.partition("Invalid value for ")[2].partition(":")[0]
    return {"attribute": attribute or "item_id", "code": EVENT_CODE, "message": message}


def _item(item_id: str, row: Row | None) -> dict[str, Any]:
    if row is None:
        return {"catalog_type": "RETAIL", "item_id": item_id, "errors": [_event("The item does not exist")]}
    images = row.get("image_link")
    attributes = {**row, "image_link": [images] if isinstance(images, str) else images}
    return {"catalog_type": "RETAIL", "item_id": item_id, "attributes": attributes}


_ACCOUNT = frozenset({"ad_account_id"})
ROUTES = (
    Route("POST", "/v5/catalogs/items/batch", post_batch, _ACCOUNT),
    Route("GET", "/v5/catalogs/items/batch/{batch_id}", get_batch, _ACCOUNT),
    Route("POST", "/v5/catalogs/items", post_items, _ACCOUNT),
)
