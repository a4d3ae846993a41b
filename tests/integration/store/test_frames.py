"""Rows of either database as a frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from sqlalchemy import BigInteger, Column, Connection, Engine, MetaData, Select, String, Table, insert, select

from socialshop.store import frames
from socialshop.store.frames import read_columns, read_frame

SCHEMA = pl.Schema({"name": pl.String, "stock": pl.Int64})
COLUMNS = Column("name", String, primary_key=True), Column("stock", BigInteger)
CHEESES = Table("cheeses", MetaData(), *COLUMNS, prefixes=["TEMPORARY"])
ROWS = [("Bergkäse", 3), ("Brie", None), ("Comté", 0)]


@pytest.mark.parametrize("part", [1, 2, 100])
def test_all_rows_come_in_their_order_however_they_are_fetched(
    store: Engine, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setattr(frames, "_PART", part)
    with store.begin() as connection:
        CHEESES.create(connection)
        connection.execute(insert(CHEESES), [dict(zip(CHEESES.columns.keys(), row, strict=True)) for row in ROWS])
        found = read_frame(connection, select(CHEESES).order_by(CHEESES.c.name), SCHEMA)
    assert found.schema == SCHEMA
    assert found.rows() == ROWS


def test_columns_come_whole(store: Engine) -> None:
    rows = [*ROWS, ('"Tête\\ \n\t de Moine" {}', 2**40)]
    with store.begin() as connection:
        CHEESES.create(connection)
        connection.execute(insert(CHEESES), [dict(zip(CHEESES.columns.keys(), row, strict=True)) for row in rows])
        found = read_columns(connection, select(CHEESES), SCHEMA)
    assert found.schema == SCHEMA
    assert sorted(found.rows()) == sorted(rows)


@pytest.mark.parametrize("read", [read_frame, read_columns])
def test_no_rows_are_an_empty_frame(
    store: Engine, read: Callable[[Connection, Select[Any], pl.Schema], pl.DataFrame]
) -> None:
    with store.begin() as connection:
        CHEESES.create(connection)
        found = read(connection, select(CHEESES), SCHEMA)
    assert found.schema == SCHEMA
    assert found.is_empty()
