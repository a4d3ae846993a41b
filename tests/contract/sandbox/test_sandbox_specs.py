"""The sandbox against what the platforms publish: the vendor's SDK models and the official specs."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from connectors.sandbox import Fault, FaultKind, Sandbox
from connectors.sandbox.accounts import CATALOG_ID, INSTAGRAM_ID, PAGE_ID, PINTEREST_APP_ID, SECRETS
from connectors.sandbox.graph import (
    catalog,
    comments,
    instagram,
    instagram_comments,
    instagram_shopping,
    page,
    posts,
    product_feeds,
    product_sets,
    products,
)
from connectors.sandbox.graph.feed_schedules import Schedule
from connectors.sandbox.graph.fields import FieldTable
from connectors.sandbox.records import Feed, FeedUpload, Image, ItemSet, Media, Photo, Platform, Post, ProductTag
from connectors.sandbox.world import World
from tests.contract.sandbox.conftest import PUBLIC_HOST

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
PICTURE = Image(format="JPEG", width=600, height=600, bytes=1_000, url="https://x.example/a.jpg")


@pytest.fixture
def world() -> World:
    """One of each."""
    world = World(lambda: AT)
    world.photos["1"] = Photo(id="1", number=1, at=AT, caption="", alt="", image=PICTURE, published=True)
    world.posts["2"] = Post(id="2", number=2, at=AT, message="Hallo", photos=("1",))
    world.media["3"] = Media(id="3", number=3, at=AT, caption="", alt="", image=PICTURE)
    world.sets["5"] = ItemSet(id="5", number=5, at=AT, name="Käse", filters={"retailer_id": {"eq": "a"}})
    world.catalog_items("meta")["a"] = {"id": "a", "title": "A", "price": "1.00 EUR"}
    return world


def facebook_comment(world: World) -> Any:
    return world.shop_comments(Platform.FACEBOOK, "2", "Hallo")


def instagram_comment(world: World) -> Any:
    return world.shop_comments(Platform.INSTAGRAM, "3", "Hallo")


def product(world: World) -> products.Product:
    return products.standing_products(world)[0]


def tagged(world: World) -> tuple[ProductTag, products.Product]:
    return ProductTag(product(world).id, 0.5, 0.5), product(world)


def product_feed(world: World) -> Feed:
    daily = Schedule(url="https://x.example/feed.csv", interval="DAILY")
    return Feed(id="6", number=6, at=AT, name="shop", settings={"schedule": daily, "update_schedule": daily})


def upload(world: World) -> FeedUpload:
    return FeedUpload(id="7", number=7, at=AT, feed_id="6", results=[], polls=0)


def upload_error(world: World) -> product_feeds.UploadError:
    return product_feeds.UploadError(1, upload(world), "FETCH_ERROR", True, ())


def batch_status(world: World) -> dict[str, Any]:
    lists = {"errors": [], "warnings": [], "ids_of_invalid_requests": []}
    return {"handle": "Acz", "status": "finished", **lists}


@pytest.mark.parametrize(
    ("table", "model", "record"),
    [
        (page.PAGE, "page.Page", lambda world: None),
        (posts.POST, "pagepost.PagePost", lambda world: world.posts["2"]),
        (posts.PHOTO, "photo.Photo", lambda world: world.photos["1"]),
        (comments.COMMENT, "comment.Comment", facebook_comment),
        (catalog.CATALOG, "productcatalog.ProductCatalog", lambda world: None),
        (catalog.STATUS, "checkbatchrequeststatus.CheckBatchRequestStatus", batch_status),
        (product_sets.SET, "productset.ProductSet", lambda world: world.sets["5"]),
        (product_feeds.FEED, "productfeed.ProductFeed", product_feed),
        (product_feeds.UPLOAD, "productfeedupload.ProductFeedUpload", upload),
        (product_feeds.ERROR, "productfeeduploaderror.ProductFeedUploadError", upload_error),
        (products.PRODUCT, "productitem.ProductItem", lambda world: products.Product(1, "a", {})),
        (instagram.ACCOUNT, "iguser.IGUser", lambda world: None),
        (instagram.MEDIA, "igmedia.IGMedia", lambda world: world.media["3"]),
        (instagram_shopping.CATALOG, "useravailablecatalogs.UserAvailableCatalogs", lambda world: None),
        (instagram_shopping.FOUND, "shadowigusercatalogproductsearch.ShadowIGUserCatalogProductSearch", product),
        (instagram_shopping.TAG, "shadowigmediaproducttags.ShadowIGMediaProductTags", tagged),
        (instagram_shopping.APPEAL, "igshoppingproductappeal.IGShoppingProductAppeal", product),
        (instagram_comments.COMMENT, "igcomment.IGComment", instagram_comment),
    ],
)
def test_every_field_is_one_of_the_vendors_model(
    world: World, table: FieldTable, model: str, record: Callable[[World], Any]
) -> None:
    module, name = model.split(".")
    fields = getattr(importlib.import_module(f"facebook_business.adobjects.{module}"), name).Field
    known = {value for key, value in vars(fields).items() if not key.startswith("_")}
    assert set(table.read(world, record(world))) - known == set()


def play_graph(graph: Any, instagram: Any, sandbox: Sandbox, public: Path, url: str, item: dict[str, str]) -> None:
    """A day at the shop, as Meta sees it."""
    changes = json.dumps([{"method": "UPDATE", "data": item}])
    batch = graph.ok("POST", f"{CATALOG_ID}/items_batch", item_type="PRODUCT_ITEM", requests=changes)
    graph.ok("GET", f"{CATALOG_ID}/check_batch_request_status", handle=batch["handles"][0])
    graph.ok("GET", f"{CATALOG_ID}/products", fields="retailer_id", limit=1)
    rule = json.dumps({"retailer_id": {"is_any": [item["id"]]}})
    made = graph.ok("POST", f"{CATALOG_ID}/product_sets", name="Käse", filter=rule, retailer_id="x:cheese")["id"]
    graph.ok("GET", f"{CATALOG_ID}/product_sets", retailer_id="x:cheese", fields="name,filter")
    graph.ok("GET", f"{made}/products", fields="retailer_id")
    feed_by_meta(graph, item)
    files = {"source": ("a.jpg", (public / "gruyere.jpg").read_bytes(), "image/jpeg")}
    photo = graph.ok("POST", f"{PAGE_ID}/photos", files, published="false", alt_text_custom="cheese")["id"]
    attached = {"attached_media[0]": f'{{"media_fbid":"{photo}"}}'}
    post = graph.ok("POST", f"{PAGE_ID}/feed", message="Hallo", published="true", **attached)["id"]
    graph.ok("GET", f"{post}/attachments", fields="type,subattachments")
    due = int((sandbox.world.clock() + timedelta(hours=1)).timestamp())
    cards = json.dumps([{"link": url, "name": name} for name in "ab"])
    waits = {"published": "false", "scheduled_publish_time": due, "unpublished_content_type": "SCHEDULED"}
    later = graph.ok("POST", f"{PAGE_ID}/feed", message="Bald", link=url, child_attachments=cards, **waits)["id"]
    graph.ok("GET", f"{PAGE_ID}/scheduled_posts", fields="message,scheduled_publish_time")
    graph.ok("POST", later, message="Gleich", scheduled_publish_time=due + 60)
    comment = sandbox.world.customer_comments(post, "Anna", "Oh!")
    graph.ok("GET", f"{post}/comments", filter="stream", order="chronological", since=0, summary="true")
    graph.ok("POST", f"{comment}/comments", message="Danke")
    graph.ok("POST", comment, is_hidden="true")
    graph.ok("GET", f"{PAGE_ID}/published_posts", limit=1)
    instagram.ok("GET", INSTAGRAM_ID, fields="shopping_product_tag_eligibility")
    (shop,) = instagram.ok("GET", f"{INSTAGRAM_ID}/available_catalogs")["data"]
    search = f"{INSTAGRAM_ID}/catalog_product_search"
    (found,) = instagram.ok("GET", search, catalog_id=shop["catalog_id"], q=item["id"])["data"]
    tags = json.dumps([{"product_id": found["product_id"], "x": 0.5, "y": 0.5}])
    child = {"image_url": url, "is_carousel_item": "true", "product_tags": tags}
    children = [instagram.ok("POST", f"{INSTAGRAM_ID}/media", **child) for _ in "ab"]
    album = ",".join(child["id"] for child in children)
    carousel = instagram.ok("POST", f"{INSTAGRAM_ID}/media", media_type="CAROUSEL", children=album, caption="Hallo")
    for _ in range(2):
        instagram.ok("GET", carousel["id"], fields="status_code")
    media = instagram.ok("POST", f"{INSTAGRAM_ID}/media_publish", creation_id=carousel["id"])["id"]
    reply_to = sandbox.world.customer_comments(media, "bob", "Toll")
    instagram.ok("POST", f"{reply_to}/replies", message="Danke")
    instagram.ok("GET", media, fields="caption,alt_text,children{id,alt_text}")
    instagram.ok("GET", f"{media}/product_tags")
    instagram.ok("POST", f"{media}/product_tags", child_index=1, updated_tags=tags)
    instagram.ok("GET", f"{INSTAGRAM_ID}/product_appeal", product_id=found["product_id"])
    instagram.ok("GET", str(found["product_id"]), fields="retailer_id")
    instagram.ok("POST", media, comment_enabled="false")
    instagram.ok("GET", f"{media}/comments", fields="text,replies{text}")
    instagram.ok("GET", f"{INSTAGRAM_ID}/media", since=0)
    instagram.ok("GET", f"{INSTAGRAM_ID}/content_publishing_limit", fields="config,quota_usage")


def feed_by_meta(graph: Any, item: dict[str, str]) -> None:
    """Registered, delivered with a flawed item, read to its end, and taken down."""
    place = {"default_currency": "EUR", "delimiter": "COMMA", "encoding": "UTF8", "quoted_fields_mode": "ON"}
    schedule = json.dumps({"interval": "DAILY", "url": "https://x.example/feed.csv", "hour": 4})
    feed = graph.ok("POST", f"{CATALOG_ID}/product_feeds", name="shop", schedule=schedule, **place)["id"]
    graph.ok("GET", f"{CATALOG_ID}/product_feeds", fields="id,name")
    rows = [item | {"id": "fed"}, item | {"id": "flawed", "link": "nowhere"}]
    content = "\n".join(",".join(row) for row in (item, *(row.values() for row in rows)))
    file = {"file": ("feed.csv", content.encode(), "text/csv")}
    made = graph.ok("POST", f"{feed}/uploads", file, update_only="true")["id"]
    for _ in range(2):
        graph.ok("GET", made, fields="end_time,error_count,num_detected_items,num_persisted_items")
    graph.ok("GET", f"{made}/errors", fields="id,summary,severity,total_count,samples{retailer_id,row_number}")
    graph.ok("GET", f"{feed}/uploads")
    graph.ok("GET", feed, fields="name,product_count,schedule")
    graph.ok("DELETE", feed)


def play_pinterest(pinterest: Any, sandbox: Sandbox, board: str, pin: str, url: str, item: dict[str, str]) -> None:
    """The same day as Pinterest sees it, refusals too."""
    attributes = {name: value for name, value in item.items() if name != "id"}
    items = [
        {"operation": "UPSERT", "item_id": item["id"], "attributes": attributes},
        {"operation": "UPSERT", "item_id": "flawed", "attributes": attributes | {"sale_price": "99.00 EUR"}},
        {"operation": "DELETE", "item_id": "absent"},
    ]
    body = {"catalog_type": "RETAIL", "country": "DE", "language": "DE", "items": items}
    batch = pinterest.ok("POST", "catalogs/items/batch", json=body)["batch_id"]
    for _ in range(2):
        pinterest.ok("GET", f"catalogs/items/batch/{batch}")
    filters = {"catalog_type": "RETAIL", "item_ids": [item["id"], "absent"]}
    pinterest.ok("POST", "catalogs/items", json={"country": "DE", "language": "DE", "filters": filters})
    keep_a_group(pinterest, item["id"])
    feed_by_pinterest(pinterest, sandbox, item)
    pinterest.ok("GET", "user_account")
    pinterest.ok("GET", "boards", params={"page_size": 1})
    pinterest.ok("GET", f"boards/{board}")
    pinterest.ok("PATCH", f"boards/{board}", json={"description": "From the counter"})
    pinterest.ok("GET", f"boards/{board}/pins")
    pinterest.ok("GET", "pins")
    section = pinterest.ok("POST", f"boards/{board}/sections", json={"name": "Hard"})["id"]
    pinterest.ok("GET", f"boards/{board}/sections")
    pinterest.ok("PATCH", f"boards/{board}/sections/{section}", json={"name": "Soft"})
    source = {"source_type": "multiple_image_urls", "items": [{"url": url, "title": "Brie"}] * 2}
    carousel = pinterest.ok("POST", "pins", json={"board_id": board, "media_source": source})["id"]
    slots = [{"title": "Brie", "link": "https://x.example/"}] * 2
    pinterest.ok("PATCH", f"pins/{carousel}", json={"board_section_id": section, "carousel_slots": slots})
    pinterest.ok("GET", f"boards/{board}/sections/{section}/pins")
    assert pinterest.call("DELETE", f"boards/{board}/sections/{section}").status_code == 204
    pinterest.ok("PATCH", f"pins/{pin}", json={"title": "Comté"})
    assert pinterest.call("DELETE", f"pins/{pin}").status_code == 204
    pinterest.error("GET", f"pins/{pin}")
    pinterest.error("POST", "boards", json={"name": "Cheese"})
    for kind in (FaultKind.PINTEREST_429, FaultKind.PINTEREST_401, FaultKind.SERVER_ERROR, FaultKind.UNAVAILABLE):
        sandbox.world.faults.add(Fault(kind))
        pinterest.error("GET", "user_account")
    assert pinterest.call("DELETE", f"boards/{board}").status_code == 204
    form = {"grant_type": "refresh_token", "refresh_token": SECRETS["PINTEREST_REFRESH_TOKEN"]}
    app = (PINTEREST_APP_ID, SECRETS["PINTEREST_APP_SECRET"])
    headers = {"Host": "api.pinterest.com"}
    assert requests.post(f"{pinterest.base}/v5/oauth/token", data=form, auth=app, headers=headers, timeout=60).ok


def feed_by_pinterest(pinterest: Any, sandbox: Sandbox, item: dict[str, str]) -> None:
    """Registered, read with every kind of issue, refused as a whole, and taken down."""
    rows = [item | {"gtin": "1"}, item | {"id": "flawed", "link": "nowhere"}, item | {"id": "dear", "price": "dear"}]
    content = "\n".join(",".join(row) for row in (rows[0], *(row.values() for row in rows)))
    (sandbox.world.public[PUBLIC_HOST] / "feed.csv").write_text(content, "utf-8")
    place = {"catalog_type": "RETAIL", "default_country": "DE", "default_locale": "de", "default_currency": "EUR"}
    where = {"format": "CSV", "location": f"https://{PUBLIC_HOST}/feed.csv"}
    daily = {"preferred_processing_schedule": {"time": "02:59", "timezone": "Europe/Berlin"}}
    feed = pinterest.ok("POST", "catalogs/feeds", json=place | where | daily | {"name": "shop"})["id"]
    pinterest.error("POST", "catalogs/feeds", json=place | where | {"name": "shop"})
    pinterest.ok("GET", "catalogs/feeds")
    pinterest.ok("GET", f"catalogs/feeds/{feed}")
    for _ in range(2):
        pinterest.ok("POST", f"catalogs/feeds/{feed}/ingest")
        for _ in range(2):
            results = pinterest.ok("GET", f"catalogs/feeds/{feed}/processing_results")["items"]
        pinterest.ok("GET", f"catalogs/processing_results/{results[0]['id']}/item_issues")
        lost = {"location": f"https://{PUBLIC_HOST}/lost.csv", "catalog_type": "RETAIL"}
        pinterest.ok("PATCH", f"catalogs/feeds/{feed}", json=lost)
    assert pinterest.call("DELETE", f"catalogs/feeds/{feed}").status_code == 204
    pinterest.error("GET", f"catalogs/feeds/{feed}")


def keep_a_group(pinterest: Any, item_id: str) -> None:
    (retail,) = pinterest.ok("GET", "catalogs")["items"]
    place = {"catalog_type": "RETAIL", "country": "DE", "locale": "de"}
    filters = {"any_of": [{"ITEM_ID": {"values": [item_id]}}, {"CUSTOM_LABEL_0": {"values": ["new"]}}]}
    body = place | {"catalog_id": retail["id"], "name": "Käse", "description": "x:cheese", "filters": filters}
    group = pinterest.ok("POST", "catalogs/product_groups", json=body)["id"]
    pinterest.ok("GET", "catalogs/product_groups", params={"page_size": 1})
    pinterest.ok("GET", f"catalogs/product_groups/{group}")
    pinterest.ok("GET", f"catalogs/product_groups/{group}/product_counts")
    by_type = {"any_of": [{"PRODUCT_TYPE_0": {"values": [["cheese"]]}}]}
    pinterest.ok("PATCH", f"catalogs/product_groups/{group}", json=place | {"name": "Cheese", "filters": by_type})
    assert pinterest.call("DELETE", f"catalogs/product_groups/{group}").status_code == 204
    pinterest.error("GET", f"catalogs/product_groups/{group}")


def test_the_recording_conforms_to_the_official_specs(
    sandbox: Sandbox,
    har: Path,
    page: Any,
    instagram: Any,
    pinterest: Any,
    board: str,
    pin: str,
    public: Path,
    picture: Callable[[str], str],
    item: dict[str, str],
    shared_file: Callable[..., Path],
) -> None:
    conform = shared_file("tools", "conform")
    play_graph(page, instagram, sandbox, public, picture("gruyere.jpg"), item)
    play_pinterest(pinterest, sandbox, board, pin, picture("gruyere.jpg"), item)
    sandbox.stop()
    checked = subprocess.run([sys.executable, str(conform), str(har)], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    assert "0 violations" in checked.stdout
