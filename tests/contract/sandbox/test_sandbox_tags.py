"""Products in Instagram's pictures, the limits of a day, and containers that take their time."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from connectors.sandbox import Fault, FaultKind, Sandbox
from connectors.sandbox.accounts import CATALOG_ID, INSTAGRAM_ID

MEDIA, PUBLISH, SEARCH = (f"{INSTAGRAM_ID}/{edge}" for edge in ("media", "media_publish", "catalog_product_search"))


@pytest.fixture
def product(sandbox: Sandbox, instagram: Any, item: dict[str, str]) -> int:
    """The id of a product that stands in the catalog."""
    sandbox.world.catalog_items("meta")[item["id"]] = dict(item)
    (found,) = instagram.ok("GET", SEARCH, catalog_id=CATALOG_ID, q=item["id"])["data"]
    return int(found["product_id"])


@pytest.fixture
def address(picture: Callable[[str], str]) -> str:
    return picture("gruyere.jpg")


def tags(*products: int | str, **place: Any) -> str:
    return json.dumps([{"product_id": str(product), "x": 0.5, "y": 0.5} | place for product in products])


def publish(instagram: Any, container: str) -> str:
    while instagram.ok("GET", container, fields="status_code")["status_code"] == "IN_PROGRESS":
        pass
    return str(instagram.ok("POST", PUBLISH, creation_id=container)["id"])


def test_an_account_says_whether_it_may_tag_and_from_which_catalog(sandbox: Sandbox, instagram: Any) -> None:
    may = "shopping_product_tag_eligibility"
    assert instagram.ok("GET", INSTAGRAM_ID, fields=may)[may] is True
    assert instagram.ok("GET", f"{INSTAGRAM_ID}/available_catalogs")["data"][0]["catalog_id"] == CATALOG_ID
    sandbox.world.may_tag = False
    assert instagram.ok("GET", INSTAGRAM_ID, fields=may)[may] is False
    assert instagram.ok("GET", f"{INSTAGRAM_ID}/available_catalogs")["data"] == []


def test_products_are_found_by_name_and_id_with_their_review(
    sandbox: Sandbox, instagram: Any, product: int, item: dict[str, str]
) -> None:
    sandbox.world.rejected[item["id"]] = "prohibited content"
    (found,) = instagram.ok("GET", SEARCH, catalog_id=CATALOG_ID, q="gruy", fields="retailer_id,review_status")["data"]
    assert found == {"retailer_id": item["id"], "review_status": "rejected"}
    assert instagram.ok("GET", SEARCH, catalog_id=CATALOG_ID, q="absent")["data"] == []
    assert instagram.error("GET", SEARCH, catalog_id="1")["code"] == 100


def test_a_published_picture_tells_its_tags(instagram: Any, product: int, address: str) -> None:
    container = instagram.ok("POST", MEDIA, image_url=address, product_tags=tags(product, x=0.25))["id"]
    told = instagram.ok("GET", f"{publish(instagram, container)}/product_tags")["data"]
    assert told == [{"product_id": product, "name": "Gruyère 250 g", "review_status": "approved", "x": 0.25, "y": 0.5}]


def test_published_pictures_take_more_tags_and_give_none_back(
    instagram: Any, product: int, address: str, sandbox: Sandbox, item: dict[str, str]
) -> None:
    child = {"image_url": address, "is_carousel_item": "true"}
    children = [instagram.ok("POST", MEDIA, **child)["id"] for _ in "ab"]
    album = publish(instagram, instagram.ok("POST", MEDIA, media_type="CAROUSEL", children=",".join(children))["id"])
    edge = f"{album}/product_tags"
    assert instagram.ok("POST", edge, child_index=1, updated_tags=tags(product, x=0.2)) == {"success": True}
    assert instagram.ok("POST", edge, child_index=1, updated_tags=tags(product, x=0.4)) == {"success": True}
    _, second = instagram.ok("GET", f"{album}/children")["data"]
    assert [tag["x"] for tag in instagram.ok("GET", f"{second['id']}/product_tags")["data"]] == [0.4]
    for wrong in ({}, {"child_index": 2}, {"child_index": "b"}, {"child_index": 0, "updated_tags": "[]"}):
        assert instagram.error("POST", edge, **{"updated_tags": tags(product), **wrong})["code"] == 100
    assert instagram.error("DELETE", edge)["code"] == 100
    sandbox.world.rejected[item["id"]] = "prohibited content"
    assert instagram.error("POST", edge, child_index=0, updated_tags=tags(product))["code"] == 100


def test_a_product_tells_its_item_and_why_it_was_turned_down(
    instagram: Any, product: int, sandbox: Sandbox, item: dict[str, str]
) -> None:
    assert instagram.ok("GET", str(product), fields="retailer_id")["retailer_id"] == item["id"]
    appeal = f"{INSTAGRAM_ID}/product_appeal"
    assert instagram.ok("GET", appeal, product_id=product)["data"] == [
        {"product_id": product, "review_status": "approved", "eligible_for_appeal": False}
    ]
    sandbox.world.rejected[item["id"]] = "prohibited content"
    told = instagram.ok("GET", appeal, product_id=product, fields="rejection_reasons")["data"]
    assert told == [{"rejection_reasons": ["prohibited content"]}]
    assert instagram.error("GET", appeal, product_id="1")["code"] == 100


@pytest.mark.parametrize(
    "wrong",
    [
        lambda product: tags("1"),
        lambda product: tags(product, product),
        lambda product: tags(product, x=1.5),
        lambda product: tags(product, size=1),
        lambda product: tags(*range(1, 22)),
        lambda product: json.dumps([{"x": 0.5, "y": 0.5}]),
    ],
)
def test_wrong_tags_are_refused(
    sandbox: Sandbox, instagram: Any, product: int, address: str, wrong: Callable[[int], str]
) -> None:
    assert instagram.error("POST", MEDIA, image_url=address, product_tags=wrong(product))["code"] == 100
    assert sandbox.world.containers == {}


def test_nothing_is_tagged_without_eligibility_or_against_the_review(
    sandbox: Sandbox, instagram: Any, product: int, address: str, item: dict[str, str]
) -> None:
    sandbox.world.rejected[item["id"]] = "prohibited content"
    assert instagram.error("POST", MEDIA, image_url=address, product_tags=tags(product))["code"] == 100
    sandbox.world.rejected.clear()
    sandbox.world.may_tag = False
    assert instagram.error("POST", MEDIA, image_url=address, product_tags=tags(product))["code"] == 100


def test_a_carousel_is_tagged_in_its_pictures(instagram: Any, product: int, address: str) -> None:
    child = {"image_url": address, "is_carousel_item": "true"}
    children = [
        instagram.ok("POST", MEDIA, **child, product_tags=tags(product))["id"],
        instagram.ok("POST", MEDIA, **child)["id"],
    ]
    album = {"media_type": "CAROUSEL", "children": ",".join(children)}
    assert instagram.error("POST", MEDIA, **album, product_tags=tags(product))["code"] == 100
    media = publish(instagram, instagram.ok("POST", MEDIA, **album)["id"])
    first, _ = instagram.ok("GET", f"{media}/children")["data"]
    assert len(instagram.ok("GET", f"{first['id']}/product_tags")["data"]) == 1


def test_posts_with_tags_have_a_limit_of_their_own(
    sandbox: Sandbox, instagram: Any, product: int, address: str
) -> None:
    media = publish(instagram, instagram.ok("POST", MEDIA, image_url=address, product_tags=tags(product))["id"])
    sandbox.world.posted += [sandbox.world.media[media]] * 24
    tagged = instagram.ok("POST", MEDIA, image_url=address, product_tags=tags(product))["id"]
    plain = instagram.ok("POST", MEDIA, image_url=address)["id"]
    instagram.ok("GET", tagged)
    assert instagram.error("POST", PUBLISH, creation_id=tagged)["code"] == 9
    assert publish(instagram, plain)


def test_what_was_deleted_counts_for_the_day(instagram: Any, address: str) -> None:
    media = publish(instagram, instagram.ok("POST", MEDIA, image_url=address)["id"])
    instagram.ok("DELETE", media)
    assert instagram.ok("GET", f"{INSTAGRAM_ID}/content_publishing_limit")["data"] == [{"quota_usage": 1}]


def test_containers_have_a_limit_too(sandbox: Sandbox, instagram: Any, address: str, clock: Any) -> None:
    container = instagram.ok("POST", MEDIA, image_url=address)["id"]
    made = sandbox.world.containers[container]
    sandbox.world.containers.update({str(number): made for number in range(399)})
    assert instagram.error("POST", MEDIA, image_url=address)["code"] == 9
    clock.advance(hours=25)
    assert instagram.ok("POST", MEDIA, image_url=address)


def test_a_container_may_take_long(sandbox: Sandbox, instagram: Any, address: str) -> None:
    sandbox.world.faults.add(Fault(FaultKind.SLOW_CONTAINER, polls=3))
    container = instagram.ok("POST", MEDIA, image_url=address)["id"]
    states = [instagram.ok("GET", container, fields="status_code")["status_code"] for _ in range(5)]
    assert states == ["IN_PROGRESS"] * 4 + ["FINISHED"]


def test_comments_can_be_closed_and_nothing_else_changed(instagram: Any, address: str) -> None:
    media = publish(instagram, instagram.ok("POST", MEDIA, image_url=address)["id"])
    instagram.ok("POST", media, comment_enabled="false")
    assert instagram.ok("GET", media, fields="is_comment_enabled")["is_comment_enabled"] is False
    assert instagram.error("POST", media, caption="New", comment_enabled="true")["code"] == 100
