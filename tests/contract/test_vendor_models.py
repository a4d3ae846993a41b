"""What we send, held against the vendors' own models: facebook-business, pinterest-api-sdk, the OpenAPI document."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from facebook_business.adobjects.comment import Comment
from facebook_business.adobjects.igcomment import IGComment
from facebook_business.adobjects.igmedia import IGMedia
from facebook_business.adobjects.iguser import IGUser
from facebook_business.adobjects.page import Page
from facebook_business.adobjects.pagepost import PagePost
from facebook_business.adobjects.photo import Photo
from facebook_business.adobjects.productcatalog import ProductCatalog
from facebook_business.adobjects.productfeed import ProductFeed
from facebook_business.adobjects.productfeedupload import ProductFeedUpload
from facebook_business.adobjects.productitem import ProductItem
from facebook_business.adobjects.productset import ProductSet as MetaSet
from facebook_business.api import FacebookAdsApi
from openapi_core import OpenAPI
from openapi_generated.pinterest_client.configuration import Configuration
from openapi_generated.pinterest_client.model.board_section import BoardSection
from openapi_generated.pinterest_client.model.board_update import BoardUpdate
from openapi_generated.pinterest_client.model.catalogs_retail_batch_request import CatalogsRetailBatchRequest
from openapi_generated.pinterest_client.model.catalogs_retail_feeds_create_request import (
    CatalogsRetailFeedsCreateRequest,
)
from openapi_generated.pinterest_client.model.catalogs_retail_feeds_update_request import (
    CatalogsRetailFeedsUpdateRequest,
)
from openapi_generated.pinterest_client.model.pin_create import PinCreate
from openapi_generated.pinterest_client.model.pin_update import PinUpdate

from connectors.facebook.catalog import FIELDS
from connectors.http import PlatformAdapter
from socialshop.errors import OutcomeUnknown, Permanent
from socialshop.ports import (
    Act,
    Capability,
    Display,
    Feed,
    ItemChange,
    LikeTarget,
    MessageKind,
    MessageTarget,
    Operation,
    ProductSet,
    ReplyTarget,
    Subject,
)
from socialshop.testing.catalog_contract import ROW
from socialshop.testing.fakes import MemorySteps
from socialshop.testing.windows import dressed, put_up, sample_display, seen
from tests.contract.asking import each, node_and_edge, openapi_request, parameters

OURS = {"access_token", "appsecret_proof", "limit", "after", "fields"}
FACEBOOK: dict[tuple[str, str], Callable[..., Any]] = {
    ("GET", ""): Page.api_get,
    ("POST", "photos"): Page.create_photo,
    ("POST", "feed"): Page.create_feed,
    ("GET", "published_posts"): Page.get_published_posts,
    ("GET", "scheduled_posts"): Page.get_scheduled_posts,
    ("GET", "attachments"): PagePost.get_attachments,
    ("POST", ""): PagePost.api_update,
    ("POST", "items_batch"): ProductCatalog.create_items_batch,
    ("GET", "check_batch_request_status"): ProductCatalog.get_check_batch_request_status,
    ("GET", "product_sets"): ProductCatalog.get_product_sets,
    ("POST", "product_sets"): ProductCatalog.create_product_set,
    ("GET", "product_feeds"): ProductCatalog.get_product_feeds,
    ("POST", "product_feeds"): ProductCatalog.create_product_feed,
    ("POST", "uploads"): ProductFeed.create_upload,
    ("GET", "errors"): ProductFeedUpload.get_errors,
    ("GET", "comments"): PagePost.get_comments,
    ("POST", "comments"): Comment.create_comment,
    ("DELETE", ""): PagePost.api_delete,
    ("GET", "conversations"): Page.get_conversations,
    ("POST", "messages"): Page.create_message,
    ("GET", "visitor_posts"): Page.get_visitor_posts,
    ("GET", "ratings"): Page.get_ratings,
    ("GET", "tagged"): Page.get_tagged,
    ("POST", "likes"): Comment.create_like,
    ("DELETE", "likes"): Comment.delete_likes,
}
INSTAGRAM: dict[tuple[str, str], Callable[..., Any]] = {
    ("GET", ""): IGUser.api_get,
    ("POST", "media"): IGUser.create_media,
    ("POST", "media_publish"): IGUser.create_media_publish,
    ("GET", "content_publishing_limit"): IGUser.get_content_publishing_limit,
    ("GET", "media"): IGUser.get_media,
    ("GET", "available_catalogs"): IGUser.get_available_catalogs,
    ("GET", "catalog_product_search"): IGUser.get_catalog_product_search,
    ("GET", "comments"): IGMedia.get_comments,
    ("GET", "replies"): IGComment.get_replies,
    ("POST", "replies"): IGComment.create_reply,
    ("DELETE", ""): IGMedia.api_delete,
    ("GET", "conversations"): Page.get_conversations,
    ("POST", "messages"): Page.create_message,
    ("GET", "tags"): IGUser.get_tags,
    ("POST", "mentions"): IGUser.create_mention,
    ("GET", "product_tags"): IGMedia.get_product_tags,
    ("POST", ""): IGComment.api_update,
}
NODES = {
    "permalink_url": PagePost,
    "is_published": PagePost,
    "message": PagePost,
    "page_story_id": Photo,
    "permalink": IGMedia,
    "end_time": ProductFeedUpload,
    "caption": IGMedia,
    "children{id}": IGMedia,
    "retailer_id": ProductItem,
}
"""Nodes without an edge are told apart by the first thing that is asked of them; the rest is the account itself."""
UNMODELLED = {"status_code", "status", "type", "description", "subattachments"}
"""Fields for which the SDK has no model: of an Instagram container (.../instagram-platform/.../ig-container), and of
what is attached to a post (.../graph-api/reference/story-attachment)."""

EDGES = {"replies", "messages", "comments", "attachments", "samples", "children"}
"""Edges that are asked for as fields are."""

Sent = list[requests.PreparedRequest]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """Every request that leaves, as it leaves."""
    found: Sent = []
    send = PlatformAdapter.send
    monkeypatch.setattr(PlatformAdapter, "send", lambda self, r, *a, **k: (found.append(r), send(self, r, *a, **k))[1])
    return found


def go_all_the_way(platform: Any) -> None:
    """Everything that a connector ever sends."""
    connector = platform.connect()
    connector.check()
    if hasattr(connector, "submit"):
        row = (
            {"id": "k1"}
            | ROW
            | dict.fromkeys(("color", "size", "material", "gtin", "mpn", "product_type"), "4006381333931")
        )
        changes = [ItemChange(Operation.CREATE, "k1", row), ItemChange(Operation.UPDATE, "k2", row | {"id": "k2"})]
        ticket = connector.submit([*changes, ItemChange(Operation.DELETE, "k3")])
        connector.batch_status(ticket.handle)
        keep_a_set(connector)
        deliver_a_feed(platform)
    steps, display = MemorySteps(platform.clock), sample_display(platform)
    platform.drop_publication()  # so that it is looked up as well
    with pytest.raises(OutcomeUnknown):
        put_up(platform, display, steps)
    published = seen(put_up(platform, display, steps))[0]
    _live_on(platform, display)
    comment = platform.comment(published.external_id, "Anna Meier", "Gibt es den?")
    target = ReplyTarget(published.external_id, comment, comment, "Anna Meier")
    list(connector.events(published, [page.cursor for page in connector.events(published, None)][-1]))
    connector.reply(target, "Gern!")
    connector.find_reply(target, "Gern!", platform.clock())
    if isinstance(connector, MessageTarget):
        _answer_otherwise(platform, connector, target)
    connector.withdraw(published)


def _answer_otherwise(platform: Any, connector: Any, target: ReplyTarget) -> None:
    """Privately, and by what is done to a comment."""
    message, person = platform.write_privately("Ben Koch", "Hallo"), platform.person("Ben Koch")
    for name in connector.streams:
        list(connector.stream(name, None))
    asked = Subject(target, MessageKind.COMMENT, platform.clock(), platform.person("Anna Meier"))
    connector.reply_privately(asked, "Gern!")
    now = platform.clock()
    to = ReplyTarget("", message, f"direct:{person}", "Ben Koch")
    for wrote_at in (now, now - timedelta(days=2)):
        private = Subject(to, MessageKind.MESSAGE, now, person, wrote_at=wrote_at)
        connector.send_message(private, "Gern!")
        connector.find_message(private, "Gern!", now)
        for act, subject in ((Act.REPLY, asked), (Act.MESSAGE, private)):  # a private reply is a message
            if connector.picture_terms(act):
                connector.send_picture(act, subject, platform.pictures[0].url, "Gern!")
    if Capability.MENTIONS in connector.capabilities:
        _answer_mentions(platform, connector)
    connector.hide(target.comment_id)
    if isinstance(connector, LikeTarget):
        connector.like(target.comment_id)
        connector.unlike(target.comment_id)


def _answer_mentions(platform: Any, connector: Any) -> None:
    in_post, in_comment = (platform.mention("Anna Meier", "Toll!", in_comment=beneath) for beneath in (False, True))
    connector.reply(in_comment, "Danke!")
    connector.reply(in_post, "Danke!")
    connector.find_reply(in_post, "Danke!", platform.clock())


def _live_on(platform: Any, display: Display) -> None:
    """What stands is told and changed, and what can wait for its time is moved."""
    target = platform.connect()
    moment = platform.clock() + timedelta(hours=1) if target.limits.scheduling else None
    waiting = dressed(replace(display, window="bald", title="Bald", text="Bald #käse", publish_at=moment), platform)
    steps = MemorySteps(platform.clock)
    platform.drop_publication()
    with pytest.raises(OutcomeUnknown):
        put_up(platform, waiting, steps)
    put = put_up(platform, waiting, steps)
    for part in target.parts(replace(waiting, title="Gleich", text="Gleich", publish_at=None)):
        told = target.told(put[part.key])
        assert told
        fields = target.changeable[part.kind] & {*told}
        if fields:
            target.change(put[part.key], part, fields)
    for one in reversed(put.values()):
        target.withdraw(one)


def deliver_a_feed(platform: Any) -> None:
    path = platform.folder / "feed.csv"
    row = ROW | {"id": "k9", "additional_image_link": ""}
    path.write_text(f"{','.join(row)}\n{','.join(row.values())}\n", encoding="utf-8")
    target = platform.connect_feed()
    for digest in "ab":
        handle = target.deliver(Feed(path, f"https://x.example/{digest}.csv", digest, "EUR")).handle
        for _ in range(2):
            with suppress(Permanent):
                target.batch_status(handle)


def keep_a_set(connector: Any) -> None:
    set_id = connector.create_set(ProductSet("a", "Käse", 1, category=("Käse",), product_types=("4006381333931",)))
    connector.change_set(set_id, ProductSet("a", "Käse", 1, item_ids=("k1",)))
    list(connector.standing_sets())
    connector.remove_set(set_id)


class GraphModels:
    """Parameters and fields of Graph calls against facebook-business."""

    channel: str
    edges: dict[tuple[str, str], Callable[..., Any]]

    def test_every_parameter_and_field_is_the_vendors(self, platform: Any, sent: Sent) -> None:
        go_all_the_way(platform)
        seen = set()
        for request in chain.from_iterable(map(each, sent)):
            node, edge = node_and_edge(request)
            seen.add((request.method, edge))
            params = parameters(request)
            model = _vendors_request(self.edges[request.method or "", edge], node, params)
            unknown = {name for name in params if name not in OURS and not model._param_checker.is_valid_key(name)}
            assert not unknown, (request.method, edge)
            fields = set(_top_fields(params.get("fields", ""))) - UNMODELLED
            assert fields <= set(model._accepted_fields), (request.method, edge)
        assert seen == set(self.edges)


class TestFacebookModels(GraphModels):
    channel = "facebook"
    edges = FACEBOOK

    def test_catalog_fields_are_a_products(self) -> None:
        node_names = {
            "title": "name",
            "link": "url",
            "image_link": "image_url",
            "additional_image_link": "additional_image_urls",
            "mpn": "manufacturer_part_number",
            "google_product_category": "category",
            "item_group_id": "retailer_product_group_id",
            "sale_price_effective_date": "sale_price_start_date",
        }
        known = {value for name, value in vars(ProductItem.Field).items() if not name.startswith("_")}
        assert {node_names.get(name, name) for name in FIELDS} <= known


class TestInstagramModels(GraphModels):
    channel = "instagram"
    edges = INSTAGRAM


@pytest.mark.filterwarnings("ignore:Unsupported scheme type")  # the validator knows no basic authentication
class TestPinterestModels:
    channel = "pinterest"

    def test_bodies_are_the_sdks(self, platform: Any, sent: Sent) -> None:
        go_all_the_way(platform)
        # Of product groups, the SDK refuses even the document's own examples: they are held against the document alone.
        models = {
            "POST /v5/pins": PinCreate,
            "PATCH /v5/pins/ID": PinUpdate,
            "PATCH /v5/boards/ID": BoardUpdate,
            "POST /v5/boards/ID/sections": BoardSection,
            "POST /v5/catalogs/items/batch": CatalogsRetailBatchRequest,
            "POST /v5/catalogs/feeds": CatalogsRetailFeedsCreateRequest,
            "PATCH /v5/catalogs/feeds/ID": CatalogsRetailFeedsUpdateRequest,
        }
        bodies = [(f"{r.method} {re.sub(r'[0-9]{3,}', 'ID', urlsplit(str(r.url)).path)}", r.body) for r in sent]
        checked = [
            models[path]._from_openapi_data(**json.loads(body or b""), _configuration=Configuration())
            for path, body in bodies
            if path in models
        ]
        assert {type(model) for model in checked} == set(models.values())

    def test_requests_conform_to_the_openapi_document(
        self, platform: Any, sent: Sent, shared_file: Callable[..., Path]
    ) -> None:
        document = OpenAPI.from_file_path(str(shared_file("specs", "pinterest", "openapi.json")))
        go_all_the_way(platform)
        official = [request for request in sent if "//api.pinterest.com/" in str(request.url)]
        for request in official:
            document.validate_request(openapi_request(request))
        assert {request.method for request in official} == {"GET", "POST", "PATCH", "DELETE"}

    def test_renewing_a_token_conforms_too(self, platform: Any, sent: Sent, shared_file: Callable[..., Path]) -> None:
        document = OpenAPI.from_file_path(str(shared_file("specs", "pinterest", "openapi.json")))
        platform.expire_access_token()
        assert platform.connect().check() == "kaesetheke"
        (renewal,) = [request for request in sent if str(request.url).endswith("/oauth/token")]
        document.validate_request(openapi_request(renewal))


def _vendors_request(method: Callable[..., Any], node: str, params: dict[str, Any]) -> Any:
    owner = NODES.get(params.get("fields", "").split(",")[0])
    if owner is not None and method.__name__ == "api_get":
        method = owner.api_get
    elif "filter" in params and method.__name__ == "api_update":
        method = MetaSet.api_update
    owners = (
        Comment,
        IGComment,
        IGMedia,
        IGUser,
        MetaSet,
        Page,
        ProductFeed,
        ProductFeedUpload,
        ProductItem,
        PagePost,
        Photo,
        ProductCatalog,
    )
    kind = {cls.__name__: cls for cls in owners}
    model = kind[method.__qualname__.split(".")[0]](node, api=FacebookAdsApi(session=None, api_version="v26.0"))
    return partial(method, model)(pending=True)


def _top_fields(fields: str) -> list[str]:
    while "{" in fields:
        fields = re.sub(r"\{[^{}]*\}", "", fields)
    names = [field.partition(".")[0] for field in fields.split(",") if field]
    return [name for name in names if name not in EDGES]
