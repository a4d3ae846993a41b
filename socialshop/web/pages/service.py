"""How fast customers are answered and helped."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from sqlmodel import Session
from starlette.responses import Response

from socialshop.desk.report import Report, as_csv, report
from socialshop.store import reading
from socialshop.web.render import page
from socialshop.web.servicepage import service_chart, service_context
from socialshop.web.visits import PersonVisit, Visit

router = APIRouter(prefix="/service")

Days = Annotated[int, Query(ge=1, le=3650)]
SPANS = (7, 30, 90, 365)
_FRESH = timedelta(minutes=1)


@router.get("")
def service(here: PersonVisit, days: Days = 30) -> Response:
    context = service_context(_report(here, days), here.language, lambda by: f"/service/{by}.svg?days={days}")
    return page(here, "service.html", days=days, spans=SPANS, **context)


@router.get("/figures.csv")
def figures(here: PersonVisit, days: Days = 30) -> Response:
    """The lines as a table; durations in seconds."""
    headers = {"content-disposition": f'attachment; filename="service-{days}-days.csv"'}
    return Response(as_csv(_report(here, days)), media_type="text/csv", headers=headers)


@router.get("/{by}.svg")
def chart(here: PersonVisit, by: Literal["channel", "topic", "person"], days: Days = 30) -> Response:
    return Response(service_chart(_report(here, days), by, here.language), media_type="image/svg+xml")


def _report(here: Visit, days: int) -> Report:
    """The figures, at most a minute old: the page and its charts are of one report, and it is counted once."""
    now, kept = here.site.clock(), here.site.figures.get(days)
    if kept and timedelta() <= now - kept.until < _FRESH:
        return kept
    with Session(reading(here.site.store)) as session:
        found = here.site.figures[days] = report(session, now - timedelta(days=days), now)
    return found
