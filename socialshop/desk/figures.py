"""All that the service report tells of some days, read at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from socialshop.desk.report import Report, report_of
from socialshop.desk.spans import Span
from socialshop.desk.subjects import Subjects, subjects_of
from socialshop.desk.talks import read_talks
from socialshop.desk.trend import Trend, trend_of
from socialshop.inbox.service import ServiceTargets


@dataclass(frozen=True, slots=True)
class Figures:
    """How fast customers were answered, how it went over the days, and what they wrote about."""

    report: Report
    trend: Trend
    subjects: Subjects


def figures(session: Session, span: Span, now: datetime, targets: ServiceTargets | None) -> Figures:
    """As they stand `now`; without `targets` nothing is told of open hours."""
    since = span.before().since
    talks = read_talks(session, since, now, targets)
    return Figures(
        report_of(talks, span, targets),
        trend_of(session, talks, since, span, targets),
        subjects_of(session, talks, span),
    )
