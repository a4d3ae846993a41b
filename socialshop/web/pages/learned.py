"""What was learned of topics: how it stands, from what, and setting it aside."""

from __future__ import annotations

from fastapi import APIRouter
from sqlmodel import Session
from starlette.responses import Response

from socialshop.desk.learned import learned, set_aside, take_up
from socialshop.inbox.learning import FEWEST_DECISIONS, FEWEST_OF_A_TOPIC
from socialshop.staff.permissions import Permission
from socialshop.store import reading
from socialshop.web.refusals import attempted
from socialshop.web.render import back_to, page
from socialshop.web.visits import PersonVisit

PATH = "/learned"
router = APIRouter(prefix=PATH)


@router.get("")
def how_it_stands(here: PersonVisit) -> Response:
    assert here.person
    here.person.actor.require(Permission.ARRANGE)
    with Session(reading(here.site.store)) as session:
        found = learned(session)
    fewest = {"fewest": FEWEST_DECISIONS, "fewest_of_a_topic": FEWEST_OF_A_TOPIC}
    return page(here, "learned.html", found=found, standing=found.standing, **fewest)


@router.post("/aside")
def aside(here: PersonVisit) -> Response:
    attempted(here, lambda session, actor: set_aside(session, actor, here.site.clock), "set aside")
    return back_to(here, PATH)


@router.post("/again")
def again(here: PersonVisit) -> Response:
    attempted(here, lambda session, actor: take_up(session, actor, here.site.clock), "taken up")
    return back_to(here, PATH)
