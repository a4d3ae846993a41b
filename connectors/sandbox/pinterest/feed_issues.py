"""What Pinterest says of a feed's items, by the codes of its document.

https://developers.pinterest.com/docs/api/v5/#operation/items_issues/list
"""

from __future__ import annotations

from typing import Any

from catalog_feeds.issues import Severity
from connectors.sandbox.records import ItemResult

MOST_OF_A_CODE = 20
"""Items that are told of each code: the others are only counted."""
ERRORS = {
    **{"id.required": "ITEMID_MISSING", "id.unique": "DUPLICATE_PRODUCTS"},
    **{"title.required": "TITLE_MISSING", "description.required": "DESCRIPTION_MISSING"},
    **{"price.required": "PRICE_MISSING", "price": "PRODUCT_PRICE_INVALID", "availability": "AVAILABILITY_INVALID"},
    **{"link.required": "PRODUCT_LINK_MISSING", "link.max_length": "LINK_LENGTH_TOO_LONG"},
    **{"link": "LINK_FORMAT_INVALID", "image_link": "IMAGE_LINK_INVALID"},
    **{"image_link.required": "IMAGE_LINK_MISSING", "image_link.max_length": "IMAGE_LINK_LENGTH_TOO_LONG"},
}
"""A rule's name, or the field of all others → the code of the error."""
WARNINGS = {
    **{"gtin": "GTIN_INVALID", "google_product_category": "OPTIONAL_PRODUCT_CATEGORY_INVALID"},
    **{"additional_image_link.max_count": "TOO_MANY_ADDITIONAL_IMAGE_LINKS"},
    **{"additional_image_link": "ADDITIONAL_IMAGE_LINK_WARNING"},
}
"""The same for warnings; Pinterest has none for any other."""
_ANY_ERROR = "PARSE_LINE_ERROR"
_ATTRIBUTES = {"id": "ITEM_ID", "link": "ITEM_LINK"}

Codes = dict[str, dict[str, Any]]


def errors_of(result: ItemResult) -> Codes:
    """The codes, each with the attribute and the value that it is about; no attribute for what is none's fault."""
    told = _codes(result, Severity.ERROR, ERRORS, _ANY_ERROR)
    unexplained = len(result.errors) > sum(one.rule.severity is Severity.ERROR for one in result.breaches)
    return told | ({_ANY_ERROR: {"attribute_name": None, "provided_value": None}} if unexplained else {})


def warnings_of(result: ItemResult) -> Codes:
    return _codes(result, Severity.WARNING, WARNINGS, "")


def sampled(results: list[ItemResult]) -> list[tuple[int, ItemResult]]:
    """The items that something is said of, with their numbers in the feed: so many of each code."""
    counts: dict[str, int] = {}
    told = []
    for number, result in enumerate(results):
        codes = [*errors_of(result), *warnings_of(result)]
        if any(counts.get(code, 0) < MOST_OF_A_CODE for code in codes):
            told.append((number, result))
        for code in codes:
            counts[code] = counts.get(code, 0) + 1
    return told


def _codes(result: ItemResult, severity: Severity, known: dict[str, str], other: str) -> Codes:
    told: Codes = {}
    for one in result.breaches:
        code = known.get(one.rule.name) or known.get(one.rule.field, other)
        if one.rule.severity is severity and code:
            attribute = _ATTRIBUTES.get(one.rule.field, one.rule.field.upper())
            told[code] = {"attribute_name": attribute, "provided_value": one.found or None}
    return told
