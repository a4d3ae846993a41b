"""The sandbox tells of what happens as Meta's platforms do: verified, signed, many at once, and again if need be."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

import pytest

from connectors.sandbox import directly, visitors
from connectors.sandbox.accounts import INSTAGRAM_ID, PAGE_ID, SECRETS
from connectors.sandbox.faults import Fault, FaultKind
from connectors.sandbox.hooks.outgoing import NotVerified, Webhooks
from connectors.sandbox.records import Attached, Media, Platform, Post
from connectors.sandbox.world import World

TOKEN = SECRETS["META_VERIFY_TOKEN"]
PAGE, GRAM = "http://shop.test/webhooks/facebook", "http://shop.test/webhooks/instagram"


class Receiver:
    """A shop's page; `answers` are its next statuses, where they are not 200."""

    def __init__(self) -> None:
        self.answers: list[int | OSError] = []
        self.bodies: list[tuple[str, bytes, str]] = []
        self.is_there = True

    def get(self, address: str, query: Mapping[str, str]) -> tuple[int, str]:
        if not self.is_there:
            raise OSError("connection refused")
        known = query["hub.mode"] == "subscribe" and query["hub.verify_token"] == TOKEN
        return (200, query["hub.challenge"]) if known else (403, "")

    def post(self, address: str, body: bytes, headers: Mapping[str, str]) -> int:
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, OSError):
            raise answer
        self.bodies.append((address, body, headers["X-Hub-Signature-256"]))
        return answer

    def told(self) -> list[tuple[str, Any]]:
        """Each update with its field, or 'messaging'."""
        entries = [entry for _, body, _ in self.bodies for entry in json.loads(body)["entry"]]
        changes = [(change["field"], change["value"]) for entry in entries for change in entry.get("changes", ())]
        return changes + [("messaging", item) for entry in entries for item in entry.get("messaging", ())]


@pytest.fixture
def world(clock: Any) -> World:
    world = World(clock)
    world.posts["1_2"] = Post(id="1_2", number=world.next_number(), at=clock(), message="Brie", published=True)
    world.media["9"] = Media(id="9", number=world.next_number(), at=clock(), caption="Brie", alt="", image=None)
    return world


@pytest.fixture
def shop() -> Receiver:
    return Receiver()


@pytest.fixture
def webhooks(world: World, shop: Receiver) -> Webhooks:
    webhooks = Webhooks(world, shop)
    webhooks.subscribe("page", PAGE, TOKEN)
    webhooks.subscribe("instagram", GRAM, TOKEN)
    return webhooks


def test_whoever_does_not_say_the_challenge_is_told_nothing(world: World, shop: Receiver) -> None:
    webhooks = Webhooks(world, shop)
    with pytest.raises(NotVerified, match="403"):
        webhooks.subscribe("page", PAGE, "guessed")
    shop.is_there = False
    with pytest.raises(NotVerified, match="refused"):
        webhooks.subscribe("page", PAGE, TOKEN)
    world.customer_comments("1_2", "Anna", "Mine!")
    webhooks.deliver()
    assert shop.bodies == []


def test_a_page_that_is_expected_is_subscribed_when_it_answers(world: World, shop: Receiver) -> None:
    webhooks, shop.is_there = Webhooks(world, shop), False
    webhooks.expect("http://shop.test/")
    webhooks.deliver()
    assert webhooks.subscriptions == {}
    shop.is_there = True
    webhooks.deliver()
    assert {one.callback for one in webhooks.subscriptions.values()} == {PAGE, GRAM}


def test_a_body_is_signed_over_its_very_bytes(world: World, shop: Receiver, webhooks: Webhooks) -> None:
    world.customer_comments("1_2", "Anna Öztürk", "Käse!")
    webhooks.deliver()
    ((address, body, signature),) = shop.bodies
    wanted = hmac.new(SECRETS["FACEBOOK_APP_SECRET"].encode(), body, hashlib.sha256).hexdigest()
    assert (address, signature) == (PAGE, f"sha256={wanted}")


def test_what_happened_meanwhile_comes_in_one_body_an_object(world: World, shop: Receiver, webhooks: Webhooks) -> None:
    world.customer_comments("1_2", "Anna", "One")
    world.customer_comments("9", "Anna", "Two")
    directly.writes(world, Platform.FACEBOOK, "Ben", "Three")
    webhooks.deliver()
    bodies = [json.loads(body) for _, body, _ in shop.bodies]
    assert [(body["object"], len(body["entry"])) for body in bodies] == [("page", 2), ("instagram", 1)]
    seconds = [entry["time"] < 10**11 for entry in bodies[0]["entry"]]
    assert seconds == [True, False], "seconds of changes, milliseconds of messages"
    webhooks.deliver()
    assert len(shop.bodies) == 2


def test_a_body_has_a_thousand_updates_at_most(world: World, shop: Receiver, webhooks: Webhooks) -> None:
    for number in range(1001):
        world.customer_comments("1_2", "Anna", f"{number}")
    webhooks.deliver()
    assert [len(json.loads(body)["entry"][0]["changes"]) for _, body, _ in shop.bodies] == [1000, 1]


def test_only_the_fields_that_one_subscribed_to(world: World, shop: Receiver, webhooks: Webhooks) -> None:
    webhooks.subscribe("page", PAGE, TOKEN, ["ratings"])
    world.customer_comments("1_2", "Anna", "One")
    visitors.reviews(world, "Anna", "Good")
    webhooks.deliver()
    assert [field for field, _ in shop.told()] == ["ratings"]


@pytest.mark.parametrize("wrong", [500, 302, OSError("timed out")])
def test_what_is_not_taken_is_sent_again_at_once_and_then_ever_more_rarely(
    world: World, shop: Receiver, webhooks: Webhooks, clock: Any, wrong: Any
) -> None:
    shop.answers = [wrong] * 4
    world.customer_comments("1_2", "Anna", "One")
    webhooks.deliver()
    assert len(shop.answers) == 2
    webhooks.deliver()
    assert len(shop.answers) == 2, "it is not time yet"
    for minutes in (1, 10):
        clock.advance(minutes=minutes)
        webhooks.deliver()
    assert (shop.answers, webhooks.waiting()) == ([], 1)
    clock.advance(hours=1)
    webhooks.deliver()
    assert (webhooks.waiting(), webhooks.sent) == (0, 1)
    assert len({body for _, body, _ in shop.bodies}) == 1, "the same bytes each time"


def test_after_36_hours_it_is_given_up(world: World, shop: Receiver, webhooks: Webhooks, clock: Any) -> None:
    shop.answers = [500] * 100
    world.customer_comments("1_2", "Anna", "One")
    for _ in range(40):
        webhooks.deliver()
        clock.advance(hours=1)
    assert (webhooks.waiting(), webhooks.sent, webhooks.dropped) == (0, 0, 1)


def test_one_is_lost_on_demand(world: World, shop: Receiver, webhooks: Webhooks) -> None:
    world.faults.add(Fault(FaultKind.WEBHOOK_LOST, path="/page/feed"))
    directly.writes(world, Platform.FACEBOOK, "Ben", "Hello")
    for text in ("lost", "told"):
        world.customer_comments("1_2", "Anna", text)
    webhooks.deliver()
    assert [value.get("message") for field, value in shop.told() if field == "feed"] == ["told"]


def test_one_is_late_and_out_of_order_on_demand(world: World, shop: Receiver, webhooks: Webhooks, clock: Any) -> None:
    world.faults.add(Fault(FaultKind.WEBHOOK_LATE, seconds=90))
    for text in ("first", "second"):
        world.customer_comments("1_2", "Anna", text)
    webhooks.deliver()
    clock.advance(seconds=90)
    webhooks.deliver()
    assert [value["message"] for _, value in shop.told()] == ["second", "first"]


def test_one_comes_twice_on_demand(world: World, shop: Receiver, webhooks: Webhooks) -> None:
    world.faults.add(Fault(FaultKind.WEBHOOK_TWICE))
    world.customer_comments("1_2", "Anna", "One")
    webhooks.deliver()
    assert len(shop.bodies) == 2
    assert len(set(shop.bodies)) == 1


def test_one_is_forged_on_demand_and_comes_rightly_where_it_was_turned_away(
    world: World, shop: Receiver, webhooks: Webhooks
) -> None:
    world.faults.add(Fault(FaultKind.WEBHOOK_FORGED))
    shop.answers = [403]
    world.customer_comments("1_2", "Anna", "One")
    webhooks.deliver()
    forged, right = (signature for _, _, signature in shop.bodies)
    assert forged != right
    assert webhooks.waiting() == 0


def _comment(world: World, object_id: str = "1_2") -> str:
    return world.customer_comments(object_id, "Anna", "Käse?")


def _message(world: World, platform: Platform = Platform.FACEBOOK) -> str:
    return directly.writes(world, platform, "Anna", "Käse?")


def _like_post(world: World) -> None:
    post = world.visitor_posts[visitors.posts(world, "A", "B")]
    visitors.feel(world, post, ("77", "Ben"), "love", given=True)


FB, IG = Platform.FACEBOOK, Platform.INSTAGRAM
STICKER, LINK = Attached("sticker", "https://cdn.test/1", sticker_id="369"), Attached("share", "https://cdn.test/2")
ACTS: dict[str, tuple[Any, str, Any]] = {
    "a comment": (_comment, "feed", lambda value: (value["item"], value["verb"], value["message"])),
    "reworded": (lambda w: w.customer_edits(_comment(w), "Brie?"), "feed", lambda v: (v["verb"], v["message"])),
    "removed": (lambda w: w.customer_removes(_comment(w)), "feed", lambda v: (v["verb"], "message" in v)),
    "liked": (lambda w: visitors.reacts(w, "Ben", _comment(w)), "feed", lambda v: (v["item"], v["reaction_type"])),
    "a visitor's post": (lambda w: visitors.posts(w, "Anna", "Hello"), "feed", lambda v: (v["item"], v["message"])),
    "reworded post": (lambda w: visitors.edits(w, visitors.posts(w, "A", "B"), "C"), "feed", lambda v: v["verb"]),
    "removed post": (lambda w: visitors.removes(w, visitors.posts(w, "A", "B")), "feed", lambda v: v["verb"]),
    "liked post": (_like_post, "feed", lambda v: (v["item"], v["post_id"].partition("_")[0], "comment_id" in v)),
    "elsewhere": (lambda w: visitors.posts(w, "A", "B", elsewhere=True), "mention", lambda v: v["message"]),
    "a review": (lambda w: visitors.reviews(w, "A", "B"), "ratings", lambda v: (v["item"], v["recommendation_type"])),
    "on Instagram": (lambda w: _comment(w, "9"), "comments", lambda v: (v["text"], v["media"]["id"])),
    "tagged": (lambda w: visitors.mentions(w, "A", "B"), "mentions", sorted),
    "in a comment": (lambda w: visitors.mentions_in_comment(w, "A", "B"), "mentions", sorted),
    "a message": (_message, "messaging", lambda i: (i["recipient"]["id"], i["message"]["text"])),
    "a DM": (lambda w: _message(w, IG), "messaging", lambda i: (i["recipient"]["id"], i["message"]["text"])),
    "an echo": (lambda w: directly.answers(w, IG, "A", "Gern"), "messaging", lambda i: i["message"]["is_echo"]),
    "delivered": (lambda w: directly.answers(w, FB, "A", "Gern"), "messaging", lambda i: list(i["delivery"])),
    "edited": (lambda w: directly.edits(w, _message(w), "Brie?"), "messaging", lambda i: i["message_edit"]["text"]),
    "unsent": (lambda w: directly.unsends(w, _message(w, IG)), "messaging", lambda i: i["message"]["is_deleted"]),
    "read": (lambda w: directly.reads(w, FB, "A"), "messaging", lambda i: list(i["read"])),
    "seen": (lambda w: directly.reads(w, IG, "A"), "messaging", lambda i: list(i["read"])),
    "felt": (lambda w: directly.reacts(w, _message(w)), "messaging", lambda i: i["reaction"]["action"]),
    "felt no more": (
        lambda w: directly.reacts(w, _message(w), given=False),
        "messaging",
        lambda i: i["reaction"]["action"],
    ),
    "pressed": (lambda w: directly.presses(w, FB, "A", "Start"), "messaging", lambda i: i["postback"]["title"]),
    "a story answered": (
        lambda w: directly.answers_story(w, "A", "Wow"),
        "messaging",
        lambda i: sorted(i["message"]["reply_to"]["story"]),
    ),
    "a story's mention": (
        lambda w: directly.mentions_in_story(w, "A"),
        "messaging",
        lambda i: i["message"]["attachments"][0]["type"],
    ),
    "a sticker": (
        lambda w: directly.writes(w, FB, "A", "", STICKER),
        "messaging",
        lambda i: i["message"]["attachments"][0]["payload"]["sticker_id"],
    ),
    "a link": (
        lambda w: directly.writes(w, FB, "A", "", LINK),
        "messaging",
        lambda i: i["message"]["attachments"][0]["type"],
    ),
}
TOLD = {
    "a comment": ("comment", "add", "Käse?"),
    "reworded": ("edited", "Brie?"),
    "removed": ("remove", False),
    "liked": ("reaction", "love"),
    "a visitor's post": ("status", "Hello"),
    "reworded post": "edited",
    "removed post": "remove",
    "liked post": ("reaction", PAGE_ID, False),
    "elsewhere": "B",
    "a review": ("rating", "POSITIVE"),
    "on Instagram": ("Käse?", "9"),
    "tagged": ["media_id"],
    "in a comment": ["comment_id", "media_id"],
    "a message": (PAGE_ID, "Käse?"),
    "a DM": (INSTAGRAM_ID, "Käse?"),
    "an echo": True,
    "delivered": ["mids", "watermark"],
    "edited": "Brie?",
    "unsent": True,
    "read": ["watermark"],
    "seen": ["mid"],
    "felt": "react",
    "felt no more": "unreact",
    "pressed": "Start",
    "a story answered": ["id", "url"],
    "a story's mention": "story_mention",
    "a sticker": 369,
    "a link": "fallback",
}


@pytest.mark.parametrize("act", ACTS)
def test_every_act_is_told(world: World, shop: Receiver, webhooks: Webhooks, act: str) -> None:
    do, field, read = ACTS[act]
    do(world)
    webhooks.deliver()
    told = shop.told()[-1]
    assert (told[0], read(told[1])) == (field, TOLD[act])


def test_of_some_things_the_platforms_do_not_tell(world: World, shop: Receiver, webhooks: Webhooks) -> None:
    world.customer_removes(_comment(world, "9"))
    directly.unsends(world, _message(world))
    webhooks.deliver()
    assert [field for field, _ in shop.told()] == ["comments", "messaging"]
