"""Drafts: what somebody writes is kept while they write it, and no window of theirs overwrites another's."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session
from starlette.responses import JSONResponse, Response

from socialshop.desk import notes
from socialshop.staff.actor import Actor
from socialshop.web.listing import Chosen
from socialshop.web.render import back_to
from socialshop.web.visits import WITH_PICTURE, PersonVisit, RowNumber, Storable, Visit

router = APIRouter(prefix="/inbox/{conversation_id}")
Text = Annotated[Storable, Form()]
Base = Annotated[Storable, Form()]
"""The mark of the draft that a window knows, '' where it knows of none."""


@router.post("/draft", max_body_size=WITH_PICTURE)
def keep_draft(
    here: PersonVisit, conversation_id: RowNumber, listing: Chosen, text: Text = "", mode: Text = "", base: Base = ""
) -> Response:
    keep(here, conversation_id, text, mode, base)
    return back_to(here, listing.conversation(conversation_id, part="text"), "draft kept")


@router.put("/draft")
def keep_draft_while_writing(
    here: PersonVisit, conversation_id: RowNumber, text: Text = "", mode: Text = "", base: Base = ""
) -> Response:
    """`base` is the mark of what is kept now. Where another window of theirs kept something since the given one,
    nothing is kept, and `other` is that."""
    assert here.person
    with Session(here.site.store) as session:
        other = written_elsewhere(session, here.person.actor, conversation_id, text, base)
        if other:
            return JSONResponse({"other": other, "base": notes.mark_of(other)})
        kept = notes.keep_draft(session, here.person.actor, conversation_id, text, here.site.clock, mode=mode)
        session.commit()
    return JSONResponse({"base": notes.mark_of(kept)})


def keep(here: Visit, conversation_id: int, text: str, mode: str, base: str) -> str:
    """Keep it, after what another window of theirs kept since `base`. Returns all that is kept now."""
    assert here.person
    with Session(here.site.store) as session:
        other = written_elsewhere(session, here.person.actor, conversation_id, text, base)
        whole = "\n".join(filter(None, (other, text)))
        kept = notes.keep_draft(session, here.person.actor, conversation_id, whole, here.site.clock, mode=mode)
        session.commit()
    return kept


def written_elsewhere(session: Session, actor: Actor, conversation_id: int, text: str, base: str) -> str:
    """The draft that stands, where it is neither what a window knows nor a part of what it has; else ''."""
    standing = notes.draft(session, actor, conversation_id)
    is_known = notes.mark_of(standing) == base or standing in notes.as_kept(text)
    return "" if is_known else standing
