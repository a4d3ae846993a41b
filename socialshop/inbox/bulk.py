"""Many rows at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, update
from sqlmodel import Session, SQLModel


def update_by_id(session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Set the columns of each row where its `id` is; all rows have the same columns.

    One prepared statement for all: the ORM's own bulk update sends one statement a row.
    """
    if not rows:
        return
    table = SQLModel.metadata.tables[str(model.__tablename__)]
    columns = [column for column in rows[0] if column != "id"]
    statement = (
        update(table)
        .where(table.c.id == bindparam("row_id"))
        .values({column: bindparam(f"new_{column}") for column in columns})
    )
    session.connection().execute(
        statement, [{"row_id": row["id"], **{f"new_{column}": row[column] for column in columns}} for row in rows]
    )
