"""What a merchant wants changed in the items before they go anywhere: left out, set, replaced, mapped.

The conditions are SQL expressions over the canonical columns, which Polars evaluates; money is in minor units there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from catalog_feeds.conditions import WrongCondition, are_met
from catalog_feeds.item import ITEM_SCHEMA
from catalog_feeds.sources.reading import Reading
from socialshop.errors import ConfigurationError
from socialshop.phrases import phrase

_OWN = ("id", "source_row", "currency")  # by which items, rows and amounts are known: no rule changes them
RULE = "rule "
"""Begins the reason for which a rule of the merchant left rows out."""
_HIT = "rule applies"


@dataclass(frozen=True, slots=True)
class MerchantRule:
    """For the items `when` (a SQL condition, empty: all) holds: leave them out, or change their columns.

    `set` has a value a column; `replace` has, a column, what to put in place of each piece of text; `map` has, a
    column, what each whole value becomes.
    """

    name: str
    when: str = ""
    exclude: bool = False
    set: Mapping[str, str | int] = field(default_factory=dict)
    replace: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    map: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def apply_rules(reading: Reading, rules: Sequence[MerchantRule]) -> Reading:
    """The reading with the rules applied in their order; `rules` says how many items each of them met.

    Raises ConfigurationError that names the rule, and the column where one is wrong.
    """
    items, met, excluded = reading.items, dict(reading.rules), dict(reading.excluded)
    for rule in rules:
        marked = _marked(items, rule)
        met[rule.name] = marked.filter(_HIT).height
        if rule.exclude:
            items = marked.filter(~pl.col(_HIT)).drop(_HIT)
            excluded[f"{RULE}{rule.name}"] = met[rule.name]
        else:
            items = _changed(marked, rule).drop(_HIT)
    return replace(reading, items=items, rules=met, excluded=excluded)


def _marked(items: pl.DataFrame, rule: MerchantRule) -> pl.DataFrame:
    """The items with a column that says which of them the rule is about."""
    try:
        return items.with_columns(are_met(items, rule.when).alias(_HIT))
    except WrongCondition as error:
        raise _wrong(rule, str(error)) from error


def _changed(items: pl.DataFrame, rule: MerchantRule) -> pl.DataFrame:
    for column, value in rule.set.items():
        items = items.with_columns(_where_met(column, pl.lit(_value(rule, column, value), ITEM_SCHEMA[column])))
    for column, pieces in rule.replace.items():
        _require_text(rule, column)
        items = items.with_columns(_where_met(column, pl.col(column).str.replace_many(dict(pieces))))
    for column, values in rule.map.items():
        _require_text(rule, column)
        items = items.with_columns(_where_met(column, pl.col(column).replace(dict(values))))
    return items


def _where_met(column: str, changed: pl.Expr) -> pl.Expr:
    """An emptied text is null, as everywhere in a canonical item."""
    dtype = ITEM_SCHEMA[column]
    tidy = changed.str.strip_chars().replace("", None) if dtype == pl.String else changed
    return pl.when(_HIT).then(tidy).otherwise(column).alias(column)


def _value(rule: MerchantRule, column: str, value: str | int) -> str | int:
    kind = ITEM_SCHEMA.get(column)
    if column in _OWN or kind not in (pl.String, pl.Int64):
        raise _wrong(rule, f"the column {column!r} cannot be set")
    wanted = str if kind == pl.String else int
    if not isinstance(value, wanted):
        raise _wrong(rule, f"the column {column!r} cannot be set to {value!r}, expected {wanted.__name__}")
    return value


def _require_text(rule: MerchantRule, column: str) -> None:
    if column in _OWN or ITEM_SCHEMA.get(column) != pl.String:
        raise _wrong(rule, f"the column {column!r} cannot be changed so, expected a column of text")


def _wrong(rule: MerchantRule, why: str) -> ConfigurationError:
    columns = ", ".join(ITEM_SCHEMA)
    return ConfigurationError(
        phrase("The rule {name} in [[catalog.rules]] cannot be used: {why}.", name=repr(rule.name), why=why),
        mend=phrase("Correct it; the columns are: {columns}.", columns=columns),
    )
