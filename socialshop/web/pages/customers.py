"""Who is whom: proposals that two contacts are one person, decided beside a conversation or in one list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session
from starlette.responses import Response

from socialshop.clock import Clock
from socialshop.desk.people import keep_apart, merge
from socialshop.inbox.people import decisions, proposals
from socialshop.staff.actor import Actor
from socialshop.store import reading
from socialshop.web.refusals import attempted
from socialshop.web.render import back_to, page
from socialshop.web.visits import PersonVisit, RowNumber, Visit, own_page

router = APIRouter(prefix="/customers")
_PAGE = 50
Next = Annotated[str, Form()]


@router.get("")
def customers(here: PersonVisit, before: RowNumber | None = None) -> Response:
    with Session(reading(here.site.store)) as session:
        found = proposals(session, before=before, limit=_PAGE + 1)
        decided = decisions(session)
    older = found[_PAGE - 1].id if len(found) > _PAGE else None
    return page(here, "customers.html", proposals=found[:_PAGE], decided=decided, older=older)


@router.post("/{link_id}/merge")
def one_person(here: PersonVisit, link_id: RowNumber, next: Next = "/customers") -> Response:
    return _decided(here, link_id, merge, "people merged", next)


@router.post("/{link_id}/apart")
def two_people(here: PersonVisit, link_id: RowNumber, next: Next = "/customers") -> Response:
    return _decided(here, link_id, keep_apart, "people apart", next)


def _decided(
    here: Visit, link_id: int, act: Callable[[Session, Actor, int, Clock], None], notice: str, page: str
) -> Response:
    """Back to the page of ours where it was decided."""
    attempted(here, lambda session, actor: act(session, actor, link_id, here.site.clock), notice)
    return back_to(here, own_page(page))
