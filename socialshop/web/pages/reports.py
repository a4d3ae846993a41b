"""What ran, and what has to be mended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from fastapi import APIRouter
from sqlmodel import Session
from starlette.exceptions import HTTPException
from starlette.responses import Response

from socialshop.store import reading
from socialshop.sync.reports import RunReport, report, runs
from socialshop.sync.runs import Action
from socialshop.web.render import page
from socialshop.web.visits import PersonVisit

PAGE = 30
FAILURES_SHOWN = 200
_FAILED = {Action.REJECTED, Action.FAILED}
router = APIRouter(prefix="/reports")


@dataclass(frozen=True, slots=True)
class Failure:
    """Something to mend; `ref` is empty where a whole step failed."""

    step: str
    channel: str
    ref: str
    reason: str
    mend: str


@router.get("")
def list_of_runs(here: PersonVisit, before: int | None = None) -> Response:
    with Session(reading(here.site.store)) as session:
        found = runs(session, PAGE + 1, before)
    older = found[PAGE - 1].id if len(found) > PAGE else None
    return page(here, "reports.html", runs=found[:PAGE], older=older)


@router.get("/{run_id}")
def one_run(here: PersonVisit, run_id: int) -> Response:
    with Session(reading(here.site.store)) as session:
        found = report(session, run_id)
    if found is None:
        raise HTTPException(404)
    failures = list(islice(_failures(found), FAILURES_SHOWN))
    total = sum(bool(sums.error) + sums.rejected + sums.failed for sums in found.channels)
    return page(here, "report.html", run=found.run, channels=found.channels, failures=failures, total=total)


def _failures(found: RunReport) -> Iterator[Failure]:
    for sums in found.channels:
        if sums.error:
            yield Failure(sums.step, sums.channel, "", sums.error, sums.mend)
        for item in sums.items:
            if item.action in _FAILED:
                yield Failure(sums.step, sums.channel, item.ref, item.reason, item.mend)
