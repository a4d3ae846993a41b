"""The people of the shop in a table: what they may do, for which teams they answer, and their programs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from socialshop.staff.model import ApiToken, TeamMember, User
from socialshop.staff.users import everybody


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A program's token; the token itself is kept nowhere. `last_used_at` is null before its first use."""

    id: int
    name: str
    role: str
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class UserRow:
    """Somebody who may sign in."""

    id: int
    email: str
    name: str
    role: str
    teams: tuple[str, ...]
    tokens: tuple[TokenRow, ...]


def user_rows(session: Session) -> list[UserRow]:
    """Everybody who may sign in, by name."""
    return _rows(session, everybody(session))


def user_row(session: Session, user: User) -> UserRow:
    """One of the people, whether they may sign in or not."""
    (row,) = _rows(session, [user])
    return row


def _rows(session: Session, people: Iterable[User]) -> list[UserRow]:
    teams: defaultdict[int, list[str]] = defaultdict(list)
    for team, user_id in session.exec(select(TeamMember.team, TeamMember.user_id).order_by(TeamMember.team)):
        teams[user_id].append(team)
    tokens: defaultdict[int, list[TokenRow]] = defaultdict(list)
    for token in session.exec(select(ApiToken).where(col(ApiToken.revoked_at).is_(None)).order_by(col(ApiToken.id))):
        tokens[token.user_id].append(TokenRow(token.id or 0, token.name, token.role, token.last_used_at))
    return [
        UserRow(id_, user.email, user.name, user.role, tuple(teams[id_]), tuple(tokens[id_]))
        for user in people
        if (id_ := user.id or 0)
    ]
