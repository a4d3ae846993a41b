"""How the inbox went over the days, as two charts: what came in and became of it, and how long first answers took."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache

from babel import Locale
from babel.dates import format_skeleton
from babel.numbers import format_decimal

from socialshop.desk.report import TimeKind
from socialshop.desk.trend import Period, Trend
from socialshop.web.charts import Curve, Level, Way, curves
from socialshop.web.i18n import mark, translations

CONVERSATIONS, ANSWERS = mark("What came in and became of it"), mark("How long first answers took")
_COUNTED = {
    "opened": mark("Came in"),
    "answered": mark("Answered"),
    "resolved": mark("Resolved"),
    "open": mark("Waiting at the end, at least"),
}
_UNITS = ((86_400, mark("days (median)")), (3_600, mark("hours (median)")), (60, mark("minutes (median)")))
_SECONDS = (1, mark("seconds (median)"))


def fitting_unit(seconds: Iterable[float | None]) -> tuple[int, str]:
    """What a chart is measured in, in seconds and in words: the largest of which its longest value has two."""
    longest = max((one for one in seconds if one), default=0)
    return next((unit for unit in _UNITS if longest >= 2 * unit[0]), _SECONDS)


@lru_cache(64)  # to draw takes longer than to count
def conversations_chart(found: Trend, language: str, *, narrow: bool = False) -> str:
    """What came in, was answered, was resolved and waited at the end, as SVG; a narrow one is read on a phone."""
    translated = translations(language).gettext
    drawn = [
        Curve(translated(label), [getattr(one, name) for one in found.periods]) for name, label in _COUNTED.items()
    ]
    way = replace(_way(found, language, translated(mark("conversations"))), whole=True)
    return curves(drawn, way, translated(CONVERSATIONS), narrow=narrow)


@lru_cache(64)
def answers_chart(found: Trend, kind: TimeKind, language: str, *, narrow: bool = False) -> str:
    """The medians of first answers, likewise; those in open hours against their target."""
    translated = translations(language).gettext
    medians = [took(one, kind) for one in found.periods]
    target = found.target if kind is TimeKind.OPEN else None
    size, unit = fitting_unit([*medians, target])
    drawn = [Curve(translated(mark("First answer")), _in(size, medians))]
    level = Level(translated(mark("Target")), target / size) if target is not None else None
    way = _way(found, language, translated(unit))
    return curves(drawn, way, translated(ANSWERS), level=level, narrow=narrow)


def took(period: Period, kind: TimeKind) -> float | None:
    return period.open_first_response if kind is TimeKind.OPEN else period.first_response


def _in(size: int, durations: Iterable[float | None]) -> list[float | None]:
    return [None if seconds is None else seconds / size for seconds in durations]


def _way(found: Trend, language: str, unit: str) -> Way:
    """Each place is called by its first day."""
    locale = Locale.parse(language)
    places = [format_skeleton("MMMd", one.first, locale=locale) for one in found.periods]
    number: Callable[[float], str] = lambda value: format_decimal(value, locale=locale)  # noqa: E731
    return Way(places, unit, number)
