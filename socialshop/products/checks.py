"""The last check of each channel, kept by the pushes, so that people can look at it at once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from sqlalchemy import Connection, Engine, delete, func, insert, or_, update
from sqlmodel import Session, col
from sqlmodel import select as select_models

import catalog_feeds
from catalog_feeds.channels import REGISTRY
from catalog_feeds.fingerprint import recipe_of
from catalog_feeds.sources import Reading
from socialshop.clock import Clock
from socialshop.products.checking import CheckedRow, CheckReport, check_reading
from socialshop.products.model import CatalogCheck, CheckedItem
from socialshop.store import table_of, upsert

_CHECKS = table_of(CatalogCheck)
_ITEMS = table_of(CheckedItem)
MOST_KEPT = 10_000
"""Of the worst items of a channel; beyond them, some of each rule, so that no rule is without an example."""
_OF_EACH_RULE = 100
_CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """`severity` is 'error' (items with errors), 'warning' (items with warnings alone) or '' (all); `rule` a rule that
    the items break; `search` a part of their title or id."""

    severity: str = ""
    rule: str = ""
    search: str = ""


def keep_check(store: Engine, clock: Clock, file: str, reading: Reading, channel: str) -> None:
    """Check what was read for the channel and keep that; what is as it was when it was checked last is not checked
    again."""
    digest = _digest(file, reading, channel)
    with store.begin() as connection:
        seen = update(_CHECKS).where(_CHECKS.c.channel == channel, _CHECKS.c.digest == digest)
        if connection.execute(seen.values(checked_at=clock())).rowcount:
            return
    report = check_reading(file, reading, channel)
    with store.begin() as connection:
        connection.execute(delete(_ITEMS).where(_ITEMS.c.channel == channel))
        sums = _sums(report) | {"channel": channel, "checked_at": clock(), "digest": digest}
        upsert(connection, _CHECKS, [sums], keys=["channel"], update=[name for name in sums if name != "channel"])
        _keep_items(connection, report)


def kept_checks(session: Session) -> list[CatalogCheck]:
    """The last check of each channel that there is one of."""
    return list(session.exec(select_models(CatalogCheck).order_by(col(CatalogCheck.channel))))


def kept_items(
    session: Session, channel: str, wanted: ItemFilter, *, after: int = -1, limit: int = 50
) -> list[CheckedItem]:
    """The items of the channel's last check that lost points, the worst first; `after` is the position where an
    earlier page ended."""
    query = select_models(CheckedItem).where(CheckedItem.channel == channel, CheckedItem.position > after)
    if wanted.severity:
        errors = col(CheckedItem.errors)
        query = query.where(errors > 0 if wanted.severity == "error" else errors == 0)
    if wanted.rule:
        query = query.where(col(CheckedItem.issues).contains(f'"rule": {json.dumps(wanted.rule)}', autoescape=True))
    if wanted.search:
        sought = wanted.search.lower()
        within = [func.lower(column).contains(sought, autoescape=True) for column in (_ITEMS.c.title, _ITEMS.c.item_id)]
        query = query.where(or_(*within))
    return list(session.exec(query.order_by(col(CheckedItem.position)).limit(limit)))


def _digest(file: str, reading: Reading, channel: str) -> str:
    """Of all that a check depends on: what was read, the rules that it is held against, and the program that checks."""
    told = [
        recipe_of([catalog_feeds]),
        file,
        *(int(frame.hash_rows().sum() or 0) for frame in (reading.items, reading.issues)),
        dict(reading.excluded),
        dict(reading.rules),
        REGISTRY[channel].rules,
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _sums(report: CheckReport) -> dict[str, Any]:
    return {
        "file": report.file,
        "source": report.source,
        "items": report.items,
        "ok": report.ok,
        "score": report.score,
        "flawless": report.flawless,
        "excluded": _json(dict(report.excluded_by_file)),
        "merchant_rules": _json(dict(report.merchant_rules)),
        "rules": _json(report.rules.to_dicts()),
    }


def _keep_items(connection: Connection, report: CheckReport) -> None:
    kept = _kept(report)
    for start in range(0, kept.height, _CHUNK):
        rows = [
            _item(report.channel, start + number, item)
            for number, item in enumerate(report.rows_of(kept.slice(start, _CHUNK)))
        ]
        connection.execute(insert(_ITEMS), rows)


def _kept(report: CheckReport) -> pl.DataFrame:
    """The worst items, and some of each rule."""
    flawed = report.worst(report.items)
    examples = report.issues.group_by("rule").head(_OF_EACH_RULE)["row"]
    rank = pl.int_range(pl.len())
    return flawed.filter((rank < MOST_KEPT) | pl.col("row").is_in(examples.implode(), nulls_equal=True))


def _item(channel: str, position: int, item: CheckedRow) -> Mapping[str, Any]:
    return {
        "channel": channel,
        "position": position,
        "source_row": item.row,
        "item_id": item.id,
        "title": item.title,
        "price": item.price.minor if item.price else None,
        "currency": item.price.currency if item.price else "",
        "link": item.link,
        "image_link": item.image_link,
        "score": item.score,
        "errors": item.errors,
        "issues": _json(item.issues),
    }


def _json(told: Mapping[str, Any] | Sequence[Any]) -> str:
    return json.dumps(told, ensure_ascii=False)
