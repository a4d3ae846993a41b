"""What ran and what was done, for programs that watch over the shop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from sqlmodel import Session

from socialshop.desk.silence import fallen_silent
from socialshop.errors import SocialshopError
from socialshop.staff.audit import entries
from socialshop.staff.permissions import Permission
from socialshop.store import reading
from socialshop.sync.alarm import alarms
from socialshop.sync.reports import RunReport, RunSummary, report, runs
from socialshop.web.api.access import Limit, Reader
from socialshop.web.api.problems import Problem
from socialshop.web.visits import RowNumber

router = APIRouter(tags=["reports"], responses={code: {"model": Problem} for code in (401, 403, 422)})


@dataclass(frozen=True, slots=True)
class Runs:
    """`alarms` are the jobs that have not succeeded for too long, and the programs that are switched off."""

    runs: list[RunSummary]
    next: int | None
    alarms: list[str]


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act of somebody; `before` and `after` are JSON."""

    id: int
    at: datetime
    actor: str
    act: str
    subject: str
    subject_id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Audit:
    acts: list[AuditEntry]
    next: int | None


@router.get("/runs", summary="What ran, the latest first")
def list_runs(call: Reader, before: RowNumber | None = None, limit: Limit = 20) -> Runs:
    with Session(reading(call.site.store)) as session:
        found = runs(session, limit, before)
        late = [str(alarm) for alarm in alarms(session, call.site.clock(), call.site.alarm_hours)]
        silent = [str(one) for one in fallen_silent(session) if one.name in call.site.programs]
    return Runs(found, found[-1].id if len(found) == limit else None, late + silent)


@router.get("/runs/{run_id}", summary="One run with all that changed or failed")
def read_run(call: Reader, run_id: RowNumber) -> RunReport:
    with Session(reading(call.site.store)) as session:
        found = report(session, run_id)
    if found is None:
        raise SocialshopError(f"There is no run {run_id}.", mend="List them with /api/runs.")
    return found


@router.get("/audit", summary="Who did what, the latest first; for managers")
def list_acts(call: Reader, before: RowNumber | None = None, limit: Limit = 100) -> Audit:
    call.actor.require(Permission.ARRANGE)
    with Session(reading(call.site.store)) as session:
        found = [
            AuditEntry(row.id or 0, row.at, row.actor, row.act, row.subject, row.subject_id, row.before, row.after)
            for row in entries(session, before=before, limit=limit)
        ]
    return Audit(found, found[-1].id if len(found) == limit else None)
