"""Who did what, in the reader's language; by person, act and day, and as a table."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from pydantic import BeforeValidator
from sqlmodel import Session, select
from starlette.responses import Response, StreamingResponse

from socialshop.staff.audit import Sought, entries, log_as_csv
from socialshop.staff.model import User
from socialshop.staff.permissions import Permission
from socialshop.store import reading
from socialshop.web.auditview import Teller
from socialshop.web.render import page
from socialshop.web.visits import PersonVisit, RowNumber, Storable, Visit


def _managers(here: PersonVisit) -> None:
    """Raises NotPermitted, whatever else is wrong with the address."""
    assert here.person
    here.person.actor.require(Permission.ARRANGE)


router = APIRouter(dependencies=[Depends(_managers)])
_PAGE = 50
_LONGEST = 280
"""Characters of a value that the page shows; the table has all of it."""


def _or_nothing(given: object) -> object:
    return given or None  # a form sends what was not chosen as an empty text


Day = Annotated[date | None, BeforeValidator(_or_nothing)]
Number = Annotated[RowNumber | None, BeforeValidator(_or_nothing)]


def _sought(
    here: PersonVisit, person: Number = None, act: Storable = "", since: Day = None, until: Day = None
) -> Sought:
    """Days are the shop's."""
    after = until + timedelta(days=1) if until and until < date.max else None
    return Sought(person, act, _begin(here, since), _begin(here, after))


Chosen = Annotated[Sought, Depends(_sought)]


@router.get("/audit")
def audit(here: PersonVisit, sought: Chosen, before: RowNumber | None = None) -> Response:
    with Session(reading(here.site.store)) as session:
        found = entries(session, sought=sought, before=before, limit=_PAGE + 1)
        names = {id_: name for id_, name in session.exec(select(User.id, User.name)) if id_}
    given = {name: here.request.query_params.get(name, "") for name in ("person", "act", "since", "until")}
    return page(
        here,
        "audit.html",
        acts=found[:_PAGE],
        names=names,
        told=Teller(here, names).fields,
        longest=_LONGEST,
        given=given,
        query=urlencode({name: value for name, value in given.items() if value}),
        older=found[_PAGE - 1].id if len(found) > _PAGE else None,
    )


@router.get("/audit.csv")
def audit_table(here: PersonVisit, sought: Chosen) -> Response:
    table = log_as_csv(here.site.store, sought)
    named = {"content-disposition": 'attachment; filename="audit.csv"'}
    return StreamingResponse(table, media_type="text/csv", headers=named)


def _begin(here: Visit, day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, here.site.zone).astimezone(UTC) if day else None
