"""One run of a job at a time, on however many machines.

The lock itself is the operating system's (a file beside the SQLite database) or PostgreSQL's (a session's
advisory lock): both end with the process that holds them, however it ends. The table only says who and when.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.errors import AlreadyRunning
from socialshop.phrases import phrase
from socialshop.store.model import LeaseRow


@contextmanager
def lease(store: Engine, clock: Clock, name: str, holder: str, *, wait: float = 0) -> Iterator[None]:
    """Hold the named lease for the block.

    Raises AlreadyRunning when another process still holds it after `wait` seconds.
    """
    lock = _postgres_lock if store.dialect.name == "postgresql" else _file_lock
    with lock(store, name, wait):
        with Session(store) as session:
            session.merge(LeaseRow(name=name, holder=holder, taken_at=clock()))
            session.commit()
        yield


@contextmanager
def _file_lock(store: Engine, name: str, wait: float) -> Iterator[None]:
    lock = FileLock(f"{store.url.database}.{name.replace(' ', '-')}.lock", timeout=wait)
    try:
        lock.acquire()
    except Timeout:
        raise _already_running(store, name) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _postgres_lock(store: Engine, name: str, wait: float) -> Iterator[None]:
    with store.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        key = func.hashtextextended(f"socialshop {name}", 0)
        connection.execute(select(func.set_config("lock_timeout", f"{max(1, round(wait * 1000))}ms", False)))
        try:
            connection.execute(select(func.pg_advisory_lock(key)))
        except OperationalError:
            raise _already_running(store, name) from None
        try:
            yield
        finally:
            connection.execute(select(func.pg_advisory_unlock(key)))


def _already_running(store: Engine, name: str) -> AlreadyRunning:
    with Session(store) as session:
        row = session.get(LeaseRow, name)
    who = f"{row.holder} since {row.taken_at:%Y-%m-%d %H:%M:%S} UTC" if row else phrase("another process")
    return AlreadyRunning(
        phrase("Another {name} is running: {who}.", name=name, who=who),
        mend=phrase("Wait until it ends; if it hangs, end that process and run again."),
    )
