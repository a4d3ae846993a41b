"""What does not stand on its platform yet, answers and likes and the like, and why, and what becomes of it; and what
went out lately."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.desk import answers, message_acts
from socialshop.desk.model import MessageAct
from socialshop.errors import SocialshopError
from socialshop.inbox.model import Contact, Conversation, Message
from socialshop.inbox.reply import lost_picture
from socialshop.phrases import phrase
from socialshop.staff.actor import Actor
from socialshop.store.model import OutboxEntry, OutboxState

ANSWER = "answer"
PAGE = 50
_UNSENT = (OutboxState.PENDING, OutboxState.SENDING, OutboxState.FAILED)
LATELY = timedelta(days=7)
"""Up to when what went out is shown: what is older stands in its conversation."""
_TIME = "%Y%m%dT%H%M%S%f"


@dataclass(frozen=True, slots=True)
class Unsent:
    """An answer, or what shall be done to a message; `why` it did not go out, '' where it was not tried yet.

    `what` is 'answer', 'like', 'unlike', 'hide', 'unhide' or 'delete'; `id` the answer's number or that of the message
    that it is done to, whose `text` is told, `contact_name` the customer. `state` is 'pending', 'sending' or 'failed':
    what failed waits for a person, the rest for the next run; or 'sent', at `sent_at`. An answer whose picture is kept
    no more cannot be sent again, which `can_retry` tells of what failed.
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
    can_retry: bool
    sent_at: datetime | None


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


def unsent(
    session: Session,
    *,
    state: OutboxState | None = None,
    channel: str = "",
    after: str | None = None,
    limit: int = PAGE,
) -> UnsentPage:
    """The oldest first; with a `state` or `channel` only those. Neither what was taken back is among them, nor what was
    done to a message that something else was done to since, or that is gone. Raises SocialshopError for a mark of no
    page."""
    act, done_to = aliased(MessageAct), aliased(Message)
    entry = OutboxEntry
    waiting = _of_messages(act, done_to, channel).where(
        col(entry.state).in_((state,) if state else _UNSENT),
        or_(
            and_(col(Message.id).is_not(None), col(Message.removed_at).is_(None)),
            and_(col(done_to.id).is_not(None), col(done_to.removed_at).is_(None), ~_superseded(act)),
        ),
    )
    if after is not None:
        created, (last, key) = col(entry.created_at), _place(after)
        waiting = waiting.where(or_(created > last, and_(created == last, col(entry.key) > key)))
    rows = session.execute(waiting.order_by(col(entry.created_at), col(entry.key)).limit(limit + 1)).all()
    return _page(rows, limit, lambda last: last.created_at)


def sent_lately(
    session: Session, now: datetime, *, channel: str = "", after: str | None = None, limit: int = PAGE
) -> UnsentPage:
    """What went out within LATELY, the latest first. Raises SocialshopError for a mark of no page."""
    act, done_to = aliased(MessageAct), aliased(Message)
    entry = OutboxEntry
    ended = col(entry.ended_at)
    gone = _of_messages(act, done_to, channel).where(
        ended >= now - LATELY, or_(col(Message.id).is_not(None), col(done_to.id).is_not(None))
    )
    if after is not None:
        last, key = _place(after)
        gone = gone.where(ended <= last, or_(ended < last, col(entry.key) < key))
    rows = session.execute(gone.order_by(ended.desc(), col(entry.key).desc()).limit(limit + 1)).all()
    return _page(rows, limit, lambda last: last.ended_at or last.created_at)


def any_failed(session: Session) -> bool:
    """Whether something waits for a person."""
    return bool(unsent(session, state=OutboxState.FAILED, limit=1).unsent)


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


def _of_messages(act: type[MessageAct], done_to: type[Message], channel: str) -> Select[*tuple[Any, ...]]:
    """Entries of the outbox with the answer, or the act and the message that it is done to, and the customer's name."""
    entry = OutboxEntry
    conversation = func.coalesce(col(Message.conversation_id), col(act.conversation_id))
    chosen = (
        select(entry, Message, act, done_to, col(Contact.name))
        .outerjoin(Message, col(Message.outbox_key) == col(entry.key))
        .outerjoin(act, col(act.outbox_key) == col(entry.key))
        .outerjoin(done_to, col(done_to.id) == col(act.message_id))
        .join(Conversation, col(Conversation.id) == conversation)
        .outerjoin(Contact, col(Contact.id) == col(Conversation.contact_id))
    )
    # Of the conversation, not of the entry: no database is to read all that ever went out on a channel.
    return chosen.where(col(Conversation.channel) == channel) if channel else chosen


def _superseded(act: type[MessageAct]) -> ColumnElement[bool]:
    later = aliased(MessageAct)
    return exists().where(col(later.message_id) == col(act.message_id), col(later.id) > col(act.id))


def _page(rows: Sequence[Any], limit: int, moment: Callable[[OutboxEntry], datetime]) -> UnsentPage:
    """`moment` is the time of an entry by which the list is in order."""
    found = tuple(_shown(*row) for row in rows[:limit])
    if len(rows) <= limit:
        return UnsentPage(found, None)
    last: OutboxEntry = rows[limit - 1][0]
    return UnsentPage(found, f"{moment(last):{_TIME}}-{last.key}")


def _place(mark: str) -> tuple[datetime, str]:
    """Time and key of the last entry of the page before."""
    try:
        at, key = mark.split("-", 1)
        return datetime.strptime(at, _TIME).replace(tzinfo=UTC), key
    except ValueError as error:
        raise SocialshopError(
            phrase("There is no such page of the list."), mend=phrase("Begin with the first page.")
        ) from error


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
        text="" if said.removed_at else said.text,
        has_picture=bool(said.attachments),
        is_private=said.is_private,
        at=by.at,
        attempts=entry.attempts,
        why=entry.error,
        can_retry=entry.state == OutboxState.FAILED and (act is not None or not lost_picture(said.attachments)),
        sent_at=entry.ended_at,
    )
