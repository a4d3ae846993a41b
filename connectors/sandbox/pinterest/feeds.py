"""Feeds: files that Pinterest fetches from a public address, and what it found in them.

https://developers.pinterest.com/docs/api/v5/#operation/feeds/create
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, timedelta
from typing import Any, Literal

from pydantic import Field

from connectors.rules import limit
from connectors.sandbox.batches import poll
from connectors.sandbox.exchange import Answer, json_answer
from connectors.sandbox.faults import FaultKind
from connectors.sandbox.feedfiles import refused, take_in
from connectors.sandbox.images import public_content
from connectors.sandbox.pinterest.context import PAGING, Body, PinterestCall, Route
from connectors.sandbox.pinterest.errors import PinterestError, invalid
from connectors.sandbox.records import Feed, FeedUpload, ItemResult

ISSUES = {
    **{"id": "ITEMID_MISSING", "title": "TITLE_MISSING", "description": "DESCRIPTION_MISSING"},
    **{"price": "PRODUCT_PRICE_INVALID", "availability": "AVAILABILITY_INVALID", "link": "LINK_FORMAT_INVALID"},
    **{"image_link": "IMAGE_LINK_INVALID"},
}
"""Field → the error that stands for its rules; any other is PARSE_LINE_ERROR."""
WARNINGS = {
    **{"gtin": "GTIN_INVALID", "sale_price": "SALES_PRICE_INVALID", "gender": "GENDER_INVALID"},
    **{"age_group": "AGE_GROUP_INVALID", "condition": "OPTIONAL_CONDITION_INVALID"},
    **{"google_product_category": "OPTIONAL_PRODUCT_CATEGORY_INVALID", "description": "DESCRIPTION_LENGTH_TOO_LONG"},
    **{"title": "TITLE_LENGTH_TOO_LONG", "additional_image_link": "ADDITIONAL_IMAGE_LINK_WARNING"},
}
"""The same for warnings; Pinterest has none for any other."""


class FeedBody(Body):
    """To create or to change a retail feed."""

    catalog_type: Literal["RETAIL"] | None = None
    name: str | None = None
    format: Literal["CSV", "TSV", "XML"] | None = None
    location: str | None = Field(None, pattern=r"^(http|https|ftp|sftp)://")
    default_country: str | None = Field(None, pattern=r"^[A-Z]{2}$")
    default_locale: str | None = None
    default_currency: str | None = Field(None, pattern=r"^[A-Z]{3}$")
    default_availability: Literal["IN_STOCK", "OUT_OF_STOCK", "PREORDER"] | None = None
    credentials: dict[str, str] | None = None
    preferred_processing_schedule: dict[str, str] | None = None
    status: Literal["ACTIVE", "INACTIVE"] | None = None


def list_feeds(call: PinterestCall) -> Answer:
    return json_answer(call.page(call.world.feeds.values(), _shown))


def create_feed(call: PinterestCall) -> Answer:
    body, world = call.body(FeedBody), call.world
    if body.name is None or body.format is None or body.location is None:
        raise invalid("name, format and location are required")
    if body.default_country is None or body.default_locale is None:
        raise PinterestError(501, 4181, "Not implemented at the moment. Please, see documentation")
    if any(feed.name == body.name for feed in world.feeds.values()):
        raise PinterestError(422, 4170, "The feed name already exists.")
    if len(world.feeds) >= limit("pinterest.feeds"):
        raise invalid(f"an account has at most {limit('pinterest.feeds')} feeds")
    number = world.next_number()
    settings = {"status": "ACTIVE"} | body.model_dump(exclude_none=True, exclude={"name"})
    feed = Feed(id=str(2_680_059_000_000 + number), number=number, at=world.clock(), name=body.name, settings=settings)
    world.feeds[feed.id] = feed
    _schedule(call, feed)
    return json_answer(_shown(feed), 201)


def get_feed(call: PinterestCall) -> Answer:
    return json_answer(_shown(_feed(call)))


def update_feed(call: PinterestCall) -> Answer:
    feed, body = _feed(call), call.body(FeedBody)
    if body.default_country or body.default_locale:
        raise invalid("a feed's country and locale cannot be changed")
    feed.name = body.name or feed.name
    feed.settings |= body.model_dump(exclude_none=True, exclude={"name"})
    return json_answer(_shown(feed))


def delete_feed(call: PinterestCall) -> Answer:
    """Its items go with it."""
    feed = call.world.feeds.pop(_feed(call).id)
    for item_id in feed.items:
        call.world.catalog_items("pinterest").pop(item_id, None)
    return Answer(204)


def ingest(call: PinterestCall) -> Answer:
    """Fetch the file now, and work on it for a while."""
    feed = _feed(call)
    if call.world.faults.take(frozenset({FaultKind.NO_INGESTION}), call.call.host, call.call.method, call.call.path):
        raise PinterestError(403, 2625, "Sorry, you cannot perform this action.")
    read = _fetch(call, feed)
    told = {"id": read.id, "feed_id": feed.id, "created_at": read.at.isoformat(), "status": "PROCESSING"}
    return json_answer(told)


def list_results(call: PinterestCall) -> Answer:
    """The newest page alone: the document says that its bookmark does not work yet."""
    feed = _feed(call)
    own = [one for one in call.world.uploads.values() if one.feed_id == feed.id]
    newest = sorted(own, key=lambda one: one.number, reverse=True)[:25]
    return json_answer({"items": [_result(one) for one in newest], "bookmark": None})


def list_issues(call: PinterestCall) -> Answer:
    read = call.world.uploads.get(call.ids["processing_result_id"])
    if read is None:
        raise PinterestError(404, 4184, "Sorry! We could not find your processing result.")
    told = [(row, one) for row, one in enumerate(read.results) if one.errors or one.warnings]
    return json_answer({"items": [_issue(row, one) for row, one in told], "bookmark": None})


def _schedule(call: PinterestCall, feed: Feed) -> None:
    """Pinterest reads each active feed once a day, whoever asks."""

    def read() -> None:
        if feed.id in call.world.feeds:
            _schedule(call, feed)
            if feed.settings["status"] == "ACTIVE":
                _fetch(call, feed)

    call.world.at(call.world.clock() + timedelta(days=1), read)


def _fetch(call: PinterestCall, feed: Feed) -> FeedUpload:
    content = public_content(call.world, str(feed.settings["location"]))
    before = len(feed.items)
    read = take_in(call.world, call.call, "pinterest", feed, content or b"")
    if content is None:
        read.problem = "FETCH_ERROR"
    elif not read.problem and not read.results:
        read.problem = "FEED_TOO_SMALL"
    elif before and len(feed.items) * 100 < before:
        read.problem = "LARGE_PRODUCT_COUNT_DECREASE"
    return read


def _feed(call: PinterestCall) -> Feed:
    feed = call.world.feeds.get(call.ids["feed_id"])
    if feed is None:
        raise PinterestError(404, 4161, "Sorry! We could not find your catalogs feed.")
    return feed


def _shown(feed: Feed) -> dict[str, Any]:
    none = dict.fromkeys(("credentials", "default_availability", "default_currency", "preferred_processing_schedule"))
    told = {"id": feed.id, "name": feed.name, "catalog_type": "RETAIL"}
    times = {"created_at": feed.at.isoformat(), "updated_at": feed.at.isoformat()}
    return {**none, **told, **times, **feed.settings}


def _result(read: FeedUpload) -> dict[str, Any]:
    is_done = poll(read)
    status = ("FAILED" if read.problem else "COMPLETED") if is_done else "PROCESSING"
    bad = refused(read)
    counts = Counter(code for one in bad for code in _codes(one.errors, ISSUES)) if is_done else Counter()
    errors = {read.problem: 1} if read.problem and is_done else dict(counts)
    is_ingestion = read.problem == "LARGE_PRODUCT_COUNT_DECREASE"
    return {
        "id": read.id,
        "created_at": read.at.astimezone(UTC).isoformat(),
        "updated_at": read.at.astimezone(UTC).isoformat(),
        "status": status,
        "product_counts": {"original": read.detected, "ingested": read.detected - len(bad)} if is_done else None,
        "ingestion_details": {"errors": errors if is_ingestion else {}, "info": {}, "warnings": {}},
        "validation_details": {"errors": {} if is_ingestion else errors, "warnings": {}},
    }


def _issue(row: int, result: ItemResult) -> dict[str, Any]:
    return {
        "item_number": row,
        "item_id": result.item_id or None,
        "errors": _details(result.errors, ISSUES),
        "warnings": _details(result.warnings, WARNINGS),
    }


def _details(said: list[str], known: dict[str, str]) -> dict[str, Any]:
    return {code: {"attribute_name": None, "provided_value": None} for code in _codes(said, known)}


def _codes(said: list[str], known: dict[str, str]) -> list[str]:
    fields = [text.partition("Invalid value for ")[2].partition(":")[0] for text in said]
    fallback = "PARSE_LINE_ERROR" if known is ISSUES else ""
    return [code for code in (known.get(field, fallback) for field in fields) if code]


_ACCOUNT = frozenset({"ad_account_id"})
_ONE = "/v5/catalogs/feeds/{feed_id}"
_ISSUES = "/v5/catalogs/processing_results/{processing_result_id}/item_issues"
ROUTES = (
    Route("GET", "/v5/catalogs/feeds", list_feeds, PAGING | _ACCOUNT | {"catalog_id"}),
    Route("POST", "/v5/catalogs/feeds", create_feed, _ACCOUNT),
    Route("GET", _ONE, get_feed, _ACCOUNT),
    Route("PATCH", _ONE, update_feed, _ACCOUNT),
    Route("DELETE", _ONE, delete_feed, _ACCOUNT),
    Route("POST", f"{_ONE}/ingest", ingest, _ACCOUNT),
    Route("GET", f"{_ONE}/processing_results", list_results, PAGING | _ACCOUNT),
    Route("GET", _ISSUES, list_issues, PAGING | _ACCOUNT | {"item_numbers", "item_validation_issue"}),
)
