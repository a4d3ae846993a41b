"""What somebody who starts the sandbox needs to know, ready to paste."""

from __future__ import annotations

import json
import signal
from collections.abc import Mapping
from threading import Event

from connectors.sandbox.accounts import CHANNELS, SECRETS


def leaflet(addresses: Mapping[str, str]) -> str:
    """The tables of a configuration, and the secrets for a shell, that lead to this sandbox."""
    tables = {"http.addresses": addresses, **{f"channels.{name}": table for name, table in CHANNELS.items()}}
    exports = [f"export {variable}={value}" for variable, value in SECRETS.items()]
    return "\n".join(
        [
            "The sandbox is ready (Ctrl+C ends it). Into socialshop.toml:",
            "",
            *(line for name, table in tables.items() for line in toml_table(name, table)),
            "Into the shell (made up, and good for nothing but this sandbox):",
            "",
            *exports,
        ]
    )


def toml_table(name: str, values: Mapping[str, object]) -> list[str]:
    """One TOML table as lines; JSON's texts, numbers and booleans are TOML's too, and a dict is a table within."""
    lines = [f"[{name}]"]
    for key, value in values.items():
        if not isinstance(value, Mapping):
            lines.append(f"{json.dumps(key)} = {json.dumps(value, ensure_ascii=False)}")
    lines.append("")
    for key, value in values.items():
        if isinstance(value, Mapping):
            lines.extend(toml_table(f"{name}.{key}", value))
    return lines


def wait_for_the_end() -> None:
    """Until Ctrl+C, or until the process is told to end."""
    end = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: end.set())
    end.wait()
