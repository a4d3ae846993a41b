"""The product catalog: batches of items and the products that stand.

https://developers.facebook.com/docs/marketing-api/catalog/reference
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from connectors.rules import limit
from connectors.sandbox.accounts import CATALOG_ID, SHOP_NAME
from connectors.sandbox.batches import inject_failures, open_batch, poll
from connectors.sandbox.graph.context import Edge, Edges, GraphCall
from connectors.sandbox.graph.errors import GraphError, invalid_parameter
from connectors.sandbox.graph.fields import FieldTable
from connectors.sandbox.graph.filters import read_filter
from connectors.sandbox.graph.paging import page, whole
from connectors.sandbox.graph.products import PRODUCT, standing_products
from connectors.sandbox.items import check_item
from connectors.sandbox.records import Batch, ItemResult, Row
from connectors.sandbox.world import World

METHODS: Final = ("CREATE", "UPDATE", "DELETE")
ERROR_SAMPLE = 100
"""The status lists a sample of the errors, not all: https://developers.facebook.com/docs/marketing-api/reference/check-batch-request-status/"""


def _catalog_fields(world: World, _: None) -> dict[str, Any]:
    return {
        "id": CATALOG_ID,
        "name": SHOP_NAME,
        "vertical": "commerce",
        "product_count": len(world.catalog_items("meta")),
    }


CATALOG = FieldTable(
    "ProductCatalog",
    _catalog_fields,
    ("id", "name"),
)


def _status_fields(_: World, status: dict[str, Any]) -> dict[str, Any]:
    return {
        "handle": status["handle"],
        "status": status["status"],
        "errors": status["errors"][:ERROR_SAMPLE],
        "errors_total_count": len(status["errors"]),
        "warnings": status["warnings"][:ERROR_SAMPLE],
        "warnings_total_count": len(status["warnings"]),
        "ids_of_invalid_requests": status["ids_of_invalid_requests"],
    }


STATUS = FieldTable(
    "CheckBatchRequestStatus",
    _status_fields,
    ("handle", "status", "errors", "errors_total_count", "warnings", "warnings_total_count", "ids_of_invalid_requests"),
)


def get_catalog(call: GraphCall) -> dict[str, Any]:
    return CATALOG.render(call.world, None, call.fields)


def items_batch(call: GraphCall) -> dict[str, Any]:
    """Take a batch: what is wrong with an item at first sight is said at once, the rest under the handle."""
    if call.required("item_type") != "PRODUCT_ITEM":
        raise invalid_parameter("Param item_type must be one of {PRODUCT_ITEM} in a catalog of vertical commerce")
    requests = _requests(call)
    upsert = call.flag("allow_upsert", True)
    results = [_checked(call.world, request, upsert) for request in requests]
    refused = [result for result in results if result.errors]
    inject_failures(call.world, call.call, [result for result in results if not result.errors])
    for request, result in zip(requests, results, strict=True):
        if not result.errors:
            _apply(call.world.catalog_items("meta"), request)
    spoken = [result for result in results if result in refused or result.warnings]
    taken = [result for result in results if result not in refused]
    return {
        "handles": [_handle(call, taken)] if taken else [],
        "validation_status": [_validation(result) for result in spoken],
    }


def check_batch(call: GraphCall) -> dict[str, Any]:
    batch = call.world.batches.get(call.required("handle"))
    if batch is None:
        raise invalid_parameter("Invalid handle")
    finished = poll(batch)
    invalid = call.flag("load_ids_of_invalid_requests", False)
    return whole([STATUS.render(call.world, _status(batch, finished, invalid), call.fields)])


def products(call: GraphCall) -> dict[str, Any]:
    standing = standing_products(call.world)
    picks = read_filter(call.text("filter")) if call.text("filter") else None
    return page(call, [product for product in standing if picks is None or picks(product)], PRODUCT)


def _requests(call: GraphCall) -> list[dict[str, Any]]:
    if len(call.call.body) > limit("meta.items_batch.bytes"):
        raise GraphError(1, "Please reduce the amount of data you're asking for, then retry your request", status=500)
    try:
        requests = json.loads(call.required("requests"))
    except ValueError:
        raise invalid_parameter("Param requests must be a JSON array") from None
    if not isinstance(requests, list) or not requests:
        raise invalid_parameter("Param requests must be a non-empty array")
    if len(requests) > limit("meta.items_batch"):
        raise invalid_parameter(f"Too many requests in one batch: at most {limit('meta.items_batch')}")
    for request in requests:
        _check_form(request)
    counts = Counter(str(request["data"]["id"]) for request in requests)
    repeated = [item_id for item_id, count in counts.items() if count > 1]
    if repeated:
        raise invalid_parameter(f"Duplicate item ids in one batch: {', '.join(repeated[:5])}")
    return requests


def _check_form(request: object) -> None:
    if not isinstance(request, dict) or request.get("method") not in METHODS:
        raise invalid_parameter(f"Each request needs a method, one of {', '.join(METHODS)}")
    if unknown := set(request) - {"method", "data"}:
        raise invalid_parameter(f"A request has no field {min(unknown)}")
    data = request.get("data")
    if not isinstance(data, dict) or not data.get("id"):
        raise invalid_parameter("Each request needs data with an id")


def _checked(world: World, request: dict[str, Any], upsert: bool) -> ItemResult:
    item_id, method = str(request["data"]["id"]), request["method"]
    stands = item_id in world.catalog_items("meta")
    if method == "DELETE":
        return ItemResult(item_id=item_id, warnings=[] if stands else ["The item does not exist"])
    result = check_item("meta", item_id, request["data"], partial=method == "UPDATE" and stands)
    if method == "UPDATE" and not stands and not upsert:
        result.errors.append("The item does not exist and allow_upsert is false")
    return result


def _apply(rows: dict[str, Row], request: dict[str, Any]) -> None:
    item_id = str(request["data"]["id"])
    if request["method"] == "DELETE":
        rows.pop(item_id, None)
    else:
        changed = {**rows.get(item_id, {}), **request["data"]}
        rows[item_id] = {name: value for name, value in changed.items() if value not in (None, "", [])}


def _handle(call: GraphCall, results: list[ItemResult]) -> str:
    number = call.world.next_number()
    handle = "Acz" + hashlib.sha256(f"batch {number}".encode()).hexdigest()
    return open_batch(call.world, call.call, handle, number, results).id


def _validation(result: ItemResult) -> dict[str, Any]:
    return {
        "retailer_id": result.item_id,
        "errors": [{"message": message} for message in result.errors],
        "warnings": [{"message": message} for message in result.warnings],
    }


def _status(batch: Batch, finished: bool, with_ids: bool) -> dict[str, Any]:
    results = batch.results if finished else []
    failed = [result.item_id for result in results if result.errors]
    return {
        "handle": batch.id,
        "status": "finished" if finished else "started",
        "errors": _lines(results, lambda result: result.errors),
        "warnings": _lines(results, lambda result: result.warnings),
        "ids_of_invalid_requests": failed if with_ids else [],
    }


def _lines(results: list[ItemResult], of: Callable[[ItemResult], list[str]]) -> list[dict[str, Any]]:
    return [
        {"line": line, "id": result.item_id, "message": message}
        for line, result in enumerate(results)
        for message in of(result)
    ]


EDGES: Edges = {
    ("catalog", "GET", ""): Edge(get_catalog),
    ("catalog", "POST", "items_batch"): Edge(
        items_batch, frozenset({"allow_upsert", "item_type", "item_sub_type", "requests", "version"})
    ),
    ("catalog", "GET", "check_batch_request_status"): Edge(
        check_batch, frozenset({"handle", "load_ids_of_invalid_requests", "error_priority"})
    ),
    ("catalog", "GET", "products"): Edge(
        products, frozenset({"filter", "bulk_pagination", "error_priority", "error_type"})
    ),
}
