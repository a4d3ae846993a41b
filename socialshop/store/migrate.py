"""Bringing a database to the newest schema, and refusing one that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from socialshop.errors import ConfigurationError, StoreUnavailable
from socialshop.phrases import phrase
from socialshop.store.engine import reading


def alembic_config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def upgrade(store: Engine, revision: str = "head") -> None:
    """Bring the database to a revision; each step is a transaction. Raises StoreUnavailable where it cannot be
    opened for that."""
    with _told(store), store.begin() as connection:
        command.upgrade(alembic_config(connection), revision)


def require_current(store: Engine) -> None:
    """Raises ConfigurationError unless the database has the newest schema, and StoreUnavailable."""
    newest = ScriptDirectory.from_config(alembic_config()).get_current_head()
    with _told(store), reading(store).connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found != newest:
        empty = phrase("The database {shown} has no tables yet.", shown=_name(store))
        old = phrase(
            "The database {shown} has the schema {found}, this program needs {newest}.",
            shown=_name(store),
            found=found,
            newest=newest,
        )
        raise ConfigurationError(
            empty if found is None else old, mend=phrase("Run `socialshop init`; it keeps all data.")
        )


@contextmanager
def _told(store: Engine) -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        failure = " ".join(str(error.orig).split())
        away = phrase("Check store.url, that the database runs, and that this user may write there.")
        busy = phrase("Somebody else is writing there: try again when they have ended.")
        raise StoreUnavailable(
            phrase("The database {shown} cannot be opened: {failure}.", shown=_name(store), failure=failure),
            mend=busy if "locked" in failure else away,
        ) from error


def _name(store: Engine) -> str:
    return store.url.render_as_string(hide_password=True)
