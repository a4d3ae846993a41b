"""Sending answers through the outbox, so that each stands on the platform once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Engine, select, union
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.errors import AuthExpired, Permanent, PlatformError, Throttled
from socialshop.inbox.lock import lock_channel
from socialshop.inbox.model import Conversation, Message
from socialshop.inbox.reply import text_key
from socialshop.inbox.service import ServiceTargets
from socialshop.inbox.standing import settle
from socialshop.inbox.subjects import subject_of
from socialshop.inbox.tend import set_due
from socialshop.inbox.threads import join_threads
from socialshop.phrases import phrase
from socialshop.ports import (
    Act,
    ConversationTarget,
    MessageKind,
    MessageTarget,
    PictureTarget,
    PrivateReplyTarget,
    ReplyTarget,
    Subject,
    Traffic,
)
from socialshop.store.model import OutboxEntry, OutboxState
from socialshop.store.outbox import Outbox
from socialshop.sync.runs import Action, RunLog

STEP = "replies"


def send_replies(
    store: Engine,
    clock: Clock,
    run: RunLog,
    channel: str,
    target: object,
    traffic: Traffic | None,
    targets: ServiceTargets | None = None,
) -> None:
    """Send what is queued on the channel, the oldest first. Outcomes are in the run's tally.

    An answer that the platform refuses is failed for good, and so is the picture that belongs to it; whoever waited for
    it waits again, and another one is due by the shop's `targets`. A picture waits
    for what was said before it and is to be tried again; a dead token or a throttle ends the channel and keeps the
    rest queued.
    """
    outbox = Outbox(store, clock)
    waiting: set[int] = set()
    with run.step(STEP, channel, traffic) as tally:
        for reply in _unsent(store, channel):
            if reply.picture and reply.conversation_id in waiting:
                continue
            try:
                external_id = _send(outbox, channel, target, reply)
            except (AuthExpired, Throttled):
                raise
            except PlatformError as error:
                if not isinstance(error, Permanent):
                    waiting.add(reply.conversation_id)
                _resettle(store, reply, targets)
                tally.record(str(reply), Action.FAILED, error.what, error.mend)
            else:
                _store_sent(store, channel, reply, external_id)
                tally.record(str(reply), Action.CREATED)


@dataclass(frozen=True, slots=True)
class _Reply:
    message_id: int
    conversation_id: int
    key: str
    text: str
    picture: str
    """Its public address, or ''."""
    known: frozenset[str]
    """The ids of the other answers that were written here in the conversation."""
    external_id: str | None
    act: Act
    to: Subject

    def __str__(self) -> str:
        return phrase(
            "answer {number} in conversation {conversation}", number=self.message_id, conversation=self.conversation_id
        )


def _unsent(store: Engine, channel: str) -> list[_Reply]:
    """Answers that are queued or begun, or whose sending was not stored to its end, the oldest first."""
    without_id = select(col(Message.id)).where(col(Message.channel) == channel, col(Message.external_id).is_(None))
    begun = (
        select(col(Message.id))
        .join(OutboxEntry, col(OutboxEntry.key) == col(Message.outbox_key))
        .where(col(OutboxEntry.channel) == channel, col(OutboxEntry.state) == OutboxState.SENDING)
    )
    with Session(store) as session:
        rows = session.execute(
            select(Message, Conversation)
            .join(OutboxEntry, col(OutboxEntry.key) == col(Message.outbox_key))
            .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
            .where(col(Message.id).in_(union(without_id, begun)), col(OutboxEntry.state) != OutboxState.FAILED)
            .order_by(col(Message.id))
        )
        return [_reply(session, message, conversation) for message, conversation in rows]


def _reply(session: Session, message: Message, conversation: Conversation) -> _Reply:
    answered = session.execute(
        select(Message).where(col(Message.channel) == message.channel, col(Message.external_id) == message.parent_id)
    ).scalar_one_or_none()
    thread = conversation.thread_id
    return _Reply(
        message_id=message.id or 0,
        conversation_id=message.conversation_id,
        key=message.outbox_key or "",
        text=message.text,
        picture=message.attachments[0]["url"] if message.attachments else "",
        known=_known(session, message),
        external_id=message.external_id,
        act=_act(message, conversation),
        # What was answered may be gone: its thread still stands.
        to=replace(subject_of(session, answered), private_reply_at=None)  # this one is it
        if answered
        else Subject(
            ReplyTarget(
                conversation.object_id,
                message.parent_id or thread,
                thread,
                "",
                is_elsewhere=conversation.kind == MessageKind.MENTION,
            ),
            MessageKind.COMMENT,
            message.at,
        ),
    )


def _known(session: Session, message: Message) -> frozenset[str]:
    if not message.attachments:  # a text is found by its words
        return frozenset()
    others = select(col(Message.external_id)).where(
        col(Message.conversation_id) == message.conversation_id,
        col(Message.id) != message.id,
        col(Message.outbox_key).is_not(None),
    )
    return frozenset(id_ for id_ in session.execute(others).scalars() if id_)


def _act(message: Message, conversation: Conversation) -> Act:
    if not message.is_private:
        return Act.REPLY
    return Act.MESSAGE if conversation.is_private else Act.PRIVATE_REPLY


def _send(outbox: Outbox, channel: str, target: object, reply: _Reply) -> str:
    way = _way(target, channel, reply)
    text = text_key(reply.key)
    if text and outbox.has_failed(text):
        way = _Way(lambda: _without_text(channel), way.find)

    def find(since: datetime) -> str | None:
        # What was read from the platform meanwhile is as good as asking it.
        return reply.external_id or way.find(since)

    return outbox.run(reply.key, channel, way.send, find)


class _Way(NamedTuple):
    """How the channel sends one answer, and finds it again."""

    send: Callable[[], str]
    find: Callable[[datetime], str | None]


def _way(target: object, channel: str, reply: _Reply) -> _Way:
    to, text = reply.to, reply.text
    if reply.picture:
        return _way_of_picture(target, channel, reply)
    if reply.act is Act.REPLY and isinstance(target, ConversationTarget):
        return _Way(lambda: target.reply(to.to, text), lambda since: target.find_reply(to.to, text, since))
    if reply.act is Act.PRIVATE_REPLY and isinstance(target, PrivateReplyTarget):
        return _Way(lambda: target.reply_privately(to, text), lambda since: target.find_private_reply(to, text, since))
    if reply.act is Act.MESSAGE and isinstance(target, MessageTarget):
        return _Way(lambda: target.send_message(to, text), lambda since: target.find_message(to, text, since))
    return _Way(lambda: _not_offered(channel, reply.act), lambda _since: None)


def _way_of_picture(target: object, channel: str, reply: _Reply) -> _Way:
    act, to, text = reply.act, reply.to, reply.text
    if isinstance(target, PictureTarget) and target.picture_terms(act):
        return _Way(
            lambda: target.send_picture(act, to, reply.picture, text),
            lambda since: target.find_picture(act, to, text, since, reply.known),
        )
    return _Way(lambda: _not_offered(channel, act), lambda _since: None)


def _not_offered(channel: str, act: Act) -> str:
    raise Permanent(
        phrase("{channel} takes no {act} as it is configured.", channel=channel, act=act.replace("_", " ")),
        channel=channel,
    )


def _without_text(channel: str) -> str:
    raise Permanent(
        phrase("The text that it goes with was refused."),
        channel=channel,
        mend=phrase("Try again once what hinders the text is mended, or write anew."),
    )


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


def _resettle(store: Engine, reply: _Reply, targets: ServiceTargets | None) -> None:
    with Session(store) as session:
        settle(session, [reply.conversation_id])
        if targets:
            set_due(session, targets, col(Conversation.id) == reply.conversation_id)
        session.commit()
