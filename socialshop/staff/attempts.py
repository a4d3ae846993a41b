"""Slows down guessing of passwords, by address and by account, however many processes serve the page; and lets few be
verified at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from threading import BoundedSemaphore

from sqlalchemy import Engine, delete
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.staff.errors import TooManyAtOnce
from socialshop.staff.model import SignInFailure
from socialshop.store import reading

WINDOW = timedelta(minutes=15)
FAILURES_PER_ACCOUNT = 8
FAILURES_PER_ADDRESS = 30
AT_ONCE = 4
"""Passwords that a process verifies at a time: each takes 64 MB of memory for as long as it takes."""
WAITING = 8
"""Those that wait for their turn; more would keep all other pages waiting, too."""
_door = BoundedSemaphore(AT_ONCE + WAITING)
_turns = BoundedSemaphore(AT_ONCE)


@contextmanager
def turn() -> Iterator[None]:
    """Verify a password when it is its turn. Raises TooManyAtOnce where too many wait for theirs."""
    if not _door.acquire(blocking=False):
        raise TooManyAtOnce
    try:
        with _turns:
            yield
    finally:
        _door.release()


def wait(store: Engine, address: str, account: str, clock: Clock) -> timedelta:
    """How long until another attempt is allowed; zero: now."""
    with Session(reading(store)) as session:
        return max(_wait(session, who, most, clock()) for who, most in _limits(address, account).items())


def failed(store: Engine, address: str, account: str, clock: Clock) -> None:
    """Count a failed attempt; those that count no more are forgotten."""
    now = clock()
    with Session(store) as session:
        session.execute(delete(SignInFailure).where(col(SignInFailure.at) <= now - WINDOW))
        session.add_all(SignInFailure(who=who, at=now) for who in _limits(address, account))
        session.commit()


def succeeded(store: Engine, account: str) -> None:
    """Whoever knows the password begins anew."""
    with Session(store) as session:
        session.execute(delete(SignInFailure).where(col(SignInFailure.who) == _key("account", account)))
        session.commit()


def _wait(session: Session, who: str, most: int, now: datetime) -> timedelta:
    """Until the earliest of the `most` latest failures counts no more."""
    counted = select(SignInFailure.at).where(SignInFailure.who == who, col(SignInFailure.at) > now - WINDOW)
    earliest = session.exec(counted.order_by(col(SignInFailure.at).desc()).offset(most - 1).limit(1)).first()
    return earliest + WINDOW - now if earliest else timedelta(0)


def _limits(address: str, account: str) -> dict[str, int]:
    return {_key("address", address): FAILURES_PER_ADDRESS, _key("account", account): FAILURES_PER_ACCOUNT}


def _key(kind: str, what: str) -> str:
    # People type passwords where the address belongs: nobody shall find them in the database.
    return hashlib.sha256(f"{kind} {what}".encode()).hexdigest()
