"""Holds items against a channel's rules before anything leaves."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from catalog_feeds.channels import REGISTRY
from catalog_feeds.channels.rules import Kind, Rule
from catalog_feeds.issues import ISSUE_SCHEMA

_FOUND_LIMIT = 80  # enough of a text to know it again


def check(items: pl.DataFrame, channel: str) -> pl.DataFrame:
    """The issues (see `catalog_feeds.issues`) that `channel` would have with these canonical items."""
    rows = REGISTRY[channel].render(items).with_columns(row=items["source_row"])
    return check_rows(rows, channel)


def check_rows(rows: pl.DataFrame, channel: str) -> pl.DataFrame:
    """The same for rows in the channel's own columns; a column that is not there is empty.

    `row`, where the frame has it, is the line of the source.
    """
    rules = REGISTRY[channel].rules
    wanted = {rule.field for rule in rules} | {"row"}
    absent = [
        pl.lit(None, ISSUE_SCHEMA.get(name, pl.String)).alias(name) for name in sorted(wanted - set(rows.columns))
    ]
    complete = rows.with_columns(absent)
    return pl.concat([ISSUE_SCHEMA.to_frame(), *(_violations(complete, rule) for rule in rules)]).sort(
        "row", "item_id", maintain_order=True
    )


def _violations(rows: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    return rows.filter(_BROKEN[rule.kind](rule)).select(
        "row",
        pl.col("id").alias("item_id"),
        pl.lit(rule.field).alias("field"),
        pl.lit(rule.severity.value).alias("severity"),
        pl.lit(rule.name).alias("rule"),
        _found(rule).alias("found"),
        pl.lit(rule.expected).alias("expected"),
        pl.lit(rule.fix).alias("fix"),
    )


def _found(rule: Rule) -> pl.Expr:
    value = pl.col(rule.field)
    if rule.kind is Kind.MAX_LENGTH:
        return pl.format("{} characters", value.str.len_chars())
    if rule.kind is Kind.MAX_COUNT:
        return _entries(value).cast(pl.String)
    return pl.when(value.str.len_chars() <= _FOUND_LIMIT).then(value).otherwise(value.str.head(_FOUND_LIMIT) + "…")


def _missing(field: str) -> pl.Expr:
    return pl.col(field).fill_null("") == ""


def _entries(value: pl.Expr) -> pl.Expr:
    return value.str.count_matches(",", literal=True) + 1


def _number(field: str) -> pl.Expr:
    return pl.col(field).str.extract(r"^(\d+(?:\.\d+)?)").cast(pl.Decimal(38, 4), strict=False)


def _all_missing(rule: Rule) -> pl.Expr:
    assert isinstance(rule.value, tuple)
    return pl.all_horizontal(_missing(field) for field in (rule.field, *rule.value))


def _is_present_and(broken: Callable[[Rule], pl.Expr]) -> Callable[[Rule], pl.Expr]:
    """Only REQUIRED speaks of an absent value: every other rule is about what is there."""
    return lambda rule: ~_missing(rule.field) & broken(rule)


_BROKEN: dict[Kind, Callable[[Rule], pl.Expr]] = {
    Kind.REQUIRED: lambda rule: _missing(rule.field),
    Kind.ANY_OF: _all_missing,
    Kind.MAX_LENGTH: _is_present_and(lambda rule: pl.col(rule.field).str.len_chars() > rule.value),
    Kind.MAX_COUNT: _is_present_and(lambda rule: _entries(pl.col(rule.field)) > rule.value),
    Kind.ONE_OF: _is_present_and(lambda rule: ~pl.col(rule.field).is_in(list(_words(rule)))),
    Kind.FORMAT: _is_present_and(lambda rule: ~pl.col(rule.field).str.contains(str(rule.value))),
    Kind.BELOW: _is_present_and(lambda rule: _number(rule.field) >= _number(str(rule.value))),
}


def _words(rule: Rule) -> tuple[str, ...]:
    assert isinstance(rule.value, tuple)
    return rule.value
