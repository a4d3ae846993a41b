"""Messages as rows: what the fold says of each is written over what stood there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from socialshop.inbox.bulk import update_by_id
from socialshop.inbox.echoes import PrivateAnswer, match_echoes
from socialshop.inbox.fold import Folded
from socialshop.inbox.model import AWAKE, Conversation, Message


def write_answers(
    session: Session, channel: str, messages: Mapping[str, Folded], answers: Mapping[str, PrivateAnswer]
) -> None:
    """Bring private messages in line that our outbox made: they stay in the conversation that they were written in.

    A private reply to a comment leads to a private thread, whose conversation remembers where it came from.
    """
    rows = []
    for key, answer in answers.items():
        led_to = messages[key].direct_id if answer.is_led_away else None
        rows.append({"id": answer.message_id, "direct_id": led_to, **_platform_columns(messages[key])})
        if led_to:
            session.execute(
                update(Conversation)
                .where(col(Conversation.channel) == channel, col(Conversation.thread_id) == led_to)
                .values(origin_id=answer.conversation_id)
            )
    update_by_id(session, Message, rows)


def write_messages(
    session: Session,
    channel: str,
    comments: Mapping[str, Folded],
    places: Mapping[str, int],
    contacts: Mapping[str, int],
) -> None:
    known = _known_messages(session, channel, comments)
    ours = [comment for key, comment in comments.items() if comment.is_ours and key not in known]
    echoes = match_echoes(session, channel, ours, places)
    inserts, updates, replies = [], [], []
    for key, comment in comments.items():
        row = _row(comment, places[key], contacts)
        if key in echoes or known.get(key, _NATIVE).from_outbox:
            # What our outbox sent stays ours and keeps the name of who wrote it.
            reply = {"conversation_id": places[key], **_platform_columns(comment)}
            replies.append({"id": echoes.get(key) or known[key].id, **reply})
        elif key in known:
            updates.append({"id": known[key].id, **row})
        else:
            inserts.append({"channel": channel, **row})
    update_by_id(session, Message, updates)
    update_by_id(session, Message, replies)
    if inserts:
        # One statement for all: without this option, rows are inserted apart where another column of them is null.
        session.execute(insert(Message), inserts, execution_options={"render_nulls": True})
        _reopen(session, {row["conversation_id"] for row in inserts if not row["is_ours"] and not row["removed_at"]})


def _row(comment: Folded, conversation_id: int, contacts: Mapping[str, int]) -> dict[str, Any]:
    author = comment.author
    return {
        "conversation_id": conversation_id,
        "contact_id": contacts.get(author.external_id) if author and not author.is_us else None,
        "is_ours": comment.is_ours,
        "author": author.name if author and author.is_us else "",
        **_platform_columns(comment),
    }


def _platform_columns(comment: Folded) -> dict[str, Any]:
    """What the platform alone knows."""
    return {
        "external_id": comment.external_id,
        "parent_id": comment.parent_id,
        "kind": comment.kind.value,
        "is_private": comment.kind.is_private,
        "text": comment.text,
        "at": comment.at,
        "edited_at": comment.edited_at,
        "hidden_at": comment.hidden_at,
        "removed_at": comment.removed_at,
        "rating": comment.rating,
        "attachments": [asdict(one) for one in comment.attachments] or None,
        "links": list(comment.links) or None,
        "item_ids": list(comment.item_ids) or None,
    }


@dataclass(frozen=True, slots=True)
class _Known:
    id: int | None
    from_outbox: bool


_NATIVE = _Known(None, from_outbox=False)


def _known_messages(session: Session, channel: str, external_ids: Collection[str]) -> dict[str, _Known]:
    rows = session.execute(
        select(col(Message.external_id), col(Message.id), col(Message.outbox_key)).where(
            col(Message.channel) == channel, col(Message.external_id).in_(list(external_ids))
        )
    )
    return {str(external_id): _Known(id_, key is not None) for external_id, id_, key in rows}


def _reopen(session: Session, conversation_ids: Collection[int]) -> None:
    """A customer's new message brings a resolved conversation back."""
    session.execute(update(Conversation).where(col(Conversation.id).in_(list(conversation_ids))).values(**AWAKE))
