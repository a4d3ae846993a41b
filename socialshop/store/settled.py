"""How far a table is complete: whoever reads on from a number must not pass a row that is still being written."""

from __future__ import annotations

from sqlalchemy import Engine, func, select
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

from socialshop.store.engine import reading
from socialshop.store.types import table_of

_PATIENCE_MS = 2_000
_LOCK_NOT_AVAILABLE = "55P03"  # https://www.postgresql.org/docs/current/errcodes-appendix.html


def settled(store: Engine, model: type[SQLModel]) -> int | None:
    """The last number of a table before which none can appear any more; None while its writers leave no moment to tell.

    A transaction that has a lower number may commit after one with a higher number. On PostgreSQL a lock waits for all
    who write, and is held for as long as it takes to read one number; SQLite has one writer at a time.
    """
    last = select(func.max(table_of(model).c.id))
    if store.dialect.name != "postgresql":
        with reading(store).connect() as connection:
            return connection.scalar(last) or 0
    try:
        with store.begin() as connection:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = {_PATIENCE_MS}")
            connection.exec_driver_sql(f"LOCK TABLE {model.__tablename__} IN SHARE MODE")
            return connection.scalar(last) or 0
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", "") != _LOCK_NOT_AVAILABLE:
            raise
        return None
