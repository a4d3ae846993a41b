"""Our own comments come back from the platform, sometimes before we know that they were sent: one message, not two."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlmodel import Session, col

from socialshop.inbox.fold import Comment
from socialshop.inbox.model import Message
from socialshop.store.model import OutboxEntry, OutboxState


def match_echoes(
    session: Session, channel: str, comments: Collection[Comment], places: Mapping[str, int]
) -> dict[str, int]:
    """The message that our outbox made, by the external id of the comment that it became.

    An answer whose id the outbox knows is matched by it; one that is still being sent, by its text in
    the same conversation. Whoever wrote in the platform's own app matches nothing.
    """
    if not comments:
        return {}
    matched = _by_id(session, channel, comments)
    rest = [comment for comment in comments if comment.external_id not in matched]
    unclaimed = _being_sent(session, {places[comment.external_id] for comment in rest}, set(matched.values()))
    for comment in sorted(rest, key=lambda comment: (comment.at, comment.external_id)):
        waiting = unclaimed[places[comment.external_id], same_words(comment.text)]
        if waiting:
            matched[comment.external_id] = waiting.pop(0)
    return matched


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
) -> defaultdict[tuple[int, str], list[int]]:
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
    waiting: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for id_, conversation_id, text in rows:
        if id_ is not None and id_ not in taken:
            waiting[conversation_id, same_words(text)].append(id_)
    return waiting
