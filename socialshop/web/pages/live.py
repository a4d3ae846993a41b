"""Live updates by server-sent events: the page is told that something is new, and shows it when the reader wants."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Annotated

import anyio
from anyio.to_thread import run_sync
from fastapi import APIRouter, Header, Query
from sqlmodel import Session
from sse_starlette import EventSourceResponse, ServerSentEvent

from socialshop.desk.claims import Attendance, attendance, leave, look
from socialshop.inbox.pulse import News, Pulse, news, pulse
from socialshop.inbox.said import Delivery, deliveries
from socialshop.store import reading
from socialshop.web import hindrances
from socialshop.web.company import company
from socialshop.web.i18n import translations
from socialshop.web.render import part
from socialshop.web.visits import PersonVisit, RowNumber, Site, Visit, is_signed_in

router = APIRouter(prefix="/live")

SIGNED_OUT = ServerSentEvent("", event="signed-out")
_PAUSE_SECONDS = 1.0
_PRESENT_SECONDS = 15.0  # how often a page that is open says that somebody looks
_HINDERED_SECONDS = 4.0  # how often it is looked what keeps us from the channels
_PING_SECONDS = 25  # proxies end a connection that is silent for half a minute


@router.get("")
async def live(
    here: PersonVisit,
    since: str,
    conversation: RowNumber | None = None,
    channel: str = "",
    underway: Annotated[list[RowNumber], Query()] = [],  # noqa: B006 - FastAPI copies it
    last_event_id: Annotated[str | None, Header()] = None,
) -> EventSourceResponse:
    """A stream of `news` events after the pulse `since`, or after the last event that a broken connection brought.

    What keeps the shop from its channels comes as `hindered`. With a conversation, on its `channel`, who is there, and
    what becomes of its answers that are `underway`. It ends with a `signed-out`
    event as soon as its reader is not signed in any more.
    """
    start = Pulse.read(last_event_id or since)
    told = _stream(here, Pulse.read(since), start, conversation, channel, underway)
    return EventSourceResponse(told, ping=_PING_SECONDS)


async def _stream(
    here: Visit, seen: Pulse, told: Pulse, conversation: int | None, channel: str, underway: Sequence[int]
) -> AsyncIterator[ServerSentEvent]:
    presence, present_for = "", _PRESENT_SECONDS
    hindered, looked_for = "", _HINDERED_SECONDS
    ways: dict[int, Delivery | None] = dict.fromkeys(underway)
    try:
        while await run_sync(is_signed_in, here):
            now, found = await run_sync(_look, here, seen, told, conversation)
            told = now
            if found:
                yield ServerSentEvent(_said(here, found), event="news", id=str(now))
            if looked_for >= _HINDERED_SECONDS and hindered != (
                hinders := await run_sync(hindrances.told, here, channel)
            ):
                hindered = hinders
                yield ServerSentEvent(hindered, event="hindered")
            looked_for = 0.0 if looked_for >= _HINDERED_SECONDS else looked_for + _PAUSE_SECONDS
            if conversation is not None:
                there = await run_sync(_presence, here, conversation, present_for >= _PRESENT_SECONDS)
                present_for = 0.0 if present_for >= _PRESENT_SECONDS else present_for + _PAUSE_SECONDS
                if there != presence:
                    presence = there
                    yield ServerSentEvent(there, event="presence")
                for id_, stands in (await run_sync(_ways, here, conversation, ways)).items():
                    ways[id_] = stands
                    yield ServerSentEvent(_way(here, conversation, id_, stands), event="delivery")
            await anyio.sleep(_PAUSE_SECONDS)
        yield SIGNED_OUT
    finally:
        if conversation is not None:
            with anyio.CancelScope(shield=True):
                await run_sync(_gone, here, conversation)


def _look(here: Visit, seen: Pulse, told: Pulse, conversation: int | None) -> tuple[Pulse, News | None]:
    """The pulse now and, where it differs from what was told, all that is new since the page was `seen`."""
    now = here.site.shared.get("pulse", lambda: _pulse(here.site))
    if now == told:
        return now, None
    with Session(reading(here.site.store)) as session:
        found = news(session, seen, conversation)
    return now, found if found.conversations else None


def _pulse(site: Site) -> Pulse:
    with Session(reading(site.store)) as session:
        return pulse(session)


def _presence(here: Visit, conversation: int, tell: bool) -> str:
    """Who else is there, in words; `tell` says to them that we are."""
    assert here.person
    if tell:
        with Session(here.site.store) as session:
            look(session, here.person.actor, conversation, here.site.clock)
            session.commit()
    there = here.site.shared.get(("there", conversation), lambda: _attendance(here.site, conversation))
    return json.dumps(company(here, there).told(), ensure_ascii=False)


def _attendance(site: Site, conversation: int) -> Attendance:
    with Session(reading(site.store)) as session:
        return attendance(session, conversation, site.clock())


def _ways(here: Visit, conversation: int, ways: Mapping[int, Delivery | None]) -> dict[int, Delivery]:
    """Which answers stand elsewhere on their way than was told."""
    if not ways:
        return {}
    with Session(reading(here.site.store)) as session:
        found = deliveries(session, conversation, list(ways))
    return {id_: stands for id_, stands in found.items() if ways[id_] != stands}


def _way(here: Visit, conversation: int, message_id: int, stands: Delivery) -> str:
    """The line beneath the answer as the page shows it."""
    html = part(
        here,
        "delivery.html",
        conversation_id=conversation,
        message_id=message_id,
        delivery=stands.state,
        error=stands.error,
        can_retry=True,
        read=False,
        delivered=False,
        query="",
    )
    return json.dumps({"message": message_id, "html": html}, ensure_ascii=False)


def _gone(here: Visit, conversation: int) -> None:
    assert here.person
    with Session(here.site.store) as session:
        leave(session, here.person.actor, conversation)
        session.commit()


def _said(here: Visit, found: News) -> str:
    catalogue = translations(here.language)
    text = catalogue.ngettext(
        "New in %(number)s conversation", "New in %(number)s conversations", found.conversations
    ) % {"number": found.conversations}
    return json.dumps({"count": found.conversations, "here": found.here, "text": text}, ensure_ascii=False)
