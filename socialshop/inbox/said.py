"""What was said in one conversation, message by message, with all that became of each."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Exists, Select, and_, bindparam, exists, select
from sqlmodel import Session, col

from socialshop.inbox.model import Contact, Conversation, Message, RawEvent, Reaction, Receipt
from socialshop.inbox.quotes import Quote, quotes
from socialshop.ports import Attachment, AttachmentKind, EventKind, MessageKind
from socialshop.store.model import OutboxEntry, OutboxState

_WORDED = [kind.value for kind in EventKind if kind.message and kind.change in ("added", "edited")]


@dataclass(frozen=True, slots=True)
class Version:
    """How a message read before it was edited or removed."""

    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReactionView:
    """One reaction to a message, and who of whom it is."""

    text: str
    authors: tuple[str, ...]
    is_ours: bool


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message. A removed one has neither text nor attachments; its `versions` are what it said while it stood.

    `delivery` is where an answer that was written here stands, and `error` why it is not sent yet; None and empty for
    what came from the platform. `delivered` and `read` say whether the customer has and knows our private message,
    `is_liked` whether we like it. `answers` is the message that it answers, where it is not the one before it.
    """

    id: int
    author: str
    text: str
    at: datetime
    edited_at: datetime | None
    removed_at: datetime | None
    hidden_at: datetime | None
    is_ours: bool
    is_private: bool
    kind: MessageKind
    rating: str
    attachments: tuple[Attachment, ...]
    links: tuple[str, ...]
    delivery: OutboxState | None
    error: str
    versions: tuple[Version, ...] = ()
    reactions: tuple[ReactionView, ...] = ()
    delivered: bool = False
    read: bool = False
    is_liked: bool = False
    answers: Quote | None = None


class Delivery(NamedTuple):
    """Where an answer stands on its way, and why it is not sent yet."""

    state: OutboxState
    error: str


class Thread(NamedTuple):
    """The latest messages in their order, and whether there are earlier ones."""

    messages: tuple[MessageView, ...]
    more: bool


def thread(session: Session, conversation: Conversation, most: int) -> Thread:
    """The latest messages of a conversation, at most so many."""
    rows = session.execute(_latest(), {"id": conversation.id, "limit": most + 1}).all()
    latest = [(message, name, entry) for message, name, entry, _ in reversed(rows[:most])]
    messages = [message for message, _, _ in latest]
    versions = _versions(session, conversation.channel, messages)
    reactions = _reactions(session, conversation.channel, [message for message, *_, is_felt in rows[:most] if is_felt])
    receipt = _receipt(session, conversation)
    quoted = quotes(session, conversation, messages)
    views = tuple(
        _view(
            message,
            name or message.author,
            entry,
            versions.get(message.external_id or "", ()),
            reactions.get(message.external_id or "", ()),
            receipt,
            quoted.get(message.id or 0),
        )
        for message, name, entry in latest
    )
    return Thread(views, len(rows) > most)


@cache
def _latest() -> Select[*tuple[Any, ...]]:
    latest = latest_of(Message, col(Contact.name), OutboxEntry, _has_reactions())
    with_person = latest.outerjoin(Contact, col(Contact.id) == col(Message.contact_id))
    return with_person.outerjoin(OutboxEntry, col(OutboxEntry.key) == col(Message.outbox_key))


def latest_of(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Of the latest messages of the conversation `id`, at most `limit`, the latest first."""
    return (
        select(*columns)
        .where(col(Message.conversation_id) == bindparam("id"), ~was_taken_back())
        .order_by(col(Message.at).desc(), col(Message.is_ours).desc(), col(Message.id).desc())
        .limit(bindparam("limit"))
    )


def _has_reactions() -> Exists:
    return exists().where(
        col(Reaction.channel) == col(Message.channel), col(Reaction.target_id) == col(Message.external_id)
    )


def was_taken_back() -> ColumnElement[bool]:
    """Whether a message is an answer of ours that never stood on its platform, and was given up."""
    return and_(col(Message.external_id).is_(None), col(Message.removed_at).is_not(None))


def deliveries(session: Session, conversation_id: int, message_ids: Collection[int]) -> dict[int, Delivery]:
    """Where answers that were written here stand now, by their number."""
    rows = session.execute(
        select(Message, OutboxEntry)
        .join(OutboxEntry, col(OutboxEntry.key) == col(Message.outbox_key))
        .where(col(Message.conversation_id) == conversation_id, col(Message.id).in_(message_ids))
    )
    return {message.id or 0: Delivery(_delivery(message, entry), _error(message, entry)) for message, entry in rows}


def _view(
    message: Message,
    author: str,
    entry: OutboxEntry | None,
    versions: tuple[Version, ...],
    reactions: tuple[ReactionView, ...],
    receipt: Receipt | None,
    answers: Quote | None,
) -> MessageView:
    stands = message.removed_at is None
    told = receipt if message.is_ours and message.is_private and message.external_id else None
    return MessageView(
        id=message.id or 0,
        author=author,
        text=message.text if stands else "",
        at=message.at,
        edited_at=message.edited_at,
        removed_at=message.removed_at,
        hidden_at=message.hidden_at,
        is_ours=message.is_ours,
        is_private=message.is_private,
        kind=MessageKind(message.kind),
        rating=message.rating,
        attachments=tuple(map(_attachment, message.attachments or ())) if stands else (),
        links=tuple(message.links or ()) if stands else (),
        delivery=_delivery(message, entry) if entry else None,
        error=_error(message, entry),
        versions=versions,
        reactions=reactions,
        is_liked=any(felt.is_ours for felt in reactions),
        delivered=told is not None and _reaches(told.delivered_until, message.at),
        read=told is not None and _reaches(told.read_until, message.at),
        answers=answers,
    )


def _reaches(until: datetime | None, at: datetime) -> bool:
    return until is not None and at <= until


def _attachment(kept: Mapping[str, str]) -> Attachment:
    told = {name: value for name, value in kept.items() if name != "kind"}
    return Attachment(AttachmentKind(kept["kind"]), **told)


def _delivery(message: Message, entry: OutboxEntry) -> OutboxState:
    # What was read back from the platform stands there, whatever the sender knows yet.
    return OutboxState.SENT if message.external_id else OutboxState(entry.state)


def _error(message: Message, entry: OutboxEntry | None) -> str:
    return entry.error if entry and message.external_id is None else ""


def _versions(session: Session, channel: str, messages: Sequence[Message]) -> Mapping[str, tuple[Version, ...]]:
    """What the edited and the removed ones said before, the earliest first."""
    changed = {
        message.external_id: "" if message.removed_at else message.text
        for message in messages
        if message.external_id and (message.edited_at or message.removed_at)
    }
    if not changed:
        return {}
    told = session.execute(
        select(col(RawEvent.external_id), col(RawEvent.at), col(RawEvent.body))
        .where(
            col(RawEvent.channel) == channel,
            col(RawEvent.external_id).in_(list(changed)),
            col(RawEvent.kind).in_(_WORDED),
        )
        .order_by(col(RawEvent.at), col(RawEvent.id))
    )
    found: defaultdict[str, list[Version]] = defaultdict(list)
    for external_id, at, body in told:
        text = str(json.loads(body).get("text") or "")
        earlier = found[external_id]
        if text and text != changed[external_id] and (not earlier or earlier[-1].text != text):
            earlier.append(Version(text, at))
    return {external_id: tuple(versions) for external_id, versions in found.items()}


def _reactions(session: Session, channel: str, messages: Collection[Message]) -> Mapping[str, tuple[ReactionView, ...]]:
    if not messages:
        return {}
    ids = [message.external_id for message in messages]
    rows = session.scalars(_felt(), {"channel": channel, "ids": ids})
    felt: defaultdict[str, defaultdict[str, list[Reaction]]] = defaultdict(lambda: defaultdict(list))
    for reaction in rows:
        felt[reaction.target_id][reaction.text].append(reaction)
    return {
        target: tuple(
            ReactionView(text, tuple(one.author for one in those if one.author), any(one.is_ours for one in those))
            for text, those in by_text.items()
        )
        for target, by_text in felt.items()
    }


@cache
def _felt() -> Select[Reaction]:
    to_these = col(Reaction.target_id).in_(bindparam("ids", expanding=True))
    return select(Reaction).where(col(Reaction.channel) == bindparam("channel"), to_these).order_by(col(Reaction.at))


def _receipt(session: Session, conversation: Conversation) -> Receipt | None:
    return session.get(Receipt, (conversation.channel, conversation.thread_id)) if conversation.is_private else None
