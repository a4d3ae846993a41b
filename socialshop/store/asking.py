"""Asking for columns, as lists and pages do some twenty times each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVarTuple

from sqlalchemy import CursorResult
from sqlalchemy.sql.selectable import TypedReturnsRows
from sqlmodel import Session

Ts = TypeVarTuple("Ts")


def ask(
    session: Session, statement: TypedReturnsRows[*Ts], given: Mapping[str, object] | None = None
) -> CursorResult[*Ts]:
    """As `session.execute`, of columns alone: what it does besides for whole objects takes as long as many a database
    does for the rows."""
    session.flush()  # as it does before it asks
    return session.connection().execute(statement, given)
