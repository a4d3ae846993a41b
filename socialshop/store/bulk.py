"""Thousands of rows at once, past the layers that take longer for each row than the database does."""

# ruff: noqa: S608 - every name in these statements is a column's own

from __future__ import annotations

import gc
import typing
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

from msgspec import json
from sqlalchemy import JSON, ColumnElement, Connection, Dialect, Table, bindparam, cast, func, select
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlalchemy.types import Boolean, String, TypeEngine

from socialshop.store.behind import later
from socialshop.store.types import UtcDateTime, in_utc, sqlite_texts

Columns = Sequence[Iterable[Any]]


def append(
    connection: Connection, table: Table, columns: Mapping[str, Sequence[Any]], same: Mapping[str, Any] | None = None
) -> None:
    """Insert many rows, given by column; of the columns that are the `same` for all rows, the one value.

    A column that is None throughout is left to the database. What it refuses is raised as by any INSERT; where the
    connection writes behind, by whatever it is asked next.
    """
    dialect = connection.dialect
    varying = {name: values for name, values in columns.items() if _says_anything(values)}
    constant = {name: value for name, value in (same or {}).items() if value is not None}
    bound = [_bound(dialect, table.c[name].type, values) for name, values in varying.items()]
    write = _copy if dialect.name == "postgresql" else _insert
    later(connection, partial(write, connection, table, list(varying), constant, bound))


def _says_anything(values: Sequence[Any]) -> bool:
    return len(values) > 0 and (values[0] is not None or values.count(None) < len(values))


def numbers(connection: Connection, table: Table, count: int, above: int = 0) -> Sequence[int]:
    """So many numbers for new rows, in their order: none that a row bears, and on SQLite only such as are `above`.

    Whoever knows the numbers need not look the rows up again; PostgreSQL, which knows nothing yet of what a table
    holds that was just filled, may read all of it for that.
    """
    if connection.dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(table.name, "id")
        return connection.scalars(select(func.nextval(sequence)).select_from(func.generate_series(1, count))).all()
    first = max(above, connection.scalar(select(func.max(table.c.id))) or 0) + 1
    return range(first, first + count)


def change(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Set the columns of each row where its `id` is; all rows have the same columns."""
    if not rows:
        return
    names = ["id", *(name for name in rows[0] if name != "id")]
    kinds = {name: table.c[name].type for name in names}
    columns = [list(_bound(connection.dialect, kind, [row[name] for row in rows])) for name, kind in kinds.items()]
    write = _change_postgres if connection.dialect.name == "postgresql" else _change_sqlite
    later(connection, partial(write, connection, table, names, columns))


def _change_postgres(connection: Connection, table: Table, names: Sequence[str], columns: Sequence[list[Any]]) -> None:
    kinds = (f"%s::{table.c[name].type.compile(connection.dialect)}[]" for name in names)
    given = f"unnest({', '.join(kinds)}) AS given ({_quoted(names)})"
    values = ", ".join(f'"{name}" = given."{name}"' for name in names[1:])
    statement = f"UPDATE {table.name} SET {values} FROM {given} WHERE {table.name}.id = given.id"
    connection.exec_driver_sql(statement, tuple(columns))


def _change_sqlite(connection: Connection, table: Table, names: Sequence[str], columns: Sequence[list[Any]]) -> None:
    values = ", ".join(f'"{name}" = column{number}' for number, name in enumerate(names[1:], start=2))
    update = f"UPDATE {table.name} SET {values} FROM"
    for given, bound in _values(columns):
        connection.exec_driver_sql(f"{update} {given} WHERE id = column1", bound)


def among(connection: Connection, key: SQLCoreOperations[Any], values: Collection[str]) -> ColumnElement[bool]:
    """Whether `key` is one of the values, however many: they are one parameter, and the statement stays the same.

    As JSON, which is written in C; psycopg escapes the values of an array one by one. SQLite sorts them, which takes it
    half as long where most stand in their order already, as ids that come one after the other do.
    """
    told = bindparam(None, json.encode(list(values)).decode(), String())
    if connection.dialect.name == "postgresql":
        return key.in_(select(func.json_array_elements_text(cast(told, JSON))))
    return key.in_(select(func.json_each(told).table_valued("value").c.value))


def _insert(connection: Connection, table: Table, names: list[str], same: Mapping[str, Any], columns: Columns) -> None:
    """Many rows a statement: to bind and step for each takes a third longer, and Python's lock back each time.

    What is the same for all is told once.
    """
    literals = [_literal(connection.dialect, table.c[name].type, value) for name, value in same.items()]
    values = ", ".join([*(f"column{number}" for number in range(1, len(names) + 1)), *literals])
    into = f"INSERT INTO {_into(table, [*names, *same])} SELECT {values} FROM"
    for given, bound in _values(columns):
        connection.exec_driver_sql(f"{into} {given}", bound)


_ROWS = 500  # a statement's: more bring nothing, and sixty columns stay within SQLite's 32,766 variables


def _values(columns: Columns) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Their rows as tables whose columns are called `column1` and so on, and what is to be bound to each."""
    told, width = [list(column) for column in columns], len(columns)
    row = f"({', '.join('?' * width)})"
    for start in range(0, max(map(len, told), default=0), _ROWS):
        some = [column[start : start + _ROWS] for column in told]
        number = len(some[0])
        bound = [None] * (width * number)
        for place, values in enumerate(some):  # in C; raises ValueError where a column has more or fewer
            bound[place::width] = values
        yield f"(VALUES {', '.join([row] * number)})", tuple(bound)


def _copy(connection: Connection, table: Table, names: list[str], same: Mapping[str, Any], columns: Columns) -> None:
    """In PostgreSQL's binary format, which psycopg writes several times as fast as its texts."""
    constant = tuple(value for name in same for value in _bound(connection.dialect, table.c[name].type, [same[name]]))
    into = [*names, *same]
    driver: Any = connection.connection
    copying = f"COPY {_into(table, into)} FROM STDIN (FORMAT BINARY)"
    with driver.cursor() as cursor, cursor.copy(copying) as copy:
        copy.set_types([table.c[name].type.compile(connection.dialect).lower() for name in into])
        for row in zip(*columns, strict=True):
            copy.write_row(row + constant)


def _into(table: Table, names: Iterable[str]) -> str:
    return f"{table.name} ({_quoted(names)})"


def _quoted(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _bound(dialect: Dialect, kind: TypeEngine[Any], values: Sequence[Any]) -> Iterable[Any]:
    """The values as the driver takes them."""
    if isinstance(kind, UtcDateTime):
        return sqlite_texts(values) if dialect.name == "sqlite" else map(in_utc, values)
    process = None if isinstance(kind, Boolean) else kind.dialect_impl(dialect).bind_processor(dialect)
    return map(process, values) if process else values


def _literal(dialect: Dialect, kind: TypeEngine[Any], value: Any) -> str:
    process = typing.cast("Callable[[Any], str]", kind.dialect_impl(dialect).literal_processor(dialect))
    return process(value)


@contextmanager
def no_collection() -> Iterator[None]:
    """Rows hold no cycles, and looking for some among each next thousand takes up to a third of all the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
