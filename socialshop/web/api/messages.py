"""Single messages, for programs: what can be done to them now, and why not otherwise; liked, hidden, deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fastapi import APIRouter, BackgroundTasks
from sqlmodel import Session

from socialshop.desk import message_acts
from socialshop.desk.allowing import allowances
from socialshop.ports import Act, Term
from socialshop.store import reading
from socialshop.web.api.access import Reader
from socialshop.web.api.problems import Problem
from socialshop.web.visits import RowNumber

router = APIRouter(
    prefix="/messages", tags=["messages"], responses={code: {"model": Problem} for code in (401, 403, 404, 422)}
)


class Done(StrEnum):
    """What is done to a message besides answering it."""

    LIKE = Act.LIKE.value
    UNLIKE = Act.UNLIKE.value
    HIDE = Act.HIDE.value
    UNHIDE = Act.UNHIDE.value
    DELETE = Act.DELETE.value


@dataclass(frozen=True, slots=True)
class Allowed:
    """Whether the channel allows an act now. `until` is when that ends, or ended, `limit` the most characters of a
    text, `why` a sentence."""

    act: Act
    allowed: bool
    term: Term
    until: datetime | None
    limit: int | None
    why: str


@dataclass(frozen=True, slots=True)
class QueuedAct:
    """What is written down and on its way; /answers lists it until it stands on the platform."""

    message_id: int
    conversation_id: int
    act: Done


@router.get("/{message_id}/acts", summary="What the channel allows with a message now, and why not otherwise")
def list_allowed(call: Reader, message_id: RowNumber) -> list[Allowed]:
    """Answers, too. Whether the token's role may do it is not asked here."""
    with Session(reading(call.site.store)) as session:
        message = message_acts.existing_message(session, message_id)
        connector = call.site.connectors.get(message.channel)
        found = allowances(session, connector, message, call.site.clock)
    return [Allowed(act, one.allowed, one.term, one.until, one.limit, str(one)) for act, one in found.items()]


@router.post("/{message_id}/{act}", status_code=202, summary="Like, unlike, hide, unhide or delete it where it stands")
def act_on_message(call: Reader, message_id: RowNumber, act: Done, background: BackgroundTasks) -> QueuedAct:
    """Written down, then sent; refused with the reason where the channel does not allow it. Nobody gets back what is
    deleted."""
    with Session(call.site.store) as session:
        connector = call.site.connectors.get(message_acts.existing_message(session, message_id).channel)
        row = message_acts.do(session, call.actor, message_id, Act(act), connector, call.site.clock)
        queued = QueuedAct(message_id, row.conversation_id, act)
        session.commit()
    if call.site.after_reply:
        background.add_task(call.site.after_reply)
    return queued
