"""The catalog as one file: a product feed of Meta's, uploaded, and what became of its items.

https://developers.facebook.com/documentation/ads-commerce/catalog/guides/feed-api
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from connectors.graph import Graph
from socialshop.errors import Permanent
from socialshop.phrases import phrase
from socialshop.ports import BatchStatus, BatchTicket, Feed, ItemOutcome

NAME = "socialshop"
"""By which our feed is known among those of other hands."""
PREFIX = "upload:"
UPLOAD_FIELDS = "end_time,error_count,warning_count,num_detected_items,num_persisted_items,num_invalid_items"
ERROR_FIELDS = "id,summary,description,severity,total_count,samples{retailer_id,row_number}"


def deliver(graph: Graph, catalog_id: str, feed: Feed) -> BatchTicket:
    feed_id = _find(graph, catalog_id) or _create(graph, catalog_id, feed)
    with feed.path.open("rb") as file:
        answer = graph.post(f"{feed_id}/uploads", {"file": (feed.path.name, file, "text/csv")})
    return BatchTicket(f"{PREFIX}{answer['id']}:{feed.digest}")


def status(graph: Graph, handle: str, channel: str) -> BatchStatus:
    """Raises Permanent for a file of which Meta took nothing."""
    upload_id = handle.removeprefix(PREFIX).partition(":")[0]
    upload = graph.get(upload_id, fields=UPLOAD_FIELDS)
    if not upload.get("end_time"):
        return BatchStatus(finished=False)
    errors = [error for page in graph.pages(f"{upload_id}/errors", fields=ERROR_FIELDS) for error in page.data]
    fatal = [error for error in errors if error.get("severity") == "fatal"]
    if fatal and not upload.get("num_persisted_items"):
        raise Permanent(
            phrase("Meta took nothing of the feed: {told}", told="; ".join(map(_told, fatal))),
            channel=channel,
            mend=phrase("Correct what it names; the feed goes again with the next run."),
        )
    outcomes = _outcomes(errors)
    named = sum(not outcome.accepted for outcome in outcomes)
    unnamed = int(upload.get("num_invalid_items") or 0) - named
    return BatchStatus(finished=True, outcomes=outcomes, unnamed=max(unnamed, 0))


def _find(graph: Graph, catalog_id: str) -> str | None:
    pages = graph.pages(f"{catalog_id}/product_feeds", fields="id,name")
    return next((str(feed["id"]) for page in pages for feed in page.data if feed.get("name") == NAME), None)


def _create(graph: Graph, catalog_id: str, feed: Feed) -> str:
    """Without a schedule: the file is uploaded when it changed. What is not in it goes."""
    answer = graph.post(
        f"{catalog_id}/product_feeds",
        name=NAME,
        file_name=feed.path.name,
        default_currency=feed.currency,
        delimiter="COMMA",
        encoding="UTF8",
        quoted_fields_mode="ON",
        deletion_enabled=True,
    )
    return str(answer["id"])


def _outcomes(errors: Iterable[Mapping[str, Any]]) -> tuple[ItemOutcome, ...]:
    refused: dict[str, list[str]] = {}
    warned: dict[str, list[str]] = {}
    for error in errors:
        kept = refused if error.get("severity") == "fatal" else warned
        for sample in (error.get("samples") or {}).get("data", ()):
            if sample.get("retailer_id"):
                kept.setdefault(str(sample["retailer_id"]), []).append(_told(error))
    outcomes = [ItemOutcome(item, False, tuple(said), tuple(warned.pop(item, ()))) for item, said in refused.items()]
    return (*outcomes, *(ItemOutcome(item, True, (), tuple(said)) for item, said in warned.items()))


def _told(error: Mapping[str, Any]) -> str:
    return ": ".join(filter(None, (str(error.get("summary") or ""), str(error.get("description") or ""))))
