"""How fast customers were answered and helped, as a page: charts, and beneath each its figures."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

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
def service_chart(found: Report, by: str, language: str, *, narrow: bool = False) -> str:
    """The medians of one group, the one with most conversations first, as SVG; a narrow one is read on a phone."""
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
    return bars(drawn, axis, translated(GROUPS[by]), narrow=narrow)


def service_context(found: Report, language: str, zone: ZoneInfo, chart: Callable[[str], str]) -> dict[str, Any]:
    """What the template needs; `chart` gives the address of a group's chart."""
    groups = [
        {
            "heading": heading,
            "chart": chart(by) if any(line.answered or line.resolved for line in found.of(by)) else "",
            "lines": [(group_name(by, line.what, language), line, before) for line, before in _largest(found, by)],
        }
        for by, heading in GROUPS.items()
    ]
    everything = found.compared("all")
    return {
        "found": found,
        "days": _days(found, zone),
        "days_before": _days(found.before, zone) if found.before else None,
        "groups": groups,
        "everything": everything[0] if everything else None,
    }


def _largest(found: Report, by: str) -> list[tuple[Line, Line]]:
    """In the order of the chart."""
    return sorted(found.compared(by), key=lambda pair: -pair[0].conversations)


def last_day(found: Report, zone: ZoneInfo) -> date:
    """The last one that some of the report is of, on the shop's calendar."""
    return (found.until.astimezone(zone) - timedelta.resolution).date()


def write_service(found: Report, path: Path, config: Config, *, language: str = "") -> None:
    """Write the page, whole or not at all; in the shop's language unless another is asked for.

    Raises InputError when the file cannot be written.
    """
    spoken = language or config.shop.language[:2]

    def packed(by: str) -> str:
        return "data:image/svg+xml;base64," + base64.b64encode(service_chart(found, by, spoken).encode()).decode()

    context = service_context(found, spoken, config.shop.zone, packed) | {"shop_name": config.shop.name}
    write_sheet(sheet("service_sheet.html", spoken, config.shop.zone, **context), path)


def _days(found: Report, zone: ZoneInfo) -> tuple[date, date]:
    return found.since.astimezone(zone).date(), last_day(found, zone)


def _in(size: int, seconds: float | None) -> float | None:
    return None if seconds is None else seconds / size
