"""How fast customers were answered and helped, as a page: charts, and beneath each its figures."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from babel.numbers import format_decimal

from socialshop.config import Config
from socialshop.desk.figures import Figures
from socialshop.desk.report import Line, Report, TimeKind
from socialshop.desk.talks import NOBODY, NONE
from socialshop.desk.trend import Trend
from socialshop.web import words
from socialshop.web.charts import Axis, Bar, bars
from socialshop.web.i18n import mark, translations
from socialshop.web.sheets import sheet, write_sheet
from socialshop.web.trendpage import ANSWERS, CONVERSATIONS, answers_chart, conversations_chart, fitting_unit

GROUPS = {"channel": mark("By channel"), "topic": mark("By topic"), "person": mark("By person")}
TRENDS = {"trend": CONVERSATIONS, "answers": ANSWERS}


def group_name(by: str, what: str, language: str) -> str:
    """What a line is about, in the reader's language."""
    translated = translations(language).gettext
    if what in (NONE, NOBODY):
        return translated({NONE: mark("None"), NOBODY: mark("Nobody yet")}[what])
    known = {"channel": words.CHANNELS, "topic": words.TOPICS}.get(by, {})
    return translated(known[what]) if what in known else what


@lru_cache(64)  # to draw takes longer than to count
def service_chart(found: Report, by: str, kind: TimeKind, language: str, *, narrow: bool = False) -> str:
    """The medians of one group, the one with most conversations first, as SVG; a narrow one is read on a phone."""
    translated = translations(language).gettext
    largest = sorted(found.of(by), key=lambda line: -line.conversations)
    told = [(group_name(by, line.what, language), line.took(kind)) for line in largest]
    size, unit = fitting_unit(seconds for _, took in told for seconds in (took.first_response, took.resolution))
    drawn = [Bar(name, _in(size, took.first_response), _in(size, took.resolution)) for name, took in told]
    axis = Axis(
        translated(mark("First answer")),
        translated(mark("Resolution")),
        translated(unit),
        lambda number: format_decimal(number, locale=language),
    )
    return bars(drawn, axis, translated(GROUPS[by]), narrow=narrow)


def service_context(
    found: Figures, kind: TimeKind, language: str, zone: ZoneInfo, chart: Callable[[str], str]
) -> dict[str, Any]:
    """What the template needs; `chart` gives the address of a chart: one of GROUPS, 'trend' or 'answers'."""
    report = found.report
    groups = [
        {
            "heading": heading,
            "chart": chart(by) if _has_bars(report, by, kind) else "",
            "lines": [(group_name(by, line.what, language), line, before) for line, before in _largest(report, by)],
        }
        for by, heading in GROUPS.items()
    ]
    everything = report.compared("all")
    return {
        "found": report,
        "kind": kind,
        "days": _days(report, zone),
        "days_before": _days(report.before, zone) if report.before else None,
        "groups": groups,
        "everything": everything[0] if everything else None,
        "trend": found.trend,
        "charts": {TRENDS[name]: chart(name) for name in _told_of(found.trend)},
        "subjects": found.subjects,
    }


def _has_bars(found: Report, by: str, kind: TimeKind) -> bool:
    """Not where nothing was answered or resolved, or all of it while the shop was closed."""
    took = [line.took(kind) for line in found.of(by)]
    return any(one.first_response or one.resolution for one in took)


def _told_of(trend: Trend) -> Iterator[str]:
    """The charts over time for which there is something to draw."""
    if trend.periods:
        yield "trend"
    if any(one.answered for one in trend.periods):
        yield "answers"


def drawn(found: Figures, name: str, kind: TimeKind, language: str, *, narrow: bool = False) -> str:
    """A chart by its name: one of GROUPS or TRENDS."""
    match name:
        case "trend":
            return conversations_chart(found.trend, language, narrow=narrow)
        case "answers":
            return answers_chart(found.trend, kind, language, narrow=narrow)
        case _:
            return service_chart(found.report, name, kind, language, narrow=narrow)


def _largest(found: Report, by: str) -> list[tuple[Line, Line]]:
    """In the order of the chart."""
    return sorted(found.compared(by), key=lambda pair: -pair[0].conversations)


def last_day(found: Report, zone: ZoneInfo) -> date:
    """The last one that some of the report is of, on the shop's calendar."""
    return (found.until.astimezone(zone) - timedelta.resolution).date()


def write_service(found: Figures, path: Path, config: Config, kind: TimeKind, *, language: str = "") -> None:
    """Write the page, whole or not at all; in the shop's language unless another is asked for.

    Raises InputError when the file cannot be written.
    """
    spoken = language or config.shop.language[:2]

    def packed(name: str) -> str:
        return "data:image/svg+xml;base64," + base64.b64encode(drawn(found, name, kind, spoken).encode()).decode()

    context = service_context(found, kind, spoken, config.shop.zone, packed) | {
        "shop_name": config.shop.name,
        "linked": False,
    }
    write_sheet(sheet("service_sheet.html", spoken, config.shop.zone, **context), path)


def _days(found: Report, zone: ZoneInfo) -> tuple[date, date]:
    return found.since.astimezone(zone).date(), last_day(found, zone)


def _in(size: int, seconds: float | None) -> float | None:
    return None if seconds is None else seconds / size
