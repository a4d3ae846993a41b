"""Opening the database, with the settings that make SQLite safe for several processes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from socialshop.store.behind import let_wait

BUSY_TIMEOUT_MS = 10_000
UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeout)
"""What is raised where the database is locked for too long or out of reach, or all connections are taken."""
_READING = "socialshop_reading"


def open_store(url: str) -> Engine:
    """An engine for `url`; on SQLite with WAL, enforced foreign keys and a busy timeout.

    Transactions on SQLite begin IMMEDIATE, so that two writers queue up instead of failing in the middle; those of
    `reading(store)` take no lock.
    """
    engine = create_engine(url)
    let_wait(engine)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def reading(store: Engine) -> Engine:
    """The same database for those who only read.

    On SQLite their transactions neither wait for a writer nor hold one up. On PostgreSQL there is none to roll back:
    with each that is, the driver forgets the statements that the server has planned.
    """
    if store.dialect.name == "sqlite":
        return store.execution_options(**{_READING: True})
    return store.execution_options(isolation_level="AUTOCOMMIT")


def _begin(connection: Connection) -> None:
    only_reads = connection.get_execution_options().get(_READING, False)
    connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")


def upsert(
    connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]], *, keys: list[str], update: list[str]
) -> None:
    """Insert many rows; where `keys` are taken already, set the columns of `update` (none: leave the row).

    All rows must have the same columns.
    """
    batch = list(rows)
    if not batch:
        return
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table)
    if update:
        statement = statement.on_conflict_do_update(
            index_elements=keys, set_={column: statement.excluded[column] for column in update}
        )
    else:
        statement = statement.on_conflict_do_nothing(index_elements=keys)
    # One statement for all rows: a VALUES list of thousands takes SQLAlchemy far longer to compile than to run.
    connection.execute(statement, batch)


def count_up(connection: Connection, table: Table, row: Mapping[str, Any], *, keys: list[str], column: str) -> None:
    """Insert a row; where `keys` are taken already, add one to the column instead."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    statement = dialect.insert(table).values(**row)
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_={column: table.c[column] + 1}))
