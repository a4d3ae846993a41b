"""Holds items against a channel's rules before anything leaves."""

from __future__ import annotations

from collections.abc import Callable, Collection

import polars as pl

from catalog_feeds.channels import REGISTRY
from catalog_feeds.channels.rules import Kind, Rule
from catalog_feeds.issues import ISSUE_SCHEMA, Severity
from socialshop.phrases import phrase

_FOUND_LIMIT = 80  # enough of a text to know it again
_GTIN_DIGITS = 14
_ANY_EXTENSION = "[a-z][a-z0-9]{1,4}"


def check(items: pl.DataFrame, channel: str, severities: Collection[Severity] = tuple(Severity)) -> pl.DataFrame:
    """The issues (see `catalog_feeds.issues`) of these severities that `channel` would have with canonical items."""
    rows = REGISTRY[channel].render(items).with_columns(row=items["source_row"])
    return check_rows(rows, channel, severities)


def check_rows(rows: pl.DataFrame, channel: str, severities: Collection[Severity] = tuple(Severity)) -> pl.DataFrame:
    """The same for rows in the channel's own columns; a column that is not there is empty.

    `row`, where the frame has it, is the line of the source.
    """
    rules = tuple(rule for rule in REGISTRY[channel].rules if rule.severity in severities)
    wanted = {field for rule in rules for field in rule.fields} | {"row"}
    absent = [
        pl.lit(None, ISSUE_SCHEMA.get(name, pl.String)).alias(name) for name in sorted(wanted - set(rows.columns))
    ]
    complete = rows.with_columns(absent)
    found = [_violations(complete, rule) for rule in _broken_rules(complete, rules)]
    return pl.concat([ISSUE_SCHEMA.to_frame(), *found]).sort("row", "item_id", maintain_order=True)


def _broken_rules(rows: pl.DataFrame, rules: tuple[Rule, ...]) -> list[Rule]:
    """Those that any row breaks: most rules break nowhere, and one pass over all of them tells so."""
    broken = rows.select(_BROKEN[rule.kind](rule).any().alias(rule.name) for rule in rules).row(0, named=True)
    return [rule for rule in rules if broken[rule.name]]


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
        return pl.format(phrase("{number} characters", number="{}"), value.str.len_chars())
    if rule.kind is Kind.MAX_COUNT:
        return _entries(value).cast(pl.String)
    if rule.kind in (Kind.MARKUP, Kind.PROMOTION):
        return value.str.extract(f"({rule.value})")
    return pl.when(value.str.len_chars() <= _FOUND_LIMIT).then(value).otherwise(value.str.head(_FOUND_LIMIT) + "…")


# --- what breaks a rule ----------------------------------------------------------------------------


def _missing(field: str) -> pl.Expr:
    return pl.col(field).fill_null("") == ""


def _entries(value: pl.Expr) -> pl.Expr:
    return value.str.count_matches(",", literal=True) + 1


def _number(field: str) -> pl.Expr:
    return pl.col(field).str.extract(r"^(\d+(?:\.\d+)?)").cast(pl.Decimal(38, 4), strict=False)


def _currency(field: str) -> pl.Expr:
    return pl.col(field).str.extract(r" ([A-Z]{3})$")


def _is_other_picture(rule: Rule) -> pl.Expr:
    address = pl.col(rule.field)
    return address.str.contains(_ends_in(_ANY_EXTENSION)) & ~address.str.contains(_ends_in("|".join(rule.words)))


def _ends_in(extensions: str) -> str:
    """The path of an address does, before what is asked for."""
    return rf"(?i)^https?://[^/?#]+/[^?#]*\.(?:{extensions})(?:[?#]|$)"


def _is_all_capitals(rule: Rule) -> pl.Expr:
    text = pl.col(rule.field)
    return text.str.contains(rf"(?:\p{{Lu}}\P{{Lu}}*){{{rule.value}}}") & ~text.str.contains(r"\p{Ll}")


def _has_wrong_check_digit(rule: Rule) -> pl.Expr:
    """From the right, every second digit counts three times: a sum that ends in zero is right."""
    text = pl.col(rule.field)
    number = pl.when(text.str.contains(r"^\d{8,14}$")).then(text).cast(pl.Int64)
    digits = [(number // 10**place % 10) * (3 if place % 2 else 1) for place in range(_GTIN_DIGITS)]
    return pl.sum_horizontal(digits, ignore_nulls=False) % 10 != 0


def _is_no_period(rule: Rule) -> pl.Expr:
    bounds = pl.col(rule.field).str.split_exact("/", 1)
    start, end = (
        bounds.struct.field(name).str.to_datetime("%Y-%m-%dT%H:%M%z", strict=False) for name in ("field_0", "field_1")
    )
    return (start < end).fill_null(False).not_()


def _is_present_and(broken: Callable[[Rule], pl.Expr]) -> Callable[[Rule], pl.Expr]:
    """Only the rules on absence speak of an absent value: every other one is about what is there."""
    return lambda rule: ~_missing(rule.field) & broken(rule)


_BROKEN: dict[Kind, Callable[[Rule], pl.Expr]] = {
    Kind.REQUIRED: lambda rule: _missing(rule.field),
    Kind.RECOMMENDED: lambda rule: _missing(rule.field),
    Kind.ANY_OF: lambda rule: pl.all_horizontal(_missing(field) for field in rule.fields),
    Kind.UNIQUE: _is_present_and(lambda rule: pl.col(rule.field).is_duplicated()),
    Kind.MAX_LENGTH: _is_present_and(lambda rule: pl.col(rule.field).str.len_chars() > rule.number),
    Kind.MAX_COUNT: _is_present_and(lambda rule: _entries(pl.col(rule.field)) > rule.number),
    Kind.ONE_OF: _is_present_and(lambda rule: ~pl.col(rule.field).is_in(list(rule.words))),
    Kind.FORMAT: _is_present_and(lambda rule: ~pl.col(rule.field).str.contains(str(rule.value))),
    Kind.RESERVED: _is_present_and(lambda rule: pl.col(rule.field).str.contains(str(rule.value))),
    Kind.EXTENSION: _is_present_and(_is_other_picture),
    Kind.MARKUP: _is_present_and(lambda rule: pl.col(rule.field).str.contains(str(rule.value))),
    Kind.PROMOTION: _is_present_and(lambda rule: pl.col(rule.field).str.contains(str(rule.value))),
    Kind.CAPITALS: _is_present_and(_is_all_capitals),
    Kind.CHECK_DIGIT: _is_present_and(_has_wrong_check_digit),
    Kind.POSITIVE: _is_present_and(lambda rule: _number(rule.field) <= 0),
    Kind.BELOW: _is_present_and(lambda rule: _number(rule.field) >= _number(str(rule.value))),
    Kind.PERIOD: _is_present_and(_is_no_period),
    Kind.CURRENCY: _is_present_and(lambda rule: _currency(rule.field) != _currency(str(rule.value))),
    Kind.DIFFERS: _is_present_and(lambda rule: pl.col(rule.field) == pl.col(str(rule.value))),
    Kind.SIBLINGS: _is_present_and(lambda rule: pl.col(rule.field).is_unique()),
    Kind.DISTINCT: _is_present_and(lambda rule: pl.struct(rule.fields).is_duplicated()),
}
