"""The files of a shop that stands on the sandbox: its configuration, and the secrets that are valid there."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

from connectors.sandbox.accounts import CHANNELS, SECRETS
from connectors.sandbox.leaflet import toml_table

SESSION_KEY = "SOCIALSHOP_SESSION_KEY"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")


def write_config(
    folder: Path,
    addresses: Mapping[str, str],
    *,
    shop: Mapping[str, str],
    products: str = "products.csv",
    port: int = 8700,
) -> Path:
    """A configuration whose channels are the sandbox's; beside it stand `products`, orders.csv, windows/ and media/."""
    tables: dict[str, Mapping[str, object]] = {
        "shop": shop,
        "catalog": {"source": products},
        "windows": {"folder": "windows", "media": {"folder": "media", "public_url": f"{shop['url']}/media"}},
        "orders": {"source": "orders.csv"},
        "inbox.service": {"first_response_minutes": 120, "next_response_minutes": 240},
        "inbox.service.hours": {day: ["09:00-18:00"] for day in _WEEKDAYS} | {"saturday": ["09:00-14:00"]},
        "http.addresses": addresses,
        "schedule": {"sync": "* * * * *"},
        "web": {"port": port, "session_key": SESSION_KEY},
        **{f"channels.{name}": table for name, table in CHANNELS.items()},
    }
    path = folder / "socialshop.toml"
    partner = '[[partners]]\ncode = "ANNA10"\nname = "Anna vom Markt"\ncommission_percent = "7.5"\n'
    expert = '[[experts]]\nname = "Greta Huber"\nabout = "Affineurin in Bern"\nchoice = ["gruyere-reserve-300"]\n'
    lines = [line for name, table in tables.items() for line in toml_table(name, table)]
    path.write_text("\n".join([*lines, partner, expert]), encoding="utf-8")
    return path


def set_secrets() -> None:
    """Put the sandbox's secrets, and a fresh session key, into this process's environment."""
    os.environ.update(SECRETS)
    os.environ.setdefault(SESSION_KEY, secrets.token_urlsafe(32))
