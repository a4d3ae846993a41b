"""What webhooks missed: polling finds new and reworded comments, and a look once a day what was removed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, select
from sqlmodel import Session

from connectors import spec
from connectors.sandbox import Sandbox, hands, visitors
from connectors.sandbox.accounts import CHANNELS, PAGE_ID, SECRETS
from connectors.sandbox.graph import auth
from connectors.sandbox.records import Pin, Post
from connectors.sandbox.world import World
from socialshop.errors import PlatformError
from socialshop.inbox.gaps import GapReport, gap_check
from socialshop.inbox.ingest import ingest
from socialshop.inbox.model import Message
from socialshop.inbox.presence import is_due, look_again
from socialshop.inbox.pull import check_gaps, look_for_removals
from socialshop.inbox.raw import Way
from socialshop.ports import Environment, EventKind, HttpSettings, InboundEvent, ObjectKind, PublishedObject
from socialshop.sync.runs import recorded_run
from tests.integration.inbox.conftest import Says

START = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def tells(shop: Engine, clock: Any) -> Callable[..., None]:
    def tells(event: InboundEvent, way: Way) -> None:
        with Session(shop) as session:
            ingest(session, [event], clock, way)
            session.commit()
        clock.advance(minutes=1)

    return tells


@pytest.fixture
def report(shop: Engine, clock: Any) -> Callable[[], GapReport]:
    def report() -> GapReport:
        clock.advance(minutes=11)
        with Session(shop) as session:
            found = gap_check(session, "facebook", START, clock())
        assert found is not None
        return found

    return report


def missed(report: GapReport) -> list[tuple[str, str]]:
    return [(one.kind, one.external_id) for one in report.missed]


def test_a_missed_comment(tells: Any, report: Any, says: Says) -> None:
    for name, ways in {"c1": [Way.WEBHOOK, Way.POLL], "c2": [Way.POLL, Way.WEBHOOK], "c3": [Way.POLL]}.items():
        for way in ways:
            tells(says(name, minute=60 + int(name[1])), way)
    found = report()
    assert missed(found) == [("comment.added", "c3")]
    assert [(one.what, one.conversation_id) for one in found.missed] == [("a new comment", 3)]
    assert (found.both, found.webhooks_alone) == (2, 0)


def test_a_missed_edit(tells: Any, report: Any, says: Says, clock: Any) -> None:
    for name in ("c1", "c2", "c3"):
        tells(says(name, "Käs"), Way.WEBHOOK)
        tells(says(name, "Käs"), Way.POLL)
    tells(says("c1", "Käse", minute=5, kind=EventKind.COMMENT_EDITED), Way.WEBHOOK)
    for name in ("c1", "c2", "c3"):
        tells(says(name, "Käse"), Way.POLL)  # polling shows the new text
    tells(says("c3", "Käse", minute=6, kind=EventKind.COMMENT_EDITED), Way.WEBHOOK)  # late
    assert missed(report()) == [("comment.edited", "c2")]


def test_a_missed_removal(tells: Any, report: Any, says: Says, clock: Any) -> None:
    for name in ("c1", "c2", "c3"):
        tells(says(name), Way.WEBHOOK)
        tells(says(name), Way.POLL)
    tells(says("c1", "", minute=5, kind=EventKind.COMMENT_REMOVED), Way.WEBHOOK)
    for name in ("c2", "c3"):
        tells(replace(says(name, "", kind=EventKind.COMMENT_REMOVED), at=clock()), Way.POLL)
    tells(says("c3", "", minute=6, kind=EventKind.COMMENT_REMOVED), Way.WEBHOOK)  # late
    assert missed(report()) == [("comment.removed", "c2")]


def test_where_webhooks_tell_of_no_removals_none_is_missed(tells: Any, report: Any, says: Says, clock: Any) -> None:
    tells(says("c1"), Way.WEBHOOK)
    tells(says("c1"), Way.POLL)
    tells(replace(says("c1", "", kind=EventKind.COMMENT_REMOVED), at=clock()), Way.POLL)
    assert missed(report()) == []


def test_the_run_says_what_was_missed_once(shop: Engine, clock: Any, tells: Any, says: Says) -> None:
    tells(says("c1"), Way.WEBHOOK)
    tells(says("c2", minute=63), Way.POLL)

    def run() -> list[str]:
        clock.advance(minutes=11)
        with recorded_run(shop, clock, "inbox pull", "anna") as log:
            check_gaps(shop, clock, log, "facebook")
        return [entry.reason for tally in log.tallies for entry in tally.entries]

    at = "2026-11-02 09:03 UTC"
    told = f"What webhooks missed from {at} to {at} (1 in all) is in the inbox, by polling."
    assert [run(), run()] == [["No webhook told of a new comment.", told], []]


# --- whether it still stands, asked of the platforms ------------------------------------------


POST = f"{PAGE_ID}_1"


@pytest.fixture
def sandbox(clock: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    with Sandbox(clock=clock) as sandbox:
        world = sandbox.world
        world.posts[POST] = Post(id=POST, number=world.next_number(), at=clock(), message="Brie")
        pin = Pin(
            id="5",
            number=world.next_number(),
            at=clock(),
            board_id="1",
            title="",
            description="",
            link="",
            alt="",
            images=(),
        )
        world.pins["5"] = pin
        yield sandbox


def connector(sandbox: Sandbox, clock: Any, channel: str) -> Any:
    made = spec(channel)
    settings = made.settings.model_validate(CHANNELS[channel])
    return made.build(settings, Environment(HttpSettings(addresses=sandbox.addresses), clock))


def read(store: Engine, clock: Any, source: Any, kind: ObjectKind, object_id: str) -> None:
    """All that stands beneath one object."""
    with Session(store) as session:
        for page in source.events(PublishedObject(kind, object_id), None):
            ingest(session, page.events, clock)
        session.commit()


def standing(store: Engine) -> set[str]:
    with Session(store) as session:
        return {str(m.external_id) for m in session.execute(select(Message)).scalars() if m.removed_at is None}


def speak(world: World, object_id: str, number: int) -> list[str]:
    return [world.customer_comments(object_id, f"Anna {number}", f"Frage {number}") for number in range(number)]


@pytest.mark.parametrize(
    ("channel", "kind", "object_id"), [("facebook", ObjectKind.POST, POST), ("pinterest", ObjectKind.PIN, "5")]
)
def test_what_was_removed_is_found(
    store: Engine, clock: Any, sandbox: Sandbox, channel: str, kind: ObjectKind, object_id: str
) -> None:
    source = connector(sandbox, clock, channel)
    said = speak(sandbox.world, object_id, 60)
    read(store, clock, source, kind, object_id)
    clock.advance(hours=1)
    for comment in said[::7]:
        sandbox.world.customer_removes(comment)
    look = look_again(store, clock, channel, source)
    assert (look.looked_for, set(look.removed)) == (60, set(said[::7]))
    assert standing(store) == set(said) - set(said[::7])
    again = look_again(store, clock, channel, source)
    assert (again.looked_for, again.removed) == (60 - len(said[::7]), ())


def test_fifty_are_asked_for_at_once(store: Engine, clock: Any, sandbox: Sandbox) -> None:
    source = connector(sandbox, clock, "facebook")
    speak(sandbox.world, POST, 60)
    read(store, clock, source, ObjectKind.POST, POST)
    sandbox.world.requests.clear()
    look_again(store, clock, "facebook", source)
    assert [request.path for request in sandbox.world.requests] == ["/v26.0/"] * 2


def test_what_stood_beneath_a_post_that_is_gone_is_no_customers_removal(
    store: Engine, clock: Any, sandbox: Sandbox
) -> None:
    source = connector(sandbox, clock, "facebook")
    said = speak(sandbox.world, POST, 2)
    read(store, clock, source, ObjectKind.POST, POST)
    hands.delete(sandbox.world, POST)
    assert look_again(store, clock, "facebook", source).removed == ()
    assert standing(store) == set(said)


def test_a_visitors_post_that_was_removed_is_found(store: Engine, clock: Any, sandbox: Sandbox) -> None:
    source = connector(sandbox, clock, "facebook")
    kept, removed = (visitors.posts(sandbox.world, "Anna", text) for text in ("Danke", "Weg"))
    with Session(store) as session:
        for page in source.stream("visitor posts", None):
            ingest(session, page.events, clock)
        session.commit()
    visitors.removes(sandbox.world, removed)
    assert look_again(store, clock, "facebook", source).removed == (removed,)
    assert standing(store) == {kept}


def test_who_sees_nothing_any_more_takes_nothing_for_removed(
    store: Engine, clock: Any, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = connector(sandbox, clock, "facebook")
    said = speak(sandbox.world, POST, 3)
    read(store, clock, source, ObjectKind.POST, POST)
    for comment in said:
        del sandbox.world.comments[comment]  # to a token without the permission they look like this
    with recorded_run(store, clock, "inbox pull", "anna") as run:
        look_for_removals(store, clock, run, "facebook", source, None)
    assert run.flawless
    assert [entry.mend for entry in run.tallies[0].entries] == [
        "Look whether the token may still read what customers write."
    ]
    assert standing(store) == set(said)


def test_a_dead_token_removes_nothing(
    store: Engine, clock: Any, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = connector(sandbox, clock, "facebook")
    said = speak(sandbox.world, POST, 2)
    read(store, clock, source, ObjectKind.POST, POST)
    sandbox.world.customer_removes(said[0])
    sandbox.world.expire(SECRETS["FACEBOOK_PAGE_TOKEN"])
    with pytest.raises(PlatformError):
        look_again(store, clock, "facebook", source)
    monkeypatch.setattr(sandbox.world, "is_live", lambda _: True)
    monkeypatch.setitem(auth._MAY, SECRETS["FACEBOOK_PAGE_TOKEN"], frozenset())
    assert look_again(store, clock, "facebook", source).removed == ()
    assert standing(store) == set(said)


def test_it_is_looked_for_once_a_day(store: Engine, clock: Any) -> None:
    assert not is_due(store, clock, "facebook"), "what is new was just read"
    clock.advance(hours=23)
    assert not is_due(store, clock, "facebook")
    clock.advance(hours=1)
    assert is_due(store, clock, "facebook")
