"""Amounts written as text, as expressions over whole columns."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

_MOST_DIGITS = 12  # of whole units: far above any price, and safe in 64 bits


def minor_units(text: pl.Expr, digits: int) -> pl.Expr:
    """Minor units of an amount with a decimal point: '12.5' is 1250 where a currency has two digits.

    Null for what is no amount, or has more than `digits` decimals that count.
    """
    parts = text.str.extract_groups(rf"^(\d{{1,{_MOST_DIGITS}}})(?:\.(\d{{0,{digits}}})0*)?$")
    decimals = parts.struct[1].fill_null("").str.pad_end(digits, "0")
    return (parts.struct[0] + decimals).cast(pl.Int64)


def with_amounts(rows: pl.DataFrame, names: Sequence[str], digits: int, usual: str = "") -> pl.DataFrame:
    """`{name}_amount`, in minor units, of each `{name}_text`, whichever way the file writes it: see `with_points`."""
    told = _told(rows, [f"{name}_text" for name in names])
    amounts = _read(told, usual).to_frame().select(minor_units(pl.col("amount"), digits)).to_series()
    return rows.with_columns(
        pl.col(f"{name}_text")
        .replace_strict(told, amounts, default=None, return_dtype=pl.Int64)
        .alias(f"{name}_amount")
        for name in names
    )


# --- decimal comma and point -------------------------------------------------------------------------

_GROUPED = r"^[1-9]\d{0,2}([\s'’]\d{3})+([.,]\d*)?$"  # by signs that are never a decimal mark
_FORMS = {  # of amounts with this decimal mark, and the other sign, if any, between groups of three digits
    ".": r"^\d+(\.\d*)?$|^[1-9]\d{0,2}(,\d{3})+(\.\d*)?$",
    ",": r"^\d+(,\d*)?$|^[1-9]\d{0,2}(\.\d{3})+(,\d*)?$",
}


def with_points(rows: pl.DataFrame, columns: Sequence[str], usual: str = "") -> pl.DataFrame:
    """The amounts in `columns` with a decimal point and without grouping, whichever way the file writes them.

    An amount that can be read in one way only is read so. '1.234' is read as the file's other amounts are, or, where
    none of them tells, with the `usual` decimal mark ('.' or ','). Where that is not known either, and for what is no
    amount at all, the text becomes null: it is never guessed.
    """
    told = _told(rows, columns)
    read = _read(told, usual)
    return rows.with_columns(
        pl.col(column).replace_strict(told, read, default=None, return_dtype=pl.String) for column in columns
    )


def _told(rows: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """The distinct texts of these columns."""
    return pl.concat([rows[column].drop_nulls().unique() for column in columns]).unique()


def _read(texts: pl.Series, usual: str) -> pl.Series:
    """The amounts that distinct texts are."""
    bare = texts.str.replace_all(r"[\s'’]", "").zip_with(texts.str.contains(_GROUPED), texts)
    point, comma = pl.col("point"), pl.col("comma")
    # Read both ways to the same amount, a text holds no mark; read both ways to two amounts, it does not say which.
    is_point, is_comma = point.is_not_null() & comma.is_null(), comma.is_not_null() & point.is_null()
    both = pl.DataFrame({"point": _amount(bare, "."), "comma": _amount(bare, ",")})
    seen = both.select(is_point.any().alias("point"), is_comma.any().alias("comma")).row(0)
    mark = {(True, False): ".", (False, True): ",", (False, False): usual}.get(seen)
    unclear = {".": point, ",": comma}.get(mark or "", pl.lit(None, pl.String))
    amount = pl.when(is_point | (point == comma)).then(point).when(is_comma).then(comma).otherwise(unclear)
    return both.select(amount=amount)["amount"]


def _amount(texts: pl.Series, mark: str) -> pl.Series:
    """With `mark` read as the decimal mark, which becomes a point; null where the text is no such amount."""
    grouping = {".": ",", ",": "."}[mark]
    points = texts.str.replace_all(grouping, "", literal=True).str.replace(mark, ".", literal=True)
    return points.set(~texts.str.contains(_FORMS[mark]), None)
