"""What the shop's programs were told by outgoing webhooks, what they did not take, and telling it again."""

from __future__ import annotations

from fastapi import APIRouter
from sqlmodel import Session
from starlette.responses import Response

from socialshop.desk.deliveries import BACKOFF, KEPT, deliveries, send_again
from socialshop.desk.programs import programs
from socialshop.desk.silence import OFF_AFTER, switch_off, switch_on
from socialshop.staff.permissions import Permission
from socialshop.store import reading
from socialshop.web.refusals import attempted
from socialshop.web.render import back_to, page
from socialshop.web.visits import PersonVisit, RowNumber

_PAGE = 50
router = APIRouter(prefix="/programs/told")


@router.get("")
def told(here: PersonVisit, failed: bool = False, before: RowNumber | None = None) -> Response:
    assert here.person
    here.person.actor.require(Permission.ARRANGE)
    with Session(reading(here.site.store)) as session:
        found = deliveries(session, failed=failed, before=before, limit=_PAGE + 1)
        told_to = programs(session, here.site.programs)
    older = found[_PAGE - 1].id if len(found) > _PAGE else None
    return page(
        here,
        "told.html",
        deliveries=found[:_PAGE],
        programs=told_to,
        failed=failed,
        older=older,
        backoff=BACKOFF,
        off_after=OFF_AFTER,
        kept=KEPT,
    )


@router.post("/{delivery_id}/again")
def again(here: PersonVisit, delivery_id: RowNumber) -> Response:
    clock = here.site.clock
    attempted(here, lambda session, actor: send_again(session, actor, delivery_id, clock), "told again")
    return back_to(here, "/programs/told")


@router.post("/programs/{name}/off")
def off(here: PersonVisit, name: str) -> Response:
    clock, configured = here.site.clock, here.site.programs
    attempted(here, lambda session, actor: switch_off(session, actor, name, configured, clock), "switched off")
    return back_to(here, "/programs/told")


@router.post("/programs/{name}/on")
def on(here: PersonVisit, name: str) -> Response:
    clock = here.site.clock
    attempted(here, lambda session, actor: switch_on(session, actor, name, clock), "switched on")
    return back_to(here, "/programs/told")
