"""Claims and presence: who is answering a conversation, and who looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Select, and_, bindparam, case, delete, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.desk.errors import Claimed
from socialshop.desk.model import Claim, Presence
from socialshop.inbox.resolve import existing
from socialshop.staff.actor import Actor
from socialshop.staff.audit import record
from socialshop.staff.model import User
from socialshop.staff.permissions import Permission
from socialshop.store import Question, Rows, UtcDateTime, table_of, upsert

_STILL_HERE = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who answers a conversation, and until when unless they are seen there again."""

    user_id: int
    name: str
    since: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Colleague:
    user_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Attendance:
    """Who answers a conversation, and who has it open, by name."""

    holder: Holder | None
    looking: tuple[Colleague, ...]


def claim(session: Session, actor: Actor, conversation_id: int, lasting: timedelta, clock: Clock) -> Holder:
    """Begin to answer, or go on: the heartbeat of a page calls it again. The caller commits.

    Of two at once one gets it. Raises UnknownConversation, NotPermitted, and Claimed where somebody else has it.
    """
    actor.require(Permission.ANSWER)
    existing(session, conversation_id)
    assert actor.user_id is not None
    now = clock()
    _take(session, conversation_id, actor.user_id, now, now + lasting)
    holder = holder_of(session, conversation_id, now)
    if holder is None or holder.user_id != actor.user_id:
        raise Claimed(holder.name if holder else "Somebody", holder.expires_at if holder else now)
    return holder


def _take(session: Session, conversation_id: int, user_id: int, now: datetime, expires_at: datetime) -> None:
    """One statement decides: whoever comes second finds the row of the first."""
    table = table_of(Claim)
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"conversation_id": conversation_id, "user_id": user_id, "since": now, "expires_at": expires_at}
    mine = table.c.user_id == user_id
    since = case((mine, table.c.since), else_=literal(now, UtcDateTime))  # a heartbeat begins nothing anew
    session.execute(
        dialect.insert(table)
        .values(row)
        .on_conflict_do_update(
            index_elements=["conversation_id"],
            set_={"user_id": user_id, "expires_at": expires_at, "since": since},
            where=or_(mine, table.c.expires_at <= now),
        )
    )


def release(session: Session, actor: Actor, conversation_id: int, clock: Clock) -> None:
    """Leave it to others: one's own claim, or as a manager anybody's. The caller commits. Raises NotPermitted."""
    held = session.get(Claim, conversation_id)
    if held is None:
        return
    if held.user_id != actor.user_id:
        actor.require(Permission.ARRANGE)
        taken = {"user_id": held.user_id}
        record(session, actor, "release", "conversation", conversation_id, clock(), before=taken)
    session.delete(held)
    session.flush()


def holder_of(session: Session, conversation_id: int, now: datetime) -> Holder | None:
    """Who answers it now."""
    found = session.execute(
        select(Claim, col(User.name))
        .join(User, col(User.id) == col(Claim.user_id))
        .where(col(Claim.conversation_id) == conversation_id, col(Claim.expires_at) > now)
        .execution_options(populate_existing=True)
    ).first()
    return Holder(found[0].user_id, found[1], found[0].since, found[0].expires_at) if found else None


def require_free(session: Session, actor: Actor, conversation_id: int, now: datetime) -> None:
    """Raises Claimed where somebody else answers it."""
    holder = holder_of(session, conversation_id, now)
    if holder is not None and holder.user_id != actor.user_id:
        raise Claimed(holder.name, holder.expires_at)


def look(session: Session, actor: Actor, conversation_id: int, clock: Clock) -> None:
    """Somebody has the conversation open; a page says so every 20 seconds or so. The caller commits."""
    assert actor.user_id is not None
    row = {"conversation_id": conversation_id, "user_id": actor.user_id, "seen_at": clock()}
    table = table_of(Presence)
    upsert(session.connection(), table, [row], keys=["conversation_id", "user_id"], update=["seen_at"])


def leave(session: Session, actor: Actor, conversation_id: int) -> None:
    """Somebody closed it. The caller commits."""
    session.execute(
        delete(Presence).where(col(Presence.conversation_id) == conversation_id, col(Presence.user_id) == actor.user_id)
    )


def attendance(session: Session, conversation_id: int, now: datetime) -> Attendance:
    """Who is at it now."""
    return ATTENDED.ask(session, {"id": conversation_id, "now": now, "lately": lately(now)})


def lately(now: datetime) -> datetime:
    """Whoever was seen since is still there."""
    return now - _STILL_HERE


def _read(there: Rows) -> Attendance:
    holder, looking = None, []
    for id_, name, since, expires_at, seen_at in there:
        if since and holder is None:
            holder = Holder(id_, name, since, expires_at)
        if seen_at:
            looking.append(Colleague(id_, name))
    return Attendance(holder, tuple(looking))


@cache
def _attendance() -> Select[int | None, str, datetime, datetime, datetime]:
    holds = and_(col(Claim.conversation_id) == bindparam("id"), col(Claim.expires_at) > bindparam("now"))
    looks = and_(col(Presence.conversation_id) == bindparam("id"), col(Presence.seen_at) > bindparam("lately"))
    return (
        select(col(User.id), col(User.name), col(Claim.since), col(Claim.expires_at), col(Presence.seen_at))
        .outerjoin(Claim, and_(col(Claim.user_id) == col(User.id), holds))
        .outerjoin(Presence, and_(col(Presence.user_id) == col(User.id), looks))
        .where(or_(col(Claim.user_id).is_not(None), col(Presence.user_id).is_not(None)))
        .order_by(col(User.name))
    )


ATTENDED = Question(_attendance, _read)
"""`attendance` of the conversation `id`, `lately` and `now`."""
