"""Tables, column types and indexes that behave the same on SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec import json
from sqlalchemy import BigInteger, Connection, DateTime, Dialect, Index, Table, cast, func, text
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

_EPOCH, _DAY = 2_440_587.5, 86_400_000  # 1970 as a Julian day, and its milliseconds


def table_of(model: type[SQLModel]) -> Table:
    """The table of a model, for statements about many rows at once."""
    return SQLModel.metadata.tables[str(model.__tablename__)]


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime, stored and returned in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        return _sqlite_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return in_utc(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else read_in_utc(value)


def read_in_utc(moment: datetime) -> datetime:
    """What a database gave: SQLite knows no time zones."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def in_utc(value: datetime | None) -> datetime | None:
    """The same moment. Raises ValueError for a naive one."""
    if value is None or value.tzinfo is UTC:
        return value
    if value.tzinfo is None:
        raise ValueError(f"naive datetime {value!r}: times are aware and UTC")
    return value.astimezone(UTC)


def _sqlite_text(value: datetime | None) -> str | None:
    """SQLAlchemy's own text of a time, such as '2026-11-22 08:30:00.000000', written several times as fast."""
    moment = in_utc(value)
    return None if moment is None else moment.isoformat(" ", "microseconds")[:26]


def sqlite_texts(values: Sequence[datetime | None]) -> list[str | None]:
    """The same of many: msgspec writes a time in a tenth of what `isoformat` takes."""
    told = json.encode(list(map(in_utc, values))).replace(b"T", b" ").replace(b"Z", b"")
    return [text if text is None or len(text) == _LONG else text + ".000000" for text in _decode_texts(told)]


_LONG = len("2026-11-22 08:30:00.123456")
_decode_texts = json.Decoder(list[str | None]).decode


def time_field(*, index: bool = False, nullable: bool = False) -> Any:
    """A SQLModel field holding an aware UTC datetime."""
    if nullable:
        return Field(default=None, sa_type=UtcDateTime, index=index, nullable=True)
    return Field(sa_type=UtcDateTime, index=index, nullable=False)


def partial_index(name: str, *columns: str, where: str) -> Index:
    """An index of the few rows that `where` leaves."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


def epoch_milliseconds(connection: Connection, moment: SQLCoreOperations[Any]) -> Any:
    """The milliseconds since 1970 as SQL, which is as far as SQLite's own functions go."""
    if connection.dialect.name == "postgresql":
        # Not extract(): that is a numeric, which takes several times as long.
        return cast(func.date_part("epoch", moment) * 1000, BigInteger)
    return cast(func.round((func.julianday(moment) - _EPOCH) * _DAY), BigInteger)
