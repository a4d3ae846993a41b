"""Who may sign in: passwords as Argon2id hashes, the same work for known and unknown people."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Engine, Select, bindparam
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.errors import ConfigurationError
from socialshop.phrases import phrase
from socialshop.staff.actor import Actor
from socialshop.staff.attempts import turn
from socialshop.staff.audit import record
from socialshop.staff.errors import (
    LONGEST_ADDRESS,
    LONGEST_NAME,
    LONGEST_PASSWORD,
    LONGEST_TEAM,
    SHORTEST_PASSWORD,
    LongPassword,
    OnlyAdmin,
    ShortPassword,
    WrongAddress,
    WrongName,
    WrongTeamName,
)
from socialshop.staff.model import Role, TeamMember, User
from socialshop.staff.permissions import Permission
from socialshop.staff.sessions import was_left
from socialshop.store import ask, reading

_PROGRAM = Actor("socialshop", Role.ADMIN)
_hasher = PasswordHasher()
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is signed in. `seal` changes with the password and by `end_sessions`: sessions with another end."""

    id: int
    email: str
    name: str
    role: Role
    language: str
    seal: str

    @property
    def actor(self) -> Actor:
        return Actor(self.name, self.role, self.id)


def add_user(
    session: Session,
    email: str,
    name: str,
    password: str,
    clock: Clock,
    role: Role | None = None,
    actor: Actor = _PROGRAM,
) -> User:
    """Let somebody sign in; the caller commits. Without a role the first one is an admin, and who follows an agent.

    Raises ConfigurationError for a taken address, WrongAddress, WrongName, ShortPassword and LongPassword.
    """
    address, name = _address(email), " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise WrongName(len(name))
    hashed = _hashed(password)
    if session.exec(select(User).where(User.email == address)).first():
        raise ConfigurationError(
            phrase("Somebody signs in as {address} already.", address=address), mend=phrase("Choose another address.")
        )
    if role is None:
        role = Role.AGENT if session.exec(select(User).limit(1)).first() else Role.ADMIN
    user = User(email=address, name=name, password_hash=hashed, role=role, created_at=clock())
    session.add(user)
    session.flush()
    record(session, actor, "add", "user", user.id, clock(), after={"email": address, "role": role})
    return user


def authenticate(store: Engine, email: str, password: str) -> Person | None:
    """The person with that address and password, or None: unknown, disabled and wrong look and take the same. What is
    too long to be anybody's password is not looked at.

    Raises TooManyAtOnce.
    """
    if len(password) > LONGEST_PASSWORD:
        return None
    with Session(reading(store)) as session:
        user = session.exec(select(User).where(User.email == _normalised(email))).first()
    # Outside of any transaction: it takes its time on purpose, and nobody shall wait for a lock meanwhile.
    with turn():
        matches = _verifies(user.password_hash if user else _hash_of_nobody(), password)
    if user is None or user.disabled_at is not None or not matches:
        return None
    return _person(_rehashed(store, user, password) if _hasher.check_needs_rehash(user.password_hash) else user)


def person(session: Session, user_id: int, session_key: str = "") -> Person | None:
    """The person with that id, unless they may not sign in any more, or signed out of the session with that key."""
    row = ask(session, _may_sign_in(), {"id": user_id, "key": session_key}).one_or_none()
    return None if row is None else _as_person(user_id, *row)


@cache
def _may_sign_in() -> Select[*tuple[Any, ...]]:
    told = ("email", "name", "role", "language", "password_hash", "sessions_ended")
    return sqlalchemy.select(*(getattr(User, name) for name in told)).where(
        col(User.id) == bindparam("id"), col(User.disabled_at).is_(None), ~was_left(bindparam("key"))
    )


def colleague(session: Session, email: str) -> Person:
    """The person with that address. Raises ConfigurationError for somebody who may not sign in (any more)."""
    found = person(session, named(session, email).id or 0)
    if found is None:
        raise ConfigurationError(
            phrase("{email} may not sign in any more.", email=email),
            mend=phrase("List people with `socialshop users list`."),
        )
    return found


def set_language(session: Session, user_id: int, language: str) -> None:
    """Remember which language somebody wants to read."""
    session.get_one(User, user_id).language = language


def named(session: Session, email: str) -> User:
    """The user with that address. Raises ConfigurationError."""
    user = session.exec(select(User).where(User.email == _normalised(email))).first()
    if user is None:
        raise ConfigurationError(
            phrase("Nobody signs in as {email}.", email=email), mend=phrase("List people with `socialshop users list`.")
        )
    return user


def everybody(session: Session, *, disabled: bool = False) -> list[User]:
    """All who may sign in, by name; or those who may not any more."""
    chosen = select(User).where(col(User.disabled_at).is_not(None) if disabled else col(User.disabled_at).is_(None))
    return list(session.exec(chosen.order_by(User.name, User.email)))


def set_role(session: Session, actor: Actor, user: User, role: Role, clock: Clock) -> None:
    """Let somebody do more or less; the caller commits.

    Raises NotPermitted, and OnlyAdmin for the last one.
    """
    actor.require(Permission.ADMINISTER)
    if role is not Role.ADMIN:
        _require_another_admin(session, user)
    before, user.role = user.role, role
    record(session, actor, "set role", "user", user.id, clock(), before={"role": before}, after={"role": role})


def set_password(session: Session, actor: Actor, user: User, password: str, clock: Clock) -> None:
    """Let somebody sign in with another password: what they began with the old one ends. The caller commits, and for
    one's own has asked for the old one.

    Raises NotPermitted, ShortPassword and LongPassword.
    """
    _require_own(actor, user)
    user.password_hash = _hashed(password)
    record(session, actor, "set password", "user", user.id, clock())


def end_sessions(session: Session, actor: Actor, user: User, clock: Clock) -> None:
    """Sign somebody out wherever they are signed in; their programs keep their tokens. The caller commits.

    Raises NotPermitted for another's.
    """
    _require_own(actor, user)
    user.sessions_ended += 1
    record(session, actor, "end sessions", "user", user.id, clock())


def disable(session: Session, actor: Actor, user: User, clock: Clock) -> None:
    """Let somebody sign in no more: they are signed out everywhere, and their programs' tokens open nothing. The caller
    commits.

    Raises NotPermitted, and OnlyAdmin for the last one.
    """
    actor.require(Permission.ADMINISTER)
    if user.disabled_at is not None:
        return
    _require_another_admin(session, user)
    user.disabled_at = clock()
    user.sessions_ended += 1  # let in again, they sign in anew
    record(session, actor, "disable", "user", user.id, clock())


def enable(session: Session, actor: Actor, user: User, clock: Clock) -> None:
    """Let somebody sign in again, with their password, role, teams and tokens as they were; the caller commits.

    Raises NotPermitted.
    """
    actor.require(Permission.ADMINISTER)
    if user.disabled_at is None:
        return
    user.disabled_at = None
    record(session, actor, "enable", "user", user.id, clock())


def set_team(session: Session, actor: Actor, user: User, team: str, clock: Clock, *, member: bool = True) -> None:
    """Let somebody answer for a team, or no more; the caller commits.

    Raises NotPermitted, and WrongTeamName.
    """
    actor.require(Permission.ADMINISTER)
    assert user.id is not None
    name = " ".join(team.split())
    if not 0 < len(name) <= LONGEST_TEAM:
        raise WrongTeamName
    row = session.get(TeamMember, (name, user.id))
    if member == (row is not None):
        return
    if row is not None:
        session.delete(row)
    else:
        session.add(TeamMember(team=name, user_id=user.id))
    record(session, actor, "join team" if member else "leave team", "user", user.id, clock(), after={"team": name})


def _require_another_admin(session: Session, user: User) -> None:
    if [other for other in everybody(session) if other.role == Role.ADMIN] == [user]:
        raise OnlyAdmin(user.email)


def _require_own(actor: Actor, user: User) -> None:
    if actor.user_id != user.id:
        actor.require(Permission.ADMINISTER)


def _rehashed(store: Engine, user: User, password: str) -> User:
    """The same user with a hash of today's strength."""
    user.password_hash = _hasher.hash(password)
    with Session(store, expire_on_commit=False) as session:
        merged = session.merge(user)
        session.commit()
    return merged


def _person(user: User) -> Person:
    assert user.id is not None
    return _as_person(user.id, user.email, user.name, user.role, user.language, user.password_hash, user.sessions_ended)


def _as_person(
    id_: int, email: str, name: str, role: str, language: str, password_hash: str, sessions_ended: int
) -> Person:
    seal = hashlib.sha256(f"{password_hash} {sessions_ended}".encode()).hexdigest()[:16]
    return Person(id_, email, name, Role(role), language, seal)


def _normalised(email: str) -> str:
    return email.strip().lower()


def _address(email: str) -> str:
    """Raises WrongAddress for what no letter could reach."""
    address = _normalised(email)
    if len(address) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(address):
        raise WrongAddress(address)
    return address


def _hashed(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise ShortPassword(len(password))
    if len(password) > LONGEST_PASSWORD:
        raise LongPassword(len(password))
    return _hasher.hash(password)


def _verifies(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hash_of_nobody() -> str:
    return _hasher.hash("a password that nobody has")
