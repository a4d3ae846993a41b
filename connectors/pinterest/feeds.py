"""The catalog as one file: a feed that Pinterest fetches, and what became of its items.

https://developers.pinterest.com/docs/api/v5/#operation/feeds/create
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from connectors.pinterest.api import PinterestApi
from socialshop.errors import AuthExpired, Permanent
from socialshop.phrases import phrase
from socialshop.ports import BatchStatus, BatchTicket, Feed, ItemOutcome

NAME = "socialshop"
"""By which our feed is known among those of other hands: Pinterest has no two of one name."""
PREFIX = "feed:"
PATH = "catalogs/feeds"
LATER = phrase("Pinterest fetches the feed in its own time, once in 24 hours; a later run tells what became of it.")
_AGAIN = phrase("Mend that; the feed goes again with the next run.")
PROBLEMS = {
    "FETCH_ERROR": phrase("Look whether the feed's address can be opened from outside, without a password."),
    "FETCH_INACTIVE_FEED_ERROR": phrase(
        "It has not changed for 90 days: change an item, or activate the feed on Pinterest."
    ),
    "FEED_TOO_SMALL": phrase(
        "Give it at least one item without errors: `socialshop catalog check --channel pinterest` tells."
    ),
    "LARGE_PRODUCT_COUNT_DECREASE": phrase(
        "More than 99 % of the items were missing: look whether the product file is whole."
    ),
    "NO_VERIFIED_DOMAIN": phrase("Claim the shop's domain in Pinterest's settings."),
    "INVALID_DOMAIN": phrase("Let the links lead to the domain that is claimed on Pinterest."),
    "ACCOUNT_FLAGGED": phrase("Pinterest reviews the account: look into its business hub."),
    "FEED_LENGTH_TOO_LONG": phrase("Leave items out by a rule in [[catalog.rules]], or split the catalog."),
    "INTERNAL_SERVICE_ERROR": phrase("Nothing to do: Pinterest reads it again within 24 hours."),
}
"""What a person can do about a feed that was refused as a whole, by Pinterest's own code."""


def find(api: PinterestApi) -> Mapping[str, Any] | None:
    return next((feed for feed in api.items(PATH) if feed.get("name") == NAME), None)


def deliver(api: PinterestApi, feed: Feed, country: str, locale: str) -> BatchTicket:
    """Register the feed's address where it is new, and ask for a reading at once, which not every account may."""
    place = {"format": "CSV", "location": feed.address, "default_currency": feed.currency}
    standing = find(api)
    if standing is None:
        own = {"name": NAME, "catalog_type": "RETAIL", "default_country": country, "default_locale": locale}
        standing = api.post(PATH, own | place)
    elif any(standing.get(key) != value for key, value in place.items()):
        api.patch(f"{PATH}/{standing['id']}", place | {"catalog_type": "RETAIL"})
    read_before = _newest(api, str(standing["id"])) or {"id": ""}
    with suppress(AuthExpired):  # only some partners may ask
        api.post(f"{PATH}/{standing['id']}/ingest", None)
    return BatchTicket(f"{PREFIX}{standing['id']}:{read_before['id']}:{feed.digest}")


def status(api: PinterestApi, handle: str, channel: str) -> BatchStatus:
    """Raises Permanent for a file that Pinterest refused as a whole."""
    feed_id, seen, _digest = handle.removeprefix(PREFIX).split(":")
    result = _newest(api, feed_id)
    if result is None or str(result["id"]) == seen:
        return BatchStatus(finished=False, later=LATER)
    if result["status"] == "PROCESSING":
        return BatchStatus(finished=False)
    if result["status"] == "FAILED":
        raise _refusal(result, channel)
    outcomes = tuple(_outcomes(api, str(result["id"])))
    counts = result.get("product_counts") or {}
    refused = int(counts.get("original") or 0) - int(counts.get("ingested") or 0)
    named = sum(not outcome.accepted for outcome in outcomes)
    return BatchStatus(finished=True, outcomes=outcomes, unnamed=max(refused - named, 0))


def _newest(api: PinterestApi, feed_id: str) -> Mapping[str, Any] | None:
    """The newest reading of the file. Pinterest has the first page only."""
    listed = api.get(f"{PATH}/{feed_id}/processing_results").get("items", [])
    return max(listed, key=lambda one: _time(one["created_at"]), default=None)


def _refusal(result: Mapping[str, Any], channel: str) -> Permanent:
    codes = [
        code
        for part in ("ingestion_details", "validation_details")
        for code in ((result.get(part) or {}).get("errors") or {})
    ]
    mends = [PROBLEMS[code] for code in codes if code in PROBLEMS]
    return Permanent(
        phrase("Pinterest refused the feed: {codes}.", codes=", ".join(codes) or phrase("without a reason")),
        channel=channel,
        code=codes[0] if codes else "",
        mend=" ".join(mends) or _AGAIN,
    )


def _outcomes(api: PinterestApi, result_id: str) -> Iterator[ItemOutcome]:
    for issue in api.items(f"catalogs/processing_results/{result_id}/item_issues"):
        item_id = issue.get("item_id")
        if item_id:
            errors, warnings = (_words(issue.get(kind)) for kind in ("errors", "warnings"))
            yield ItemOutcome(str(item_id), not errors, errors, warnings)


def _words(found: Mapping[str, Any] | None) -> tuple[str, ...]:
    return tuple(_word(code, details or {}) for code, details in (found or {}).items())


def _word(code: str, details: Mapping[str, Any]) -> str:
    attribute, value = details.get("attribute_name"), details.get("provided_value")
    return f"{code}: {attribute or 'item'}" + (f" is {value!r}" if value else "")


def _time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
