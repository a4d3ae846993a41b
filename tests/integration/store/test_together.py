"""Several questions in one statement answer what each answers alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, Select, bindparam, event, func, select
from sqlmodel import Session, col

from socialshop.store import Question, Rows, Together
from socialshop.store.model import LeaseRow, OutboxEntry

NOON = datetime(2026, 11, 2, 12, 0, 0, 123, tzinfo=UTC)


def _leases() -> Select[str, datetime, bool]:
    """Texts, a time with few digits, and what is either true or false."""
    columns = (LeaseRow.name, LeaseRow.holder, LeaseRow.taken_at, LeaseRow.taken_at > bindparam("now"))
    return select(*columns).order_by(col(LeaseRow.name).desc())  # type: ignore[attr-defined, call-overload, no-any-return]


def _as_told(rows: Rows) -> list[tuple[object, ...]]:
    return [tuple(row) for row in rows]


LEASES = Question(_leases, _as_told)
NUMBER = Question(lambda: select(func.count(), func.max(LeaseRow.taken_at)).select_from(LeaseRow), _as_told)
NOTHING = Question(lambda: select(OutboxEntry.key, OutboxEntry.created_at), _as_told)
ALL = Together.of(LEASES, NUMBER, NOTHING)


@pytest.mark.both_databases
def test_they_answer_as_each_alone(store: Engine) -> None:
    given = {"now": NOON + timedelta(minutes=1)}
    east = NOON.astimezone(timezone(timedelta(hours=5)))
    with Session(store) as session:
        session.add_all([LeaseRow(name="a", holder='"Zoë"', taken_at=NOON.replace(microsecond=0))])
        session.add_all([LeaseRow(name="b", holder="x\ny", taken_at=east + timedelta(hours=1))])
        session.flush()
        asked: list[str] = []
        event.listen(store, "before_cursor_execute", lambda *told: asked.append(told[2]))
        found = ALL.ask(session, given)
        assert len(asked) == 1
        assert found[LEASES] == LEASES.ask(session, given)
        assert found[LEASES] == [
            ("b", "x\ny", NOON + timedelta(hours=1), True),
            ("a", '"Zoë"', NOON.replace(microsecond=0), False),
        ]
        assert found[NUMBER] == NUMBER.ask(session, given) == [(2, NOON + timedelta(hours=1))]
        assert found[NOTHING] == NOTHING.ask(session, given) == []
