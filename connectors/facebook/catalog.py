"""Rows of Meta's feed as the catalog batch API takes them, and its answers as outcomes.

https://developers.facebook.com/documentation/ads-commerce/marketing-api/reference/product-catalog/items_batch
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from connectors.http import host_of
from connectors.rules import limit
from socialshop.errors import Permanent, TooMuchData
from socialshop.phrases import phrase
from socialshop.ports import BatchStatus, BatchTicket, ItemChange, ItemOutcome, Operation, StandingItem

ITEM_TYPE = "PRODUCT_ITEM"


def _text(value: str) -> object:
    return value


def _list(value: str) -> object:
    return [part.strip() for part in value.split(",") if part.strip()]


FIELDS: dict[str, Callable[[str], object]] = {
    "id": _text,
    "title": _text,
    "description": _text,
    "availability": _text,
    "condition": _text,
    "price": _text,
    "sale_price": _text,
    "sale_price_effective_date": _text,
    "link": _text,
    "image_link": _text,
    "additional_image_link": _list,
    "brand": _text,
    "gtin": _text,
    "mpn": _text,
    "google_product_category": _text,
    "product_type": _text,
    "color": _text,
    "size": _text,
    "material": _text,
    "pattern": _text,
    "gender": _text,
    "age_group": _text,
    "item_group_id": _text,
    **{f"custom_label_{number}": _text for number in range(5)},
    "quantity_to_sell_on_facebook": int,
}
"""Feed column → its JSON form; the batch API kept the feed's names."""

NOT_CLEARED = frozenset({"quantity_to_sell_on_facebook"})
"""A number has no empty form: what was sent last stays."""


def batch_body(changes: Sequence[ItemChange], channel: str) -> dict[str, Any]:
    """The parameters of one call. Raises TooMuchData for more bytes than a batch may have."""
    requests = [_request(change) for change in changes]
    size = len(json.dumps(requests).encode())
    if size > limit("meta.items_batch.bytes"):
        raise TooMuchData(
            phrase("The batch has {size} bytes, more than the catalog takes at once.", size=size), channel=channel
        )
    return {"item_type": ITEM_TYPE, "allow_upsert": True, "requests": requests}


def _request(change: ItemChange) -> dict[str, Any]:
    """An item that is new to us may stand already, where an earlier answer was lost: so creating is updating, too."""
    if change.operation is Operation.DELETE:
        return {"method": "DELETE", "data": {"id": change.item_id}}
    fields = {name: FIELDS[name](value) for name, value in change.row.items() if value or _is_cleared(name, change)}
    return {"method": "UPDATE", "data": fields | {"id": change.item_id}}


def _is_cleared(name: str, change: ItemChange) -> bool:
    """An update leaves standing what it does not name: an ended sale and removed pictures are named, empty."""
    return change.operation is Operation.UPDATE and name not in NOT_CLEARED


def ticket(answer: Mapping[str, Any]) -> BatchTicket:
    """Without a handle nothing was taken: the handle is empty then."""
    said = [
        ItemOutcome(str(entry["retailer_id"]), not errors, errors, _messages(entry.get("warnings", [])))
        for entry in answer.get("validation_status", [])
        for errors in [_messages(entry.get("errors", []))]
    ]
    return BatchTicket(",".join(answer.get("handles", [])), tuple(outcome for outcome in said if not outcome.accepted))


def status(entry: Mapping[str, Any], channel: str) -> BatchStatus:
    """Raises Permanent for a batch that the platform gave up."""
    state = entry.get("status")
    if state in ("canceled", "error"):
        raise Permanent(
            phrase("Meta ended the batch as '{state}'.", state=state),
            channel=channel,
            mend=phrase("Push again; the changes are still to be sent."),
        )
    if state != "finished":
        return BatchStatus(finished=False)
    errors, warnings = _by_item(entry.get("errors", [])), _by_item(entry.get("warnings", []))
    invalid = dict.fromkeys([*errors, *map(str, entry.get("ids_of_invalid_requests", []))])
    outcomes = [ItemOutcome(item, False, errors.get(item, ("refused without a reason",))) for item in invalid]
    outcomes += [ItemOutcome(item, True, (), said) for item, said in warnings.items() if item not in invalid]
    return BatchStatus(finished=True, outcomes=tuple(outcomes))


def merge(statuses: Iterable[BatchStatus]) -> BatchStatus:
    """One status of several handles' statuses."""
    known = list(statuses)
    outcomes = tuple(outcome for status in known for outcome in status.outcomes)
    return BatchStatus(all(status.finished for status in known), outcomes)


TOLD = {
    "name": "title",
    "description": "description",
    "availability": "availability",
    "condition": "condition",
    "url": "link",
    "image_url": "image_link",
    "brand": "brand",
    "price": "price",
    "sale_price": "sale_price",
}
"""Field of the product's node → feed column, where Meta tells what it was sent."""
OWN_HOSTS = (".fbcdn.net", ".facebook.com")
"""A picture that is told from there is a copy, which has another address than the one that was sent."""
STANDING_FIELDS = ",".join(["retailer_id", "currency", *TOLD])
"""https://developers.facebook.com/docs/marketing-api/reference/product-item"""
_AMOUNT = re.compile(r"\d[\d.,\s]*")
_DECIMALS = re.compile(r"[.,](\d{1,2})$")


def standing_item(node: Mapping[str, Any]) -> StandingItem:
    fields = {column: str(node.get(name) or "") for name, column in TOLD.items()}
    for price in ("price", "sale_price"):
        fields[price] = _price(fields[price], str(node.get("currency") or ""))
    if host_of(fields["image_link"]).endswith(OWN_HOSTS):
        del fields["image_link"]
    return StandingItem(str(node["retailer_id"]), fields)


def _price(shown: str, currency: str) -> str:
    """The feed's '1234.50 EUR' of a price that Meta shows in the reader's way, such as '€1,234.50'."""
    found = _AMOUNT.search(shown)
    if not found:
        return ""
    amount = found[0].strip()
    decimals = _DECIMALS.search(amount)
    whole = re.sub(r"\D", "", amount[: decimals.start()] if decimals else amount)
    return f"{whole}.{decimals[1]} {currency}" if decimals else f"{whole} {currency}"


def _messages(entries: Iterable[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(str(entry.get("message", "")) for entry in entries)


def _by_item(entries: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        found[str(entry["id"])] = (*found.get(str(entry["id"]), ()), str(entry.get("message", "")))
    return found
