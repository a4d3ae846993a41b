"""Notices: what one person shall learn once, on the page and by e-mail."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update
from sqlmodel import Session, SQLModel, col, select

from socialshop.clock import Clock
from socialshop.desk.model import Notice, NoticeKind
from socialshop.inbox.model import Conversation, Cursor
from socialshop.staff.model import Role, TeamMember, User
from socialshop.staff.permissions import Permission, may
from socialshop.store import upsert

_CURSOR = ("notices", "overdue")
_AT_FIRST = timedelta(days=1)  # how far back the first look goes


def notice_overdue(session: Session, clock: Clock, *, by_mail: bool) -> int:
    """Tell of what fell due since the last look; how many conversations. The caller commits.

    It is told to its assignee, else to its team, else to all who may answer; without `by_mail` on the page alone.
    """
    now = clock()
    seen = session.get(Cursor, _CURSOR)
    since = seen.read_at if seen else now - _AT_FIRST
    fallen = session.exec(
        select(Conversation)
        .where(col(Conversation.due_at) > since, col(Conversation.due_at) <= now)
        .order_by(col(Conversation.due_at), col(Conversation.id))
    ).all()
    rows = [
        {
            "user_id": user_id,
            "conversation_id": conversation.id,
            "kind": NoticeKind.OVERDUE.value,
            "about": conversation.due_at.isoformat() if conversation.due_at else "",
            "created_at": now,
            "mailed_at": None if by_mail else now,
        }
        for conversation in fallen
        for user_id in _who_answers(session, conversation)
    ]
    table = SQLModel.metadata.tables[Notice.__tablename__]
    upsert(session.connection(), table, rows, keys=["user_id", "conversation_id", "kind", "about"], update=[])
    session.merge(Cursor(channel=_CURSOR[0], object_id=_CURSOR[1], value="", read_at=now))
    return len(fallen)


def unread(session: Session, user_id: int, limit: int = 50) -> list[Notice]:
    """What somebody has not read yet, the latest first."""
    mine = select(Notice).where(Notice.user_id == user_id, col(Notice.read_at).is_(None))
    return list(session.exec(mine.order_by(col(Notice.id).desc()).limit(limit)))


def read(session: Session, user_id: int, conversation_id: int, clock: Clock) -> None:
    """Whoever opens a conversation has read what is told of it. The caller commits."""
    session.execute(
        update(Notice)
        .where(
            col(Notice.user_id) == user_id,
            col(Notice.conversation_id) == conversation_id,
            col(Notice.read_at).is_(None),
        )
        .values(read_at=clock())
    )


def _who_answers(session: Session, conversation: Conversation) -> list[int]:
    if conversation.assignee_id is not None:
        return [conversation.assignee_id]
    users = select(User.id, User.role).where(col(User.disabled_at).is_(None))
    if conversation.team:
        users = users.join(TeamMember, col(TeamMember.user_id) == col(User.id)).where(
            TeamMember.team == conversation.team
        )
    return [id_ for id_, role in session.exec(users) if id_ and may(Role(role), Permission.ANSWER)]
