"""Somebody who works here no more, or works here again: what they held is free at once, what is theirs to answer is
told."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.desk import acts
from socialshop.desk.model import Claim, Presence
from socialshop.inbox.model import Conversation, ConversationState
from socialshop.staff import users
from socialshop.staff.actor import Actor
from socialshop.staff.model import User


@dataclass(frozen=True, slots=True)
class Former:
    """Somebody who may not sign in any more, since when, and how many conversations that are not resolved are still
    assigned to them."""

    id: int
    email: str
    name: str
    role: str
    disabled_at: datetime
    unresolved: int


def disable(session: Session, actor: Actor, user: User, clock: Clock) -> int:
    """Let somebody sign in no more. Colleagues may answer at once where they were answering; what is assigned to them
    stays so until a person decides: how many conversations of it are not resolved. The caller commits.

    Raises NotPermitted, and OnlyAdmin for the last one.
    """
    assert user.id is not None
    users.disable(session, actor, user, clock)
    for held in (Claim, Presence):
        session.execute(delete(held).where(col(held.user_id) == user.id))
    return _unresolved(session, [user.id]).get(user.id, 0)


def hand_over(session: Session, actor: Actor, user: User, to: int | None, clock: Clock) -> int:
    """Let the user with the id `to` answer what is assigned to somebody and not resolved, or nobody in particular; how
    many conversations that are. The caller commits.

    Raises NotPermitted, and UnknownUser for somebody who may not sign in.
    """
    theirs = session.exec(select(Conversation.id).where(*_unresolved_of([user.id or 0]))).all()
    for id_ in theirs:
        acts.assign(session, actor, id_ or 0, to, clock)
    return len(theirs)


def former(session: Session) -> list[Former]:
    """Everybody who may not sign in any more, by name."""
    gone = [(user, user.id or 0, user.disabled_at) for user in users.everybody(session, disabled=True)]
    unresolved = _unresolved(session, [id_ for _, id_, _ in gone])
    return [
        Former(id_, user.email, user.name, user.role, since, unresolved.get(id_, 0))
        for user, id_, since in gone
        if since
    ]


def _unresolved(session: Session, user_ids: Collection[int]) -> dict[int, int]:
    theirs = (
        select(col(Conversation.assignee_id), func.count())
        .where(*_unresolved_of(user_ids))
        .group_by(col(Conversation.assignee_id))
    )
    return {id_: number for id_, number in session.exec(theirs) if id_ is not None}


def _unresolved_of(user_ids: Collection[int]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    still = [one for one in ConversationState if one is not ConversationState.RESOLVED]
    return col(Conversation.assignee_id).in_(user_ids), col(Conversation.state).in_(still)
