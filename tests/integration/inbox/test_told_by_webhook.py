"""From the platform's own webhooks, over real HTTP, into the inbox: each kind has its place, whatever goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlmodel import Session

from connectors import spec
from connectors.sandbox import Sandbox, directly, visitors
from connectors.sandbox.accounts import CHANNELS, PAGE_ID, SECRETS, SHOP_NAME
from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.hooks.transport import Http
from connectors.sandbox.records import Attached, Media, Platform, Post
from connectors.sandbox.world import World
from socialshop.clock import Clock
from socialshop.inbox.deliveries import take_deliveries
from socialshop.inbox.ingest import ingest
from socialshop.inbox.mentions import complete_mentions
from socialshop.inbox.model import Contact, Delivery, Message, Reaction, Receipt, RefusedDelivery
from socialshop.inbox.strangers import learn_names
from socialshop.ports import Environment, HttpSettings, ReplyTarget
from socialshop.runtime.pages import beside
from socialshop.web.app import create_app

FB, IG = Platform.FACEBOOK, Platform.INSTAGRAM


class Told:
    """A sandbox whose webhooks go to a running page."""

    def __init__(self, sandbox: Sandbox, store: Engine, clock: Any, sources: dict[str, Any]) -> None:
        self.sandbox, self.world, self.store, self.clock, self.sources = sandbox, sandbox.world, store, clock, sources

    def deliver(self) -> None:
        """Send what is due, and wait until it is taken in."""
        self.sandbox.webhooks.deliver()
        for name, source in self.sources.items():
            take_deliveries(self.store, self.clock, name, source)
        complete_mentions(self.store, self.clock, "instagram", self.sources["instagram"])
        for name, source in self.sources.items():
            learn_names(self.store, self.clock, name, source)

    def rows(self, model: Any) -> list[Any]:
        with Session(self.store) as session:
            return list(session.execute(select(model)).scalars())

    def message(self, external_id: str) -> Any:
        return next(one for one in self.rows(Message) if one.external_id == external_id)


@pytest.fixture
def told(store: Engine, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Told]:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    with Sandbox(clock=clock) as sandbox:
        stand(sandbox.world)
        yield from told_to(sandbox, store, clock)


def told_to(sandbox: Sandbox, store: Engine, clock: Clock) -> Iterator[Told]:
    sources: dict[str, Any] = {}
    for name in ("facebook", "instagram"):
        made = spec(name)
        environment = Environment(HttpSettings(addresses=sandbox.addresses), clock)
        sources[name] = made.build(made.settings.model_validate(CHANNELS[name]), environment)
    app = create_app(
        store,
        clock=clock,
        session_key="k" * 32,
        shop_name=SHOP_NAME,
        time_zone="Europe/Berlin",
        default_language="de",
        secure_cookies=False,
        connectors=sources,
        webhooks=sources,
    )
    with beside(app) as address:
        sandbox.webhooks.transport = Http(seconds=60)  # however busy the machine is that these tests run on
        sandbox.webhooks.expect(address)
        sandbox.webhooks.deliver()
        yield Told(sandbox, store, clock, sources)


def stand(world: World) -> None:
    world.posts[POST] = Post(id=POST, number=world.next_number(), at=world.clock(), message="Brie")
    world.media[MEDIA] = Media(id=MEDIA, number=world.next_number(), at=world.clock(), caption="", alt="", image=None)


POST, MEDIA = f"{PAGE_ID}_1", "17900000000000001"
Act = Callable[[World], str]
NEW: dict[str, tuple[Act, dict[str, Any]]] = {
    "comment": (lambda w: w.customer_comments(POST, "Anna", "Käse?"), {"kind": "comment", "text": "Käse?"}),
    "on Instagram": (lambda w: w.customer_comments(MEDIA, "anna", "Käse?"), {"kind": "comment", "text": "Käse?"}),
    "post": (lambda w: visitors.posts(w, "Anna", "Danke!"), {"kind": "post", "text": "Danke!"}),
    "review": (
        lambda w: visitors.reviews(w, "Anna", "Prima", positive=False),
        {"kind": "review", "text": "Prima", "rating": "negative"},
    ),
    "elsewhere": (lambda w: visitors.posts(w, "A", "Toll", elsewhere=True), {"kind": "mention", "text": "Toll"}),
    "tagged": (lambda w: visitors.mentions(w, "anna", "Toll"), {"kind": "mention", "text": "Toll"}),
    "in a comment": (
        lambda w: visitors.mentions_in_comment(w, "anna", "Toll"),
        {"kind": "mention", "text": "Toll", "parent_id": None},
    ),
    "message": (lambda w: directly.writes(w, FB, "A", "Hallo"), {"kind": "message", "is_private": True}),
    "DM": (lambda w: directly.writes(w, IG, "a", "Hallo"), {"kind": "message", "is_private": True, "is_ours": False}),
    "echo": (lambda w: directly.answers(w, FB, "A", "Gern"), {"kind": "message", "is_ours": True, "text": "Gern"}),
    "own DM": (lambda w: directly.answers(w, IG, "a", "Gern"), {"kind": "message", "is_ours": True, "text": "Gern"}),
    "button": (lambda w: directly.presses(w, FB, "A", "Start"), {"kind": "postback", "text": "Start"}),
    "story": (lambda w: directly.answers_story(w, "a", "Wow"), {"kind": "story_reply", "text": "Wow"}),
    "their story": (lambda w: directly.mentions_in_story(w, "a"), {"kind": "story_mention"}),
}


@pytest.mark.parametrize("what", NEW)
def test_what_happens_becomes_a_message_of_its_kind(told: Told, what: str) -> None:
    act, wanted = NEW[what]
    external_id = act(told.world)
    told.deliver()
    found = told.message(external_id)
    assert {name: getattr(found, name) for name in wanted} == wanted
    assert found.edited_at is None  # what is asked for after its webhook is not changed by that
    assert {one.outcome for one in told.rows(Delivery)} == {"ingested"}


@pytest.mark.parametrize(("platform", "name"), [(FB, "Anna Meier"), (IG, "anna.kocht")])
def test_who_writes_privately_is_asked_for_by_name(told: Told, platform: Platform, name: str) -> None:
    directly.writes(told.world, platform, name, "Hallo")
    told.deliver()
    assert [one.name for one in told.rows(Contact)] == [name]


@pytest.mark.parametrize(
    ("attached", "kind"),
    [
        (Attached("image", "https://cdn.test/1"), "image"),
        (Attached("audio", "https://cdn.test/1"), "audio"),
        (Attached("sticker", "https://cdn.test/1", sticker_id="369"), "sticker"),
        (Attached("share", "https://cdn.test/1", "A post"), "share"),
    ],
)
@pytest.mark.parametrize("platform", [FB, IG])
def test_what_comes_with_a_message_is_kept(told: Told, attached: Attached, kind: str, platform: Platform) -> None:
    message = directly.writes(told.world, platform, "Anna", "", attached)
    told.deliver()
    (kept,) = told.message(message).attachments
    assert (kept["kind"], kept["url"]) == (kind, "https://cdn.test/1")


def test_what_becomes_of_a_comment(told: Told) -> None:
    reworded, removed, hidden = (told.world.customer_comments(POST, "Anna", text) for text in ("Käs", "Weg", "Spam"))
    told.clock.advance(minutes=1)
    told.world.customer_edits(reworded, "Käse!")
    told.world.customer_removes(removed)
    visitors.reacts(told.world, "Ben", reworded)
    told.world.comments[hidden].hidden = True
    told.world.announce("comment.hidden", told.world.comments[hidden])
    told.deliver()
    assert told.message(reworded).text == "Käse!"
    assert told.message(reworded).edited_at == told.clock()
    assert told.message(removed).removed_at == told.clock()
    assert told.message(hidden).hidden_at == told.clock()
    assert [(one.target_id, one.text, one.author) for one in told.rows(Reaction)] == [(reworded, "love", "Ben")]


def test_what_is_said_beneath_a_review_stands_in_its_conversation(told: Told) -> None:
    review = visitors.reviews(told.world, "Anna", "Prima")
    told.clock.advance(minutes=1)
    ours = told.sources["facebook"].reply(ReplyTarget(review, review, review, "Anna"), "Danke!")
    told.clock.advance(minutes=1)
    theirs = told.world.customer_comments(review, "Anna", "Gern", ours)
    visitors.reacts(told.world, "Ben", theirs)
    told.deliver()
    said = {one.external_id: one for one in told.rows(Message)}
    assert said.keys() == {review, ours, theirs}
    assert len({one.conversation_id for one in said.values()}) == 1
    assert [said[one].is_ours for one in (review, ours, theirs)] == [False, True, False]
    assert [one.target_id for one in told.rows(Reaction)] == [theirs]
    with Session(told.store) as session:
        for page in told.sources["facebook"].stream("reviews", None):
            assert {event.external_id for event in page.events} == said.keys()
            ingest(session, page.events, told.clock)
        session.commit()
    assert {one.external_id for one in told.rows(Message)} == said.keys()


@pytest.mark.parametrize("platform", [FB, IG])
def test_what_becomes_of_a_message(told: Told, platform: Platform) -> None:
    message = directly.writes(told.world, platform, "Anna", "Halo")
    told.clock.advance(minutes=1)
    directly.answers(told.world, platform, "Anna", "Gern")
    directly.edits(told.world, message, "Hallo")
    directly.reacts(told.world, message)
    told.clock.advance(minutes=1)
    directly.reads(told.world, platform, "Anna")
    told.deliver()
    assert told.message(message).text == "Hallo"
    assert [one.text for one in told.rows(Reaction)] == ["❤"]
    (receipt,) = told.rows(Receipt)
    assert receipt.read_until == told.clock()
    directly.reacts(told.world, message, given=False)
    told.deliver()
    assert told.rows(Reaction) == []


def test_an_unsent_message_goes(told: Told) -> None:
    message = directly.writes(told.world, IG, "anna", "Ups")
    told.clock.advance(minutes=1)
    directly.unsends(told.world, message)
    told.deliver()
    assert told.message(message).removed_at == told.clock()


def test_who_mentions_us_in_a_post_of_theirs_is_known_by_name(told: Told) -> None:
    visitors.mentions(told.world, "anna.kocht", "Toll")
    told.deliver()
    assert [(one.external_id, one.name) for one in told.rows(Contact)] == [("@anna.kocht", "anna.kocht")]


def test_a_mention_that_is_gone_before_it_could_be_read_was_removed(told: Told) -> None:
    media = visitors.mentions(told.world, "anna", "Toll")
    del told.world.mentioning[media]
    told.deliver()
    assert told.message(media).removed_at == told.clock()


def test_a_forged_one_is_counted_and_the_right_one_taken_in(told: Told) -> None:
    told.world.faults.add(Fault(FaultKind.WEBHOOK_FORGED))
    comment = told.world.customer_comments(POST, "Anna", "Käse?")
    told.deliver()
    assert told.message(comment).text == "Käse?"
    assert [(one.reason, one.number) for one in told.rows(RefusedDelivery)] == [("forged", 1)]


def test_one_that_comes_twice_changes_nothing(told: Told) -> None:
    told.world.faults.add(Fault(FaultKind.WEBHOOK_TWICE))
    told.world.customer_comments(POST, "Anna", "Käse?")
    told.deliver()
    assert [one.text for one in told.rows(Message)] == ["Käse?"]
    assert [one.times for one in told.rows(Delivery)] == [2]


def story(world: World, clock: Any) -> None:
    """A quarter of an hour in which much happens; each thing in a second of its own."""
    first = world.customer_comments(POST, "Anna", "Käs")
    clock.advance(seconds=1)
    reply = world.shop_comments(FB, POST, "Gern!", first).id
    clock.advance(seconds=1)
    world.customer_edits(first, "Käse?")
    clock.advance(seconds=1)
    other = world.customer_comments(POST, "Ben", "Weg damit", reply)
    clock.advance(seconds=1)
    world.customer_removes(other)
    message = directly.writes(world, FB, "Anna", "Hallo")
    clock.advance(seconds=1)
    directly.answers(world, FB, "Anna", "Gern")
    directly.edits(world, message, "Hallo!")
    clock.advance(seconds=1)
    visitors.removes(world, visitors.posts(world, "Cleo", "Danke"))
    directly.reads(world, FB, "Anna")


FAULTS = st.lists(
    st.builds(
        Fault,
        st.sampled_from([FaultKind.WEBHOOK_LATE, FaultKind.WEBHOOK_TWICE, FaultKind.WEBHOOK_FORGED]),
        times=st.integers(1, 4),
        seconds=st.floats(1, 600),
    ),
    max_size=6,
)


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(faults=FAULTS, cuts=st.sets(st.integers(0, 6)))
@example(faults=[Fault(FaultKind.WEBHOOK_FORGED, times=12)], cuts=set())
def test_late_twice_and_out_of_order_it_ends_the_same(told: Told, faults: list[Fault], cuts: set[int]) -> None:
    with Session(told.store) as session:
        known = {one.external_id for one in session.execute(select(Message)).scalars()}
    for fault in faults:
        told.world.faults.add(fault)
    advance, ticks = told.clock.advance, iter(range(100))

    class Ticking:
        """Webhooks leave between the things that happen."""

        def advance(self, **delta: float) -> None:
            if next(ticks) in cuts:
                told.deliver()
            advance(**delta)

    story(told.world, Ticking())
    for _ in range(12):
        told.deliver()
        advance(minutes=2)
    told.world.faults.clear()
    advance(days=1)  # what was refused often is sent again after hours
    told.deliver()
    new = [one for one in told.rows(Message) if one.external_id not in known]
    state = sorted((one.kind, one.text, one.is_ours, one.removed_at is not None) for one in new)
    assert state == [
        ("comment", "Gern!", True, False),
        ("comment", "Käse?", False, False),
        ("comment", "Weg damit", False, True),
        ("message", "Gern", True, False),
        ("message", "Hallo!", False, False),
        ("post", "Danke", False, True),
    ]
