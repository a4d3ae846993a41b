"""Product sets of the sandbox's catalogs: as picky as the platforms'."""

from __future__ import annotations

import json
from typing import Any

import pytest

from connectors.sandbox.accounts import CATALOG_ID
from connectors.sandbox.pinterest.groups import CATALOG_ID as RETAIL

SETS = f"{CATALOG_ID}/product_sets"
GROUPS = "catalogs/product_groups"
PLACE = {"catalog_type": "RETAIL", "catalog_id": RETAIL, "country": "DE", "locale": "de"}


@pytest.fixture
def stocked(sandbox: Any, item: dict[str, str]) -> None:
    """Two items in each catalog."""
    for channel in ("meta", "pinterest"):
        rows = sandbox.world.catalog_items(channel)
        rows["gruyere"] = item | {"id": "gruyere", "title": "Old Gruyère", "product_type": "Cheese > Hard"}
        rows["brie"] = item | {"id": "brie", "title": "Young brie", "brand": "Dairy", "product_type": "Cheese > Soft"}


def rule(**tests: Any) -> str:
    return json.dumps(tests)


def ids(told: Any) -> set[str]:
    return {product["retailer_id"] for product in told["data"]}


@pytest.mark.usefixtures("stocked")
@pytest.mark.parametrize(
    ("picked", "expected"),
    [
        (rule(retailer_id={"is_any": ["brie", "absent"]}), {"brie"}),
        (rule(retailer_id={"is_not_any": ["brie"]}), {"gruyere"}),
        (rule(product_type={"eq": "Cheese > Hard"}), {"gruyere"}),
        (rule(product_type={"neq": "Cheese > Hard"}), {"brie"}),
        (rule(product_type={"i_contains": "cheese"}), {"brie", "gruyere"}),
        (rule(name={"contains": "Gruyère Old"}), {"gruyere"}),
        (rule(name={"contains": "Gruy"}), set()),
        (rule(brand={"i_not_contains": "dairy"}), {"gruyere"}),
        (rule(**{"or": [{"brand": {"eq": "Dairy"}}, {"name": {"contains": "Old"}}]}), {"brie", "gruyere"}),
        (rule(**{"and": [{"brand": {"eq": "Dairy"}}, {"name": {"contains": "Old"}}]}), set()),
    ],
)
def test_a_filter_picks_products(page: Any, picked: str, expected: set[str]) -> None:
    assert ids(page.ok("GET", f"{CATALOG_ID}/products", fields="retailer_id", filter=picked)) == expected


@pytest.mark.usefixtures("stocked")
@pytest.mark.parametrize(
    "refused",
    [
        "{",
        "[]",
        "{}",
        rule(colour={"eq": "red"}),
        rule(brand={"is_odd": "x"}),
        rule(brand="Dairy"),
        rule(brand={"eq": "a", "neq": "b"}),
        rule(product_type={"starts_with": "Cheese"}),
        rule(retailer_id={"is_any": []}),
        rule(**{"or": []}),
        rule(brand={"eq": "Nobody"}),
        rule(retailer_id={"is_any": ["x" * 1000] * 600}),
    ],
)
def test_a_set_needs_a_filter_that_can_be_and_picks_something(page: Any, refused: str) -> None:
    assert page.error("POST", SETS, name="A", filter=refused)["code"] == 100


@pytest.mark.usefixtures("stocked")
def test_a_set_is_made_read_changed_and_removed(page: Any) -> None:
    made = page.ok("POST", SETS, name="Soft", filter=rule(retailer_id={"is_any": ["brie"]}), retailer_id="x:soft")["id"]
    told = page.ok("GET", made, fields="name,filter,retailer_id,product_count")
    assert (told["name"], told["retailer_id"], told["product_count"]) == ("Soft", "x:soft", 1)
    assert json.loads(told["filter"]) == {"retailer_id": {"is_any": ["brie"]}}
    page.ok("POST", made, name="Hard", filter=rule(retailer_id={"eq": "gruyere"}))
    assert ids(page.ok("GET", f"{made}/products", fields="retailer_id")) == {"gruyere"}
    assert [one["name"] for one in page.ok("GET", SETS, retailer_id="x:soft")["data"]] == ["Hard"]
    page.ok("DELETE", made)
    assert page.error("GET", made)["error_subcode"] == 33


@pytest.mark.usefixtures("stocked")
def test_two_sets_of_one_filter_or_one_retailer_id_are_refused(page: Any) -> None:
    first, second = rule(retailer_id={"eq": "brie"}), rule(retailer_id={"eq": "gruyere"})
    page.ok("POST", SETS, name="A", filter=first, retailer_id="a")
    assert page.error("POST", SETS, name="B", filter=first)["code"] == 10803
    assert page.error("POST", SETS, name="B", filter=second, retailer_id="a")["code"] == 100
    assert page.error("POST", SETS, filter=second)["code"] == 100


def group(**changed: Any) -> dict[str, Any]:
    filters = {"any_of": [{"ITEM_ID": {"values": ["brie"]}}]}
    return PLACE | {"name": "Soft", "filters": filters} | changed


@pytest.mark.usefixtures("stocked")
@pytest.mark.parametrize(
    ("filters", "total"),
    [
        ({"any_of": [{"PRODUCT_TYPE_0": {"values": [["cheese"]]}}]}, 2),
        ({"any_of": [{"PRODUCT_TYPE_1": {"values": [["Cheese", "Soft"]]}}]}, 1),
        ({"all_of": [{"BRAND": {"values": ["dairy"]}}, {"AVAILABILITY": {"values": ["IN_STOCK"]}}]}, 1),
        ({"all_of": [{"BRAND": {"values": ["dairy"], "negated": True}}]}, 1),
    ],
)
def test_a_group_counts_the_items_that_its_filters_pick(pinterest: Any, filters: Any, total: int) -> None:
    made = pinterest.ok("POST", GROUPS, json=group(filters=filters))["id"]
    assert pinterest.ok("GET", f"{GROUPS}/{made}/product_counts")["total"] == total


@pytest.mark.usefixtures("stocked")
@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"filters": {"any_of": []}}, (400, 1)),
        ({"filters": {}}, (400, 1)),
        ({"filters": {"any_of": [{"COLOR": {"values": ["red"]}}]}}, (400, 1)),
        ({"filters": {"any_of": [{"PRODUCT_TYPE_0": {"values": ["cheese"]}}]}}, (409, 4183)),
        ({"filters": None}, (400, 1)),
        ({"name": None}, (400, 1)),
        ({"country": None}, (400, 6136)),
        ({"catalog_id": None}, (400, 1)),
        ({"feed_id": "7"}, (400, 6137)),
        ({"colour": "red"}, (400, 1)),
    ],
)
def test_a_group_that_pinterest_would_refuse_is_refused(pinterest: Any, wrong: Any, error: tuple[int, int]) -> None:
    assert pinterest.error("POST", GROUPS, json=group(**wrong)) == error


@pytest.mark.usefixtures("stocked")
def test_two_groups_of_one_name_or_one_filter_are_refused(pinterest: Any) -> None:
    pinterest.ok("POST", GROUPS, json=group())
    assert pinterest.error("POST", GROUPS, json=group(name="Other")) == (409, 4178)
    other = {"any_of": [{"ITEM_ID": {"values": ["gruyere"]}}]}
    assert pinterest.error("POST", GROUPS, json=group(filters=other)) == (409, 4179)


def test_a_group_of_no_feed_and_of_no_catalog_is_refused(pinterest: Any) -> None:
    assert pinterest.ok("GET", "catalogs")["items"] == []
    assert pinterest.error("POST", GROUPS, json=group()) == (409, 4182)


@pytest.mark.usefixtures("stocked")
def test_a_group_stays_where_it_belongs_and_goes_when_it_is_deleted(pinterest: Any) -> None:
    made = pinterest.ok("POST", GROUPS, json=group(description="x:soft"))
    assert made["filters"] == {"any_of": [{"ITEM_ID": {"values": ["brie"], "negated": False}}]}
    changed = {"catalog_type": "RETAIL", "country": "DE", "locale": "de", "name": "Very soft"}
    assert pinterest.ok("PATCH", f"{GROUPS}/{made['id']}", json=changed)["description"] == "x:soft"
    assert pinterest.error("PATCH", f"{GROUPS}/{made['id']}", json={"feed_id": "7"}) == (400, 1)
    assert pinterest.call("DELETE", f"{GROUPS}/{made['id']}").status_code == 204
    assert pinterest.error("GET", f"{GROUPS}/{made['id']}") == (404, 4180)
