"""Many rows of one model at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, SQLModel

from socialshop.store import table_of
from socialshop.store.bulk import append, change, numbers


def insert_columns(
    session: Session, model: type[SQLModel], columns: Mapping[str, Sequence[Any]], same: Mapping[str, Any]
) -> None:
    """Insert many rows, given by column, with what is the `same` for all; defaults of the model are not filled in."""
    append(session.connection(), table_of(model), columns, same)


def new_numbers(session: Session, model: type[SQLModel], count: int, above: int = 0) -> Sequence[int]:
    """Numbers for so many new rows, in their order; see `socialshop.store.bulk.numbers`."""
    return numbers(session.connection(), table_of(model), count, above)


def update_by_id(session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Set the columns of each row where its `id` is; all rows have the same columns."""
    change(session.connection(), table_of(model), rows)
