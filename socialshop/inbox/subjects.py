"""A message as a channel's rules ask about it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Exists, Select, bindparam, exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from socialshop.inbox.model import Contact, Conversation, Message, Reaction
from socialshop.inbox.said import latest_of
from socialshop.ports import MessageKind, ReplyTarget, Subject
from socialshop.store import Question, Rows, ask
from socialshop.store.model import OutboxEntry, OutboxState


def subject_of(session: Session, message: Message) -> Subject:
    """The message with all that decides what can be done to it now."""
    return subjects_of(session, [message.id or 0])[message.id or 0]


def subjects_of(session: Session, message_ids: Collection[int]) -> dict[int, Subject]:
    """The same for many messages, by their numbers."""
    return _read(ask(session, _of_these(), {"ids": list(message_ids)}))


def _read(rows: Rows) -> dict[int, Subject]:
    return {id_: _subject(*rest) for id_, *rest in rows}


@cache
def _of_these() -> Select[*tuple[Any, ...]]:
    is_one = col(Message.id).in_(bindparam("ids", expanding=True))
    return _with_all_that_decides(is_one, select(col(Message.conversation_id)).where(is_one))


@cache
def _of_conversation() -> Select[*tuple[Any, ...]]:
    conversation: BindParameter[int] = bindparam("id")
    return _with_all_that_decides(col(Message.id).in_(latest_of(col(Message.id))), select(conversation))


SUBJECTS = Question(_of_conversation, _read)
"""`subjects_of` the latest messages of the conversation `id`, at most `limit`."""


def _with_all_that_decides(is_one: ColumnElement[bool], conversations: Select[int]) -> Select[*tuple[Any, ...]]:
    answered = _private_replies(conversations).subquery()
    return (
        select(
            *(getattr(Message, name) for name in ("id", "external_id", "kind", "at", "is_ours", "is_private")),
            *(getattr(Message, name) for name in ("removed_at", "hidden_at")),
            *(getattr(Conversation, name) for name in ("object_id", "thread_id", "wrote_at")),
            col(Conversation.kind).label("began_with"),
            col(Conversation.is_private).label("is_all_private"),
            col(Contact.name).label("person"),
            col(Contact.external_id).label("person_id"),
            _is_liked().label("is_liked"),
            answered.c.at.label("private_reply_at"),
        )
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .outerjoin(Contact, col(Contact.id) == col(Message.contact_id))
        .outerjoin(answered, answered.c.to == col(Message.external_id))
        .where(is_one)
    )


def _subject(
    external_id: str | None,
    kind: str,
    at: datetime,
    is_ours: bool,
    is_private: bool,
    removed_at: datetime | None,
    hidden_at: datetime | None,
    object_id: str,
    thread_id: str,
    wrote_at: datetime | None,
    began_with: str,
    is_all_private: bool,
    person: str | None,
    person_id: str | None,
    is_liked: bool,
    private_reply_at: datetime | None,
) -> Subject:
    return Subject(
        to=ReplyTarget(
            object_id,
            external_id or "",
            thread_id,
            person or "",
            is_elsewhere=began_with == MessageKind.MENTION,
        ),
        kind=MessageKind(kind),
        at=at,
        person_id=person_id or "",
        is_ours=is_ours,
        is_removed=removed_at is not None,
        is_hidden=hidden_at is not None,
        is_liked=is_liked,
        wrote_at=wrote_at if is_all_private else None,
        private_reply_at=None if is_private else private_reply_at,
    )


def _is_liked() -> Exists:
    """Whether we like the message."""
    return exists().where(
        col(Reaction.channel) == col(Message.channel),
        col(Reaction.target_id) == col(Message.external_id),
        col(Reaction.is_ours),
    )


def _private_replies(conversations: Select[int]) -> Select[str | None, datetime]:
    """To which messages of these conversations a private reply was given or written down, and when first; one that
    failed does not count."""
    reply = aliased(Message)
    return (
        select(col(reply.parent_id).label("to"), func.min(col(reply.at)).label("at"))
        .outerjoin(OutboxEntry, col(OutboxEntry.key) == col(reply.outbox_key))
        .where(
            col(reply.conversation_id).in_(conversations),
            col(reply.is_ours),
            col(reply.is_private),
            func.coalesce(col(OutboxEntry.state), OutboxState.SENT.value) != OutboxState.FAILED,
        )
        .group_by(col(reply.parent_id))
    )
