"""Our own comments come back from the platform, sometimes before we know that they were sent: one message, not two."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import CompoundSelect, select, union
from sqlmodel import Session, col

from socialshop.inbox.fold import Folded
from socialshop.inbox.model import Conversation, Message
from socialshop.store.bulk import among
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
            found[comment.external_id] = comment._replace(parent_id=parent)
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
    rows = session.execute(
        select(Message, OutboxEntry, col(Conversation.object_id), col(Conversation.thread_id))
        .join(OutboxEntry, col(OutboxEntry.key) == col(Message.outbox_key))
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(
            col(Message.channel) == channel,
            col(OutboxEntry.key).in_(_outbox_of(session, channel, ids)),
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


def _outbox_of(session: Session, channel: str, ids: Collection[str]) -> CompoundSelect[str | None]:
    """The keys of what the outbox sent with one of these ids, or is sending: each part enters an index of its own."""
    connection = session.connection()
    return union(
        select(col(OutboxEntry.key)).where(col(OutboxEntry.state) == OutboxState.SENDING),
        select(col(OutboxEntry.key)).where(among(connection, col(OutboxEntry.external_id), ids)),
        select(col(Message.outbox_key)).where(
            col(Message.channel) == channel,
            among(connection, col(Message.external_id), ids),
            col(Message.outbox_key).is_not(None),
        ),
    )


def any_unsent(session: Session, channel: str) -> bool:
    """Whether an answer of ours is on its way: what it becomes can have arrived no sooner than it was written down."""
    unsent = select(col(Message.id)).where(col(Message.channel) == channel, col(Message.external_id).is_(None))
    return bool(session.scalar(select(unsent.exists())))


def match_echoes(
    session: Session, channel: str, comments: Collection[Folded], places: Mapping[str, int]
) -> dict[str, int]:
    """The message that our outbox made, by the external id of the comment that it became.

    An answer whose id the outbox knows is matched by it; one that is still being sent, by its words in
    the same conversation; a picture without words waits for its id. Whoever wrote in the platform's own app matches
    nothing.
    """
    unsent = _unsent(session, channel) if comments else []
    if not unsent:
        return {}
    by_id = {entry_id: one.message_id for one in unsent if (entry_id := one.external_id)}
    matched = {key: by_id[key] for comment in comments if (key := comment.external_id) in by_id}
    unclaimed: defaultdict[int, list[_Unsent]] = defaultdict(list)
    for one in unsent:
        if one.state == OutboxState.SENDING and one.text and one.message_id not in matched.values():
            unclaimed[one.conversation_id].append(one)
    rest = [comment for comment in comments if comment.external_id not in matched]
    for comment in sorted(rest, key=lambda comment: (comment.at, comment.external_id)):
        waiting = unclaimed[places[comment.external_id]]
        found = next((answer for answer in waiting if _says(comment.text, same_words(answer.text))), None)
        if found:
            waiting.remove(found)
            matched[comment.external_id] = found.message_id
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
    rows = session.execute(
        select(Message, OutboxEntry, col(Conversation.thread_id), col(Conversation.is_private))
        .join(OutboxEntry, col(OutboxEntry.key) == col(Message.outbox_key))
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(
            col(Message.channel) == channel,
            col(Message.is_private),
            col(OutboxEntry.key).in_(_outbox_of(session, channel, ids)),
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


class _Unsent(NamedTuple):
    """An answer that we do not know to stand on the platform; `external_id` is what the outbox knows of it."""

    message_id: int
    conversation_id: int
    text: str
    state: OutboxState
    external_id: str | None


def _unsent(session: Session, channel: str) -> list[_Unsent]:
    """Those of the channel, the oldest first: few at any time, however many comments arrive."""
    rows = session.execute(
        select(
            col(Message.id),
            col(Message.conversation_id),
            col(Message.text),
            col(OutboxEntry.state),
            col(OutboxEntry.external_id),
        )
        .join(OutboxEntry, col(OutboxEntry.key) == col(Message.outbox_key))
        .where(col(Message.channel) == channel, col(Message.external_id).is_(None))
        .order_by(col(Message.id))
    )
    return [
        _Unsent(int(id_ or 0), conversation_id, text, OutboxState(state), external_id)
        for id_, conversation_id, text, state, external_id in rows
    ]
