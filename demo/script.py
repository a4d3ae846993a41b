"""The customers' lines as the sandbox plays them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from connectors.sandbox import customers, records
from demo.customers import Line
from socialshop.windows.definition import read_window

_THINKING = timedelta(seconds=1)
"""Platforms tell times by the second: an answer to an answer is later than that."""


def script(lines: Sequence[Line], windows: Path) -> list[customers.Line]:
    """First lines are said when their window goes up; a line that follows another, when the shop has answered."""
    motives = {path.stem: read_window(path).motive for path in windows.glob("*.toml")}
    return [
        customers.Line(
            key=line.key,
            platform=records.Platform(line.platform),
            who=line.who,
            text=line.text,
            after="answered" if line.answers else "published",
            about=motives[line.window],
            reply_to=line.answers or "",
            delay=_THINKING if line.answers else timedelta(),
        )
        for line in lines
    ]
