"""How fast customers are answered and helped."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from socialshop.desk.report import as_csv
from socialshop.desk.spans import Asked, NoSpan
from socialshop.web.figures import AskedSpan, recent_report
from socialshop.web.render import page
from socialshop.web.servicepage import last_day, service_chart, service_context
from socialshop.web.visits import PersonVisit

router = APIRouter(prefix="/service")

ROLLING = tuple(Asked(days=days) for days in (7, 30, 90, 365))


@router.get("")
def service(here: PersonVisit, asked: AskedSpan) -> Response:
    zone, now = here.site.zone, here.site.clock()
    query = urlencode(asked.parameters())
    choice: dict[str, Any] = {"asked": asked, "query": query, "rolling": ROLLING, "today": now.astimezone(zone).date()}
    try:
        found = recent_report(here.site, asked)
    except NoSpan as error:
        return page(here, "service.html", 422, **choice, wrong=error, found=None)
    context = service_context(found, here.language, zone, lambda by: f"/service/{by}.svg?{query}")
    return page(here, "service.html", **choice, wrong=None, **context)


@router.get("/figures.csv")
def figures(here: PersonVisit, asked: AskedSpan) -> Response:
    """The lines as a table; durations in seconds."""
    found, zone = recent_report(here.site, asked), here.site.zone
    name = f"service-{found.since.astimezone(zone):%Y-%m-%d}-{last_day(found, zone)}.csv"
    return Response(
        as_csv(found), media_type="text/csv", headers={"content-disposition": f'attachment; filename="{name}"'}
    )


@router.get("/{by}.svg")
def chart(
    here: PersonVisit, by: Literal["channel", "topic", "person"], asked: AskedSpan, narrow: bool = False
) -> Response:
    drawn = service_chart(recent_report(here.site, asked), by, here.language, narrow=narrow)
    return Response(drawn, media_type="image/svg+xml")
