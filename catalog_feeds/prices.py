"""Amounts written as text, as expressions over whole columns."""

from __future__ import annotations

import polars as pl

_MOST_DIGITS = 12  # of whole units: far above any price, and safe in 64 bits


def is_amount(text: pl.Expr, digits: int) -> pl.Expr:
    """Whether a text is an amount with a decimal point and no more than `digits` decimals that count."""
    return text.str.contains(rf"^\d{{1,{_MOST_DIGITS}}}(\.\d{{0,{digits}}}0*)?$")


def minor_units(text: pl.Expr, digits: int) -> pl.Expr:
    """Minor units of what `is_amount` accepts: '12.5' is 1250 where a currency has two digits."""
    whole = text.str.extract(r"^(\d+)").cast(pl.Int64)
    decimals = text.str.extract(r"\.(\d+)$").fill_null("").str.head(digits).str.pad_end(digits, "0")
    return whole * pl.lit(10**digits, pl.Int64) + (decimals.cast(pl.Int64) if digits else 0)
