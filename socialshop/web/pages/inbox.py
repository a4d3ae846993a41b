"""The inbox to read: the list, and one conversation."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from sqlmodel import Session
from starlette.responses import Response

from socialshop.desk import notices
from socialshop.store import reading
from socialshop.web.listing import Chosen, Listing, listed
from socialshop.web.render import page
from socialshop.web.talk import Composing, news, talk_context
from socialshop.web.visits import PersonVisit, RowNumber, Visit

router = APIRouter(prefix="/inbox")


@router.get("")
def inbox(here: PersonVisit, listing: Chosen) -> Response:
    with Session(reading(here.site.store)) as session:
        context = listed(here, session, listing) | news(session)
    return page(here, "inbox.html", **context)


@router.get("/{conversation_id}")
def read(
    here: PersonVisit,
    conversation_id: RowNumber,
    listing: Chosen,
    to: RowNumber | None = None,
    mode: str = "",
    earlier: bool = False,
) -> Response:
    """`to` is the message that is answered, `mode` the way to write that is chosen."""
    _read_notices(here, conversation_id)
    return conversation_page(here, conversation_id, listing, composing=Composing(to=to, mode=mode), earlier=earlier)


def _read_notices(here: Visit, conversation_id: int) -> None:
    """Whoever opens a conversation has read what was told of it; nothing is written where nothing was."""
    assert here.person
    with Session(reading(here.site.store)) as session:
        told = any(notice.conversation_id == conversation_id for notice in notices.unread(session, here.person.id))
    if told:
        with Session(here.site.store) as session:
            notices.read(session, here.person.id, conversation_id, here.site.clock)
            session.commit()


def conversation_page(
    here: Visit,
    conversation_id: RowNumber,
    listing: Listing,
    status: int = 200,
    *,
    composing: Composing,
    earlier: bool = False,
) -> Response:
    with Session(reading(here.site.store)) as session:
        context: dict[str, Any] = listed(here, session, listing)
        context |= talk_context(here, session, conversation_id, composing, earlier=earlier)
    return page(here, "conversation.html", status, **context)
