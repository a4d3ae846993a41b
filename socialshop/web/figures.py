"""The service report as it stands on pages and in answers to programs: counted once a minute for all who ask."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import Query
from sqlmodel import Session

from socialshop.desk.report import Report, report
from socialshop.store import reading
from socialshop.web.visits import Site

Days = Annotated[int, Query(ge=1, le=3650)]
_FRESH = timedelta(minutes=1)


def recent_report(site: Site, days: int) -> Report:
    """The figures, at most a minute old: the page and its charts are of one report."""
    now, kept = site.clock(), site.figures.get(days)
    if kept and timedelta() <= now - kept.until < _FRESH:
        return kept
    with Session(reading(site.store)) as session:
        found = site.figures[days] = report(session, now - timedelta(days=days), now)
    return found
