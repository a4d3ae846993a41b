"""Column types and indexes that behave the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, DateTime, Dialect, Float, Index, Integer, cast, extract, func, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field


class _SqliteTime(sqlite.DATETIME):
    """SQLAlchemy's own text of a time, such as '2026-11-22 08:30:00.000000', written several times as fast."""

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], str | None]:
        return lambda value: None if value is None else _written(value)


@lru_cache(1 << 14)  # the same moment is written into several columns
def _written(value: datetime) -> str:
    return value.isoformat(" ", "microseconds")[:26]


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored and returned in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime]:
        return dialect.type_descriptor(_SqliteTime() if dialect.name == "sqlite" else self.impl_instance)  # type: ignore[no-untyped-call]

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is UTC:
            return value
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: times are aware and UTC")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def time_field(*, index: bool = False, nullable: bool = False) -> Any:
    """A SQLModel field holding an aware UTC datetime."""
    if nullable:
        return Field(default=None, sa_type=UtcDateTime, index=index, nullable=True)
    return Field(sa_type=UtcDateTime, index=index, nullable=False)


def partial_index(name: str, *columns: str, where: str) -> Index:
    """An index of the few rows that `where` leaves."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


def seconds_between(connection: Connection, start: SQLCoreOperations[Any], end: SQLCoreOperations[Any]) -> Any:
    """The elapsed seconds as SQL, to the microsecond; null where either time is."""
    if connection.dialect.name == "postgresql":
        return cast(extract("epoch", end) - extract("epoch", start), Float)
    whole = cast(func.strftime("%s", end), Integer) - cast(func.strftime("%s", start), Integer)
    return whole + (cast(func.substr(end, 21), Integer) - cast(func.substr(start, 21), Integer)) / 1e6
