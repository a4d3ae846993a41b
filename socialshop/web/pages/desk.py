"""Many conversations at once: saved views, and like questions answered together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session
from starlette.responses import Response

from socialshop.desk import views
from socialshop.desk.alike import alike
from socialshop.desk.answers import answer_together
from socialshop.desk.errors import UnknownPlaceholder
from socialshop.inbox.view import conversation
from socialshop.staff.actor import Actor
from socialshop.staff.permissions import Permission
from socialshop.store import reading
from socialshop.web.listing import Chosen, Listing
from socialshop.web.pages.answering import sending
from socialshop.web.pages.bulk import tell_refused
from socialshop.web.refusals import attempted, in_words
from socialshop.web.render import back_to, page
from socialshop.web.visits import PersonVisit, RowNumber, Storable

router = APIRouter(prefix="/inbox")
Text = Annotated[Storable, Form()]
Numbers = Annotated[list[RowNumber], Form()]


@router.post("/views")
def save_view(here: PersonVisit, listing: Chosen, name: Text = "", shared: Annotated[bool, Form()] = False) -> Response:
    """Keep the list that the page shows."""

    def save(session: Session, actor: Actor) -> None:
        views.save_view(session, actor, name, listing.filters, here.site.clock, shared=shared)

    attempted(here, save, "view kept")
    return back_to(here, "/inbox" + listing.query)


@router.post("/views/{view_id}/remove")
def remove_view(here: PersonVisit, view_id: RowNumber, listing: Chosen) -> Response:
    clock = here.site.clock
    attempted(here, lambda session, actor: views.remove_view(session, actor, view_id, clock), "view removed")
    return back_to(here, "/inbox" + listing.query)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """What was written for many, to whom, and why it went not to some of them, by conversation, in words."""

    text: str = ""
    ids: Sequence[int] = ()
    refused: Mapping[int, str] = field(default_factory=dict)


@router.get("/{conversation_id}/alike")
def like_questions(here: PersonVisit, conversation_id: RowNumber, listing: Chosen) -> Response:
    """The questions beneath the same post that ask for the same."""
    return _alike(here, conversation_id, listing, Unanswered())


@router.post("/{conversation_id}/alike")
def answer_like_questions(
    here: PersonVisit,
    conversation_id: RowNumber,
    listing: Chosen,
    ids: Numbers = [],  # noqa: B006 - FastAPI copies it
    text: Text = "",
) -> Response:
    """The same public answer to each of the chosen ones, each on its own way through the outbox."""
    assert here.person
    try:
        with Session(here.site.store) as session:
            connector = here.site.connectors.get(conversation(session, conversation_id, 1).channel)
            done = answer_together(session, here.person.actor, ids, text, connector, here.site.clock)
            session.commit()
    except UnknownPlaceholder as error:
        here.request.session["refusal"] = in_words(here, error)
        return _alike(here, conversation_id, listing, Unanswered(text, ids), 422)
    if done.refused:
        tell_refused(here, done)
        refused = {id_: in_words(here, error) for id_, error in done.refused.items()}
        return sending(here, _alike(here, conversation_id, listing, Unanswered(text, ids, refused), 422))
    notice = "answered together" if done.done else ""
    return sending(here, back_to(here, f"/inbox/{conversation_id}/alike{listing.query}", notice))


def _alike(
    here: PersonVisit, conversation_id: int, listing: Listing, unanswered: Unanswered, status: int = 200
) -> Response:
    assert here.person
    here.person.actor.require(Permission.MODERATE)
    with Session(reading(here.site.store)) as session:
        talk = conversation(session, conversation_id)
        groups = alike(session, conversation_id)
    return page(here, "alike.html", status, talk=talk, groups=groups, listing=listing, unanswered=unanswered)
