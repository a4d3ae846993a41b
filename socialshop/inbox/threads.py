"""Which conversation a comment belongs to, also when it arrives before the comment that it answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from itertools import chain
from typing import NamedTuple

from sqlalchemy import Column, PrimaryKeyConstraint, UniqueConstraint, and_, delete, exists, select, update
from sqlmodel import Session, SQLModel, col

from socialshop.inbox.fold import Folded
from socialshop.inbox.known import Known, known_conversations
from socialshop.inbox.model import AWAKE, Conversation, JoinedConversation, Message
from socialshop.inbox.opening import open_conversations
from socialshop.store import table_of, upsert


class Places(NamedTuple):
    """The conversation of each message, by external id; the `opened` ones are in line with their messages already."""

    ids: dict[str, int]
    opened: frozenset[int]


def place(
    session: Session,
    channel: str,
    messages: Mapping[str, Folded],
    known: Mapping[str, Known],
    contacts: Mapping[str, int],
) -> Places:
    """Where each message belongs; conversations are made and joined as needed.

    A comment whose parent is unknown opens a conversation under that parent's id. When the parent
    arrives and turns out to be an answer itself, its conversation joins the one further up. A visitor's post, a
    review and a mention have the comments beneath them in their own conversation, whichever comes first.
    """
    hosts = {key for key, message in messages.items() if message.kind.is_host}
    above = _known_above(messages, known)
    hosting = hosts | above.keys()
    above.update({external_id: _above(message, hosting) for external_id, message in messages.items()})
    thread = {key: message.direct_id or _top(key, above) for key, message in messages.items()}
    found = known_conversations(session, channel, dict.fromkeys(chain(messages, thread.values())))
    for external_id, top in thread.items():
        if top != external_id and external_id in found:
            found[top] = _join(session, found.pop(external_id), top, found.get(top))
    opened = _open(session, channel, messages, {key: top for key, top in thread.items() if top not in found}, contacts)
    found |= opened
    gathered = _gather(session, channel, {host: found[thread[host]] for host in hosts})
    places = {external_id: found[top] for external_id, top in thread.items()}
    return Places(
        {external_id: gathered.get(place, place) for external_id, place in places.items()},
        frozenset(opened.values()) - gathered.keys() - set(gathered.values()),
    )


def _open(
    session: Session,
    channel: str,
    messages: Mapping[str, Folded],
    thread: Mapping[str, str],
    contacts: Mapping[str, int],
) -> dict[str, int]:
    said: defaultdict[str, list[Folded]] = defaultdict(list)
    for external_id, top in thread.items():
        said[top].append(messages[external_id])
    return open_conversations(session, channel, said, contacts)


def _above(message: Folded, known: Collection[str]) -> str | None:
    """What the message stands beneath: the one that it answers, or the host that is its object."""
    is_hosted = message.object_id in known and message.object_id != message.external_id
    return message.parent_id or (message.object_id if is_hosted else None)


def _gather(session: Session, channel: str, hosts: Mapping[str, int]) -> dict[int, int]:
    """Let the conversations of comments that came before their host join the host's; which joined which."""
    if not hosts:
        return {}
    rows = session.execute(
        select(col(Conversation.id), col(Conversation.object_id)).where(
            col(Conversation.channel) == channel, col(Conversation.object_id).in_(list(hosts))
        )
    ).all()
    joined = {int(id_ or 0): hosts[object_id] for id_, object_id in rows if id_ != hosts[object_id]}
    for moved, kept in joined.items():
        join_threads(session, moved, kept)
    return joined


def _top(external_id: str, above: Mapping[str, str | None]) -> str:
    """The topmost comment that is known of; in a ring of parents, which no honest platform sends, the least of them."""
    seen: list[str] = []
    while (parent := above.get(external_id)) is not None and parent != external_id:
        if external_id in seen:
            return min(seen[seen.index(external_id) :])
        seen.append(external_id)
        external_id = parent
    return external_id


def _known_above(messages: Mapping[str, Folded], known: Mapping[str, Known]) -> dict[str, str | None]:
    """The threads of known messages that these answer or stand beneath."""
    above: dict[str, str | None] = {}
    for message in messages.values():
        parent, host = message.parent_id, message.object_id
        if parent and parent in known:
            above[parent] = known[parent].thread_id
        elif host and not parent and host in known and known[host].kind.is_host:
            above[host] = known[host].thread_id
    return {key: thread_id for key, thread_id in above.items() if key not in messages}


def _join(session: Session, moved: int, top: str, kept: int | None) -> int:
    """Let a conversation that was opened too low end up at its top; the id of the one that remains."""
    if kept is None:
        session.execute(update(Conversation).where(col(Conversation.id) == moved).values(thread_id=top))
        return moved
    join_threads(session, moved, kept)
    return kept


def join_threads(session: Session, moved: int, kept: int) -> None:
    """Let all that belongs to one conversation belong to the other."""
    for column in _references():
        _repoint(session, column, moved, kept)
    # Whoever resolved one half had not seen the other.
    session.execute(update(Conversation).where(col(Conversation.id) == kept).values(**AWAKE))
    session.execute(delete(Conversation).where(col(Conversation.id) == moved))
    # Earlier versions let SQLite give the number of a joined conversation to another, which may join one as well.
    row = {"number": moved, "conversation_id": kept}
    upsert(session.connection(), table_of(JoinedConversation), [row], keys=["number"], update=["conversation_id"])


def join_empty(session: Session, left: Mapping[int, int]) -> None:
    """Of the conversations that a message left, let those without any other join the one that it went to."""
    if not left:
        return
    said = exists().where(col(Message.conversation_id) == col(Conversation.id))
    empty = select(col(Conversation.id)).where(col(Conversation.id).in_(list(left)), ~said)
    for moved in session.execute(empty).scalars().all():
        join_threads(session, moved or 0, left[moved or 0])


def _references() -> list[Column[int]]:
    """Every column of any room that refers to a conversation."""
    return [
        key.parent
        for table in SQLModel.metadata.tables.values()
        for key in table.foreign_keys
        if key.target_fullname.partition(".")[0] == Conversation.__tablename__
    ]


def _repoint(session: Session, column: Column[int], moved: int, kept: int) -> None:
    table = column.table
    for constraint in getattr(table, "constraints", ()):
        if isinstance(constraint, UniqueConstraint | PrimaryKeyConstraint) and column in set(constraint.columns):
            twin = table.alias()
            same = [twin.c[other.name] == other for other in constraint.columns if other is not column]
            taken = exists().where(and_(twin.c[column.name] == kept, *same))
            session.execute(delete(table).where(column == moved, taken))
    session.execute(update(table).where(column == moved).values({column.name: kept}))
