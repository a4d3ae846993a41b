"""A job that has gone without success for too long: the one thing that nobody sees who does not look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import Session, col, select

from socialshop.sync.model import Run, RunState

_ALWAYS_DUE = "sync"
"""The job of the schedule: that it does not run at all is a failure, too."""
_FAILED = (RunState.FAILED, RunState.PARTIAL, RunState.ABANDONED)


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
    succeeded = select(Run.job, func.max(Run.ended_at)).where(Run.state == RunState.SUCCEEDED).group_by(col(Run.job))
    good: dict[str, datetime] = {job: at for job, at in session.exec(succeeded) if at}
    found = []
    for job, began, latest in session.exec(first).all():
        since = good.get(job, began)
        is_due = job == _ALWAYS_DUE or session.get_one(Run, latest).state in _FAILED
        if is_due and now - since > timedelta(hours=hours):
            found.append(Alarm(job, since))
    return found
