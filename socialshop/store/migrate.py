"""Bringing a database to the newest schema, and refusing one that is not there."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError

from socialshop.errors import ConfigurationError


def alembic_config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def upgrade(store: Engine, revision: str = "head") -> None:
    """Bring the database to a revision; each step is a transaction."""
    with store.begin() as connection:
        command.upgrade(alembic_config(connection), revision)


def require_current(store: Engine) -> None:
    """Raises ConfigurationError unless the database has the newest schema."""
    newest = ScriptDirectory.from_config(alembic_config()).get_current_head()
    shown = store.url.render_as_string(hide_password=True)
    try:
        with store.connect() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
    except OperationalError as error:
        raise ConfigurationError(
            f"The database {shown} cannot be opened.", mend="Check store.url and that the database runs."
        ) from error
    if found != newest:
        what = "has no tables yet" if found is None else f"has the schema {found}, this program needs {newest}"
        raise ConfigurationError(f"The database {shown} {what}.", mend="Run `socialshop init`; it keeps all data.")
