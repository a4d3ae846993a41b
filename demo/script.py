"""The customers' lines as the sandbox plays them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Literal

from connectors.sandbox import customers, records
from demo.lines import Line
from socialshop.windows.definition import read_window

_THINKING = timedelta(seconds=1)
"""Platforms tell times by the second: an answer to an answer is later than that."""


def script(lines: Sequence[Line], windows: Path) -> list[customers.Line]:
    """First lines are said when their window goes up, the others after the one that they follow."""
    motives = {path.stem: read_window(path).motive for path in windows.glob("*.toml")}
    return [
        customers.Line(
            key=line.key,
            platform=records.Platform(line.platform),
            who=line.who,
            text=line.text,
            after=_cue(line),
            about=motives[line.window],
            reply_to=line.answers or "",
            delay=timedelta(seconds=line.after) or (_THINKING if line.answers else timedelta()),
            act=line.deed,
            ago=timedelta(hours=line.hours_ago),
        )
        for line in lines
    ]


def _cue(line: Line) -> Literal["published", "answered", "said"]:
    if line.deed in ("edits", "removes"):
        return "said"
    return "answered" if line.answers else "published"
