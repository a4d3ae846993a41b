"""Tokens of programs: shown once, kept as hashes, never worth more than their owner's role."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.staff.actor import Actor
from socialshop.staff.audit import record
from socialshop.staff.errors import LONGEST_TOKEN, LongTokenName, NamelessToken, UnknownToken
from socialshop.staff.model import ApiToken, Role, User
from socialshop.staff.permissions import Permission, lesser, may
from socialshop.store import reading

PREFIX = "sst_"  # lets people and scanners of secrets tell what they found
_USE_IS_NOTED_EVERY = timedelta(minutes=1)


def make_token(session: Session, actor: Actor, owner: User, name: str, role: Role, clock: Clock) -> str:
    """A new token of the owner's, to be shown once; the caller commits. Raises NotPermitted, NamelessToken
    and LongTokenName."""
    if actor.user_id != owner.id:
        actor.require(Permission.ADMINISTER)
    name = name.strip()
    if not name:
        raise NamelessToken
    if len(name) > LONGEST_TOKEN:
        raise LongTokenName(len(name))
    token = PREFIX + secrets.token_urlsafe(32)
    assert owner.id is not None
    row = ApiToken(user_id=owner.id, name=name, token_hash=_hash(token), role=role, created_at=clock())
    session.add(row)
    session.flush()
    record(session, actor, "make token", "user", owner.id, clock(), after={"name": row.name, "role": role})
    return token


def bearer(store: Engine, token: str, clock: Clock) -> Actor | None:
    """Whose it is, acting with the lesser of its own and its owner's role; None for one that opens nothing."""
    with Session(reading(store)) as session:
        found = session.exec(
            select(ApiToken, User)
            .join(User, col(User.id) == col(ApiToken.user_id))
            .where(
                ApiToken.token_hash == _hash(token), col(ApiToken.revoked_at).is_(None), col(User.disabled_at).is_(None)
            )
        ).first()
    if found is None:
        return None
    kept, owner = found
    _note_use(store, kept, clock)
    return Actor(f"{owner.name} ({kept.name})", lesser(Role(kept.role), Role(owner.role)), owner.id)


def tokens_of(session: Session, user_id: int) -> list[ApiToken]:
    """Somebody's tokens that still open, the newest first."""
    mine = select(ApiToken).where(ApiToken.user_id == user_id, col(ApiToken.revoked_at).is_(None))
    return list(session.exec(mine.order_by(col(ApiToken.id).desc())))


def revoke_token(session: Session, actor: Actor, token_id: int, clock: Clock) -> bool:
    """End a token of one's own, or anybody's as an admin; False where there is none. The caller commits."""
    token = session.get(ApiToken, token_id)
    is_theirs = token is not None and (token.user_id == actor.user_id or may(actor.role, Permission.ADMINISTER))
    if token is None or not is_theirs or token.revoked_at is not None:
        return False
    token.revoked_at = clock()
    record(session, actor, "revoke token", "user", token.user_id, clock(), before={"name": token.name})
    return True


def revoke_tokens(session: Session, actor: Actor, owner: User, name: str, clock: Clock) -> None:
    """End all the owner's tokens of that name; the caller commits. Raises UnknownToken where none opens."""
    ended = [token.id for token in tokens_of(session, owner.id or 0) if token.name == name.strip()]
    if not [id_ for id_ in ended if revoke_token(session, actor, id_ or 0, clock)]:
        raise UnknownToken(owner.name, name)


def _note_use(store: Engine, token: ApiToken, clock: Clock) -> None:
    now = clock()
    if token.last_used_at and now - token.last_used_at < _USE_IS_NOTED_EVERY:
        return  # who polls must not write at every call
    with Session(store) as session:
        session.execute(update(ApiToken).where(col(ApiToken.id) == token.id).values(last_used_at=now))
        session.commit()


def _hash(token: str) -> str:
    # The token is 256 random bits: nothing to guess, so that a plain hash is enough.
    return hashlib.sha256(token.encode()).hexdigest()
