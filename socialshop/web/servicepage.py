"""How fast customers were answered and helped, as a page: charts, and beneath each its figures."""

from __future__ import annotations

import base64
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.numbers import format_decimal

from socialshop.config import Config
from socialshop.desk.report import NOBODY, NONE, Line, Report
from socialshop.web import words
from socialshop.web.charts import Axis, Bar, bars
from socialshop.web.i18n import mark, translations
from socialshop.web.sheets import sheet, write_sheet

GROUPS = {"channel": mark("By channel"), "topic": mark("By topic"), "person": mark("By person")}
_UNITS = (
    (86_400, mark("days (median)")),
    (3_600, mark("hours (median)")),
    (60, mark("minutes (median)")),
    (1, mark("seconds (median)")),
)
"""What a chart is measured in: the largest of which its longest bar has two."""


def group_name(by: str, what: str, language: str) -> str:
    """What a line is about, in the reader's language."""
    translated = translations(language).gettext
    if what in (NONE, NOBODY):
        return translated({NONE: mark("None"), NOBODY: mark("Nobody yet")}[what])
    known = {"channel": words.CHANNELS, "topic": words.TOPICS}.get(by, {})
    return translated(known[what]) if what in known else what


@lru_cache(64)  # to draw takes longer than to count
def service_chart(found: Report, by: str, language: str) -> str:
    """The medians of one group, the one with most conversations first, as SVG."""
    translated = translations(language).gettext
    largest = sorted(found.of(by), key=lambda line: -line.conversations)
    longest = max(
        (seconds for line in largest for seconds in (line.first_response, line.resolution) if seconds), default=0
    )
    size, unit = next((one for one in _UNITS if longest >= 2 * one[0]), _UNITS[-1])
    drawn = [Bar(group_name(by, line.what, language), _in(size, line.first_response), _in(size, line.resolution))
             for line in largest]  # fmt: skip
    axis = Axis(
        translated(mark("First answer")),
        translated(mark("Resolution")),
        translated(unit),
        lambda number: format_decimal(number, locale=language),
    )
    return bars(drawn, axis, translated(GROUPS[by]))


def service_context(found: Report, language: str, chart: Callable[[str], str]) -> dict[str, Any]:
    """What the template needs; `chart` gives the address of a group's chart."""
    groups = [
        {
            "heading": heading,
            "chart": chart(by),
            "lines": [(group_name(by, line.what, language), line) for line in found.of(by)],
        }
        for by, heading in GROUPS.items()
        if found.of(by)
    ]
    everything: tuple[Line, ...] = found.of("all")
    return {"found": found, "groups": groups, "everything": everything[0] if everything else None}


def write_service(found: Report, path: Path, config: Config, *, language: str = "") -> None:
    """Write the page, whole or not at all; in the shop's language unless another is asked for.

    Raises InputError when the file cannot be written.
    """
    spoken = language or config.shop.language[:2]

    def packed(by: str) -> str:
        return "data:image/svg+xml;base64," + base64.b64encode(service_chart(found, by, spoken).encode()).decode()

    context = service_context(found, spoken, packed) | {"shop_name": config.shop.name}
    write_sheet(sheet("service_sheet.html", spoken, config.shop.zone, **context), path)


def _in(size: int, seconds: float | None) -> float | None:
    return None if seconds is None else seconds / size
