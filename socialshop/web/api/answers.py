"""Answers, likes and the like that did not go out, for programs: which, why, and what becomes of them; and what did."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, BackgroundTasks
from sqlmodel import Session

from socialshop.desk.unsent import PAGE, TakenBack, UnsentPage, retry, sent_lately, take_back, unsent
from socialshop.store import reading
from socialshop.store.model import OutboxState
from socialshop.web.api.access import Limit, Reader
from socialshop.web.api.problems import Problem
from socialshop.web.visits import RowNumber, Storable

router = APIRouter(prefix="/answers", tags=["answers"], responses={c: {"model": Problem} for c in (401, 403, 422)})


@dataclass(frozen=True, slots=True)
class Requeued:
    """Answers that are on their way again: a text and the picture that failed with it are two."""

    message_ids: tuple[int, ...]


@router.get("", summary="Those that do not stand on their platform yet, and why; the oldest first")
def list_unsent(
    call: Reader, failed: bool = False, channel: Storable = "", after: str | None = None, limit: Limit = PAGE
) -> UnsentPage:
    """Answers, and likes and the like. `failed`: only what waits for a person. `after`: the `next` of the page
    before."""
    state = OutboxState.FAILED if failed else None
    with Session(reading(call.site.store)) as session:
        return unsent(session, state=state, channel=channel, after=after, limit=limit)


@router.get("/sent", summary="Those that went out in the last 7 days, the latest first")
def list_sent(call: Reader, channel: Storable = "", after: str | None = None, limit: Limit = PAGE) -> UnsentPage:
    """Answers, and likes and the like. `after`: the `next` of the page before."""
    with Session(reading(call.site.store)) as session:
        return sent_lately(session, call.site.clock(), channel=channel, after=after, limit=limit)


@router.post("/{message_id}/retry", status_code=202, summary="Send one again that failed, and what failed with it")
def send_again(call: Reader, message_id: RowNumber, background: BackgroundTasks) -> Requeued:
    with Session(call.site.store) as session:
        queued = Requeued(tuple(retry(session, call.actor, message_id, call.site.clock)))
        session.commit()
    if call.site.after_reply:
        background.add_task(call.site.after_reply)
    return queued


@router.post("/{message_id}/take-back", summary="Give one up that failed, and what failed with it")
def give_up(call: Reader, message_id: RowNumber) -> list[TakenBack]:
    with Session(call.site.store) as session:
        told = take_back(session, call.actor, message_id, call.site.clock)
        session.commit()
    return told
