"""The store behaves the same on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import Session

from socialshop.inbox.model import Message
from socialshop.store import open_store, reading, upsert
from socialshop.store.model import LeaseRow

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def test_times_come_back_aware_and_in_utc(store: Engine) -> None:
    berlin = NOON.astimezone(timezone(timedelta(hours=1)))
    with Session(store) as session:
        session.add(LeaseRow(name="sync", holder="anna", taken_at=berlin))
        session.commit()
    with Session(store) as session:
        lease = session.get_one(LeaseRow, "sync")
        assert lease.taken_at == NOON
        assert lease.taken_at.utcoffset() == timedelta(0)


def test_a_naive_time_is_refused(store: Engine) -> None:
    with Session(store) as session:
        session.add(LeaseRow(name="sync", holder="anna", taken_at=NOON.replace(tzinfo=None)))
        with pytest.raises(StatementError, match="naive datetime"):
            session.commit()


def test_foreign_keys_are_enforced(store: Engine) -> None:
    with Session(store) as session:
        session.add(Message(conversation_id=4711, channel="facebook", text="Hallo", at=NOON))
        with pytest.raises(IntegrityError):
            session.commit()


@pytest.mark.parametrize("update", [[], ["holder"]])
def test_upsert_inserts_many_and_updates_what_it_is_told(store: Engine, update: list[str]) -> None:
    table = LeaseRow.__table__  # type: ignore[attr-defined]
    rows = [{"name": f"job {n}", "holder": "anna", "taken_at": NOON} for n in range(20_000)]
    with store.begin() as connection:
        upsert(connection, table, rows, keys=["name"], update=update)
        upsert(connection, table, [row | {"holder": "bert"} for row in rows], keys=["name"], update=update)
        holders = set(connection.execute(select(table.c.holder)).scalars())
    assert holders == ({"bert"} if update else {"anna"})


def test_what_is_read_often_is_planned_once(postgres_url: str) -> None:
    store = open_store(postgres_url)
    for _ in range(10):
        with Session(reading(store)) as session:
            session.execute(text("SELECT 'asked often'"))
            planned = session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
    store.dispose()
    assert "SELECT 'asked often'" in planned


def test_what_is_written_after_reading_can_be_taken_back(store: Engine) -> None:
    with Session(reading(store)) as session:
        assert session.scalars(select(LeaseRow)).all() == []
    with Session(store) as session:
        session.add(LeaseRow(name="sync", holder="anna", taken_at=NOON))
        session.flush()
        session.rollback()
        assert session.scalars(select(LeaseRow)).all() == []
