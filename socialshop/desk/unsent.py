"""What does not stand on its platform yet, answers and likes and the like, and why; and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.desk import answers, message_acts
from socialshop.desk.model import MessageAct
from socialshop.errors import SocialshopError
from socialshop.inbox.model import Contact, Conversation, Message
from socialshop.phrases import phrase
from socialshop.staff.actor import Actor
from socialshop.store.model import OutboxEntry, OutboxState

ANSWER = "answer"
PAGE = 50
_UNSENT = (OutboxState.PENDING, OutboxState.SENDING, OutboxState.FAILED)
_TIME = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True)
class Unsent:
    """An answer, or what shall be done to a message; `why` it did not go out, '' where it was not tried yet.

    `what` is 'answer', 'like', 'unlike', 'hide', 'unhide' or 'delete'; `id` the answer's number or that of the message
    that it is done to, whose `text` is told, `contact_name` the customer. `state` is 'pending', 'sending' or 'failed':
    what failed waits for a person, the rest for the next run.
    """

    id: int
    what: str
    conversation_id: int
    channel: str
    state: str
    contact_name: str
    author: str
    text: str
    has_picture: bool
    is_private: bool
    at: datetime
    attempts: int
    why: str


@dataclass(frozen=True, slots=True)
class UnsentPage:
    """`next` is the mark after which the following ones stand; None where there are none."""

    unsent: tuple[Unsent, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """An answer that was given up, with its words; or what was to be done to a message, of which there are none."""

    message_id: int
    text: str


def unsent(session: Session, *, failed: bool = False, after: str | None = None, limit: int = PAGE) -> UnsentPage:
    """The oldest first; with `failed` only those. Neither what was taken back is among them, nor what was done to a
    message that something else was done to since, or that is gone. Raises SocialshopError for a mark of no page."""
    act, done_to = aliased(MessageAct), aliased(Message)
    rows = session.execute(_chosen(act, done_to, failed, after).limit(limit + 1)).all()
    found = tuple(_shown(*row) for row in rows[:limit])
    return UnsentPage(found, _mark(rows[limit - 1][0]) if len(rows) > limit else None)


def any_failed(session: Session) -> bool:
    """Whether something waits for a person."""
    return bool(unsent(session, failed=True, limit=1).unsent)


def retry(session: Session, actor: Actor, number: int, clock: Clock) -> list[int]:
    """Queue again what failed, an answer with the text or picture that failed with it; the numbers. The caller
    commits. Raises NotPermitted and ReplyRefused."""
    act = message_acts.failed_act(session, number)
    if act is None:
        return [one.id or 0 for one in answers.retry(session, actor, number, clock)]
    message_acts.do_again(session, actor, act, clock)
    return [number]


def take_back(session: Session, actor: Actor, number: int, clock: Clock) -> list[TakenBack]:
    """Give up what failed, an answer with the text or picture that failed with it. The caller commits. Raises
    NotPermitted and ReplyRefused."""
    act = message_acts.failed_act(session, number)
    if act is None:
        given_up = answers.take_back(session, actor, number, clock)
        return [TakenBack(one.id or 0, one.text) for one in given_up]
    message_acts.give_up(session, actor, act, clock)
    return [TakenBack(number, "")]


def _chosen(act: type[MessageAct], done_to: type[Message], failed: bool, after: str | None) -> Select[*tuple[Any, ...]]:
    later, entry = aliased(MessageAct), OutboxEntry
    superseded = exists().where(col(later.message_id) == col(act.message_id), col(later.id) > col(act.id))
    conversation = func.coalesce(col(Message.conversation_id), col(act.conversation_id))
    return (
        select(entry, Message, act, done_to, col(Contact.name))
        .outerjoin(Message, col(Message.outbox_key) == col(entry.key))
        .outerjoin(act, col(act.outbox_key) == col(entry.key))
        .outerjoin(done_to, col(done_to.id) == col(act.message_id))
        .join(Conversation, col(Conversation.id) == conversation)
        .outerjoin(Contact, col(Contact.id) == col(Conversation.contact_id))
        .where(
            col(entry.state).in_((OutboxState.FAILED,) if failed else _UNSENT),
            or_(
                and_(col(Message.id).is_not(None), col(Message.removed_at).is_(None)),
                and_(col(done_to.id).is_not(None), col(done_to.removed_at).is_(None), ~superseded),
            ),
            *_after(after),
        )
        .order_by(col(entry.created_at), col(entry.key))
    )


def _mark(entry: OutboxEntry) -> str:
    return f"{entry.created_at:{_TIME}}-{entry.key}"


def _after(mark: str | None) -> list[ColumnElement[bool]]:
    if mark is None:
        return []
    created = col(OutboxEntry.created_at)
    try:
        at, key = mark.split("-", 1)
        last = datetime.strptime(at, _TIME).replace(tzinfo=UTC)
    except ValueError as error:
        raise SocialshopError(
            phrase("There is no such page of the list."), mend=phrase("Begin with the first page.")
        ) from error
    return [or_(created > last, and_(created == last, col(OutboxEntry.key) > key))]


def _shown(entry: OutboxEntry, answer: Message | None, act: MessageAct | None, done_to: Message, name: str) -> Unsent:
    """An answer, or what was to be done to a message, by whom that was."""
    said = answer or done_to
    by: Message | MessageAct = act or said
    return Unsent(
        id=said.id or 0,
        what=act.kind if act else ANSWER,
        conversation_id=by.conversation_id,
        channel=entry.channel,
        state=entry.state,
        contact_name=name or "",
        author=by.author,
        text=said.text,
        has_picture=bool(said.attachments),
        is_private=said.is_private,
        at=by.at,
        attempts=entry.attempts,
        why=entry.error,
    )
