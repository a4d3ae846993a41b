"""Which conversation a comment belongs to, also when it arrives before the comment that it answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Column, PrimaryKeyConstraint, UniqueConstraint, and_, delete, exists, insert, select, update
from sqlmodel import Session, SQLModel, col

from socialshop.inbox.fold import Comment
from socialshop.inbox.model import Conversation, Message


def place(session: Session, channel: str, comments: Mapping[str, Comment]) -> dict[str, int]:
    """The conversation id of each comment, by the comment's external id; conversations are made and joined as needed.

    A comment whose parent is unknown opens a conversation under that parent's id. When the parent
    arrives and turns out to be an answer itself, its conversation joins the one further up.
    """
    above = _threads_of_known(session, channel, comments)
    above.update({external_id: comment.parent_id for external_id, comment in comments.items()})
    thread = {external_id: _top(external_id, above) for external_id in comments}
    known = _conversations(session, channel, {*comments, *thread.values()})
    for external_id, top in thread.items():
        if top != external_id and external_id in known:
            known[top] = _join(session, known.pop(external_id), top, known.get(top))
    missing = {top: comments[external_id] for external_id, top in thread.items() if top not in known}
    if missing:
        _open(session, channel, missing)
        known |= _conversations(session, channel, missing)
    return {external_id: known[top] for external_id, top in thread.items()}


def _top(external_id: str, above: Mapping[str, str | None]) -> str:
    """The topmost comment that is known of; in a ring of parents, which no honest platform sends, the least of them."""
    seen: list[str] = []
    while external_id not in seen:
        seen.append(external_id)
        parent = above.get(external_id)
        if parent is None or parent == external_id:
            return external_id
        external_id = parent
    return min(seen[seen.index(external_id) :])


def _threads_of_known(session: Session, channel: str, comments: Mapping[str, Comment]) -> dict[str, str | None]:
    parents = {comment.parent_id for comment in comments.values() if comment.parent_id} - comments.keys()
    if not parents:
        return {}
    rows = session.execute(
        select(col(Message.external_id), col(Conversation.thread_id))
        .join(Conversation, col(Conversation.id) == col(Message.conversation_id))
        .where(col(Message.channel) == channel, col(Message.external_id).in_(parents))
    )
    return {str(external_id): thread_id for external_id, thread_id in rows}


def _conversations(session: Session, channel: str, thread_ids: Collection[str]) -> dict[str, int]:
    rows = session.execute(
        select(col(Conversation.thread_id), col(Conversation.id)).where(
            col(Conversation.channel) == channel, col(Conversation.thread_id).in_(list(thread_ids))
        )
    )
    return {thread_id: int(id_ or 0) for thread_id, id_ in rows}


def _open(session: Session, channel: str, first: Mapping[str, Comment]) -> None:
    rows = [
        {
            "channel": channel,
            "thread_id": thread_id,
            "object_id": comment.object_id,
            "opened_at": comment.at,
            "last_at": comment.at,
        }
        for thread_id, comment in first.items()
    ]
    session.execute(insert(Conversation), rows)


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
    session.execute(update(Conversation).where(col(Conversation.id) == kept).values(resolved_at=None))
    session.execute(delete(Conversation).where(col(Conversation.id) == moved))


def _references() -> list[Column[int]]:
    """Every column of any room that refers to a conversation."""
    return [
        key.parent
        for table in SQLModel.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == Conversation.__tablename__
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
