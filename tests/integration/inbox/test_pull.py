"""Polling: pages and cursors together, one object's trouble its own, a dead token the channel's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, func, select, update
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.errors import AuthExpired, NotFound, NotPermitted, PlatformError, Retryable, Throttled
from socialshop.inbox.ingest import ingest
from socialshop.inbox.mentions import complete_mentions
from socialshop.inbox.model import Cursor, Message
from socialshop.inbox.pull import pull, pull_account
from socialshop.inbox.raw import Way
from socialshop.ports import ConversationSource, EventKind, EventPage, InboundEvent, PublishedObject, Traffic
from socialshop.sync.runs import Action, Tally, recorded_run
from socialshop.windows.model import Publication
from tests.integration.inbox.conftest import Says


@dataclass
class FakeSource:
    """Pages by object; an error in the place of a page is raised there."""

    pages: dict[str, list[EventPage | PlatformError]]
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    def events(self, published: PublishedObject, cursor: str | None) -> Iterator[EventPage]:
        self.asked.append((published.external_id, cursor))
        for page in self.pages.get(published.external_id, []):
            if isinstance(page, PlatformError):
                raise page
            yield page


@pytest.fixture
def poll(shop: Engine, clock: Clock) -> Callable[..., Tally]:
    def poll(source: ConversationSource, channel: str = "pinterest") -> Tally:
        with recorded_run(shop, clock, "inbox pull", "anna") as run:
            pull(shop, clock, run, channel, source, Traffic())
        (tally,) = run.tallies
        return tally

    return poll


def _messages(store: Engine) -> int:
    with Session(store) as session:
        return session.execute(select(func.count()).select_from(Message)).scalar_one()


def _page(cursor: str, *events: InboundEvent) -> EventPage:
    return EventPage(events, cursor)


def test_each_live_object_is_read_from_its_own_cursor(shop: Engine, poll: Callable[..., Tally], says: Says) -> None:
    event = says("c1", object_id="pin-BERG-1", channel="pinterest")
    source = FakeSource({"pin-BERG-1": [_page("1", event), _page("2")]})
    assert poll(source).counts[Action.CREATED] == 1
    again = poll(source)
    assert (again.counts[Action.CREATED], again.unchanged) == (0, 1)
    assert source.asked == [("pin-BERG-1", None), ("pin-BRIE-1", None), ("pin-BERG-1", "2"), ("pin-BRIE-1", None)]


def test_what_was_withdrawn_is_not_read(shop: Engine, poll: Callable[..., Tally]) -> None:
    with Session(shop) as session:
        session.execute(update(Publication).values(state="withdrawn"))
        session.commit()
    source = FakeSource({})
    poll(source)
    assert source.asked == []


@pytest.mark.parametrize("error", [NotFound("The Pin is gone.", channel="pinterest"), Retryable("5", channel="p")])
def test_one_objects_error_fails_that_object_alone(
    shop: Engine, poll: Callable[..., Tally], says: Says, error: PlatformError
) -> None:
    error.mend = "Look at it."
    event = says("c1", object_id="pin-BRIE-1", channel="pinterest")
    tally = poll(FakeSource({"pin-BERG-1": [error], "pin-BRIE-1": [_page("1", event)]}))
    (entry,) = tally.entries
    assert (entry.ref, entry.action, entry.reason, entry.mend) == (
        "pin-BERG-1",
        Action.FAILED,
        error.what,
        "Look at it.",
    )
    assert tally.counts[Action.CREATED] == 1


@pytest.mark.parametrize("error", [AuthExpired, Throttled])
def test_what_every_call_would_meet_ends_the_channel_and_keeps_what_was_read(
    shop: Engine, poll: Callable[..., Tally], says: Says, error: type[PlatformError]
) -> None:
    event = says("c1", object_id="pin-BERG-1", channel="pinterest")
    stop = error("No more.", channel="pinterest")
    source = FakeSource({"pin-BERG-1": [_page("1", event), stop]})
    tally = poll(source)
    assert (tally.error, tally.counts[Action.CREATED]) == ("No more.", 1)
    assert [external_id for external_id, _ in source.asked] == ["pin-BERG-1"]
    assert _messages(shop) == 1


def test_a_crash_within_a_page_leaves_neither_its_events_nor_its_cursor(
    shop: Engine, clock: Clock, says: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = says("c1", object_id="pin-BERG-1", channel="pinterest")

    def crash(*arguments: Any) -> None:
        ingest(*arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr("socialshop.inbox.pull.ingest", crash)
    with (
        pytest.raises(KeyboardInterrupt),
        recorded_run(shop, clock, "inbox pull", "anna") as run,
    ):
        pull(shop, clock, run, "pinterest", FakeSource({"pin-BERG-1": [_page("1", event)]}), Traffic())
    assert _messages(shop) == 0
    with Session(shop) as session:
        assert session.execute(select(col(Cursor.value))).all() == []


@dataclass
class FakeAccount:
    streams: tuple[str, ...]
    forbidden: set[str]

    def stream(self, name: str, cursor: str | None) -> Iterator[EventPage]:
        if name in self.forbidden:
            raise NotPermitted("#10 pages_messaging is missing.", channel="facebook", mend="Give it to the token.")
        yield _page("1")


def test_what_the_token_may_not_read_is_said_once_and_fails_nothing(shop: Engine, clock: Clock) -> None:
    source = FakeAccount(("messages", "reviews"), {"messages"})

    def read() -> list[tuple[str, str, str]]:
        with recorded_run(shop, clock, "inbox pull", "anna") as run:
            pull_account(shop, clock, run, "facebook", source, Traffic())
        assert run.flawless
        return [(entry.ref, entry.action, entry.mend) for entry in run.tallies[0].entries]

    hint = [("messages", "noted", "Give it to the token.")]
    assert [read(), read()] == [hint, []]
    source.forbidden = set()
    assert read() == []
    source.forbidden = {"messages"}
    assert [read(), read()] == [hint, []]


@dataclass
class FakeMentions:
    says: InboundEvent
    asked: list[tuple[str, str]] = field(default_factory=list)

    def mention(self, object_id: str, external_id: str) -> InboundEvent | None:
        self.asked.append((object_id, external_id))
        return self.says


@pytest.mark.parametrize("text", ["Look at @kaesetheke!", ""])
def test_what_a_mention_says_is_asked_for_once(shop: Engine, clock: Clock, says: Says, text: str) -> None:
    bare = says("m1", "", author=None, kind=EventKind.MENTION_ADDED, object_id="9", channel="instagram")
    with Session(shop) as session:
        ingest(session, [bare], clock, Way.WEBHOOK)
        session.commit()
    source = FakeMentions(replace(bare, text=text))
    for _ in range(2):
        complete_mentions(shop, clock, "instagram", source)
    assert source.asked == [("9", "m1")]
    with Session(shop) as session:
        assert session.execute(select(col(Message.text))).scalars().all() == [text]
