"""Answers: written down first, then sent through the outbox, so that each stands on the platform once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, and_, select, union
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.errors import AuthExpired, PlatformError, Throttled
from socialshop.inbox.errors import ReplyRefused
from socialshop.inbox.fold import clean
from socialshop.inbox.lock import lock_channel
from socialshop.inbox.model import Contact, Conversation, Message
from socialshop.inbox.resolve import held
from socialshop.inbox.standing import settle
from socialshop.inbox.threads import join_threads
from socialshop.ports import ConversationTarget, ReplyTarget, Traffic
from socialshop.store.model import OutboxEntry, OutboxState
from socialshop.store.outbox import Outbox
from socialshop.sync.runs import Action, RunLog

STEP = "replies"


def write_reply(session: Session, conversation_id: int, text: str, author: str, clock: Clock, limit: int) -> Message:
    """Write a public answer to the customer's latest comment and queue it; the caller commits.

    `author` is who writes, `limit` the most characters that the channel takes. Raises UnknownConversation,
    or ReplyRefused for an empty or too long text and where no customer's comment stands.
    """
    conversation = held(session, conversation_id)
    words = _checked(text, limit)
    comment = _latest_comment(session, conversation_id)
    # A platform's clock may be ahead of ours: an answer is never older than what it answers.
    now = clock()
    message = Message(
        conversation_id=conversation_id,
        channel=conversation.channel,
        parent_id=comment.external_id,
        is_ours=True,
        author=author,
        text=words,
        at=max(now, comment.at),
    )
    _queue(session, message, now)
    settle(session, [conversation_id])
    session.expire(conversation)
    return message


def retry_reply(session: Session, message_id: int) -> None:
    """Queue a failed answer again. Raises ReplyRefused where there is none; the caller commits."""
    message = session.get(Message, message_id)
    entry = session.get(OutboxEntry, message.outbox_key) if message and message.outbox_key else None
    if message is None or entry is None or entry.state != OutboxState.FAILED:
        raise ReplyRefused(f"Message {message_id} is no answer that failed.")
    entry.state, entry.error = OutboxState.PENDING, ""
    session.flush()
    settle(session, [message.conversation_id])


def send_replies(
    store: Engine, clock: Clock, run: RunLog, channel: str, target: ConversationTarget, traffic: Traffic | None
) -> None:
    """Send what is queued on the channel, the oldest first. Outcomes are in the run's tally.

    An answer that the platform refuses is failed for good; a dead token or a throttle ends the channel
    and keeps the rest queued.
    """
    outbox = Outbox(store, clock)
    with run.step(STEP, channel, traffic) as tally:
        for reply in _unsent(store, channel):
            try:
                external_id = _send(outbox, channel, target, reply)
            except (AuthExpired, Throttled):
                raise
            except PlatformError as error:
                _resettle(store, reply)
                tally.record(reply.key, Action.FAILED, error.what, error.mend)
            else:
                _store_sent(store, channel, reply, external_id)
                tally.record(reply.key, Action.CREATED)


@dataclass(frozen=True, slots=True)
class _Reply:
    message_id: int
    conversation_id: int
    key: str
    text: str
    external_id: str | None
    to: ReplyTarget


def _checked(text: str, limit: int) -> str:
    words = clean(text.replace("\r\n", "\n")).strip()
    if not words:
        raise ReplyRefused("The answer is empty.", mend="Write a text.")
    if len(words) > limit:
        raise ReplyRefused(f"The answer has {len(words)} characters, the channel takes {limit}.", mend="Shorten it.")
    return words


def _queue(session: Session, message: Message, now: datetime) -> None:
    session.add(message)
    session.flush()  # its number names the effect
    entry = OutboxEntry(key=f"reply:{message.id}", channel=message.channel, created_at=now)
    session.add(entry)
    session.flush()
    message.outbox_key = entry.key
    session.flush()


def _latest_comment(session: Session, conversation_id: int) -> Message:
    comment: Message | None = session.execute(
        select(Message)
        .where(
            col(Message.conversation_id) == conversation_id,
            col(Message.is_ours).is_(False),
            col(Message.removed_at).is_(None),
        )
        .order_by(col(Message.at).desc(), col(Message.id).desc())
        .limit(1)
    ).scalar_one_or_none()
    if comment is None:
        raise ReplyRefused(f"In conversation {conversation_id} stands no customer's comment to answer.")
    return comment


def _unsent(store: Engine, channel: str) -> list[_Reply]:
    """Answers that are queued or begun, or whose sending was not stored to its end, the oldest first."""
    without_id = select(col(Message.id)).where(col(Message.channel) == channel, col(Message.external_id).is_(None))
    begun = (
        select(col(Message.id))
        .join(OutboxEntry, col(OutboxEntry.key) == col(Message.outbox_key))
        .where(col(OutboxEntry.channel) == channel, col(OutboxEntry.state) == OutboxState.SENDING)
    )
    comment = aliased(Message)
    with Session(store) as session:
        rows = session.execute(
            select(Message, col(Conversation.object_id), col(Conversation.thread_id), col(Contact.name))
            .join(OutboxEntry, col(OutboxEntry.key) == col(Message.outbox_key))
            .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
            .outerjoin(
                comment,
                and_(col(comment.channel) == channel, col(comment.external_id) == col(Message.parent_id)),
            )
            .outerjoin(Contact, col(Contact.id) == col(comment.contact_id))
            .where(col(Message.id).in_(union(without_id, begun)), col(OutboxEntry.state) != OutboxState.FAILED)
            .order_by(col(Message.id))
        )
        return [
            _Reply(
                message_id=message.id or 0,
                conversation_id=message.conversation_id,
                key=message.outbox_key or "",
                text=message.text,
                external_id=message.external_id,
                to=ReplyTarget(object_id, message.parent_id or thread_id, thread_id, name or ""),
            )
            for message, object_id, thread_id, name in rows
        ]


def _send(outbox: Outbox, channel: str, target: ConversationTarget, reply: _Reply) -> str:
    def find(since: datetime) -> str | None:
        # What was read from the platform meanwhile is as good as asking it.
        return reply.external_id or target.find_reply(reply.to, reply.text, since)

    return outbox.run(reply.key, channel, lambda: target.reply(reply.to, reply.text), find)


def _store_sent(store: Engine, channel: str, reply: _Reply, external_id: str) -> None:
    with Session(store) as session:
        lock_channel(session, channel)
        message = session.get_one(Message, reply.message_id)
        echo = session.execute(
            select(Message).where(
                col(Message.channel) == channel,
                col(Message.external_id) == external_id,
                col(Message.id) != reply.message_id,
            )
        ).scalar_one_or_none()
        if echo is not None:
            _absorb(session, message, echo)
        message.external_id = external_id
        session.flush()
        settle(session, [message.conversation_id])
        session.commit()


def _absorb(session: Session, message: Message, echo: Message) -> None:
    """Our comment was read from the platform and not known as this answer: one message remains, as it stands there."""
    for column in ("text", "at", "edited_at", "removed_at"):
        setattr(message, column, getattr(echo, column))
    stray = echo.conversation_id
    session.delete(echo)
    session.flush()
    if stray != message.conversation_id:
        join_threads(session, stray, message.conversation_id)


def _resettle(store: Engine, reply: _Reply) -> None:
    with Session(store) as session:
        settle(session, [reply.conversation_id])
        session.commit()
