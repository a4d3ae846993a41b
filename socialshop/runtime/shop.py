"""The shop at work: its configuration, database and connectors, opened together."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

import socialshop.schema  # noqa: F401 - what one room joins or erases, others may refer to
from socialshop.clock import Clock, utc_now
from socialshop.config import Config, load, require_secrets
from socialshop.errors import StoreUnavailable
from socialshop.phrases import phrase
from socialshop.ports import Connector, ConnectorSpec, Environment
from socialshop.store import open_store
from socialshop.store.migrate import require_current
from socialshop.store.vault import Vault

Sleep = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Shop:
    """Everything a job needs. `connectors` has one entry a configured channel, `specs` one a known one."""

    config: Config
    store: Engine
    connectors: Mapping[str, Connector]
    clock: Clock = utc_now
    sleep: Sleep = time.sleep
    specs: Mapping[str, ConnectorSpec] = field(default_factory=dict)


@contextmanager
def open_shop(
    path: Path,
    specs: Mapping[str, ConnectorSpec],
    *,
    connected: bool = True,
    lenient: bool = False,
    sleep: Sleep = time.sleep,
) -> Iterator[Shop]:
    """The shop of the configuration at `path`; without connectors and secrets unless `connected`. `lenient`: with those
    connectors alone whose secrets are there.

    Raises ConfigurationError for a wrong file, a missing secret or a database that is not ready, and StoreUnavailable,
    from inside the block too, when the database fails.
    """
    config = load(path, {name: spec.settings for name, spec in specs.items()})
    if connected and not lenient:
        tables = {f"channels.{name}": settings.secrets() for name, settings in config.channels.items()}
        store_key = {"key": config.store.key} if config.store.key else {}
        require_secrets(path, tables | {"store": store_key, "windows.media": config.windows.media.secrets()})
    store = open_store(config.store_url())
    try:
        require_current(store)
        vault = Vault(store, utc_now, config.store.key) if connected and not lenient and config.store.key else None
        environment = Environment(http=config.http_settings(), clock=utc_now, sleep=sleep, vault=vault)
        connectors = {
            name: specs[name].build(settings, environment)
            for name, settings in config.channels.items()
            if connected and (not lenient or all(secret.is_set for secret in settings.secrets().values()))
        }
        yield Shop(config, store, connectors, sleep=sleep, specs=specs)
    except OperationalError as error:
        raise StoreUnavailable(
            phrase(
                "The database {address} cannot be used: {failure}.",
                address=store.url.render_as_string(hide_password=True),
                failure=error.orig,
            ),
            mend=phrase("Mend that and run again: what was stored before stands, and nothing is sent twice."),
        ) from error
    finally:
        store.dispose()
