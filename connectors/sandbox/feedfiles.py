"""Feed files as the platforms take them in: every row against the channel's rules, and what is missing goes."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from catalog_feeds.channels import REGISTRY
from catalog_feeds.channels.rules import Kind
from connectors.sandbox.exchange import Call
from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.feedformats import REQUIRED, Shape, Unreadable, read_feed
from connectors.sandbox.items import check_item
from connectors.sandbox.records import Feed, FeedUpload, ItemResult, Row
from connectors.sandbox.world import World

_BARE_AMOUNT = re.compile(r"\d+(\.\d+)?")
_AMOUNTS = ("price", "sale_price")
_MOST_LOST_PERCENT = 99


@dataclass(frozen=True, slots=True)
class Intake:
    """How a feed is read. `partial`: a row changes what stands and needs its id alone; `deletes`: what is not in the
    file goes; `currency` is that of amounts without one; `guarded`: a file that lost all, or nearly, is refused."""

    channel: str
    shape: Shape = field(default_factory=Shape)
    partial: bool = False
    deletes: bool = True
    currency: str = ""
    guarded: bool = False


def take_in(world: World, call: Call, feed: Feed, content: bytes | None, intake: Intake) -> FeedUpload:
    """Read the file for the feed: sound rows stand after it. None is a file that could not be fetched.

    Faults may slow the `call` down, let items fail, or make the file unreadable.
    """
    slow = _fault(world, call, FaultKind.SLOW_BATCH)
    number = world.next_number()
    upload = FeedUpload(
        id=str(620_000_000_000_000 + number),
        number=number,
        at=world.clock(),
        feed_id=feed.id,
        results=[],
        polls=world.latency_polls + (slow.polls if slow else 0),
    )
    world.uploads[upload.id] = upload
    try:
        rows = _rows(world, call, content, intake)
        _require_enough(feed, rows, intake)
    except Unreadable as problem:
        upload.problem = str(problem)
        return upload
    failing = _fault(world, call, FaultKind.FAILING_ITEMS)
    _store(world, feed, upload, rows, intake, failing.items if failing else ())
    return upload


def refused(upload: FeedUpload) -> list[ItemResult]:
    return [result for result in upload.results if result.errors]


def _fault(world: World, call: Call, kind: FaultKind) -> Fault | None:
    return world.faults.take(frozenset({kind}), call.host, call.method, call.path)


def _rows(world: World, call: Call, content: bytes | None, intake: Intake) -> list[Row]:
    if content is None:
        raise Unreadable("FETCH_ERROR")
    if _fault(world, call, FaultKind.UNREADABLE_FEED):
        raise Unreadable("REQUIRED_COLUMNS_MISSING")
    rows = read_feed(content, intake.shape, frozenset({"id"}) if intake.partial else REQUIRED)
    return [_with_currency(row, intake.currency) for row in rows]


def _with_currency(row: Row, currency: str) -> Row:
    bare = {name: row[name] for name in _AMOUNTS if currency and _BARE_AMOUNT.fullmatch(str(row.get(name, "")))}
    return row | {name: f"{amount} {currency}" for name, amount in bare.items()}


def _require_enough(feed: Feed, rows: list[Row], intake: Intake) -> None:
    if intake.guarded and not rows:
        raise Unreadable("FEED_TOO_SMALL")
    if intake.guarded and len(rows) * 100 < len(feed.items) * (100 - _MOST_LOST_PERCENT):
        raise Unreadable("LARGE_PRODUCT_COUNT_DECREASE")


def _store(
    world: World, feed: Feed, upload: FeedUpload, rows: list[Row], intake: Intake, failing: tuple[str, ...]
) -> None:
    catalog = world.catalog_items("pinterest" if intake.channel == "pinterest" else "meta")
    counts = Counter(str(row.get("id", "")) for row in rows)
    for row in rows:
        item_id = str(row.get("id", ""))
        before = catalog.get(item_id, {}) if intake.partial else {}
        result = check_item(intake.channel, item_id, before | row)
        if counts[item_id] > 1:
            _refuse_as_double(result, intake.channel)
        if item_id in failing:
            result.errors.append("An internal error kept this item from being saved. Send it again.")
        upload.results.append(result)
        if not result.errors:
            catalog[item_id] = before | row
            feed.items.add(item_id)
    gone = feed.items - set(counts) if intake.deletes else set()
    for item_id in gone:
        catalog.pop(item_id, None)
    feed.items -= gone
    upload.detected, upload.deleted = len(rows), len(gone)


def _refuse_as_double(result: ItemResult, channel: str) -> None:
    rule = next(rule for rule in REGISTRY[channel].rules if rule.kind is Kind.UNIQUE)
    result.break_rule(rule, result.item_id)
