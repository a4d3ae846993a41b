"""JSON that programs read, the same from every command, call and webhook."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any


def dumps(data: Any, *, indent: int | None = None, ascii_only: bool = False) -> str:
    """Times as RFC 3339 writes them; what JSON has no kind for is its text."""
    return json.dumps(data, ensure_ascii=ascii_only, indent=indent, default=_plain)


def rfc3339(at: datetime) -> str:
    """'2026-11-22T20:00:00Z', as the API writes it; https://datatracker.ietf.org/doc/html/rfc3339#section-5.6."""
    return at.isoformat().replace("+00:00", "Z")


def _plain(value: object) -> str:
    return rfc3339(value) if isinstance(value, datetime) else str(value)
