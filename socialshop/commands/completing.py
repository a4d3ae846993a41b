"""What the shell offers for an option or argument where the names are near: no database is opened for a Tab."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import typer

Offer = Callable[[str], list[str]]


def one_of(*names: str) -> Offer:
    return lambda incomplete: [name for name in names if name.startswith(incomplete)]


def topics(incomplete: str) -> list[str]:
    from socialshop.inbox.model import Topic

    return [topic.value for topic in Topic if topic.startswith(incomplete)]


def channels(ctx: typer.Context, incomplete: str) -> list[str]:
    """Those that are connected."""
    return [name for name in _configuration(ctx)[1].get("channels", {}) if name.startswith(incomplete)]


def windows(ctx: typer.Context, incomplete: str) -> list[str]:
    """The names of their files."""
    path, config = _configuration(ctx)
    folder = path.parent / config.get("windows", {}).get("folder", "windows")
    return [file.stem for file in sorted(folder.glob("*.toml")) if file.stem.startswith(incomplete)]


def programs(ctx: typer.Context, incomplete: str) -> list[str]:
    return _named(_configuration(ctx)[1].get("webhooks", ()), "name", incomplete)


def partners(ctx: typer.Context, incomplete: str) -> list[str]:
    return _named(_configuration(ctx)[1].get("partners", ()), "code", incomplete)


def _named(tables: Iterable[dict[str, Any]], key: str, begun: str) -> list[str]:
    return [name for table in tables if (name := str(table.get(key, ""))).startswith(begun) and name]


def _configuration(ctx: typer.Context) -> tuple[Path, dict[str, Any]]:
    """As it is written; nothing where there is none, or one that cannot be read: a Tab complains of nothing."""
    from socialshop.config import locate
    from socialshop.errors import SocialshopError

    try:
        path = locate(ctx.find_root().params.get("config"))
        return path, tomllib.loads(path.read_text("utf-8"))
    except (SocialshopError, OSError, ValueError):
        return Path(), {}
