"""Rows of the retail feed as Pinterest's items batch takes them, and its answers as outcomes.

https://developers.pinterest.com/docs/api/v5/#operation/items_batch/post
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from connectors.http import host_of
from socialshop.errors import Permanent
from socialshop.phrases import phrase
from socialshop.ports import BatchStatus, BatchTicket, ItemChange, ItemOutcome, Operation, StandingItem

LISTS = frozenset({"additional_image_link"})
NEVER_NULL = frozenset({"id", "title", "description", "availability", "price", "link", "image_link"})
"""Any other attribute that an item has lost since it was sent last is said as null: an upsert leaves the rest
standing."""


def batch_body(changes: Sequence[ItemChange], country: str, language: str) -> dict[str, Any]:
    """One batch of upserts and deletions, which may be mixed."""
    items = [_record(change) for change in changes]
    return {"catalog_type": "RETAIL", "country": country, "language": language, "items": items}


def _record(change: ItemChange) -> dict[str, Any]:
    if change.operation is Operation.DELETE:
        return {"item_id": change.item_id, "operation": "DELETE"}
    attributes = {name: _value(name, text) for name, text in change.row.items() if text and name != "id"}
    if change.operation is Operation.UPDATE:
        attributes |= {name: None for name, text in change.row.items() if not text and name not in NEVER_NULL}
    return {"item_id": change.item_id, "operation": "UPSERT", "attributes": attributes}


def _value(name: str, text: str) -> object:
    return [part.strip() for part in text.split(",") if part.strip()] if name in LISTS else text


def ticket(answer: Mapping[str, Any]) -> BatchTicket:
    """No id: Pinterest had the same batch just before and skipped it. There is nothing to follow then."""
    refused = tuple(outcome for outcome in _outcomes(answer) if not outcome.accepted)
    return BatchTicket(str(answer.get("batch_id") or ""), refused)


def status(answer: Mapping[str, Any], channel: str) -> BatchStatus:
    """Raises Permanent for a batch that failed as a whole, without a word on its items."""
    state = answer.get("status")
    if state == "PROCESSING":
        return BatchStatus(finished=False)
    outcomes = _outcomes(answer)
    if state == "FAILED" and all(outcome.accepted for outcome in outcomes):
        raise Permanent(
            phrase("Pinterest ended the batch as failed."),
            channel=channel,
            mend=phrase("Push again; the changes are still to be sent."),
        )
    return BatchStatus(finished=True, outcomes=outcomes)


TOLD = ("title", "description", "availability", "condition", "link", "image_link", "brand", "price", "sale_price")
"""What Pinterest tells of an item as it was sent."""
OWN_HOST = ".pinimg.com"
"""A picture that is told from there is a copy, which has another address than the one that was sent."""


def items_body(item_ids: Sequence[str], country: str, language: str) -> dict[str, Any]:
    """A question after items by their ids: Pinterest lists those of a batch nowhere.

    https://developers.pinterest.com/docs/api/v5/#operation/items/post
    """
    filters = {"catalog_type": "RETAIL", "item_ids": list(item_ids)}
    return {"country": country, "language": language, "filters": filters}


def standing_items(answer: Mapping[str, Any]) -> Iterator[StandingItem]:
    """Those of the items that stand; of the others the answer has errors."""
    for item in answer.get("items") or ():
        attributes = item.get("attributes")
        if attributes:
            yield StandingItem(str(item["item_id"]), _told(attributes))


def _told(attributes: Mapping[str, Any]) -> dict[str, str]:
    pictures = attributes.get("image_link")
    first = pictures[0] if isinstance(pictures, list) and pictures else pictures
    told = {name: str(attributes.get(name) or "") for name in TOLD} | {"image_link": str(first or "")}
    if host_of(told["image_link"]).endswith(OWN_HOST):
        del told["image_link"]
    return told


def _outcomes(answer: Mapping[str, Any]) -> tuple[ItemOutcome, ...]:
    return tuple(
        ItemOutcome(
            item_id=str(item.get("item_id")),
            accepted=item.get("status") != "FAILURE",
            errors=_messages(item.get("errors")),
            warnings=_messages(item.get("warnings")),
        )
        for item in answer.get("items") or ()
    )


def _messages(events: Sequence[Mapping[str, Any]] | None) -> tuple[str, ...]:
    return tuple(f"{event.get('attribute', 'item')}: {event.get('message', '')}" for event in events or ())
