"""Whether a channel can be reached, since when not, and whether a person has to do something."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.errors import AuthExpired, NotPermitted, PlatformError, Throttled
from socialshop.ports import Traffic
from socialshop.store import reading
from socialshop.sync.runs import recorded_run
from socialshop.sync.trouble import Trouble, troubles
from tests.conftest import SettableClock

DEAD = AuthExpired("The token is dead.", channel="facebook")


def found(store: Engine, channel: str = "facebook") -> Trouble | None:
    with Session(reading(store)) as session:
        return troubles(session, [channel]).get(channel)


def run(store: Engine, clock: SettableClock, error: PlatformError | None = None, *, asks: bool = True) -> None:
    """An hour later, a run in which Facebook answers, or with that error, or is not asked at all."""
    clock.advance(hours=1)
    traffic = Traffic()
    with recorded_run(store, clock, "replies", "test") as log, log.step("replies", "facebook", traffic):
        traffic.requests += asks
        if error:
            raise error


def test_a_dead_token_is_told_since_its_first_refusal_until_it_works_again(store: Engine, clock: SettableClock) -> None:
    run(store, clock, DEAD)
    run(store, clock)
    assert found(store) is None
    run(store, clock, DEAD)
    since = clock()
    run(store, clock, DEAD)
    run(store, clock, asks=False)
    assert found(store) == Trouble("facebook", since, disconnected=True)
    assert found(store, "instagram") is None
    run(store, clock)
    assert found(store) is None


@pytest.mark.parametrize(
    "error", [Throttled("Slowly.", channel="facebook"), NotPermitted("No.", channel="facebook", mend="Allow it.")]
)
def test_what_passes_or_concerns_one_call_asks_nobody_to_connect_again(
    store: Engine, clock: SettableClock, error: PlatformError
) -> None:
    run(store, clock, error)
    assert found(store) == Trouble("facebook", clock(), disconnected=False, mend=error.mend)
