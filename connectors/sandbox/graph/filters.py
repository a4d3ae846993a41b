"""The rules by which products are picked, in product sets and from an edge: a tree of and, or and tests of fields.

https://developers.facebook.com/docs/marketing-api/catalog/guides/product-sets and, for words instead of parts of them
and where `starts_with` is allowed,
https://developers.facebook.com/docs/graph-api/changelog/non-versioned-changes/mar-3-2022
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from connectors.sandbox.graph.errors import invalid_parameter
from connectors.sandbox.graph.products import Product

Test = Callable[[Product], bool]

_COLUMNS = {
    **{name: name for name in ("availability", "brand", "color", "condition", "gender", "gtin", "material", "pattern")},
    **{name: name for name in ("product_type", "size", *(f"custom_label_{number}" for number in range(5)))},
    "name": "title",
    "category": "google_product_category",
    "retailer_id": "id",
    "retailer_product_group_id": "item_group_id",
}
"""Field of a rule → column of the feed."""
_BEGINS = "category"
"""The one field that is compared by its beginning."""


def read_filter(text: str) -> Test:
    """Whether a product is picked. Raises GraphError for what is no rule."""
    try:
        return _tree(json.loads(text))
    except ValueError:
        raise invalid_parameter("Param filter must be a JSON-encoded rule") from None


def _tree(rule: Any) -> Test:
    if not isinstance(rule, Mapping) or len(rule) != 1:
        raise invalid_parameter("Param filter must be a rule of one field, and or or")
    ((key, inner),) = rule.items()
    if key in ("and", "or"):
        if not isinstance(inner, list) or not inner:
            raise invalid_parameter(f"Param filter: {key} needs a list of rules")
        tests = [_tree(one) for one in inner]
        together = all if key == "and" else any
        return lambda product: together(test(product) for test in tests)
    return _test(key, inner)


def _test(field: str, inner: Any) -> Test:
    if field not in _COLUMNS:
        raise invalid_parameter(f"Param filter: unknown field {field}")
    if not isinstance(inner, Mapping) or len(inner) != 1:
        raise invalid_parameter(f"Param filter: {field} needs one operator")
    ((operator, value),) = inner.items()
    compare = _compare(field, operator, value)
    return lambda product: compare(_told(product, field))


def _told(product: Product, field: str) -> str:
    return product.item_id if field == "retailer_id" else str(product.row.get(_COLUMNS[field]) or "")


def _compare(field: str, operator: str, value: Any) -> Callable[[str], bool]:
    negated = operator.startswith(("not_", "is_not_", "i_not_"))
    positive = operator.replace("not_", "", 1)
    kept_case = not positive.startswith("i_")
    compare = _positive(field, positive.removeprefix("i_"), value if kept_case else _folded(value))
    return lambda told: compare(told if kept_case else told.casefold()) is not negated


def _positive(field: str, operator: str, value: Any) -> Callable[[str], bool]:
    if operator == "is_any" and isinstance(value, list) and value:
        wanted = set(map(str, value))
        return lambda told: told in wanted
    if isinstance(value, str | int | float):
        if operator == "eq":
            return lambda told: told == str(value)
        if operator == "neq":
            return lambda told: told != str(value)
        if operator == "contains":
            words = set(_words(str(value)))
            return lambda told: words <= set(_words(told))
        if operator == "starts_with" and field == _BEGINS:
            return lambda told: told.startswith(str(value))
    raise invalid_parameter(f"Param filter: {operator} of {field} is not possible with {json.dumps(value)}")


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _folded(value: Any) -> Any:
    return [str(one).casefold() for one in value] if isinstance(value, list) else str(value).casefold()
