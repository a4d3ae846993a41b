"""What a message answers, where that is not plain to see from what stands just before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlmodel import Session, col

from socialshop.inbox.model import Contact, Conversation, Message
from socialshop.inbox.wordless import REMOVED, wordless


@dataclass(frozen=True, slots=True)
class Quote:
    """The message that is answered, by its number; `wordless` says what it is where it has no words, see `wordless`."""

    message_id: int
    author: str
    text: str
    is_ours: bool
    wordless: str = ""


def quotes(session: Session, conversation: Conversation, messages: Sequence[Message]) -> Mapping[int, Quote]:
    """What these messages of one conversation, in their order, answer, by the number of the message that answers."""
    answered = dict(_answered(conversation, messages))
    if not answered:
        return {}
    rows = session.execute(_by_ids(), {"channel": conversation.channel, "ids": list(set(answered.values()))})
    found = {message.external_id: _quote(message, name or message.author) for message, name in rows}
    return {id_: found[parent] for id_, parent in answered.items() if parent in found}


def _answered(conversation: Conversation, messages: Sequence[Message]) -> Iterator[tuple[int, str]]:
    """Comments answer the first one unless they say otherwise. Our own letters quote nothing on the platform."""
    before = None
    for message in messages:
        parent = message.parent_id
        is_letter = message.is_private and message.outbox_key is not None
        if parent and parent not in (before, conversation.thread_id) and not is_letter:
            yield message.id or 0, parent
        before = message.external_id


@cache
def _by_ids() -> Select[Message, str]:
    return (
        select(Message, col(Contact.name))
        .outerjoin(Contact, col(Contact.id) == col(Message.contact_id))
        .where(
            col(Message.channel) == bindparam("channel"),
            col(Message.external_id).in_(bindparam("ids", expanding=True)),
        )
    )


def _quote(message: Message, author: str) -> Quote:
    gone = message.removed_at is not None
    silent = "" if message.text else wordless(message.kind, message.attachments, message.links)
    return Quote(message.id or 0, author, "" if gone else message.text, message.is_ours, REMOVED if gone else silent)
