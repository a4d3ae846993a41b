"""What ran, and what has to be mended."""

from __future__ import annotations

from fastapi import APIRouter
from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from socialshop.store import reading
from socialshop.sync.reports import report, runs
from socialshop.web.render import page
from socialshop.web.reportview import failure_count, failure_counts, failures_of
from socialshop.web.visits import PersonVisit, RowNumber

PAGE = 30
router = APIRouter(prefix="/reports")


@router.get("")
def list_of_runs(here: PersonVisit, before: RowNumber | None = None) -> Response:
    with Session(reading(here.site.store)) as session:
        found = runs(session, PAGE + 1, before)
        to_mend = failure_counts(session, found)
    older = found[PAGE - 1].id if len(found) > PAGE else None
    return page(here, "reports.html", runs=found[:PAGE], to_mend=to_mend, older=older)


@router.get("/{run_id}")
def one_run(here: PersonVisit, run_id: RowNumber) -> Response:
    with Session(reading(here.site.store)) as session:
        found = report(session, run_id)
        if found is None:
            raise HTTPException(404)
        failures = failures_of(session, found)
    total = failure_count(found)
    return page(here, "report.html", run=found.run, channels=found.channels, failures=failures, total=total)
