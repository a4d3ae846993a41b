"""Feeds: files that Pinterest fetches from a public address, and what it found in them.

https://developers.pinterest.com/docs/api/v5/#operation/feeds/create
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from babel.numbers import is_currency
from pydantic import AfterValidator, Field

from connectors.rules import limit
from connectors.sandbox.batches import poll
from connectors.sandbox.exchange import Answer, json_answer
from connectors.sandbox.faults import FaultKind
from connectors.sandbox.feedfiles import Intake, refused, take_in
from connectors.sandbox.feedformats import Shape
from connectors.sandbox.images import public_content
from connectors.sandbox.pinterest.context import PAGING, Body, PinterestCall, Route
from connectors.sandbox.pinterest.errors import PinterestError, invalid
from connectors.sandbox.pinterest.feed_issues import errors_of, sampled, warnings_of
from connectors.sandbox.records import Feed, FeedUpload, ItemResult

RESULTS = 25
"""Of a feed's processing results: the document says that there is no second page yet."""
USUAL_CURRENCY = "USD"
"""Of a price without one, where the feed names none: https://developers.pinterest.com/docs/api/v5/#tag/catalogs"""


def _without_password(location: str) -> str:
    if urlsplit(location).password is not None:
        raise ValueError("credentials have a field of their own")
    return location


def _real_currency(code: str) -> str:
    if not is_currency(code):
        raise ValueError("not a currency of ISO 4217")
    return code


class Credentials(Body):
    username: str
    password: str


class Schedule(Body):
    time: str = Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    timezone: str = Field(pattern=r"^[A-Z][A-Za-z]+/[A-Za-z_/-]+$")


class FeedBody(Body):
    """To create or to change a retail feed."""

    catalog_type: Literal["RETAIL"] | None = None
    name: str | None = None
    format: Literal["CSV", "TSV", "XML"] | None = None
    location: Annotated[str, Field(pattern=r"^(http|https|ftp|sftp)://"), AfterValidator(_without_password)] | None = (
        None
    )
    default_country: str | None = Field(None, pattern=r"^[A-Z]{2}$")
    default_locale: str | None = None
    default_currency: Annotated[str, AfterValidator(_real_currency)] | None = None
    default_availability: Literal["IN_STOCK", "OUT_OF_STOCK", "PREORDER"] | None = None
    credentials: Credentials | None = None
    preferred_processing_schedule: Schedule | None = None
    status: Literal["ACTIVE", "INACTIVE"] | None = None


def list_feeds(call: PinterestCall) -> Answer:
    return json_answer(call.page(call.world.feeds.values(), _shown))


def create_feed(call: PinterestCall) -> Answer:
    body, world = call.body(FeedBody), call.world
    if body.name is None or body.format is None or body.location is None:
        raise invalid("name, format and location are required")
    if body.default_country is None or body.default_locale is None:
        raise PinterestError(501, 4181, "Not implemented at the moment. Please, see documentation")
    _require_own_name(call, body.name)
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
    if body.name and body.name != feed.name:
        _require_own_name(call, body.name)
    feed.name = body.name or feed.name
    feed.settings |= body.model_dump(exclude_none=True, exclude={"name"})
    feed.updated = call.world.clock()
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
    """The newest page alone."""
    feed = _feed(call)
    own = [one for one in call.world.uploads.values() if one.feed_id == feed.id]
    newest = sorted(own, key=lambda one: one.number, reverse=True)[:RESULTS]
    return json_answer({"items": [_result(one) for one in newest], "bookmark": None})


def list_issues(call: PinterestCall) -> Answer:
    """A sample of each code; of single items by their numbers, or of one code."""
    read = call.world.uploads.get(call.number("processing_result_id"))
    if read is None:
        raise PinterestError(404, 4184, "Sorry! We could not find your processing result.")
    numbers, code = call.call.query.get("item_numbers"), call.call.query.get("item_validation_issue")
    if numbers and code:
        raise PinterestError(501, 4181, "Not implemented at the moment. Please, see documentation.")
    issues = [_issue(number, one) for number, one in sampled(read.results)]
    if numbers:
        issues = [one for one in issues if str(one["item_number"]) == numbers]
    if code:
        issues = [one for one in issues if code in {**one["errors"], **one["warnings"]}]
    return json_answer({"items": issues, "bookmark": None})


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
    intake = Intake(
        channel="pinterest",
        shape=Shape(format=str(feed.settings["format"]), delimiter=_DELIMITERS.get(feed.settings["format"], "COMMA")),
        currency=str(feed.settings.get("default_currency") or USUAL_CURRENCY),
        guarded=True,
    )
    return take_in(call.world, call.call, feed, content, intake)


def _require_own_name(call: PinterestCall, name: str) -> None:
    if any(feed.name == name for feed in call.world.feeds.values()):
        raise PinterestError(422, 4170, "The feed name already exists.")


def _feed(call: PinterestCall) -> Feed:
    feed = call.world.feeds.get(call.number("feed_id"))
    if feed is None:
        raise PinterestError(404, 4161, "Sorry! We could not find your catalogs feed.")
    return feed


def _shown(feed: Feed) -> dict[str, Any]:
    none = dict.fromkeys(("credentials", "default_availability", "default_currency", "preferred_processing_schedule"))
    told = {"id": feed.id, "name": feed.name, "catalog_type": "RETAIL"}
    times = {"created_at": feed.at.isoformat(), "updated_at": (feed.updated or feed.at).isoformat()}
    return {**none, **told, **times, **feed.settings}


def _result(read: FeedUpload) -> dict[str, Any]:
    is_done = poll(read)
    status = ("FAILED" if read.problem else "COMPLETED") if is_done else "PROCESSING"
    bad = refused(read)
    results = read.results if is_done else []
    problem = read.problem if is_done else ""
    errors = {problem: 1} if problem else dict(Counter(code for one in results for code in errors_of(one)))
    warnings = dict(Counter(code for one in results for code in warnings_of(one)))
    is_ingestion = problem == "LARGE_PRODUCT_COUNT_DECREASE"
    return {
        "id": read.id,
        "created_at": read.at.astimezone(UTC).isoformat(),
        "updated_at": read.at.astimezone(UTC).isoformat(),
        "status": status,
        "product_counts": {"original": read.detected, "ingested": read.detected - len(bad)} if is_done else None,
        "ingestion_details": {"errors": errors if is_ingestion else {}, "info": {}, "warnings": {}},
        "validation_details": {"errors": {} if is_ingestion else errors, "warnings": warnings},
    }


def _issue(number: int, result: ItemResult) -> dict[str, Any]:
    return {
        "item_number": number,
        "item_id": result.item_id or None,
        "errors": errors_of(result),
        "warnings": warnings_of(result),
    }


_DELIMITERS = {"TSV": "TAB"}


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
