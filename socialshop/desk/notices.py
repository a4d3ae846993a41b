"""Notices: what one person shall learn once, on the page and by e-mail."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, exists, literal_column, or_, select, update
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.desk.model import Notice, NoticeKind
from socialshop.inbox.model import Contact, Conversation, ConversationState, Cursor
from socialshop.staff.model import Role, TeamMember, User
from socialshop.staff.permissions import Permission, may
from socialshop.store import Question, Rows, table_of, upsert

_CURSOR = ("notices", "overdue")
_BACK = timedelta(days=1)
"""What is that old when it comes to us may be overdue already: it is told all the same."""
_MOST_UNREAD = 50
_ASIDE = (ConversationState.SNOOZED, ConversationState.RESOLVED)
_HOLDS = or_(
    col(Notice.kind).in_([NoticeKind.ASSIGNED, NoticeKind.MENTIONED]),
    and_(
        col(Notice.kind) == NoticeKind.OVERDUE,
        col(Conversation.due_at).is_not(None),
        col(Conversation.due_at) <= col(Notice.created_at),
    ),
    and_(col(Notice.kind) == NoticeKind.WOKEN, col(Conversation.state).not_in(_ASIDE)),
)
"""Whether what a notice tells of its conversation is still so: an answer makes an overdue one untrue."""


class Told(NamedTuple):
    """A notice as people read it; `name` is the customer's, or None."""

    id: int
    user_id: int
    kind: str
    conversation_id: int
    name: str | None
    channel: str
    due_at: datetime | None
    created_at: datetime


def notice_overdue(session: Session, clock: Clock, *, by_mail: bool) -> int:
    """Tell of what fell due and was not told; how many conversations. The caller commits.

    It is told to its assignee who still signs in, else to its team, else to all who may answer; without `by_mail` on
    the page alone.
    """
    now = clock()
    seen = session.get(Cursor, _CURSOR)
    since = min(seen.read_at, now - _BACK) if seen else now - _BACK
    is_known = exists().where(
        col(Notice.conversation_id) == col(Conversation.id),
        col(Notice.kind).in_([NoticeKind.OVERDUE, NoticeKind.WOKEN]),
        col(Notice.created_at) >= col(Conversation.due_at),
    )
    fallen = session.scalars(
        select(Conversation)
        .where(col(Conversation.due_at) > since, col(Conversation.due_at) <= now, ~is_known)
        .order_by(col(Conversation.due_at), col(Conversation.id))
    ).all()
    _tell(session, NoticeKind.OVERDUE, fallen, now, by_mail=by_mail)
    session.merge(Cursor(channel=_CURSOR[0], object_id=_CURSOR[1], value="", read_at=now))
    return len(fallen)


def notice_woken(session: Session, conversation_ids: Collection[int], clock: Clock, *, by_mail: bool) -> None:
    """Tell that these were put off until now, to the same people as `notice_overdue`. The caller commits."""
    woken = select(Conversation).where(col(Conversation.id).in_(conversation_ids)).order_by(col(Conversation.id))
    _tell(session, NoticeKind.WOKEN, session.scalars(woken), clock(), by_mail=by_mail)


@cache
def _unread() -> Select[*tuple[Any, ...]]:
    mine = _lines().where(col(Notice.user_id) == bindparam("user_id"), col(Notice.read_at).is_(None), _HOLDS)
    return mine.order_by(col(Notice.id).desc()).limit(literal_column(str(_MOST_UNREAD)))


def _read(rows: Rows) -> list[Told]:
    return [Told(*row) for row in rows]


UNREAD = Question(_unread, _read)
"""The latest that `user_id` has not read yet and that still hold, the latest first."""


def unmailed(session: Session, limit: int) -> list[Told]:
    """What is still to be told by e-mail, by person, the earliest first."""
    waiting = _lines().join(User, col(User.id) == col(Notice.user_id)).where(col(User.disabled_at).is_(None))
    rows = waiting.where(col(Notice.mailed_at).is_(None)).order_by(col(Notice.user_id), col(Notice.id)).limit(limit)
    return [Told(*row) for row in session.execute(rows)]


def settle_mails(session: Session, clock: Clock) -> None:
    """No letter is needed for what was read on the page meanwhile, or is not so any more. The caller commits."""
    idle = (
        select(col(Notice.id))
        .join(Conversation, col(Conversation.id) == col(Notice.conversation_id))
        .where(col(Notice.mailed_at).is_(None), or_(col(Notice.read_at).is_not(None), ~_HOLDS))
    )
    mailed(session, session.scalars(idle).all(), clock)


def mailed(session: Session, notice_ids: Collection[int | None], clock: Clock) -> None:
    """They went out. The caller commits."""
    session.execute(update(Notice).where(col(Notice.id).in_(notice_ids)).values(mailed_at=clock()))


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


def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(
            col(Notice.id),
            col(Notice.user_id),
            col(Notice.kind),
            col(Notice.conversation_id),
            col(Contact.name),
            col(Conversation.channel),
            col(Conversation.due_at),
            col(Notice.created_at),
        )
        .join(Conversation, col(Conversation.id) == col(Notice.conversation_id))
        .outerjoin(Contact, col(Contact.id) == col(Conversation.contact_id))
    )


def _tell(
    session: Session, kind: NoticeKind, conversations: Iterable[Conversation], now: datetime, *, by_mail: bool
) -> None:
    rows = [
        {
            "user_id": user_id,
            "conversation_id": conversation.id,
            "kind": kind.value,
            "about": (conversation.due_at if kind is NoticeKind.OVERDUE and conversation.due_at else now).isoformat(),
            "created_at": now,
            "mailed_at": None if by_mail else now,
        }
        for conversation in conversations
        for user_id in _who_answers(session, conversation)
    ]
    table = table_of(Notice)
    upsert(session.connection(), table, rows, keys=["user_id", "conversation_id", "kind", "about"], update=[])


def _who_answers(session: Session, conversation: Conversation) -> list[int]:
    assignee = session.get(User, conversation.assignee_id) if conversation.assignee_id is not None else None
    if assignee is not None and assignee.disabled_at is None:
        return [assignee.id or 0]
    users = select(col(User.id), col(User.role)).where(col(User.disabled_at).is_(None))
    if conversation.team:
        users = users.join(TeamMember, col(TeamMember.user_id) == col(User.id)).where(
            col(TeamMember.team) == conversation.team
        )
    return [id_ for id_, role in session.execute(users) if id_ and may(Role(role), Permission.ANSWER)]
