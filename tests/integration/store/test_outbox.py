"""A public effect happens once, whatever breaks in between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.errors import AuthExpired, OutcomeUnknown, Permanent, Throttled, Untraceable
from socialshop.store.model import OutboxEntry, OutboxState
from socialshop.store.outbox import Outbox


class Killed(BaseException):
    """Stands for the end of the process."""


class Wall:
    """A platform on which effects can be counted."""

    def __init__(self) -> None:
        self.posts: list[str] = []
        self.searched_since: list[datetime] = []

    def post(self) -> str:
        self.posts.append(f"post-{len(self.posts) + 1}")
        return self.posts[-1]

    def find(self, since: datetime) -> str | None:
        self.searched_since.append(since)
        return self.posts[-1] if self.posts else None

    def post_then(self, error: BaseException) -> Callable[[], str]:
        def send() -> str:
            self.post()
            raise error

        return send


def refuse(error: Exception) -> Callable[[], str]:
    def send() -> str:
        raise error

    return send


def never(_: datetime) -> str | None:
    raise AssertionError("nothing was begun, so nothing is to be looked up")


def state(store: Engine) -> OutboxEntry:
    with Session(store) as session:
        return session.get_one(OutboxEntry, "window/post")


@pytest.fixture
def outbox(store: Engine, clock: Clock) -> Outbox:
    return Outbox(store, clock)


def test_a_sent_effect_is_not_sent_again(outbox: Outbox) -> None:
    wall = Wall()
    first = outbox.run("window/post", "facebook", wall.post, never)
    second = outbox.run("window/post", "facebook", wall.post, never)
    assert (first, second, wall.posts) == ("post-1", "post-1", ["post-1"])


@pytest.mark.parametrize("error", [Killed(), OutcomeUnknown("no answer", channel="facebook")])
def test_an_effect_that_happened_before_the_crash_is_found(outbox: Outbox, clock: Clock, error: BaseException) -> None:
    wall = Wall()
    begun = clock()
    with pytest.raises(type(error)):
        outbox.run("window/post", "facebook", wall.post_then(error), never)
    assert outbox.run("window/post", "facebook", wall.post, wall.find) == "post-1"
    assert (wall.posts, wall.searched_since) == (["post-1"], [begun])


def test_an_effect_that_did_not_happen_before_the_crash_is_sent(outbox: Outbox) -> None:
    wall = Wall()
    with pytest.raises(Killed):
        outbox.run("window/post", "facebook", refuse(Killed()), never)  # type: ignore[arg-type]
    assert outbox.run("window/post", "facebook", wall.post, wall.find) == "post-1"


def test_what_nobody_can_look_up_is_not_sent_again_until_a_person_says_so(outbox: Outbox, store: Engine) -> None:
    wall = Wall()
    with pytest.raises(Killed):
        outbox.run("window/post", "facebook", wall.post_then(Killed()), never)

    def nobody_looks(_: datetime) -> str | None:
        raise Untraceable("Nobody can look it up.", channel="facebook", mend="Look there.")

    with pytest.raises(Untraceable):
        outbox.run("window/post", "facebook", wall.post, nobody_looks)
    assert wall.posts == ["post-1"]
    assert (state(store).state, state(store).error) == (OutboxState.FAILED, "Nobody can look it up. Look there.")


def test_the_lookup_reaches_back_to_the_first_attempt(outbox: Outbox, clock: Clock) -> None:
    wall = Wall()
    begun = clock()
    for _ in range(2):
        with pytest.raises(OutcomeUnknown):
            outbox.run("window/post", "facebook", refuse(OutcomeUnknown("no answer", channel="facebook")), wall.find)
        clock.advance(hours=1)  # type: ignore[attr-defined]
    outbox.run("window/post", "facebook", wall.post, wall.find)
    assert wall.searched_since == [begun, begun]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Permanent("too long", channel="facebook"), OutboxState.FAILED),
        (Throttled("slow down", channel="facebook"), OutboxState.PENDING),
        (AuthExpired("token is dead", channel="facebook"), OutboxState.PENDING),
    ],
)
def test_a_refused_effect_keeps_its_reason_and_may_go_again(
    store: Engine, outbox: Outbox, error: Exception, expected: OutboxState
) -> None:
    with pytest.raises(type(error)):
        outbox.run("window/post", "facebook", refuse(error), never)
    entry = state(store)
    assert (entry.state, entry.error, entry.attempts) == (expected, str(error), 1)
    assert outbox.run("window/post", "facebook", Wall().post, never) == "post-1"


def test_a_forgotten_effect_happens_anew(outbox: Outbox) -> None:
    wall = Wall()
    steps = outbox.steps("window", "facebook")
    steps.run("post", wall.post, never)
    outbox.forget("window/")
    steps.run("post", wall.post, never)
    assert len(wall.posts) == 2
