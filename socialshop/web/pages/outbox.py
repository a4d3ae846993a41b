"""What is on its way to the platforms, what failed and why, and what went out lately; and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from sqlmodel import Session
from starlette.responses import Response

from socialshop.desk import unsent
from socialshop.desk.unsent import LATELY, UnsentPage
from socialshop.store import reading
from socialshop.store.model import OutboxState
from socialshop.web.pages.answering import sending
from socialshop.web.refusals import attempted
from socialshop.web.render import back_to, page
from socialshop.web.visits import PersonVisit, RowNumber, Storable, Visit

OUTBOX = "/outbox"
router = APIRouter(prefix=OUTBOX)


@dataclass(frozen=True)
class Shown:
    """Which part of the outbox a page shows: of a state, of a channel, '' for all; `after` is the mark of a further
    page."""

    state: str = ""
    channel: str = ""
    after: str | None = None

    @property
    def query(self) -> str:
        given = {"state": self.state, "channel": self.channel, "after": self.after}
        encoded = urlencode({name: value for name, value in given.items() if value})
        return f"?{encoded}" if encoded else ""

    def link(self, **changes: str) -> str:
        """The address of the first page with another state or channel."""
        return OUTBOX + replace(self, after=None, **changes).query

    def page(self, mark: str) -> str:
        return OUTBOX + replace(self, after=mark).query


def _shown(state: Storable = "", channel: Storable = "", after: Storable | None = None) -> Shown:
    return Shown(state if state in set(OutboxState) else "", channel, after or None)


Chosen = Annotated[Shown, Depends(_shown)]


@router.get("")
def outbox(here: PersonVisit, shown: Chosen) -> Response:
    found = _found(here, shown)
    return page(
        here,
        "outbox.html",
        entries=found.unsent,
        next=found.next,
        shown=shown,
        channels=sorted({*here.site.connectors, *filter(None, [shown.channel])}),
        lately=LATELY.days,
    )


@router.post("/{message_id}/retry")
def retry(here: PersonVisit, message_id: RowNumber, shown: Chosen) -> Response:
    clock = here.site.clock
    refused = attempted(here, lambda session, actor: unsent.retry(session, actor, message_id, clock), "tried again")
    back = back_to(here, OUTBOX + shown.query)
    return back if refused else sending(here, back)


@router.post("/{message_id}/take-back")
def take_back(here: PersonVisit, message_id: RowNumber, shown: Chosen) -> Response:
    clock = here.site.clock
    attempted(here, lambda session, actor: unsent.take_back(session, actor, message_id, clock), "given up")
    return back_to(here, OUTBOX + shown.query)


def _found(here: Visit, shown: Shown) -> UnsentPage:
    state = OutboxState(shown.state) if shown.state else None
    with Session(reading(here.site.store)) as session:
        if state is OutboxState.SENT:
            return unsent.sent_lately(session, here.site.clock(), channel=shown.channel, after=shown.after)
        return unsent.unsent(session, state=state, channel=shown.channel, after=shown.after)
