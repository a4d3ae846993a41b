"""A new shop: its configuration, its folder for windows, its database."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from socialshop.config import FILE_NAME, VARIABLE, load
from socialshop.errors import ConfigurationError
from socialshop.ports import ConnectorSpec
from socialshop.store import open_store
from socialshop.store.migrate import upgrade


def set_up(folder: Path, config_file: str | None, specs: Mapping[str, ConnectorSpec]) -> Iterator[str]:
    """Make what is missing, and bring the database to the newest schema; yields what was done, a line each.

    Raises ConfigurationError where nothing can be made.
    """
    named = config_file or os.environ.get(VARIABLE)
    path = Path(named) if named else folder / FILE_NAME
    if path.exists():
        yield f"{path} is there already and stays as it is."
    else:
        with _making(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files("socialshop").joinpath("config.example.toml").read_text("utf-8"), encoding="utf-8")
        yield f"{path} is written: fill in your shop and channels."
    config = load(path, {name: spec.settings for name, spec in specs.items()})
    windows = config.path(config.windows.folder)
    with _making(windows):
        windows.mkdir(parents=True, exist_ok=True)
    store = open_store(config.store_url())
    try:
        upgrade(store)
    finally:
        store.dispose()
    yield f"The database {store.url.render_as_string(hide_password=True)} is ready."


@contextmanager
def _making(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be made: {error.strerror}.", mend="Choose a folder that this user may write to."
        ) from error
