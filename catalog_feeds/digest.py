"""A digest of each projected row that is the same on every version and every machine."""

from __future__ import annotations

from hashlib import blake2b

import polars as pl

_DIGEST_BYTES = 16
_PART = 50_000  # rows that are written out at the same time


def digests(rows: pl.DataFrame) -> pl.DataFrame:
    """`id` and `digest` (32 hex digits) of rows whose columns are all text.

    A row is written as its fields in the order of their names, each name and value led by its length in bytes, so
    that no two rows read the same. An absent field is left out: it differs from an empty one, and a field that the
    channel gains later changes no digest until an item uses it.
    """
    parts = [part for name in sorted(rows.columns) for part in _parts(rows[name])]
    hashed = [digest for part in rows.iter_slices(_PART) for digest in _hashed(part, parts)]
    return rows.select("id", pl.Series("digest", hashed, pl.Binary).bin.encode("hex"))


def _hashed(rows: pl.DataFrame, parts: list[pl.Expr]) -> list[bytes]:
    # Null parts are left out. One flat list of parts, since a text a field would be a million texts a field.
    written = rows.select(pl.concat_str(parts, ignore_nulls=True).cast(pl.Binary)).to_series()
    # Hashes that frames have of their own may change with their version, so this one loop is Python's.
    return [blake2b(row, digest_size=_DIGEST_BYTES).digest() for row in written.to_list()]


def _parts(values: pl.Series) -> list[pl.Expr]:
    """What a column adds to its rows: name and value, each led by its length; null where the value is."""
    if values.null_count() == values.len():
        return []
    value = pl.col(values.name)
    name, colon = pl.lit(f"{len(values.name.encode())}:{values.name}"), pl.lit(":")
    if values.has_nulls():
        is_there = value.is_not_null()
        name, colon = pl.when(is_there).then(name), pl.when(is_there).then(colon)
    return [name, value.str.len_bytes().cast(pl.String), colon, value]
