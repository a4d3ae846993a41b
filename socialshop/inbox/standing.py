"""What follows for a conversation from its messages: state, times, contact, window and product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from msgspec import Struct
from sqlalchemy import and_, func, select
from sqlmodel import Session, col

from socialshop.inbox.about import BY_PERSON, About, Clues, find_about
from socialshop.inbox.bulk import update_by_id
from socialshop.inbox.model import Conversation, ConversationState, Message
from socialshop.inbox.search_index import index_new
from socialshop.inbox.waiting import Owed, response
from socialshop.ports import MessageKind
from socialshop.store.model import OutboxEntry, OutboxState
from socialshop.windows.model import Publication

_FAILED = OutboxState.FAILED
_SILENT = MessageKind.REFERRAL  # it says where a customer comes from; nobody waits for an answer to it
_LAST = "\U0010ffff"
_ABOUT = ("window", "item_id", "window_evidence", "item_evidence")


class Said(Struct):
    """What a message means for its conversation; the `external_id` of what is still to be sent comes after any."""

    external_id: str
    at: datetime
    is_ours: bool
    contact_id: int | None
    text: str
    removed_at: datetime | None
    author: str
    delivery: str | None
    kind: str
    links: Sequence[str] | None
    item_ids: Sequence[str] | None

    @property
    def stands(self) -> bool:
        return self.removed_at is None and self.delivery != _FAILED and self.kind != _SILENT

    @property
    def was_said(self) -> bool:
        """An answer that was taken back before it went out stood nowhere."""
        return self.removed_at is None or self.delivery != _FAILED


class Subject(Struct):
    """A conversation, and the publication that it stands beneath."""

    id: int
    resolved_at: datetime | None
    snoozed_until: datetime | None
    owed: Owed
    channel: str
    thread_id: str
    is_private: bool
    origin_id: int | None
    about: About
    published: tuple[str | None, str | None]


def settle(session: Session, conversation_ids: Collection[int]) -> None:
    """Bring the conversations' columns and the index in line with their messages; needed after any change to these."""
    index_new(session)
    align(session, conversation_ids)


def align(session: Session, conversation_ids: Collection[int]) -> None:
    """The same without the index.

    The rows are locked first, so that of two writers at once the second sees what the first wrote.
    """
    if not conversation_ids:
        return
    subjects = _lock(session, conversation_ids)
    said = _said(session, conversation_ids)
    rows = columns_of(session, [subject for subject in subjects if subject.id in said], said)
    update_by_id(session, Conversation, rows)


def columns_of(
    session: Session, subjects: Sequence[Subject], said: Mapping[int, Sequence[Said]]
) -> list[dict[str, Any]]:
    """What follows for each from what was said in it, in its order and at least one message."""
    about = find_about(session, {subject.id: _clues(subject, said[subject.id]) for subject in subjects})
    origins = _origins(session, subjects)
    return [
        {**_row(subject, said[subject.id]), **_about(subject, about[subject.id]), "origin_id": origins[subject.id]}
        for subject in subjects
    ]


def in_time(said: Iterable[Said]) -> list[Said]:
    """In their order; of two at the same instant the answer is the later one, and what is still to be sent."""
    return sorted(said, key=attrgetter("at", "is_ours", "external_id"))


def _row(subject: Subject, said: Sequence[Said]) -> dict[str, Any]:
    customers = [message for message in said if not message.is_ours]
    standing = [message for message in said if message.stands]
    state = _state(subject, standing)
    wrote = [message.at for message in customers if message.removed_at is None and message.kind != _SILENT]
    return {
        "id": subject.id,
        "kind": said[0].kind,
        "state": state,
        "contact_id": next((message.contact_id for message in customers if message.contact_id), None),
        "opened_at": said[0].at,
        "last_at": next((message.at for message in reversed(said) if message.was_said), said[-1].at),
        "wrote_at": max(wrote, default=None),
        **response(state, standing, subject.owed),
    }


def _clues(subject: Subject, said: Sequence[Said]) -> Clues:
    customers = [message for message in said if not message.is_ours]
    return Clues(
        *subject.published,
        texts=[message.text for message in customers],
        links=[link for message in customers for link in message.links or ()],
        tagged=[item_id for message in customers for item_id in message.item_ids or ()],
    )


def _about(subject: Subject, found: About) -> dict[str, str | None]:
    """What a person said of window or product stands."""
    kept = subject.about
    by_person = kept.window_evidence == BY_PERSON, kept.item_evidence == BY_PERSON
    window, item = (kept if by_person[0] else found), (kept if by_person[1] else found)
    return {
        "window": window.window,
        "window_evidence": window.window_evidence,
        "item_id": item.item_id,
        "item_evidence": item.item_evidence,
    }


def _origins(session: Session, subjects: Sequence[Subject]) -> dict[int, int | None]:
    """Where private conversations came from: the one in which a comment had its private reply."""
    origins = {subject.id: subject.origin_id for subject in subjects}
    without = {(s.channel, s.thread_id): s.id for s in subjects if s.is_private and s.origin_id is None}
    if without:
        rows = session.execute(
            select(col(Message.channel), col(Message.direct_id), col(Message.conversation_id))
            .where(
                col(Message.channel).in_({channel for channel, _ in without}),
                col(Message.direct_id).in_([thread_id for _, thread_id in without]),
            )
            .order_by(col(Message.at))
        )
        origins |= {without[channel, str(led)]: id_ for channel, led, id_ in rows if (channel, led) in without}
    return origins


def _state(subject: Subject, standing: Sequence[Said]) -> ConversationState:
    if subject.resolved_at is not None or not standing:
        return ConversationState.RESOLVED  # where all was taken back, nobody waits
    if subject.snoozed_until is not None:
        return ConversationState.SNOOZED
    return ConversationState.WAITING if standing[-1].is_ours else ConversationState.OPEN


def _lock(session: Session, conversation_ids: Collection[int]) -> list[Subject]:
    published = and_(
        col(Publication.channel) == col(Conversation.channel),
        col(Publication.external_id) == col(Conversation.object_id),
    )
    rows = session.execute(
        select(
            col(Conversation.id),
            col(Conversation.resolved_at),
            col(Conversation.snoozed_until),
            col(Conversation.waiting_since),
            col(Conversation.due_at),
            col(Conversation.channel),
            col(Conversation.thread_id),
            col(Conversation.is_private),
            col(Conversation.origin_id),
            *(col(getattr(Conversation, name)) for name in _ABOUT),
            col(Publication.window),
            col(Publication.item_id),
        )
        .outerjoin(Publication, published)
        .where(col(Conversation.id).in_(list(conversation_ids)))
        .order_by(col(Conversation.id))
        .with_for_update(of=Conversation)
    )
    return [
        Subject(id_, resolved_at, snoozed, Owed(since, due), channel, thread, is_private, origin, About(*about), place)
        for id_, resolved_at, snoozed, since, due, channel, thread, is_private, origin, *about, place in (
            (*row[:-2], (row[-2], row[-1])) for row in rows
        )
    ]


def _said(session: Session, conversation_ids: Collection[int]) -> dict[int, list[Said]]:
    """The messages of each conversation that has any."""
    rows = session.execute(
        select(
            col(Message.conversation_id),
            func.coalesce(col(Message.external_id), _LAST),
            col(Message.at),
            col(Message.is_ours),
            col(Message.contact_id),
            col(Message.text),
            col(Message.removed_at),
            col(Message.author),
            col(OutboxEntry.state),
            col(Message.kind),
            col(Message.links),
            col(Message.item_ids),
        )
        .outerjoin(OutboxEntry, col(OutboxEntry.key) == col(Message.outbox_key))
        .where(col(Message.conversation_id).in_(list(conversation_ids)))
        .order_by(col(Message.id))
    )
    said: defaultdict[int, list[Said]] = defaultdict(list)
    for conversation_id, *row in rows:
        said[conversation_id].append(Said(*row))
    return {id_: in_time(messages) for id_, messages in said.items()}
