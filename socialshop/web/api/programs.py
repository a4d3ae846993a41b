"""The shop's programs that outgoing webhooks tell: how they take it, and switching them off and on."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Response
from sqlmodel import Session

from socialshop.desk.programs import ProgramView, programs
from socialshop.desk.silence import switch_off, switch_on
from socialshop.staff.permissions import Permission
from socialshop.store import reading
from socialshop.web.api.access import Reader, done
from socialshop.web.api.problems import Problem

router = APIRouter(prefix="/programs", tags=["programs"], responses={c: {"model": Problem} for c in (401, 403, 422)})


@dataclass(frozen=True, slots=True)
class SwitchedOn:
    """A program that is told again; of so many events first."""

    name: str
    events: int


@router.get("", summary="Which programs are told what happens, and whether they take it; for managers")
def list_programs(call: Reader) -> list[ProgramView]:
    call.actor.require(Permission.ARRANGE)
    with Session(reading(call.site.store)) as session:
        return programs(session, call.site.programs)


@router.post("/{name}/off", status_code=204, summary="Tell a program nothing until it is on again; for managers")
def switch_program_off(call: Reader, name: str) -> Response:
    """What happens meanwhile is kept for it for 30 days."""
    return done(call, lambda session: switch_off(session, call.actor, name, call.site.programs, call.site.clock))


@router.post("/{name}/on", summary="Tell a program again that was switched off, first of what it missed; for managers")
def switch_program_on(call: Reader, name: str) -> SwitchedOn:
    with Session(call.site.store) as session:
        number = switch_on(session, call.actor, name, call.site.clock)
        session.commit()
    return SwitchedOn(name, number)
