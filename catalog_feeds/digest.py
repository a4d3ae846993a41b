"""A digest of each projected row that is the same on every version and every machine."""

from __future__ import annotations

from hashlib import blake2b

import polars as pl

_DIGEST_BYTES = 16


def digests(rows: pl.DataFrame) -> pl.DataFrame:
    """`id` and `digest` (32 hex digits) of rows whose columns are all text.

    A row is written as its fields in the order of their names, each name and value led by its length in bytes, so
    that no two rows read the same. An absent field is left out: it differs from an empty one, and a field that the
    channel gains later changes no digest until an item uses it.
    """
    fields = [_field(name) for name in sorted(rows.columns)]
    written = rows.select(pl.concat_str(fields).alias("written"))["written"]
    # Hashes that frames have of their own may change with their version, so this one loop is Python's.
    hashed = [blake2b(text.encode(), digest_size=_DIGEST_BYTES).hexdigest() for text in written]
    return rows.select("id", pl.Series("digest", hashed, pl.String))


def _field(name: str) -> pl.Expr:
    value = pl.col(name)
    led = pl.concat_str(
        pl.lit(f"{len(name.encode())}:{name}"), value.str.len_bytes().cast(pl.String), pl.lit(":"), value
    )
    return led.fill_null("")
