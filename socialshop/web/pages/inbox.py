"""The inbox to read: the list, and one conversation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from sqlmodel import Session
from starlette.responses import Response

from socialshop.desk import notices
from socialshop.desk.notices import Told
from socialshop.store import reading
from socialshop.web.hindrances import Hindrances
from socialshop.web.listing import Chosen, Listing, listed
from socialshop.web.render import page
from socialshop.web.talk import Composing, news, talk_context
from socialshop.web.visits import PersonVisit, RowNumber, Visit

router = APIRouter(prefix="/inbox")


@router.get("")
def inbox(here: PersonVisit, listing: Chosen) -> Response:
    with Session(reading(here.site.store)) as session:
        context = listed(here, session, listing)
    context |= news(context["pulse"])
    found = Hindrances(context["troubles"], ())
    return page(here, "inbox.html", **context, to_connect=found.lost)


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
    return conversation_page(here, conversation_id, listing, composing=Composing(to=to, mode=mode), earlier=earlier)


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
        troubles = context["troubles"]
        context |= talk_context(here, session, conversation_id, composing, troubles, earlier=earlier)
    context |= news(context["pulse"], context["talk"])
    context["notices"] = _read(here, context["notices"], conversation_id)
    return page(here, "conversation.html", status, **context)


def _read(here: Visit, told: Sequence[Told], conversation_id: int) -> list[Told]:
    """What else there is: whoever opens a conversation has read what was told of it. Nothing is written where nothing
    was."""
    assert here.person
    others = [notice for notice in told if notice.conversation_id != conversation_id]
    if len(others) < len(told):
        with Session(here.site.store) as session:
            notices.read(session, here.person.id, conversation_id, here.site.clock)
            session.commit()
    return others
