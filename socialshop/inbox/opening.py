"""New conversations, written once and for all: what follows from their messages is known before they are stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from socialshop.inbox.about import About
from socialshop.inbox.bulk import insert_columns, new_numbers
from socialshop.inbox.contacts import contact_of
from socialshop.inbox.fold import Folded
from socialshop.inbox.model import Conversation, JoinedConversation, Priority
from socialshop.inbox.standing import Said, Subject, columns_of, in_time
from socialshop.inbox.waiting import Owed
from socialshop.store.bulk import among
from socialshop.windows.model import Publication

_BLANK = {
    **dict.fromkeys(("resolved_by", "team", "topic", "topic_by", "language", "language_by"), ""),
    "priority": Priority.NORMAL.value,
}


def open_conversations(
    session: Session, channel: str, threads: Mapping[str, Sequence[Folded]], contacts: Mapping[str, int]
) -> dict[str, int]:
    """A conversation for each thread, with the columns that its messages give it; their numbers, by thread."""
    if not threads:
        return {}
    published = _published(session, channel, {said[0].object_id for said in threads.values()})
    subjects = [
        Subject(
            number,
            None,
            None,
            Owed(None, None),
            channel,
            thread_id,
            first.kind.is_private,
            None,
            About(),
            published.get(first.object_id, (None, None)),
        )
        for number, (thread_id, (first, *_)) in enumerate(threads.items())
    ]
    said = {number: in_time(_said(one, contacts) for one in told) for number, told in enumerate(threads.values())}
    rows = columns_of(session, subjects, said)
    columns: dict[str, Sequence[Any]] = {name: [row[name] for row in rows] for name in rows[0] if name != "id"}
    highest = session.scalar(select(func.max(col(JoinedConversation.number)))) or 0
    ids = new_numbers(session, Conversation, len(threads), above=highest)  # an old address leads where it always led
    columns |= {
        "id": ids,
        "thread_id": list(threads),
        "object_id": [told[0].object_id for told in threads.values()],
        "is_private": [subject.is_private for subject in subjects],
    }
    insert_columns(session, Conversation, columns, {"channel": channel, **_BLANK})
    return dict(zip(threads, ids, strict=True))


def _said(message: Folded, contacts: Mapping[str, int]) -> Said:
    return Said(
        message.external_id,
        message.at,
        message.is_ours,
        contact_of(message, contacts),
        message.text,
        message.removed_at,
        message.own_name,
        None,
        message.kind,
        message.links,
        message.item_ids,
    )


def _published(session: Session, channel: str, object_ids: Iterable[str]) -> dict[str, tuple[str | None, str | None]]:
    """Window and item of the publications with these ids."""
    rows = session.execute(
        select(col(Publication.external_id), col(Publication.window), col(Publication.item_id)).where(
            col(Publication.channel) == channel,
            among(session.connection(), col(Publication.external_id), set(object_ids)),
        )
    )
    return {external_id: (window, item_id) for external_id, window, item_id in rows}
