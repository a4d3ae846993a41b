"""What a program that works the inbox asks for besides: colleagues, a search through everything, the service report."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter
from sqlmodel import Session

from socialshop.desk.report import Report
from socialshop.desk.search import Found, search
from socialshop.staff.model import Role
from socialshop.staff.report import user_rows
from socialshop.store import reading
from socialshop.web.api.access import Reader
from socialshop.web.api.problems import Problem
from socialshop.web.figures import AskedSpan, recent_report
from socialshop.web.visits import Storable

router = APIRouter(tags=["desk"], responses={code: {"model": Problem} for code in (401, 403, 422)})


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who signs in; conversations are assigned by the number."""

    id: int
    name: str
    role: Role
    teams: tuple[str, ...]


@router.get("/colleagues", summary="Who works here, by name")
def list_colleagues(call: Reader) -> list[Colleague]:
    with Session(reading(call.site.store)) as session:
        return [Colleague(one.id, one.name, Role(one.role), one.teams) for one in user_rows(session)]


@router.get("/search", summary="Conversations, people, orders and products that have all the words")
def search_everything(call: Reader, q: Storable, before: str | None = None) -> Found:
    """People, orders and products come with the first page; `theirs` are the latest conversations of the people."""
    with Session(reading(call.site.store)) as session:
        return search(session, q, before=before)


@router.get("/service", summary="How fast customers were answered and helped; durations in seconds")
def report_service(call: Reader, asked: AskedSpan) -> Report:
    """Of the conversations that were opened in the days asked for, and, for comparison, in as many days `before`.
    Days are the shop's own; without any, the last 30 are told."""
    return recent_report(call.site, asked)
