"""A job that has gone without success for too long: the one thing that nobody sees who does not look.

A run is a success here when it is complete: it reached its end, and all went out that could. Items that were rejected
or refused for what they are stand in its report, and are no reason to cry every quarter of an hour.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from socialshop.sync.model import Run, RunState

_ALWAYS_DUE = "sync"
"""The job of the schedule: that it does not run at all is a failure, too."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """`since` is the last success of the job; its first run where it never had one."""

    job: str
    since: datetime

    def __str__(self) -> str:
        return f"{self.job} has not succeeded since {self.since:%Y-%m-%d %H:%M} UTC."


def alarms(session: Session, now: datetime, hours: int) -> list[Alarm]:
    """The jobs whose last success is longer ago than `hours`; 0 hours: none.

    A job that somebody ran once and that went well is not overdue; one whose latest run did not succeed is.
    """
    if not hours:
        return []
    first = select(Run.job, func.min(Run.started_at), func.max(Run.id)).group_by(col(Run.job)).order_by(col(Run.job))
    succeeded = select(Run.job, func.max(Run.ended_at)).where(col(Run.complete)).group_by(col(Run.job))
    good: dict[str, datetime] = {job: at for job, at in session.exec(succeeded) if at}
    found = []
    for job, began, latest in session.exec(first).all():
        since = good.get(job, began)
        is_due = job == _ALWAYS_DUE or _fell_short(session.get_one(Run, latest))
        if is_due and now - since > timedelta(hours=hours):
            found.append(Alarm(job, since))
    return found


def _fell_short(run: Run) -> bool:
    return run.state != RunState.RUNNING and not run.complete
