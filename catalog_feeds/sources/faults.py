"""Why a row of a file cannot become an item: said by readers as data, turned into issues in one place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from catalog_feeds.issues import ISSUE_SCHEMA, Severity
from socialshop.phrases import phrase


@dataclass(frozen=True, slots=True)
class Fault:
    """Rows are refused where `broken` holds; `found` is what stands there. `field` is the file's own column name."""

    field: str
    rule: str
    broken: pl.Expr
    found: pl.Expr
    expected: str
    fix: str


def issues_of(rows: pl.DataFrame, faults: Iterable[Fault]) -> pl.DataFrame:
    """The issues of rows that have `source_row` and `id`."""
    named = {f"fault {number}": fault for number, fault in enumerate(faults)}
    # Most faults are nowhere, and one pass over all of them tells so.
    met = rows.select(fault.broken.any().alias(name) for name, fault in named.items())
    found = [_issues(rows, fault) for name, fault in named.items() if met[name].item()]
    return pl.concat([ISSUE_SCHEMA.to_frame(), *found])


def _issues(rows: pl.DataFrame, fault: Fault) -> pl.DataFrame:
    # Selected before it is filtered: a fault may look at a row's neighbours.
    told = rows.select(
        pl.col("source_row").alias("row"),
        pl.col("id").alias("item_id"),
        pl.lit(fault.field).alias("field"),
        pl.lit(Severity.ERROR.value).alias("severity"),
        pl.lit(f"{fault.field}.{fault.rule}").alias("rule"),
        fault.found.alias("found"),
        pl.lit(fault.expected).alias("expected"),
        pl.lit(fault.fix).alias("fix"),
        fault.broken.alias("is_broken"),
    )
    return told.filter("is_broken").drop("is_broken")


def is_no_amount(name: str) -> pl.Expr:
    """Whether the text in `{name}_text` is none: `{name}_amount` is what could be read of it."""
    return pl.col(f"{name}_text").is_not_null() & pl.col(f"{name}_amount").is_null()


def shared_id(field: str, fix: str) -> Fault:
    """Several rows with one `id`: which of them is meant cannot be told, so none is taken."""
    shared = (pl.len().over("id") > 1) & pl.col("id").is_not_null()
    return Fault(field, "unique", shared, pl.col("id"), phrase("an id of its own"), fix)
