"""How fast customers are answered and helped."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter
from starlette.responses import Response

from socialshop.desk.report import as_csv
from socialshop.web.figures import Days, recent_report
from socialshop.web.render import page
from socialshop.web.servicepage import service_chart, service_context
from socialshop.web.visits import PersonVisit

router = APIRouter(prefix="/service")

SPANS = (7, 30, 90, 365)


@router.get("")
def service(here: PersonVisit, days: Days = 30) -> Response:
    context = service_context(
        recent_report(here.site, days), here.language, lambda by: f"/service/{by}.svg?days={days}"
    )
    return page(here, "service.html", days=days, spans=SPANS, **context)


@router.get("/figures.csv")
def figures(here: PersonVisit, days: Days = 30) -> Response:
    """The lines as a table; durations in seconds."""
    headers = {"content-disposition": f'attachment; filename="service-{days}-days.csv"'}
    return Response(as_csv(recent_report(here.site, days)), media_type="text/csv", headers=headers)


@router.get("/{by}.svg")
def chart(here: PersonVisit, by: Literal["channel", "topic", "person"], days: Days = 30) -> Response:
    return Response(service_chart(recent_report(here.site, days), by, here.language), media_type="image/svg+xml")
