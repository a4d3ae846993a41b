"""The shop's windows: what there is, how each will look, what would be done, and when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import Response

from socialshop.errors import InputError, PlatformError
from socialshop.web.render import page, picture_address
from socialshop.web.rooms import WindowRoom
from socialshop.web.visits import PersonVisit, Site
from socialshop.windows.calendar import Entry

WEEKS = 4
LATELY = timedelta(days=2)
"""How much of what went up stands in the calendar before today."""
router = APIRouter(prefix="/windows")


class Day(NamedTuple):
    date: date
    entries: list[Entry]


@router.get("")
def list_of_windows(here: PersonVisit) -> Response:
    return _list(here)


@router.get("/calendar")
def calendar(here: PersonVisit, week: date | None = None) -> Response:
    """Four weeks, from the day on that is asked for, or from two days ago: what went up lately, and what is to come."""
    zone = here.site.zone
    today = here.site.clock().astimezone(zone).date()
    first = week or today - LATELY
    since, until = (datetime.combine(day, time(), zone) for day in (first, first + timedelta(weeks=WEEKS)))
    room = _room(here.site)
    try:
        found, windows = room.calendar(since, until), room.summaries()
    except InputError:
        return _list(here, 422)
    return page(
        here,
        "windows_calendar.html",
        calendar=found,
        troubles=room.wrong_files(),
        weeks=_weeks(first, found.entries, here.site),
        today=today,
        windows={window.name: window for window in windows},
        turned={"earlier": first - timedelta(weeks=WEEKS), "later": first + timedelta(weeks=WEEKS)},
    )


@router.get("/{name}")
def one_window(here: PersonVisit, name: str) -> Response:
    try:
        preview = _room(here.site).preview(name)
    except InputError:
        return _list(here, 422)
    return page(
        here,
        "window.html",
        preview=preview,
        shop_name=here.site.shop_name,
        src=lambda picture: picture_address(here.site, picture.url),
    )


@router.get("/{name}/plan")
def plan_of_window(here: PersonVisit, name: str) -> Response:
    """What the platforms say stands there now, against what shall."""
    room = _room(here.site)
    window = next((one for one in room.summaries() if one.name == name), None)
    if window is None:
        raise HTTPException(404)
    try:
        plans, trouble = room.plan(name), None
    except (InputError, PlatformError) as error:
        plans, trouble = [], error
    return page(here, "window_plan.html", window=window, plans=plans, trouble=trouble)


def _room(site: Site) -> WindowRoom:
    if site.windows is None:
        raise HTTPException(404)
    return site.windows


def _list(here: PersonVisit, status: int = 200) -> Response:
    """A wrong file stands above the others, with its mend; without the folder there are none."""
    room = _room(here.site)
    try:
        return page(here, "windows.html", status, windows=room.summaries(), troubles=room.wrong_files())
    except InputError as error:
        return page(here, "windows.html", 422, windows=[], troubles=[error])


def _weeks(first: date, entries: Sequence[Entry], site: Site) -> list[list[Day]]:
    by_day: dict[date, list[Entry]] = {}
    for entry in entries:
        by_day.setdefault(entry.at.astimezone(site.zone).date(), []).append(entry)
    days = [Day(day, by_day.get(day, [])) for day in (first + timedelta(days=number) for number in range(7 * WEEKS))]
    return [days[start : start + 7] for start in range(0, len(days), 7)]
