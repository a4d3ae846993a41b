"""Our own comments come back from the platform, sometimes before we know that they were sent: one message, not two."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from socialshop.inbox.fold import Folded
from socialshop.inbox.model import Conversation, Message
from socialshop.store.model import OutboxEntry, OutboxState


def threaded(session: Session, channel: str, comments: Mapping[str, Folded]) -> dict[str, Folded]:
    """The comments; an answer of ours that a platform shows outside of any thread is put beneath what it answers."""
    flat = [c for c in comments.values() if c.is_ours and c.parent_id is None and not c.kind.is_private]
    if not flat:
        return dict(comments)
    answers = _answers(session, channel, flat)
    found: dict[str, Folded] = {}
    for comment in flat:
        parent = next((answer.parent for answer in answers if answer.became(comment)), None)
        if parent is not None and parent != comment.external_id:
            found[comment.external_id] = replace(comment, parent_id=parent)
    return {**comments, **found}


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer that our outbox made; `words` only while it is being sent and its id is unknown."""

    object_id: str
    parent: str
    external_ids: tuple[str | None, ...]
    words: str

    def became(self, comment: Folded) -> bool:
        if comment.external_id in self.external_ids:
            return True
        return bool(self.words) and comment.object_id == self.object_id and _says(comment.text, self.words)


def _answers(session: Session, channel: str, flat: Collection[Folded]) -> list[_Answer]:
    ids = [comment.external_id for comment in flat]
    being_sent = col(OutboxEntry.state) == OutboxState.SENDING
    rows = session.execute(
        select(Message, OutboxEntry, col(Conversation.object_id), col(Conversation.thread_id))
        .join(OutboxEntry, col(OutboxEntry.key) == col(Message.outbox_key))
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(
            col(Message.channel) == channel,
            or_(col(Message.external_id).in_(ids), col(OutboxEntry.external_id).in_(ids), being_sent),
        )
        .order_by(col(Message.id))
    )
    return [
        _Answer(
            object_id,
            message.parent_id or thread_id,
            (message.external_id, entry.external_id),
            same_words(message.text) if message.external_id is None and entry.state == OutboxState.SENDING else "",
        )
        for message, entry, object_id, thread_id in rows
    ]


def match_echoes(
    session: Session, channel: str, comments: Collection[Folded], places: Mapping[str, int]
) -> dict[str, int]:
    """The message that our outbox made, by the external id of the comment that it became.

    An answer whose id the outbox knows is matched by it; one that is still being sent, by its words in
    the same conversation. Whoever wrote in the platform's own app matches nothing.
    """
    if not comments:
        return {}
    matched = _by_id(session, channel, comments)
    rest = [comment for comment in comments if comment.external_id not in matched]
    unclaimed = _being_sent(session, {places[comment.external_id] for comment in rest}, set(matched.values()))
    for comment in sorted(rest, key=lambda comment: (comment.at, comment.external_id)):
        waiting = unclaimed[places[comment.external_id]]
        found = next((answer for answer in waiting if _says(comment.text, answer[1])), None)
        if found:
            waiting.remove(found)
            matched[comment.external_id] = found[0]
    return matched


@dataclass(frozen=True, slots=True)
class PrivateAnswer:
    """A private message that our outbox made, in the conversation that it was written in."""

    message_id: int
    conversation_id: int
    is_led_away: bool
    """Whether it was the private reply to a comment: it stands with the comment, and in a private thread as well."""


def private_answers(session: Session, channel: str, messages: Mapping[str, Folded]) -> dict[str, PrivateAnswer]:
    """Those of our private messages that our outbox sent, by external id: they stay where they were written."""
    ours = [message for message in messages.values() if message.is_ours and message.kind.is_private]
    if not ours:
        return {}
    sent = _private_outbox(session, channel, [message.external_id for message in ours])
    found: dict[str, PrivateAnswer] = {}
    for message in sorted(ours, key=lambda message: (message.at, message.external_id)):
        match = next((one for one in sent if one.became(message)), None)
        if match is not None:
            sent.remove(match)
            found[message.external_id] = PrivateAnswer(match.message_id, match.conversation_id, match.is_led_away)
    return found


@dataclass(frozen=True, slots=True)
class _PrivateOutbox:
    message_id: int
    conversation_id: int
    thread_id: str
    external_ids: tuple[str | None, ...]
    words: str
    is_led_away: bool

    def became(self, message: Folded) -> bool:
        if message.external_id in self.external_ids:
            return True
        return (
            bool(self.words)
            and (self.is_led_away or self.thread_id == message.direct_id)
            and _says(message.text, self.words)
        )


def _private_outbox(session: Session, channel: str, ids: Collection[str]) -> list[_PrivateOutbox]:
    being_sent = and_(col(OutboxEntry.state) == OutboxState.SENDING, col(Message.external_id).is_(None))
    rows = session.execute(
        select(Message, OutboxEntry, col(Conversation.thread_id), col(Conversation.is_private))
        .join(OutboxEntry, col(OutboxEntry.key) == col(Message.outbox_key))
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(
            col(Message.channel) == channel,
            col(Message.is_private),
            or_(col(Message.external_id).in_(ids), col(OutboxEntry.external_id).in_(ids), being_sent),
        )
        .order_by(col(Message.id))
    )
    return [
        _PrivateOutbox(
            int(message.id or 0),
            message.conversation_id,
            thread_id,
            (message.external_id, entry.external_id),
            same_words(message.text) if message.external_id is None and entry.state == OutboxState.SENDING else "",
            not is_private,
        )
        for message, entry, thread_id, is_private in rows
    ]


def _says(text: str, words: str) -> bool:
    """Whether a comment is the answer with these words; a platform without threads has a name put before them."""
    return same_words(text).endswith(words)


def same_words(text: str) -> str:
    """The text as it compares equal after a platform trimmed and normalised it."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _by_id(session: Session, channel: str, comments: Collection[Folded]) -> dict[str, int]:
    rows = session.execute(
        select(col(OutboxEntry.external_id), col(Message.id))
        .join(Message, col(Message.outbox_key) == col(OutboxEntry.key))
        .where(
            col(Message.channel) == channel,
            col(Message.external_id).is_(None),
            col(OutboxEntry.external_id).in_([comment.external_id for comment in comments]),
        )
    )
    return {str(external_id): int(id_ or 0) for external_id, id_ in rows}


def _being_sent(
    session: Session, conversation_ids: Collection[int], taken: Collection[int]
) -> defaultdict[int, list[tuple[int, str]]]:
    """By conversation, the answers on their way: message id and words, the oldest first."""
    rows = session.execute(
        select(col(Message.id), col(Message.conversation_id), col(Message.text))
        .join(OutboxEntry, col(OutboxEntry.key) == col(Message.outbox_key))
        .where(
            col(Message.conversation_id).in_(list(conversation_ids)),
            col(Message.external_id).is_(None),
            col(OutboxEntry.state) == OutboxState.SENDING,
        )
        .order_by(col(Message.id))
    )
    waiting: defaultdict[int, list[tuple[int, str]]] = defaultdict(list)
    for id_, conversation_id, text in rows:
        if id_ is not None and id_ not in taken:
            waiting[conversation_id].append((id_, same_words(text)))
    return waiting
