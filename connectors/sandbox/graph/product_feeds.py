"""Product feeds of the catalog: files that are uploaded, and read in a while.

https://developers.facebook.com/documentation/ads-commerce/catalog/guides/feed-api
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from connectors.sandbox.batches import poll
from connectors.sandbox.feedfiles import Intake, refused, take_in
from connectors.sandbox.feedformats import AUTODETECT, DELIMITERS, ENCODINGS, Shape
from connectors.sandbox.graph.context import Edge, Edges, GraphCall
from connectors.sandbox.graph.errors import invalid_parameter
from connectors.sandbox.graph.feed_schedules import Schedule, read_schedule
from connectors.sandbox.graph.fields import FieldTable, Selection, moment
from connectors.sandbox.graph.paging import page
from connectors.sandbox.images import public_content
from connectors.sandbox.records import Feed, FeedUpload, ItemResult
from connectors.sandbox.world import World

SETTINGS = frozenset(
    {"country", "default_currency", "deletion_enabled", "delimiter", "encoding", "file_name", "quoted_fields_mode"}
)
SCHEDULES = ("schedule", "update_schedule")
"""The one replaces what the feed brought before, the other adds to it."""
CHOICES = {
    "delimiter": (AUTODETECT, *DELIMITERS),
    "encoding": (AUTODETECT, *ENCODINGS),
    "quoted_fields_mode": (AUTODETECT, "ON", "OFF"),
    "feed_type": ("PRODUCTS",),
    "ingestion_source_type": ("PRIMARY_FEED", "primary_feed"),
}
"""Of the kinds of feeds, the sandbox has products and primary feeds alone."""
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
    schedules = {name: feed.settings[name].shown() for name in SCHEDULES if name in feed.settings}
    return {
        "id": feed.id,
        "name": feed.name,
        "created_time": moment(feed.at),
        "product_count": len(feed.items),
        **{name: feed.settings.get(name) for name in SETTINGS},
        **schedules,
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
    chosen = {name: call.choice(name, options, options[0]) for name, options in CHOICES.items()}
    schedules = {name: schedule for name in SCHEDULES if (schedule := read_schedule(call, name))}
    given = {name: call.text(name) for name in SETTINGS if call.text(name)}
    feed = Feed(
        id=str(640_000_000_000_000 + number),
        number=number,
        at=world.clock(),
        name=call.required("name"),
        settings=given | chosen | schedules | {"deletion_enabled": call.flag("deletion_enabled", True)},
    )
    world.product_feeds[feed.id] = feed
    for name, schedule in schedules.items():
        _plan(call, feed, schedule, update_only=name == "update_schedule")
    return {"id": feed.id}


def _plan(call: GraphCall, feed: Feed, schedule: Schedule, *, update_only: bool) -> None:
    """Fetch the file when it is due, and again after that, for as long as the feed stands."""

    def fetch() -> None:
        if feed.id in call.world.product_feeds:
            _plan(call, feed, schedule, update_only=update_only)
            content = public_content(call.world, schedule.url)
            take_in(call.world, call.call, feed, content, _intake(feed, update_only=update_only))

    call.world.at(call.world.clock() + schedule.step, fetch)


def upload(call: GraphCall) -> dict[str, Any]:
    feed = call.world.product_feeds[call.node]
    files = list(call.call.files.values())
    if len(files) + bool(call.text("url")) != 1:
        raise invalid_parameter("An upload needs a file or a url")
    content = files[0].content if files else public_content(call.world, call.text("url"))
    if content is None:
        raise invalid_parameter(f"The url {call.text('url')} could not be fetched")
    intake = _intake(feed, update_only=call.flag("update_only", False))
    return {"id": take_in(call.world, call.call, feed, content, intake).id}


def _intake(feed: Feed, *, update_only: bool) -> Intake:
    told = feed.settings
    return Intake(
        channel="meta",
        shape=Shape(delimiter=told["delimiter"], encoding=told["encoding"], quoted=told["quoted_fields_mode"] != "OFF"),
        partial=update_only,
        deletes=told["deletion_enabled"] and not update_only,
        currency=told.get("default_currency", ""),
    )


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
    ("catalog", "POST", "product_feeds"): Edge(create_feed, SETTINGS | {"name", *SCHEDULES, *CHOICES}),
    ("product_feed", "GET", ""): Edge(get_feed),
    ("product_feed", "DELETE", ""): Edge(delete_feed),
    ("product_feed", "GET", "uploads"): Edge(get_uploads),
    ("product_feed", "POST", "uploads"): Edge(
        upload, frozenset({"file", "url", "update_only", "username", "password", "fbe_external_business_id"})
    ),
    ("feed_upload", "GET", ""): Edge(get_upload),
    ("feed_upload", "GET", "errors"): Edge(get_errors, frozenset({"error_priority"})),
}
