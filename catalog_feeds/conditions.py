"""Conditions on items: SQL expressions over the canonical columns, which Polars evaluates; money is in minor units."""

from __future__ import annotations

import polars as pl


class WrongCondition(ValueError):
    """The text is no condition on items; the message says why."""


def are_met(items: pl.DataFrame, condition: str, *, key: str = "when") -> pl.Series:
    """True for each of the canonical items that the condition holds for; an empty one holds for all.

    Raises WrongCondition, which names the `key` that the condition stands under.
    """
    try:
        found = items.with_columns(_MET=pl.sql_expr(condition or "true"))["_MET"]
    except pl.exceptions.ColumnNotFoundError as error:
        raise WrongCondition(f"`{key}` names a column that there is not: {_first_line(error)}") from error
    except pl.exceptions.PolarsError as error:
        raise WrongCondition(f"`{key}` is no condition: {_first_line(error)}") from error
    if found.dtype != pl.Boolean:
        raise WrongCondition(f"`{key}` is no condition, but of the kind {found.dtype}")
    return found.fill_null(False)


def _first_line(error: Exception) -> str:
    """Without the columns that Polars lists: whoever is told knows a better order of them."""
    return str(error).splitlines()[0].partition("; valid columns")[0]
