"""Answers are written down first; `sending` brings them to the platform."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.inbox.errors import EmptyReply, NothingFailed, NothingToAnswer, ReplyRefused, ReplyTooLong
from socialshop.inbox.fold import clean
from socialshop.inbox.model import Message
from socialshop.inbox.resolve import held
from socialshop.inbox.standing import settle
from socialshop.ports import Act, Attachment, MessageKind
from socialshop.store.model import OutboxEntry, OutboxState

_PICTURE = "/picture"
"""Follows the text's key in the key of the picture that goes with it."""


def write_reply(
    session: Session,
    conversation_id: int,
    text: str,
    author: str,
    clock: Clock,
    limit: int,
    *,
    act: Act = Act.REPLY,
    message_id: int | None = None,
    picture: Attachment | None = None,
    after: Message | None = None,
) -> Message:
    """Write an answer and queue it; the caller commits.

    `act` says whether it is public, a private reply to a comment, or a message in a private conversation; `message_id`
    which message it answers, else the customer's latest. `author` is who writes, `limit` the most characters that the
    channel takes. With a `picture`, which stands where the channel fetches it, the text may be empty; `after` is the
    text that it belongs to, without which it is not sent. Raises UnknownConversation, EmptyReply, ReplyTooLong, or
    NothingToAnswer where no customer's message stands.
    """
    conversation = held(session, conversation_id)
    words = _checked(text, conversation.channel, limit, may_be_empty=picture is not None)
    answered = answered_message(session, conversation_id, message_id)
    # A platform's clock may be ahead of ours: an answer is never older than what it answers.
    now = clock()
    message = Message(
        conversation_id=conversation_id,
        channel=conversation.channel,
        parent_id=answered.external_id,
        kind=MessageKind.COMMENT if act is Act.REPLY else MessageKind.MESSAGE,
        is_private=act is not Act.REPLY,
        is_ours=True,
        author=author,
        text=words,
        attachments=[asdict(picture)] if picture else None,
        at=max(now, answered.at),
    )
    _queue(session, message, now, after)
    settle(session, [conversation_id])
    session.expire(conversation)
    return message


def retry_reply(session: Session, message_id: int) -> list[Message]:
    """Queue a failed answer again, and the text or picture that failed with it: both are returned. Raises ReplyRefused
    where there is none, or its picture is kept no more; the caller commits."""
    message, entries = _failed(session, message_id)
    together = _messages_of(session, entries)
    if any(lost_picture(one.attachments) for one in together):
        raise ReplyRefused(f"The picture of message {message_id} is kept no more.")
    for entry in entries:
        entry.state, entry.error = OutboxState.PENDING, ""
    session.flush()
    settle(session, [message.conversation_id])
    return together


def take_back(session: Session, message_id: int, clock: Clock) -> list[Message]:
    """Give a failed answer up: its text, and the picture that failed with it. Raises ReplyRefused where there is none;
    the caller commits."""
    message, entries = _failed(session, message_id)
    given_up = _messages_of(session, entries)
    for one in given_up:
        one.removed_at = clock()
    session.flush()
    settle(session, [message.conversation_id])
    return given_up


def lost_picture(attachments: Sequence[Mapping[str, str]] | None) -> bool:
    """Whether a picture that belonged to an answer is kept no more."""
    return any(not one["url"] for one in attachments or ())


def _failed(session: Session, message_id: int) -> tuple[Message, list[OutboxEntry]]:
    """An answer that failed, and what failed with it: text and picture may be two messages. Raises NothingFailed."""
    message = session.get(Message, message_id)
    if message is not None:
        held(session, message.conversation_id)
    entry = session.get(OutboxEntry, message.outbox_key) if message and message.outbox_key else None
    if message is None or message.removed_at or entry is None or entry.state != OutboxState.FAILED:
        raise NothingFailed(message_id)
    text = text_key(entry.key) or entry.key
    both = (session.get(OutboxEntry, text), session.get(OutboxEntry, f"{text}{_PICTURE}"))
    return message, [one for one in both if one is not None and one.state == OutboxState.FAILED]


def _messages_of(session: Session, entries: Sequence[OutboxEntry]) -> list[Message]:
    keys = [entry.key for entry in entries]
    return list(session.scalars(select(Message).where(col(Message.outbox_key).in_(keys)).order_by(col(Message.id))))


def text_key(key: str) -> str | None:
    """The outbox key of the text that the picture with this key goes with; None for any other answer."""
    text = key.removesuffix(_PICTURE)
    return text if text != key else None


def _checked(text: str, channel: str, limit: int, *, may_be_empty: bool) -> str:
    words = clean(text.replace("\r\n", "\n")).strip()
    if not words and not may_be_empty:
        raise EmptyReply
    if len(words) > limit:
        raise ReplyTooLong(channel, len(words), limit)
    return words


def _queue(session: Session, message: Message, now: datetime, after: Message | None) -> None:
    session.add(message)
    session.flush()  # its number names the effect
    key = f"{after.outbox_key}{_PICTURE}" if after else f"reply:{message.id}"
    entry = OutboxEntry(key=key, channel=message.channel, created_at=now)
    session.add(entry)
    session.flush()
    message.outbox_key = entry.key
    session.flush()


def answered_message(session: Session, conversation_id: int, message_id: int | None = None) -> Message:
    """The customer's message that an answer is to: this one, or the latest that stands. Raises NothingToAnswer."""
    chosen = select(Message).where(
        col(Message.conversation_id) == conversation_id,
        col(Message.is_ours).is_(False),
        col(Message.removed_at).is_(None),
    )
    if message_id is not None:
        chosen = chosen.where(col(Message.id) == message_id)
    latest = chosen.order_by(col(Message.at).desc(), col(Message.id).desc()).limit(1)
    answered: Message | None = session.execute(latest).scalar_one_or_none()
    if answered is None:
        raise NothingToAnswer(conversation_id)
    return answered
