"""Meta's catalog batches."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.sandbox import Fault, FaultKind, Sandbox
from connectors.sandbox.accounts import CATALOG_ID

BATCH = f"{CATALOG_ID}/items_batch"
STATUS = f"{CATALOG_ID}/check_batch_request_status"


def send(page: Any, *requests: dict[str, Any], **params: Any) -> Any:
    return page.ok("POST", BATCH, item_type="PRODUCT_ITEM", requests=json.dumps(requests), **params)


def update(item: dict[str, Any]) -> dict[str, Any]:
    return {"method": "UPDATE", "data": item}


def status(page: Any, handle: str, **params: Any) -> Any:
    (entry,) = page.ok("GET", STATUS, handle=handle, **params)["data"]
    return entry


def test_a_batch_ends_after_it_was_polled(page: Any, sandbox: Sandbox, item: dict[str, str]) -> None:
    (handle,) = send(page, update(item))["handles"]
    assert [status(page, handle)["status"] for _ in range(2)] == ["started", "finished"]
    assert sandbox.world.catalog_items("meta") == {item["id"]: item}


def test_an_item_with_errors_is_told_at_once_and_not_taken(page: Any, sandbox: Sandbox, item: dict[str, str]) -> None:
    answer = send(page, update(item | {"price": "9,80"}), update(item | {"id": "other"}))
    (entry,) = answer["validation_status"]
    assert entry["retailer_id"] == item["id"]
    assert "price" in entry["errors"][0]["message"]
    assert list(sandbox.world.catalog_items("meta")) == ["other"]


def test_a_batch_of_nothing_but_errors_has_no_handle(page: Any) -> None:
    assert send(page, update({"id": "empty"}))["handles"] == []


def test_a_warning_keeps_nothing_back(page: Any, sandbox: Sandbox, item: dict[str, str]) -> None:
    answer = send(page, update(item | {"gtin": "12"}))
    assert answer["validation_status"][0]["warnings"]
    assert item["id"] in sandbox.world.catalog_items("meta")


def test_a_known_item_is_updated_in_part(page: Any, sandbox: Sandbox, item: dict[str, str]) -> None:
    send(page, update(item | {"sale_price": "8.00 EUR"}))
    send(page, update({"id": item["id"], "price": "10.00 EUR", "sale_price": ""}))
    assert sandbox.world.catalog_items("meta")[item["id"]] == item | {"price": "10.00 EUR"}


def test_without_upsert_an_unknown_item_is_refused(page: Any, item: dict[str, str]) -> None:
    assert send(page, update(item), allow_upsert="false")["handles"] == []


def test_an_item_is_deleted(page: Any, sandbox: Sandbox, item: dict[str, str]) -> None:
    send(page, update(item))
    send(page, {"method": "DELETE", "data": {"id": item["id"]}})
    assert sandbox.world.catalog_items("meta") == {}


@pytest.mark.parametrize(
    ("requests", "says"),
    [
        ([{"method": "UPDATE", "data": {"id": "a"}}] * 2, "Duplicate"),
        ([{"method": "PUT", "data": {"id": "a"}}], "method"),
        ([{"method": "UPDATE", "data": {}}], "id"),
        ([{"method": "UPDATE", "data": {"id": "a"}, "retailer_id": "a"}], "retailer_id"),
        ([], "non-empty"),
        ([{"method": "DELETE", "data": {"id": str(number)}} for number in range(5_001)], "5000"),
    ],
)
def test_a_malformed_batch_is_refused_whole(page: Any, requests: list[Any], says: str) -> None:
    error = page.error("POST", BATCH, item_type="PRODUCT_ITEM", requests=json.dumps(requests))
    assert error["code"] == 100
    assert says in error["message"]


def test_the_item_type_is_required(page: Any) -> None:
    assert page.error("POST", BATCH, requests="[]")["code"] == 100


def test_failing_items_stand_in_the_status(page: Any, sandbox: Sandbox, item: dict[str, str]) -> None:
    sandbox.world.faults.add(Fault(FaultKind.FAILING_ITEMS, items=(item["id"],)))
    (handle,) = send(page, update(item), update(item | {"id": "other"}))["handles"]
    status(page, handle)
    ended = status(page, handle, load_ids_of_invalid_requests="true")
    assert ended["ids_of_invalid_requests"] == [item["id"]]
    assert (ended["errors_total_count"], ended["errors"][0]["id"]) == (1, item["id"])
    assert list(sandbox.world.catalog_items("meta")) == ["other"]


def test_invalid_ids_are_listed_only_when_asked_for(page: Any, sandbox: Sandbox, item: dict[str, str]) -> None:
    sandbox.world.faults.add(Fault(FaultKind.FAILING_ITEMS, items=(item["id"],)))
    (handle,) = send(page, update(item))["handles"]
    status(page, handle)
    assert status(page, handle)["ids_of_invalid_requests"] == []


def test_a_slow_batch_takes_more_polls(page: Any, sandbox: Sandbox, item: dict[str, str]) -> None:
    sandbox.world.faults.add(Fault(FaultKind.SLOW_BATCH, polls=2))
    (handle,) = send(page, update(item))["handles"]
    assert [status(page, handle)["status"] for _ in range(4)] == ["started"] * 3 + ["finished"]


def test_an_unknown_handle_is_refused(page: Any) -> None:
    assert page.error("GET", STATUS, handle="Acz0")["code"] == 100


def test_products_come_in_pages_with_the_token_in_the_next_address(page: Any, item: dict[str, str]) -> None:
    send(page, *(update(item | {"id": name}) for name in "abc"))
    first = page.ok("GET", f"{CATALOG_ID}/products", fields="retailer_id,name", limit=2)
    assert [product["retailer_id"] for product in first["data"]] == ["a", "b"]
    assert f"access_token={page.token}" in first["paging"]["next"]
    after = first["paging"]["cursors"]["after"]
    second = page.ok("GET", f"{CATALOG_ID}/products", fields="retailer_id", limit=2, after=after)
    assert [product["retailer_id"] for product in second["data"]] == ["c"]
    assert "next" not in second["paging"]


@pytest.mark.parametrize("limit", ["0", "101", "many"])
def test_a_page_has_1_to_100_entries(page: Any, limit: str) -> None:
    assert page.error("GET", f"{CATALOG_ID}/products", limit=limit)["code"] == 100


def test_products_are_found_by_id(page: Any, item: dict[str, str]) -> None:
    send(page, *(update(item | {"id": name}) for name in "abc"))
    wanted = json.dumps({"retailer_id": {"is_any": ["b"]}})
    found = page.ok("GET", f"{CATALOG_ID}/products", fields="retailer_id,url,price", filter=wanted)["data"]
    assert [(product["retailer_id"], product["url"], product["price"]) for product in found] == [
        ("b", item["link"], item["price"])
    ]


def test_the_catalog_counts_its_products(page: Any, item: dict[str, str]) -> None:
    send(page, update(item))
    assert page.ok("GET", CATALOG_ID, fields="name,product_count")["product_count"] == 1


def test_another_type_of_item_is_refused(page: Any) -> None:
    assert page.error("POST", BATCH, item_type="HOTEL", requests="[]")["code"] == 100


def test_requests_that_are_no_json_are_refused(page: Any) -> None:
    assert page.error("POST", BATCH, item_type="PRODUCT_ITEM", requests="[")["code"] == 100


@pytest.mark.parametrize("rule", ["{", "[]", '{"price":{"eq":"1"}}', '{"retailer_id":{"is_odd":"1"}}'])
def test_a_filter_that_is_not_known_is_refused(page: Any, rule: str) -> None:
    assert page.error("GET", f"{CATALOG_ID}/products", filter=rule)["code"] == 100


def test_a_cursor_that_the_graph_did_not_give_is_refused(page: Any) -> None:
    assert page.error("GET", f"{CATALOG_ID}/products", after="!")["code"] == 100
