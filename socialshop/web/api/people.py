"""Who is whom, for programs: proposals that two contacts are one person, and what was decided."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Response
from sqlmodel import Session

from socialshop.desk.people import keep_apart, merge
from socialshop.inbox.people import LinkView, decisions, proposals
from socialshop.store import reading
from socialshop.web.api.access import Reader, done
from socialshop.web.api.problems import Problem
from socialshop.web.visits import RowNumber

_PAGE = 50
router = APIRouter(
    prefix="/people", tags=["people"], responses={code: {"model": Problem} for code in (401, 403, 404, 422)}
)


@dataclass(frozen=True, slots=True)
class Proposals:
    proposals: list[LinkView]
    next: int | None


@router.get("", summary="Contacts that may be one person, each pair with its evidence, the latest first")
def list_proposals(call: Reader, before: RowNumber | None = None) -> Proposals:
    with Session(reading(call.site.store)) as session:
        found = proposals(session, before=before, limit=_PAGE)
    return Proposals(found, found[-1].id if len(found) == _PAGE else None)


@router.get("/decided", summary="What was merged and kept apart, the latest decision first")
def list_decided(call: Reader) -> list[LinkView]:
    with Session(reading(call.site.store)) as session:
        return decisions(session)


@router.post("/{link_id}/merge", status_code=204, summary="They are one person")
def merge_people(call: Reader, link_id: RowNumber) -> Response:
    return done(call, lambda session: merge(session, call.actor, link_id, call.site.clock))


@router.post("/{link_id}/apart", status_code=204, summary="They are not: declines a proposal, undoes a merge")
def keep_people_apart(call: Reader, link_id: RowNumber) -> Response:
    return done(call, lambda session: keep_apart(session, call.actor, link_id, call.site.clock))
