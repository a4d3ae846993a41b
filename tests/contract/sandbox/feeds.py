"""Feeds as a shop writes them, tables, RSS and Atom, and what a platform made of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from connectors.sandbox import Sandbox

GOOGLE = 'xmlns:g="http://base.google.com/ns/1.0"'
ATOM = 'xmlns="http://www.w3.org/2005/Atom"'

Item = Mapping[str, str]


def table(rows: list[Any], delimiter: str = ",") -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def elements(row: Item) -> str:
    return "".join(f"<g:{name}>{escape(value)}</g:{name}>" for name, value in row.items())


def rss(rows: list[Any]) -> str:
    return f"<rss {GOOGLE}><channel>{''.join(f'<item>{elements(row)}</item>' for row in rows)}</channel></rss>"


def atom(rows: list[Any]) -> str:
    """Title and link are Atom's own, the rest is Google's."""
    told = []
    for row in rows:
        google = elements({name: value for name, value in row.items() if name not in ("title", "link")})
        title, link = escape(row["title"]), escape(row["link"])
        told.append(f'<entry><title>{title}</title><link href="{link}"/>{google}</entry>')
    return f"<feed {ATOM} {GOOGLE}>{''.join(told)}</feed>"


def standing(sandbox: Sandbox, channel: Any = "meta") -> dict[str, Any]:
    return sandbox.world.catalog_items(channel)
