"""What is written behind is written in its order, and nothing that the connection is asked overtakes it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from threading import Event, get_ident

import pytest
from sqlalchemy import Column, Connection, Engine, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import IntegrityError

from socialshop.store.behind import later, writing_behind

STOCK = Table("stock", MetaData(), Column("number", Integer, primary_key=True))


@pytest.fixture
def connection(store: Engine) -> Iterator[Connection]:
    STOCK.metadata.create_all(store)
    with store.connect() as connection:
        connection.begin()
        yield connection


def put(connection: Connection, number: int) -> None:
    connection.execute(insert(STOCK).values(number=number))


def numbers(connection: Connection) -> list[int]:
    return list(connection.scalars(select(STOCK.c.number).order_by(STOCK.c.number)))


def test_what_is_asked_waits_for_what_is_written(connection: Connection) -> None:
    may_write, wrote = Event(), []

    def write() -> None:
        may_write.wait()
        put(connection, 1)
        wrote.append(get_ident())

    with writing_behind(connection):
        later(connection, write)
        later(connection, partial(put, connection, 2))
        assert wrote == []  # the caller goes on
        may_write.set()
        assert numbers(connection) == [1, 2]
        assert wrote != [get_ident()]


def test_a_commit_is_made_behind_as_well(connection: Connection, store: Engine) -> None:
    with writing_behind(connection) as behind:
        later(connection, partial(put, connection, 1))
        later(connection, connection.commit)
        behind.wait()
    with store.connect() as another:
        assert numbers(another) == [1]


def test_whoever_waits_is_told_of_a_failure_once_and_nothing_is_written_after_it(connection: Connection) -> None:
    with writing_behind(connection):
        for number in (1, 1, 2):
            later(connection, partial(put, connection, number))
        with pytest.raises(IntegrityError):
            numbers(connection)
        connection.rollback()
        later(connection, partial(put, connection, 3))
        assert numbers(connection) == [3]


def test_afterwards_the_connection_writes_at_once_and_the_interpreter_is_as_it_was(connection: Connection) -> None:
    interval = sys.getswitchinterval()
    with writing_behind(connection):
        later(connection, partial(put, connection, 1))
    assert sys.getswitchinterval() == interval
    wrote = []
    later(connection, lambda: wrote.append(get_ident()))
    assert wrote == [get_ident()]
    assert numbers(connection) == [1]
