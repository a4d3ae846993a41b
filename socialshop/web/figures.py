"""The service report as it stands on pages and in answers to programs: counted once a minute for all who ask."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import Depends, Query
from sqlmodel import Session

from socialshop.desk.figures import Figures, figures
from socialshop.desk.spans import MOST_DAYS, USUAL, Asked, Named, span
from socialshop.store import reading
from socialshop.web.visits import Site

_FRESH = timedelta(minutes=1)


def _asked(
    days: Annotated[int | None, Query(ge=1, le=MOST_DAYS, description="So many days up to now.")] = None,
    named: Annotated[Named | None, Query(alias="span", description="Days that go along with the calendar.")] = None,
    first: Annotated[str, Query(alias="from", description="The first day, such as 2026-11-01.")] = "",
    last: Annotated[str, Query(alias="to", description="The last day; without it, today.")] = "",
) -> Asked:
    """In one of three ways; the last 30 days in none of them."""
    asked = Asked(days, named, first.strip(), last.strip())
    return USUAL if asked == Asked() else asked


AskedSpan = Annotated[Asked, Depends(_asked)]


def recent_figures(site: Site, asked: Asked) -> Figures:
    """The figures, at most a minute old: the page and its charts are of one report.

    Raises NoSpan for days that no report can be of.
    """
    now = site.clock()
    for other, (counted, _) in list(site.figures.items()):
        if not timedelta() <= now - counted < _FRESH:
            site.figures.pop(other, None)
    if asked in site.figures:
        return site.figures[asked][1]
    with Session(reading(site.store)) as session:
        found = figures(session, span(asked, now, site.zone), now, site.targets)
    site.figures[asked] = now, found
    return found
