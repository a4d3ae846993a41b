"""Feed files as the platforms read them: every row against the channel's rules, and what is missing goes."""

from __future__ import annotations

import csv
import io
from collections import Counter

from connectors.sandbox.exchange import Call
from connectors.sandbox.faults import FaultKind
from connectors.sandbox.items import check_item
from connectors.sandbox.records import Feed, FeedUpload, ItemResult, Row
from connectors.sandbox.world import World

REQUIRED = frozenset({"id", "title", "price", "link", "image_link"})
"""Columns without which no row can be read."""


class Unreadable(ValueError):
    """The file is no feed; the message is the problem's name."""


def read_feed(content: bytes) -> list[Row]:
    """The rows of a CSV file with a head. Raises Unreadable."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("ENCODING_ERROR") from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if not set(reader.fieldnames or ()) >= REQUIRED:
        raise Unreadable("REQUIRED_COLUMNS_MISSING")
    return [{name: value for name, value in row.items() if name and value} for row in reader]


def take_in(world: World, call: Call, channel: str, feed: Feed, content: bytes) -> FeedUpload:
    """Read the file for the feed: sound rows stand after it, and what came by the feed before and is not in it goes.

    Faults may slow it down, let items fail, or make the file unreadable.
    """
    slow = world.faults.take(frozenset({FaultKind.SLOW_BATCH}), call.host, call.method, call.path)
    polls = world.latency_polls + (slow.polls if slow else 0)
    number = world.next_number()
    upload = FeedUpload(
        id=str(620_000_000_000_000 + number), number=number, at=world.clock(), feed_id=feed.id, results=[], polls=polls
    )
    world.uploads[upload.id] = upload
    try:
        rows = read_feed(_content(world, call, content))
    except Unreadable as problem:
        upload.problem = str(problem)
        return upload
    _store(world, call, channel, feed, upload, rows)
    return upload


def _content(world: World, call: Call, content: bytes) -> bytes:
    broken = world.faults.take(frozenset({FaultKind.UNREADABLE_FEED}), call.host, call.method, call.path)
    return b"" if broken else content


def _store(world: World, call: Call, channel: str, feed: Feed, upload: FeedUpload, rows: list[Row]) -> None:
    failing = world.faults.take(frozenset({FaultKind.FAILING_ITEMS}), call.host, call.method, call.path)
    catalog = world.catalog_items("pinterest" if channel == "pinterest" else "meta")
    counts = Counter(str(row.get("id", "")) for row in rows)
    taken: set[str] = set()
    for row in rows:
        result = check_item(channel, str(row.get("id", "")), row)
        if counts[result.item_id] > 1:
            result.errors.append("Invalid value for id: expected a value that no other item has")
        if failing and result.item_id in failing.items:
            result.errors.append("An internal error kept this item from being saved. Send it again.")
        upload.results.append(result)
        if not result.errors:
            catalog[result.item_id] = dict(row)
            taken.add(result.item_id)
    gone = feed.items - set(counts)
    for item_id in gone:
        catalog.pop(item_id, None)
    upload.detected, upload.deleted = len(rows), len(gone)
    feed.items = taken | (feed.items & set(counts))


def refused(upload: FeedUpload) -> list[ItemResult]:
    return [result for result in upload.results if result.errors]
