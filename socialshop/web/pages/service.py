"""How fast customers are answered and helped, how it went over the days, and what they wrote about."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from socialshop.desk import report, trend
from socialshop.desk.report import Report, TimeKind
from socialshop.desk.spans import Asked, NoSpan
from socialshop.web.figures import AskedSpan, recent_figures
from socialshop.web.render import page
from socialshop.web.servicepage import drawn, last_day, service_context
from socialshop.web.visits import PersonVisit

router = APIRouter(prefix="/service")

ROLLING = tuple(Asked(days=days) for days in (7, 30, 90, 365))


def _kind(here: PersonVisit, kind: Annotated[TimeKind | None, Query(alias="time")] = None) -> TimeKind:
    """Open hours, where the shop has any, unless elapsed time is asked for."""
    return TimeKind.ELAPSED if here.site.targets is None else kind or TimeKind.OPEN


AskedKind = Annotated[TimeKind, Depends(_kind)]


@router.get("")
def service(here: PersonVisit, asked: AskedSpan, kind: AskedKind) -> Response:
    zone, now = here.site.zone, here.site.clock()
    elapsed = {"time": kind.value} if here.site.targets and kind is TimeKind.ELAPSED else {}
    query = urlencode(asked.parameters() | elapsed)
    choice: dict[str, Any] = {
        "asked": asked,
        "query": query,
        "days_query": urlencode(asked.parameters()),
        "and_time": f"&{urlencode(elapsed)}" if elapsed else "",
        "rolling": ROLLING,
        "today": now.astimezone(zone).date(),
        "targets": here.site.targets,
        "linked": True,
    }
    try:
        found = recent_figures(here.site, asked)
    except NoSpan as error:
        return page(here, "service.html", 422, **choice, wrong=error, found=None)
    context = service_context(found, kind, here.language, zone, lambda name: f"/service/{name}.svg?{query}")
    return page(here, "service.html", **choice, wrong=None, **context)


@router.get("/figures.csv")
def figures(here: PersonVisit, asked: AskedSpan) -> Response:
    """The lines as a table; durations in seconds."""
    found = recent_figures(here.site, asked)
    return _table(here, found.report, "service", report.as_csv(found.report))


@router.get("/trend.csv")
def periods(here: PersonVisit, asked: AskedSpan) -> Response:
    """The days or weeks as a table; durations in seconds."""
    found = recent_figures(here.site, asked)
    return _table(here, found.report, "trend", trend.as_csv(found.trend))


@router.get("/{name}.svg")
def chart(
    here: PersonVisit,
    name: Literal["channel", "topic", "person", "trend", "answers"],
    asked: AskedSpan,
    kind: AskedKind,
    narrow: bool = False,
) -> Response:
    svg = drawn(recent_figures(here.site, asked), name, kind, here.language, narrow=narrow)
    return Response(svg, media_type="image/svg+xml")


def _table(here: PersonVisit, found: Report, what: str, csv: str) -> Response:
    zone = here.site.zone
    name = f"{what}-{found.since.astimezone(zone):%Y-%m-%d}-{last_day(found, zone)}.csv"
    return Response(csv, media_type="text/csv", headers={"content-disposition": f'attachment; filename="{name}"'})
