"""The files of a shop that stands on the sandbox: its configuration, and the secrets that are valid there."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from connectors.sandbox.accounts import CHANNELS, SECRETS

SESSION_KEY = "SOCIALSHOP_SESSION_KEY"


def write_config(
    folder: Path, addresses: Mapping[str, str], *, shop: Mapping[str, str], port: int = 8700, read_timeout: int = 30
) -> Path:
    """A configuration whose channels are the sandbox's; files beside it: products.csv, orders.csv, windows/, media/."""
    tables: dict[str, Mapping[str, object]] = {
        "shop": shop,
        "catalog": {"source": "products.csv"},
        "windows": {"folder": "windows", "media": "media"},
        "orders": {"source": "orders.csv"},
        "http": {"read_timeout": read_timeout},
        "http.addresses": addresses,
        "web": {"port": port, "session_key": SESSION_KEY},
        **{f"channels.{name}": table for name, table in CHANNELS.items()},
    }
    path = folder / "socialshop.toml"
    partner = '[[partners]]\ncode = "ANNA10"\nname = "Anna vom Markt"\ncommission_percent = "7.5"\n'
    path.write_text("\n".join([*map(_table, tables, tables.values()), partner]), encoding="utf-8")
    return path


def _table(name: str, values: Mapping[str, object]) -> str:
    """One TOML table; JSON's texts, numbers and booleans are TOML's too, and a dict is a table within."""
    lines = [f"{_key(key)} = {_value(value)}" for key, value in values.items() if not isinstance(value, dict)]
    within = [_table(f"{name}.{key}", value) for key, value in values.items() if isinstance(value, dict)]
    return "\n".join([f"[{name}]", *lines, "", *within])


def _key(key: str) -> str:
    return json.dumps(key)


def _value(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def set_secrets() -> None:
    """Put the sandbox's secrets, and a fresh session key, into this process's environment."""
    os.environ.update(SECRETS)
    os.environ.setdefault(SESSION_KEY, secrets.token_urlsafe(32))
