"""Messages as rows: what the fold says of each is written over what stood there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import or_, update
from sqlmodel import Session, col

from socialshop.inbox.bulk import insert_columns, update_by_id
from socialshop.inbox.contacts import contact_of
from socialshop.inbox.echoes import PrivateAnswer, match_echoes
from socialshop.inbox.fold import Folded
from socialshop.inbox.known import Known
from socialshop.inbox.model import AWAKE, Conversation, Message
from socialshop.inbox.threads import Places, join_empty


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
    messages: Mapping[str, Folded],
    places: Places,
    known: Mapping[str, Known],
    contacts: Mapping[str, int],
    *,
    expects_echoes: bool,
) -> set[int]:
    """Write what the fold says of each; the conversations whose columns are to be settled thereafter."""
    ours = [message for key, message in messages.items() if message.is_ours and key not in known]
    echoes = match_echoes(session, channel, ours, places.ids) if expects_echoes else {}
    updates, replies = [], []
    for key in {*echoes, *(messages.keys() & known.keys())}:
        message, place = messages[key], places.ids[key]
        if key in echoes or known[key].from_outbox:
            # What our outbox sent stays ours and keeps the name of who wrote it.
            reply = {"conversation_id": place, **_platform_columns(message)}
            replies.append({"id": echoes.get(key) or known[key].id, **reply})
        else:
            updates.append({"id": known[key].id, **_row(message, place, contacts)})
    update_by_id(session, Message, updates)
    update_by_id(session, Message, replies)
    new = [message for key, message in messages.items() if key not in known and key not in echoes]
    _insert(session, channel, new, places.ids, contacts)
    told = {places.ids[m.external_id] for m in new if not m.is_ours and not m.removed_at}
    _reopen(session, told - places.opened)
    left = {
        known[key].conversation_id: places.ids[key]
        for key in messages.keys() & known.keys()
        if known[key].conversation_id != places.ids[key]
    }
    join_empty(session, left)
    touched = {row["conversation_id"] for row in (*updates, *replies)}
    return touched | left.keys() | (set(places.ids.values()) - places.opened)


def _insert(
    session: Session, channel: str, new: Sequence[Folded], places: Mapping[str, int], contacts: Mapping[str, int]
) -> None:
    if not new:
        return
    told = dict(zip(Folded._fields, zip(*new, strict=True), strict=True))
    columns: dict[str, Sequence[Any]] = {
        "conversation_id": [places[external_id] for external_id in told["external_id"]],
        "kind": list(map(str, told["kind"])),
        "is_private": [kind.is_private for kind in told["kind"]],
        "contact_id": [contact_of(message, contacts) for message in new],
        "author": [message.own_name for message in new],
        **{name: told[name] for name in _AS_TOLD},
        **{name: list(map(of, told[name])) for name, of in _OF_JSON.items()},
    }
    insert_columns(session, Message, columns, {"channel": channel})


_AS_TOLD = ("external_id", "parent_id", "is_ours", "text", "at", "edited_at", "hidden_at", "removed_at", "rating")
_OF_JSON: dict[str, Callable[[Sequence[Any]], list[Any] | None]] = {
    "attachments": lambda told: [asdict(one) for one in told] or None,
    "links": lambda told: list(told) or None,
    "item_ids": lambda told: list(told) or None,
}


def _row(comment: Folded, conversation_id: int, contacts: Mapping[str, int]) -> dict[str, Any]:
    return {
        "conversation_id": conversation_id,
        "contact_id": contact_of(comment, contacts),
        "is_ours": comment.is_ours,
        "author": comment.own_name,
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
        **{name: of(getattr(comment, name)) for name, of in _OF_JSON.items()},
    }


def _reopen(session: Session, conversation_ids: Collection[int]) -> None:
    """A customer's new message brings back a conversation that was put aside."""
    aside = or_(col(Conversation.resolved_at).is_not(None), col(Conversation.snoozed_until).is_not(None))
    if conversation_ids:
        session.execute(
            update(Conversation).where(col(Conversation.id).in_(list(conversation_ids)), aside).values(**AWAKE)
        )
