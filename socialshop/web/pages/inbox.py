"""The inbox: the list, one conversation, and what can be done with it."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form
from sqlmodel import Session
from starlette.background import BackgroundTask
from starlette.responses import Response

from socialshop.inbox.codes import give_code
from socialshop.inbox.errors import ReplyRefused
from socialshop.inbox.pulse import pulse
from socialshop.inbox.reply import retry_reply, write_reply
from socialshop.inbox.resolve import existing, reopen, resolve
from socialshop.inbox.view import conversation
from socialshop.orders.links import undo_link
from socialshop.store import reading
from socialshop.web.dealings import codes, dealings
from socialshop.web.listing import Chosen, Listing, listed
from socialshop.web.render import back_to, page
from socialshop.web.visits import PersonVisit, Visit

router = APIRouter(prefix="/inbox")


@router.get("")
def inbox(here: PersonVisit, listing: Chosen) -> Response:
    with Session(reading(here.site.store)) as session:
        context = listed(here, session, listing) | {"live": _live(session)}
    return page(here, "inbox.html", **context)


@router.get("/{conversation_id}")
def read(here: PersonVisit, conversation_id: int, listing: Chosen) -> Response:
    return _conversation_page(here, conversation_id, listing)


@router.post("/{conversation_id}/reply")
def reply(here: PersonVisit, conversation_id: int, listing: Chosen, text: Annotated[str, Form()] = "") -> Response:
    refusal = _write(here, conversation_id, text)
    if refusal:
        return _conversation_page(here, conversation_id, listing, 422, draft=text, refusal=refusal)
    return _back(here, conversation_id, listing, "replied", sending=True)


@router.post("/{conversation_id}/messages/{message_id}/retry")
def retry(here: PersonVisit, conversation_id: int, message_id: int, listing: Chosen) -> Response:
    with Session(here.site.store) as session:
        try:
            retry_reply(session, message_id)
        except ReplyRefused:  # it was retried in another tab, or has been sent meanwhile: the page shows which
            return _back(here, conversation_id, listing)
        session.commit()
    return _back(here, conversation_id, listing, "retried", sending=True)


@router.post("/{conversation_id}/resolve")
def resolve_conversation(here: PersonVisit, conversation_id: int, listing: Chosen) -> Response:
    with Session(here.site.store) as session:
        resolve(session, conversation_id, here.site.clock)
        session.commit()
    return _back(here, conversation_id, listing, "resolved")


@router.post("/{conversation_id}/reopen")
def reopen_conversation(here: PersonVisit, conversation_id: int, listing: Chosen) -> Response:
    with Session(here.site.store) as session:
        reopen(session, conversation_id)
        session.commit()
    return _back(here, conversation_id, listing, "reopened")


@router.post("/{conversation_id}/code")
def one_time_code(here: PersonVisit, conversation_id: int, listing: Chosen) -> Response:
    with Session(here.site.store) as session:
        give_code(session, conversation_id, here.site.clock)
        session.commit()
    return _back(here, conversation_id, listing, "code given", part="#details")


@router.post("/{conversation_id}/orders/{link_id}/undo")
def undo_order_link(here: PersonVisit, conversation_id: int, link_id: int, listing: Chosen) -> Response:
    with Session(here.site.store) as session:
        undo_link(session, here.site.clock, link_id)
        session.commit()
    return _back(here, conversation_id, listing, "unlinked", part="#details")


def _conversation_page(
    here: Visit, conversation_id: int, listing: Listing, status: int = 200, *, draft: str = "", refusal: str = ""
) -> Response:
    with Session(reading(here.site.store)) as session:
        talk = conversation(session, conversation_id)
        context = listed(here, session, listing) | {
            "talk": talk,
            "dealings": dealings(session, conversation_id),
            "codes": codes(session, conversation_id),
            "current": conversation_id,
            "live": _live(session, conversation_id),
            "limit": _limit(here, talk.channel),
            "draft": draft,
            "refusal": refusal,
        }
    return page(here, "conversation.html", status, **context)


def _live(session: Session, conversation_id: int | None = None) -> str:
    """Where the page hears of what is said after it was made."""
    about = {"since": str(pulse(session))} | ({"conversation": conversation_id} if conversation_id else {})
    return f"/live?{urlencode(about)}"


def _limit(here: Visit, channel: str) -> int | None:
    """The most characters of a reply; None where the channel is not connected (any more)."""
    return here.site.reply_limits.get(channel)


def _write(here: Visit, conversation_id: int, text: str) -> str:
    """Write the reply down; why it was refused, as a key that the template knows, or ''."""
    assert here.person
    with Session(here.site.store) as session:
        limit = _limit(here, existing(session, conversation_id).channel)
        if limit is None:
            return "disconnected"
        try:
            write_reply(session, conversation_id, text, here.person.name, here.site.clock, limit)
        except ReplyRefused:
            length = len(text.strip())
            return "empty" if not length else "long" if length > limit else "unanswerable"
        session.commit()
    return ""


def _back(
    here: Visit,
    conversation_id: int,
    listing: Listing,
    notice: str = "",
    *,
    sending: bool = False,
    part: str = "#latest",
) -> Response:
    answer = back_to(here, f"/inbox/{conversation_id}{listing.query}{part}", notice)
    if sending and here.site.after_reply:
        answer.background = BackgroundTask(here.site.after_reply)
    return answer
