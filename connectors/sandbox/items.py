"""Catalog items against the channel's published rules: the same table that the shop's own check reads."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from catalog_feeds.channels import REGISTRY
from catalog_feeds.channels.rules import Kind, Rule
from connectors.sandbox.records import ItemResult

Texts = Mapping[str, str]


def check_item(channel: str, item_id: str, row: Mapping[str, object], *, partial: bool = False) -> ItemResult:
    """What the platform would say of the item. A `partial` row changes an item that stands: nothing is required."""
    texts = {name: _text(value) for name, value in row.items() if value is not None} | {"id": item_id}
    result = ItemResult(item_id=item_id)
    for rule in REGISTRY[channel].rules:
        if _broken(rule, texts, partial):
            result.break_rule(rule, texts.get(rule.field, ""))
    return result


def _text(value: object) -> str:
    """A list of pictures counts as the comma-separated list that it is in a feed."""
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value).strip()


def _broken(rule: Rule, texts: Texts, partial: bool) -> bool:
    found = texts.get(rule.field, "")
    if rule.kind is Kind.REQUIRED:
        return not found and not (partial and rule.field not in texts)
    if rule.kind is Kind.ANY_OF:
        return not partial and not any(texts.get(name) for name in (rule.field, *_words(rule)))
    return bool(found) and _out_of_bounds(rule, found, texts)


def _out_of_bounds(rule: Rule, found: str, texts: Texts) -> bool:
    if rule.kind is Kind.MAX_LENGTH:
        return len(found) > int(str(rule.value))
    if rule.kind is Kind.MAX_COUNT:
        return len(found.split(",")) > int(str(rule.value))
    if rule.kind is Kind.ONE_OF:
        return found.lower() not in _words(rule)
    if rule.kind is Kind.FORMAT:
        return re.fullmatch(str(rule.value).strip("^$"), found) is None
    if rule.kind in _REFUSED_PARTS:
        return re.search(str(rule.value), found) is not None
    return rule.kind in _TESTS and _TESTS[rule.kind](rule, found, texts)


_REFUSED_PARTS = frozenset({Kind.MARKUP, Kind.RESERVED})


def _is_other_picture(rule: Rule, found: str, _: Texts) -> bool:
    extension = PurePosixPath(urlsplit(found).path).suffix.removeprefix(".").lower()
    return bool(extension) and extension not in _words(rule)


def _has_wrong_check_digit(_: Rule, found: str, __: Texts) -> bool:
    """As GS1 reckons it: from the right, every second digit counts three times."""
    if not found.isdigit():
        return False
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(found))) % 10 != 0


def _is_no_period(_: Rule, found: str, __: Texts) -> bool:
    try:
        start, end = (datetime.fromisoformat(bound) for bound in found.split("/"))
    except ValueError:
        return True
    return not start < end


def _is_other_currency(rule: Rule, found: str, texts: Texts) -> bool:
    """Of two amounts: another rule speaks of what is none."""
    amounts = (found.split(), texts.get(str(rule.value), "").split())
    return all(len(amount) == 2 for amount in amounts) and amounts[0][1] != amounts[1][1]


_TESTS: dict[Kind, Callable[[Rule, str, Texts], bool]] = {
    Kind.BELOW: lambda rule, found, texts: not _below(found, texts.get(str(rule.value), "")),
    Kind.POSITIVE: lambda _, found, __: not _below("0", found),
    Kind.EXTENSION: _is_other_picture,
    Kind.CHECK_DIGIT: _has_wrong_check_digit,
    Kind.PERIOD: _is_no_period,
    Kind.CURRENCY: _is_other_currency,
}
"""What a platform finds by a machine. What is advice (capitals, promotion, a text told twice, variants that look
alike, what is recommended) costs an item its place in the results, and no answer says so."""


def _words(rule: Rule) -> tuple[str, ...]:
    return rule.value if isinstance(rule.value, tuple) else ()


def _below(price: str, other: str) -> bool:
    """True as well when one of them is no price: another rule says so."""
    try:
        return Decimal(price.split()[0]) < Decimal(other.split()[0])
    except (InvalidOperation, IndexError):
        return True
