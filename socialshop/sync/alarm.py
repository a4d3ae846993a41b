"""A job that has gone without success for too long: the one thing that nobody sees who does not look.

A run is a success here when it is complete: it reached its end, and all went out that could. Items that were rejected
or refused for what they are stand in its report, and are no reason to cry every quarter of an hour.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Integer, String, text
from sqlmodel import Session

from socialshop.store import Question, Rows, UtcDateTime
from socialshop.sync.model import Run, RunState

_ALWAYS_DUE = "sync"
"""The job of the schedule: that it does not run at all is a failure, too."""

# Each job once, by entering the index anew behind the last one, then the ends of its runs: every page asks for them,
# and a shop that polls has a hundred thousand runs in a year.
_JOBS = text("""
    WITH RECURSIVE jobs (job) AS (
        SELECT min(job) FROM runs
        UNION ALL
        SELECT (SELECT min(job) FROM runs WHERE runs.job > jobs.job) FROM jobs WHERE job IS NOT NULL
    )
    SELECT job,
        (SELECT started_at FROM runs WHERE runs.job = jobs.job ORDER BY id LIMIT 1) AS began,
        (SELECT max(id) FROM runs WHERE runs.job = jobs.job) AS latest,
        (SELECT max(ended_at) FROM runs WHERE runs.job = jobs.job AND complete) AS succeeded
    FROM jobs WHERE job IS NOT NULL ORDER BY job
""").columns(job=String, began=UtcDateTime, latest=Integer, succeeded=UtcDateTime)


class Job(NamedTuple):
    """When it first began, the number of its latest run, and when it last succeeded."""

    name: str
    began: datetime
    latest: int
    succeeded: datetime | None


def _read(rows: Rows) -> list[Job]:
    return [Job(*row) for row in rows]


JOBS = Question(lambda: _JOBS, _read)
"""All that ever ran."""


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
    return overdue(session, JOBS.ask(session, {}), now, hours) if hours else []


def overdue(session: Session, jobs: Iterable[Job], now: datetime, hours: int) -> list[Alarm]:
    """`alarms` of these jobs."""
    if not hours:
        return []
    found = []
    for job, began, latest, succeeded in jobs:
        since = succeeded or began
        is_due = job == _ALWAYS_DUE or _fell_short(session.get_one(Run, latest))
        if is_due and now - since > timedelta(hours=hours):
            found.append(Alarm(job, since))
    return found


def _fell_short(run: Run) -> bool:
    return run.state != RunState.RUNNING and not run.complete
