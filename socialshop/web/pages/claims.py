"""Claims as a page keeps them: whoever writes an answer holds the conversation until they are done."""

from __future__ import annotations

from fastapi import APIRouter
from sqlmodel import Session
from starlette.responses import HTMLResponse, JSONResponse, Response

from socialshop.desk.claims import attendance, claim, look, release
from socialshop.desk.errors import Claimed
from socialshop.inbox.resolve import existing
from socialshop.staff.actor import Actor
from socialshop.staff.permissions import Permission
from socialshop.web.company import company
from socialshop.web.headers import IN_OUR_PAGES
from socialshop.web.listing import Chosen
from socialshop.web.refusals import attempted
from socialshop.web.render import back_to
from socialshop.web.visits import PersonVisit, RowNumber

router = APIRouter(prefix="/inbox/{conversation_id}")
_NOTHING = "<!doctype html><title>…</title>"
_AGAIN_SECONDS = 20
"""How often a page without scripts says that somebody looks: well before they count as gone."""


@router.put("/claim")
def hold(here: PersonVisit, conversation_id: RowNumber) -> Response:
    """Begin to answer, or go on; the answer says who holds it where it is somebody else."""
    assert here.person
    with Session(here.site.store) as session:
        try:
            claim(session, here.person.actor, conversation_id, here.site.claim, here.site.clock)
            session.commit()
        except Claimed:
            session.rollback()
        return JSONResponse(company(here, attendance(session, conversation_id, here.site.clock())).told())


@router.get("/looking")
def be_there(here: PersonVisit, conversation_id: RowNumber) -> Response:
    """A frame of nothing that loads itself again: by it a page without scripts says that somebody looks, as long as it
    is open. Raises UnknownConversation."""
    assert here.person
    with Session(here.site.store) as session:
        existing(session, conversation_id)
        look(session, here.person.actor, conversation_id, here.site.clock)
        session.commit()
    return HTMLResponse(_NOTHING, headers=IN_OUR_PAGES | {"refresh": str(_AGAIN_SECONDS)})


@router.post("/release")
def leave_it(here: PersonVisit, conversation_id: RowNumber) -> Response:
    clock = here.site.clock
    attempted(here, lambda session, actor: release(session, actor, conversation_id, clock))
    return Response(status_code=204)


@router.post("/take-over")
def take_over(here: PersonVisit, conversation_id: RowNumber, listing: Chosen) -> Response:
    """A manager answers in place of whoever began."""

    def act(session: Session, actor: Actor) -> None:
        actor.require(Permission.ARRANGE)
        release(session, actor, conversation_id, here.site.clock)
        claim(session, actor, conversation_id, here.site.claim, here.site.clock)

    attempted(here, act, "taken over")
    return back_to(here, listing.conversation(conversation_id, part="text"))
