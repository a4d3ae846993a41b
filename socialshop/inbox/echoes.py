"""Our own comments come back from the platform, sometimes before we know that they were sent: one message, not two."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import or_, select
from sqlmodel import Session, col

from socialshop.inbox.fold import Comment
from socialshop.inbox.model import Conversation, Message
from socialshop.store.model import OutboxEntry, OutboxState


def threaded(session: Session, channel: str, comments: Mapping[str, Comment]) -> dict[str, Comment]:
    """The comments; an answer of ours that a platform shows outside of any thread is put beneath what it answers."""
    flat = [comment for comment in comments.values() if comment.is_ours and comment.parent_id is None]
    if not flat:
        return dict(comments)
    answers = _answers(session, channel, flat)
    found: dict[str, Comment] = {}
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

    def became(self, comment: Comment) -> bool:
        if comment.external_id in self.external_ids:
            return True
        return bool(self.words) and comment.object_id == self.object_id and _says(comment.text, self.words)


def _answers(session: Session, channel: str, flat: Collection[Comment]) -> list[_Answer]:
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
    session: Session, channel: str, comments: Collection[Comment], places: Mapping[str, int]
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


def _says(text: str, words: str) -> bool:
    """Whether a comment is the answer with these words; a platform without threads has a name put before them."""
    return same_words(text).endswith(words)


def same_words(text: str) -> str:
    """The text as it compares equal after a platform trimmed and normalised it."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _by_id(session: Session, channel: str, comments: Collection[Comment]) -> dict[str, int]:
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
