"""Product feeds of the catalog: files that are uploaded, and read in a while.

https://developers.facebook.com/documentation/ads-commerce/catalog/guides/feed-api
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from connectors.sandbox.batches import poll
from connectors.sandbox.feedfiles import refused, take_in
from connectors.sandbox.graph.context import Edge, Edges, GraphCall
from connectors.sandbox.graph.errors import invalid_parameter
from connectors.sandbox.graph.fields import FieldTable, Selection, moment
from connectors.sandbox.graph.paging import page
from connectors.sandbox.images import public_content
from connectors.sandbox.records import Feed, FeedUpload, ItemResult
from connectors.sandbox.world import World

SETTINGS = frozenset({"default_currency", "deletion_enabled", "delimiter", "encoding", "file_name"})
OTHER_SETTINGS = frozenset(
    {"country", "feed_type", "ingestion_source_type", "item_sub_type", "quoted_fields_mode", "schedule"}
    | {"update_schedule", "override_type", "override_value", "primary_feed_ids", "rules"}
)
INTERVALS = ("HOURLY", "DAILY", "WEEKLY", "MONTHLY")
SAMPLES = 10
"""Of the items with one error: the others are only counted."""


@dataclass(frozen=True, slots=True)
class UploadError:
    """All items of an upload that one thing was said of."""

    number: int
    upload: FeedUpload
    said: str
    is_fatal: bool
    results: tuple[tuple[int, ItemResult], ...]

    @property
    def id(self) -> str:
        return f"{self.upload.id}{self.number:03}"


def _feed_fields(_: World, feed: Feed) -> dict[str, Any]:
    known = {name: feed.settings.get(name) for name in (*SETTINGS, "country", "quoted_fields_mode")}
    return {
        "id": feed.id,
        "name": feed.name,
        "created_time": moment(feed.at),
        "product_count": len(feed.items),
        **known,
    }


FEED = FieldTable("ProductFeed", _feed_fields, ("id", "name"))


def _upload_fields(world: World, upload: FeedUpload) -> dict[str, Any]:
    is_done = poll(upload)
    bad = refused(upload)
    counts = {
        "num_detected_items": upload.detected,
        "num_persisted_items": upload.detected - len(bad),
        "num_invalid_items": len(bad),
        "num_deleted_items": upload.deleted,
        "error_count": len(bad) + bool(upload.problem),
        "warning_count": sum(bool(result.warnings) for result in upload.results),
        "end_time": moment(world.clock()),
    }
    told = {"id": upload.id, "start_time": moment(upload.at), "input_method": "Manual Upload"}
    return told | (counts if is_done else dict.fromkeys(counts))


UPLOAD = FieldTable("ProductFeedUpload", _upload_fields, ("id", "start_time", "end_time"))


def _error_fields(_: World, error: UploadError) -> dict[str, Any]:
    return {
        "id": error.id,
        "error_type": "INVALID_ITEM" if error.results else error.said,
        "severity": "fatal" if error.is_fatal else "warning",
        "summary": error.said,
        "description": None,
        "total_count": len(error.results) or 1,
        "affected_surfaces": ["Dynamic Ads"],
    }


def _samples(_: World, error: UploadError, __: Selection) -> dict[str, Any] | None:
    shown = error.results[:SAMPLES]
    data = [{"id": f"{error.id}{row}", "retailer_id": one.item_id, "row_number": row} for row, one in shown]
    return {"data": data} if data else None


ERROR = FieldTable("ProductFeedUploadError", _error_fields, ("id", "summary", "severity"), {"samples": _samples})


def get_feeds(call: GraphCall) -> dict[str, Any]:
    return page(call, call.world.product_feeds.values(), FEED)


def create_feed(call: GraphCall) -> dict[str, Any]:
    world, number = call.world, call.world.next_number()
    call.choice("delimiter", ("AUTODETECT", "BAR", "COMMA", "SEMICOLON", "TAB", "TILDE"), "AUTODETECT")
    call.choice("encoding", ("AUTODETECT", "LATIN1", "UTF8", "UTF16BE", "UTF16LE", "UTF32BE", "UTF32LE"), "AUTODETECT")
    for schedule in ("schedule", "update_schedule"):
        _check_schedule(call.text(schedule))
    settings: dict[str, Any] = {name: call.text(name) for name in SETTINGS | OTHER_SETTINGS if call.text(name)}
    settings["deletion_enabled"] = call.flag("deletion_enabled", True)
    feed = Feed(
        id=str(640_000_000_000_000 + number),
        number=number,
        at=world.clock(),
        name=call.required("name"),
        settings=settings,
    )
    world.product_feeds[feed.id] = feed
    return {"id": feed.id}


def upload(call: GraphCall) -> dict[str, Any]:
    feed = call.world.product_feeds[call.node]
    files = list(call.call.files.values())
    if len(files) + bool(call.text("url")) != 1:
        raise invalid_parameter("An upload needs a file or a url")
    content = files[0].content if files else public_content(call.world, call.text("url"))
    if content is None:
        raise invalid_parameter(f"The url {call.text('url')} could not be fetched")
    return {"id": take_in(call.world, call.call, "meta", feed, content).id}


def get_uploads(call: GraphCall) -> dict[str, Any]:
    own = [one for one in call.world.uploads.values() if one.feed_id == call.node]
    return page(call, own, UPLOAD, newest_first=True)


def get_errors(call: GraphCall) -> dict[str, Any]:
    return page(call, _errors(call.world.uploads[call.node]), ERROR)


def _errors(upload: FeedUpload) -> list[UploadError]:
    if upload.problem:
        return [UploadError(1, upload, upload.problem, True, ())]
    grouped: dict[tuple[bool, str], list[tuple[int, ItemResult]]] = {}
    for row, result in enumerate(upload.results, start=2):
        for is_fatal, texts in ((True, result.errors), (False, result.warnings)):
            for said in texts:
                grouped.setdefault((is_fatal, said), []).append((row, result))
    return [
        UploadError(number, upload, said, is_fatal, tuple(results))
        for number, ((is_fatal, said), results) in enumerate(grouped.items(), start=1)
    ]


def _check_schedule(text: str) -> None:
    """At most hourly."""
    if not text:
        return
    try:
        schedule = json.loads(text)
        is_good = schedule["interval"] in INTERVALS and bool(schedule["url"])
    except (ValueError, KeyError, TypeError):
        is_good = False
    if not is_good:
        raise invalid_parameter(f"A schedule needs a url and an interval, one of {', '.join(INTERVALS)}")


def get_feed(call: GraphCall) -> dict[str, Any]:
    return FEED.render(call.world, call.world.product_feeds[call.node], call.fields)


def delete_feed(call: GraphCall) -> dict[str, Any]:
    """Its items go with it."""
    feed = call.world.product_feeds.pop(call.node)
    for item_id in feed.items:
        call.world.catalog_items("meta").pop(item_id, None)
    return {"success": True}


def get_upload(call: GraphCall) -> dict[str, Any]:
    return UPLOAD.render(call.world, call.world.uploads[call.node], call.fields)


EDGES: Edges = {
    ("catalog", "GET", "product_feeds"): Edge(get_feeds),
    ("catalog", "POST", "product_feeds"): Edge(create_feed, SETTINGS | OTHER_SETTINGS | {"name"}),
    ("product_feed", "GET", ""): Edge(get_feed),
    ("product_feed", "DELETE", ""): Edge(delete_feed),
    ("product_feed", "GET", "uploads"): Edge(get_uploads),
    ("product_feed", "POST", "uploads"): Edge(
        upload, frozenset({"file", "url", "update_only", "username", "password", "fbe_external_business_id"})
    ),
    ("feed_upload", "GET", ""): Edge(get_upload),
    ("feed_upload", "GET", "errors"): Edge(get_errors, frozenset({"error_priority"})),
}
