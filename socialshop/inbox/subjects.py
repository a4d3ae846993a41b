"""A message as a channel's rules ask about it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Exists, Row, Select, bindparam, exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from socialshop.inbox.model import Contact, Conversation, Message, Reaction
from socialshop.ports import MessageKind, ReplyTarget, Subject
from socialshop.store import ask
from socialshop.store.model import OutboxEntry, OutboxState


def subject_of(session: Session, message: Message) -> Subject:
    """The message with all that decides what can be done to it now."""
    return subjects_of(session, [message.id or 0])[message.id or 0]


def subjects_of(session: Session, message_ids: Collection[int]) -> dict[int, Subject]:
    """The same for many messages, by their numbers."""
    rows = ask(session, _with_all_that_decides(), {"ids": list(message_ids)})
    return {row.id: _subject(row) for row in rows}


@cache
def _with_all_that_decides() -> Select[*tuple[Any, ...]]:
    these: BindParameter[int] = bindparam("ids", expanding=True)
    answered = _private_replies(these).subquery()
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
        .where(col(Message.id).in_(these))
    )


def _subject(row: Row[*tuple[Any, ...]]) -> Subject:
    return Subject(
        to=ReplyTarget(
            row.object_id,
            row.external_id or "",
            row.thread_id,
            row.person or "",
            is_elsewhere=row.began_with == MessageKind.MENTION,
        ),
        kind=MessageKind(row.kind),
        at=row.at,
        person_id=row.person_id or "",
        is_ours=row.is_ours,
        is_removed=row.removed_at is not None,
        is_hidden=row.hidden_at is not None,
        is_liked=row.is_liked,
        wrote_at=row.wrote_at if row.is_all_private else None,
        private_reply_at=None if row.is_private else row.private_reply_at,
    )


def _is_liked() -> Exists:
    """Whether we like the message."""
    return exists().where(
        col(Reaction.channel) == col(Message.channel),
        col(Reaction.target_id) == col(Message.external_id),
        col(Reaction.is_ours),
    )


def _private_replies(these: BindParameter[int]) -> Select[str | None, datetime]:
    """To which messages of the same conversations a private reply was given or written down, and when first; one that
    failed does not count."""
    reply = aliased(Message)
    same = select(col(Message.conversation_id)).where(col(Message.id).in_(these))
    return (
        select(col(reply.parent_id).label("to"), func.min(col(reply.at)).label("at"))
        .outerjoin(OutboxEntry, col(OutboxEntry.key) == col(reply.outbox_key))
        .where(
            col(reply.conversation_id).in_(same),
            col(reply.is_ours),
            col(reply.is_private),
            func.coalesce(col(OutboxEntry.state), OutboxState.SENT.value) != OutboxState.FAILED,
        )
        .group_by(col(reply.parent_id))
    )
