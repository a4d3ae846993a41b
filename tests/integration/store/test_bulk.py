"""Many rows at once hold what one row at a time would."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, Table, create_engine, select
from sqlalchemy.dialects import sqlite
from sqlmodel import SQLModel

from socialshop.inbox.model import Message
from socialshop.store.bulk import among, append, change, numbers
from socialshop.store.model import LeaseRow
from socialshop.store.types import UtcDateTime, sqlite_texts

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
BERLIN = timezone(timedelta(hours=1))


@pytest.fixture
def contacts() -> Table:
    return SQLModel.metadata.tables["contacts"]


def _rows(store: Engine, table: Table, *columns: str) -> list[tuple[Any, ...]]:
    with store.connect() as connection:
        return [tuple(row) for row in connection.execute(select(*(table.c[name] for name in columns)))]


def _add(store: Engine, table: Table, ids: list[str], at: datetime = NOON) -> None:
    same = {"channel": "facebook", "first_seen_at": at, "last_seen_at": at}
    with store.begin() as connection:
        append(connection, table, {"external_id": ids, "name": [f"Name von {id_}" for id_ in ids]}, same)


def test_rows_are_written_as_they_are_given(store: Engine, contacts: Table) -> None:
    ids = ["1", "O'Hara", 'a\tb\n\\N\\"', "Ünal 🧀", "%s ? :x"]
    _add(store, contacts, ids, NOON.astimezone(BERLIN))
    kept = _rows(store, contacts, "external_id", "name", "channel", "first_seen_at", "person_id")
    assert kept == [(id_, f"Name von {id_}", "facebook", NOON, None) for id_ in ids]


def test_a_column_of_lists_reads_back_and_nothing_is_null(store: Engine) -> None:
    table = SQLModel.metadata.tables[str(Message.__tablename__)]
    conversation = {
        "object_id": "post", "kind": "comment", "is_private": False, "state": "open", "window_evidence": "",
        "item_evidence": "", "answered_by": "", "resolved_by": "", "team": "", "priority": 1, "topic": "",
        "topic_by": "", "language": "", "language_by": "", "channel": "facebook", "opened_at": NOON, "last_at": NOON,
    }  # fmt: skip
    same = {"channel": "facebook", "conversation_id": 1, "kind": "comment", "author": "", "text": "", "rating": ""}
    links = [["https://käse.example/'"], None, ["a", "b"]]
    with store.begin() as connection:
        append(connection, SQLModel.metadata.tables["conversations"], {"thread_id": ["c1"]}, conversation)
        given = {"external_id": ["c1", "c2", "c3"], "links": links, "item_ids": [None] * 3}
        append(connection, table, given, same | {"at": NOON, "is_private": False, "is_ours": True})
    assert _rows(store, table, "links", "item_ids", "is_ours") == [(kept, None, True) for kept in links]
    with store.connect() as connection:
        assert list(connection.scalars(select(table.c.external_id).where(table.c.links.is_(None)))) == ["c2"]


def test_what_the_table_forbids_is_refused(store: Engine, contacts: Table) -> None:
    _add(store, contacts, ["1"])
    with pytest.raises(Exception, match=r"(?i)unique"):
        _add(store, contacts, ["2", "1"])
    assert _rows(store, contacts, "external_id") == [("1",)]


def test_rows_are_changed_where_their_number_is(store: Engine, contacts: Table) -> None:
    _add(store, contacts, ["1", "2", "3"])
    later = NOON + timedelta(days=1)
    with store.begin() as connection:
        first, _, third = connection.scalars(select(contacts.c.id).order_by(contacts.c.id))
        new = [{"id": first, "name": "Ann's", "last_seen_at": later}, {"id": third, "name": "%", "last_seen_at": NOON}]
        change(connection, contacts, new)
        change(connection, contacts, [])
    kept = sorted(_rows(store, contacts, "external_id", "name", "last_seen_at"))
    assert kept == [("1", "Ann's", later), ("2", "Name von 2", NOON), ("3", "%", NOON)]


def test_numbers_for_new_rows_are_borne_by_no_other(store: Engine, contacts: Table) -> None:
    _add(store, contacts, ["1", "2"])
    same = {"channel": "facebook", "name": "", "first_seen_at": NOON, "last_seen_at": NOON}
    with store.begin() as connection:
        given = list(numbers(connection, contacts, 3, above=2))
        append(connection, contacts, {"id": given, "external_id": ["3", "4", "5"]}, same)
        assert numbers(connection, contacts, 1)[0] > given[-1]
    kept = dict(_rows(store, contacts, "external_id", "id"))
    assert [kept[name] for name in ("3", "4", "5")] == given == sorted(given)
    assert given[0] > max(kept["1"], kept["2"])


def test_any_number_of_values_is_one_parameter(store: Engine, contacts: Table) -> None:
    _add(store, contacts, ["1", "Ünal 'x'", "3"])
    many = [f"n{number}" for number in range(70_000)]
    with store.connect() as connection:
        found = select(contacts.c.external_id).where(among(connection, contacts.c.external_id, [*many, "Ünal 'x'"]))
        assert list(connection.scalars(found)) == ["Ünal 'x'"]
        assert not list(connection.scalars(select(contacts.c.id).where(among(connection, contacts.c.external_id, []))))


def test_a_time_without_its_zone_is_refused(store: Engine) -> None:
    leases = SQLModel.metadata.tables[str(LeaseRow.__tablename__)]
    naive = NOON.replace(tzinfo=None)
    with store.begin() as connection, pytest.raises(ValueError, match="naive"):
        append(connection, leases, {"name": ["a"], "taken_at": [naive]}, {"holder": "me"})


@given(st.lists(st.none() | st.datetimes(timezones=st.just(UTC) | st.just(BERLIN))))
def test_times_of_many_are_written_as_those_of_one(moments: list[datetime | None]) -> None:
    write = UtcDateTime().bind_processor(sqlite.dialect())  # type: ignore[no-untyped-call]
    assert write is not None
    assert sqlite_texts(moments) == [write(moment) for moment in moments]


def test_columns_of_different_lengths_are_no_rows(contacts: Table) -> None:
    store = create_engine("sqlite://")
    contacts.create(store)
    at = {"channel": "facebook", "first_seen_at": NOON, "last_seen_at": NOON}
    for ids in ("1", "123"):
        with store.begin() as connection, pytest.raises(ValueError, match="size"):
            append(connection, contacts, {"name": ["Anna", "Bo"], "external_id": list(ids)}, at)
    store.dispose()
