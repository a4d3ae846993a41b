"""Reading a million rows into a frame."""

from __future__ import annotations

from typing import Any

import polars as pl
from sqlalchemy import Connection, Select

_PART = 10_000  # rows: what Python holds of them at a time


def read_frame(connection: Connection, query: Select[Any], schema: pl.Schema) -> pl.DataFrame:
    """The rows of `query`, whose columns are those of `schema` in their order: texts and whole numbers.

    They come from the driver as it gives them: SQLAlchemy's own rows take longer than all the rest together.
    """
    cursor = connection.execute(query).cursor
    assert cursor is not None
    parts = [schema.to_frame()]
    while rows := cursor.fetchmany(_PART):
        parts.append(pl.DataFrame(list(zip(*rows, strict=True)), schema, orient="col"))
    return pl.concat(parts)
