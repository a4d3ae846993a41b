"""What follows for a conversation from its messages: state, times, contact, window and product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, select
from sqlmodel import Session, col

from socialshop.inbox.bulk import update_by_id
from socialshop.inbox.model import Conversation, ConversationState, Message
from socialshop.inbox.naming import Candidate, named_product
from socialshop.products.model import Product
from socialshop.store.model import OutboxEntry, OutboxState
from socialshop.windows.model import Publication, WindowProduct


class _Said(NamedTuple):
    conversation_id: int
    at: datetime
    is_ours: bool
    contact_id: int | None
    text: str
    removed_at: datetime | None
    delivery: str | None


class _Subject(NamedTuple):
    id: int
    resolved_at: datetime | None
    window: str | None
    item_id: str | None


def settle(session: Session, conversation_ids: Collection[int]) -> None:
    """Bring the conversations' columns in line with their messages; needed after any change to these.

    The rows are locked first, so that of two writers at once the second sees what the first wrote.
    """
    subjects = _lock(session, conversation_ids)
    said = _said(session, conversation_ids)
    shelves = _shelves(session, {s.window for s in subjects if s.window and not s.item_id})
    rows = [_row(subject, said[subject.id], shelves) for subject in subjects if said[subject.id]]
    update_by_id(session, Conversation, rows)


def _row(subject: _Subject, said: Sequence[_Said], shelves: dict[str, list[Candidate]]) -> dict[str, Any]:
    customers = [message for message in said if not message.is_ours]
    item_id = subject.item_id
    if item_id is None and subject.window:
        item_id = named_product([message.text for message in customers], shelves[subject.window])
    return {
        "id": subject.id,
        "state": _state(subject, said),
        "contact_id": next((message.contact_id for message in customers if message.contact_id), None),
        "window": subject.window,
        "item_id": item_id,
        "opened_at": said[0].at,
        "last_at": said[-1].at,
    }


def _state(subject: _Subject, said: Sequence[_Said]) -> ConversationState:
    standing = [m for m in said if m.removed_at is None and m.delivery != OutboxState.FAILED]
    if subject.resolved_at is not None or not standing:
        return ConversationState.RESOLVED  # where all was taken back, nobody waits
    return ConversationState.WAITING if standing[-1].is_ours else ConversationState.OPEN


def _lock(session: Session, conversation_ids: Collection[int]) -> list[_Subject]:
    published = and_(
        col(Publication.channel) == col(Conversation.channel),
        col(Publication.external_id) == col(Conversation.object_id),
    )
    rows = session.execute(
        select(
            col(Conversation.id),
            col(Conversation.resolved_at),
            col(Publication.window),
            col(Publication.item_id),
        )
        .outerjoin(Publication, published)
        .where(col(Conversation.id).in_(list(conversation_ids)))
        .order_by(col(Conversation.id))
        .with_for_update(of=Conversation)
    )
    return [_Subject(*row) for row in rows]


def _said(session: Session, conversation_ids: Collection[int]) -> defaultdict[int, list[_Said]]:
    """The messages of each conversation in time; of two at the same instant the answer is the later one."""
    rows = session.execute(
        select(
            col(Message.conversation_id),
            col(Message.at),
            col(Message.is_ours),
            col(Message.contact_id),
            col(Message.text),
            col(Message.removed_at),
            col(OutboxEntry.state),
        )
        .outerjoin(OutboxEntry, col(OutboxEntry.key) == col(Message.outbox_key))
        .where(col(Message.conversation_id).in_(list(conversation_ids)))
        .order_by(col(Message.at), col(Message.is_ours), col(Message.external_id))
    )
    said: defaultdict[int, list[_Said]] = defaultdict(list)
    for row in rows:
        said[row[0]].append(_Said(*row))
    return said


def _shelves(session: Session, windows: Collection[str]) -> defaultdict[str, list[Candidate]]:
    """The products of each window, in their order."""
    shelves: defaultdict[str, list[Candidate]] = defaultdict(list)
    if windows:
        rows = session.execute(
            select(col(WindowProduct.window), col(Product.id), col(Product.title), col(Product.item_group_id))
            .join(Product, col(Product.id) == col(WindowProduct.item_id))
            .where(col(WindowProduct.window).in_(list(windows)))
            .order_by(col(WindowProduct.window), col(WindowProduct.position))
        )
        for window, item_id, title, group in rows:
            shelves[window].append(Candidate(item_id, title, group))
    return shelves
