"""Every kind of thing that Meta's webhooks tell has a place; what has none is kept as it came, with its name."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from connectors import spec
from connectors.sandbox.accounts import CHANNELS, INSTAGRAM_ID, PAGE_ID
from socialshop.ports import Attachment, AttachmentKind, Environment, EventKind, InboundEvent, Parsed

pytestmark = pytest.mark.usefixtures("secrets")

AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
SECONDS, MILLISECONDS = int(AT.timestamp()), int(AT.timestamp() * 1000)
ANNA = {"id": "77", "name": "Anna Meier"}
COMMENT = {"item": "comment", "comment_id": "1_2", "post_id": f"{PAGE_ID}_1", "from": ANNA, "created_time": SECONDS}
POST = {"item": "status", "post_id": f"{PAGE_ID}_9", "from": ANNA, "created_time": SECONDS, "message": "Danke!"}
REVIEW = {"item": "rating", "open_graph_story_id": 904, "reviewer_id": 77, "reviewer_name": "Anna", "review_text": "Ja"}
K = EventKind


def source_of(channel: str) -> Any:
    made = spec(channel)
    return made.build(made.settings.model_validate(CHANNELS[channel]), Environment())


def parse(channel: str, entry: dict[str, Any]) -> Parsed:
    about, account = ("page", PAGE_ID) if channel == "facebook" else ("instagram", INSTAGRAM_ID)
    body = {"object": about, "entry": [{"id": account, "time": SECONDS, **entry}]}
    parsed: Parsed = source_of(channel).parse(json.dumps(body).encode())
    return parsed


def the_one(parsed: Parsed) -> InboundEvent:
    assert (parsed.refused, parsed.ignored) == ((), ())
    (event,) = parsed.events
    return event


def change(field: str, value: dict[str, Any], channel: str = "facebook") -> InboundEvent:
    return the_one(parse(channel, {"changes": [{"field": field, "value": value}]}))


def message(told: dict[str, Any], channel: str = "facebook", *, from_us: bool = False, **more: Any) -> InboundEvent:
    us = {"id": PAGE_ID if channel == "facebook" else INSTAGRAM_ID}
    sides = {"sender": us, "recipient": {"id": "77"}} if from_us else {"sender": {"id": "77"}, "recipient": us}
    return the_one(parse(channel, {"messaging": [{**sides, "timestamp": MILLISECONDS, **told}], **more}))


@pytest.mark.parametrize(
    ("verb", "kind"),
    [
        ("add", K.COMMENT_ADDED),
        ("edit", K.COMMENT_EDITED),
        ("edited", K.COMMENT_EDITED),
        ("remove", K.COMMENT_REMOVED),
        ("hide", K.COMMENT_HIDDEN),
        ("unhide", K.COMMENT_UNHIDDEN),
    ],
)
def test_a_comment(verb: str, kind: EventKind) -> None:
    event = change("feed", COMMENT | {"verb": verb})
    assert (event.kind, event.external_id, event.object_id) == (kind, "1_2", f"{PAGE_ID}_1")
    assert event.author is not None
    assert (event.author.name, event.at) == ("Anna Meier", AT)


def test_a_removal_has_neither_text_nor_time_of_its_own() -> None:
    bare = {key: value for key, value in COMMENT.items() if key not in ("created_time", "from")}
    event = change("feed", bare | {"verb": "remove"})
    assert (event.kind, event.author, event.text, event.at) == (K.COMMENT_REMOVED, None, "", AT)


def test_an_older_form_names_the_sender_by_number() -> None:
    bare = {key: value for key, value in COMMENT.items() if key != "from"}
    event = change("feed", bare | {"verb": "add", "sender_id": 77, "sender_name": "Anna"})
    assert event.author is not None
    assert (event.author.external_id, event.author.name) == ("77", "Anna")


@pytest.mark.parametrize("item", ["post", "status", "photo", "video", "share", "link", "album", "event", "note"])
def test_a_visitors_post(item: str) -> None:
    event = change("feed", POST | {"item": item, "verb": "add"})
    assert (event.kind, event.external_id, event.text) == (K.POST_ADDED, f"{PAGE_ID}_9", "Danke!")


@pytest.mark.parametrize(
    ("verb", "kind"), [("edited", K.POST_EDITED), ("remove", K.POST_REMOVED), ("hide", K.POST_HIDDEN)]
)
def test_what_becomes_of_a_post(verb: str, kind: EventKind) -> None:
    assert change("feed", POST | {"verb": verb}).kind is kind


def test_our_own_post_is_no_news() -> None:
    own = POST | {"from": {"id": PAGE_ID, "name": "Käsetheke"}, "verb": "add"}
    parsed = parse("facebook", {"changes": [{"field": "feed", "value": own}]})
    assert (parsed.events, parsed.ignored) == ((), ("a post of our own",))


@pytest.mark.parametrize(("item", "said"), [("reaction", "love"), ("like", "like")])
@pytest.mark.parametrize(("verb", "kind"), [("add", K.REACTION_ADDED), ("remove", K.REACTION_REMOVED)])
def test_a_reaction(item: str, said: str, verb: str, kind: EventKind) -> None:
    told = {"item": item, "verb": verb} | ({"reaction_type": "love"} if item == "reaction" else {})
    event = change("feed", COMMENT | told)
    assert (event.kind, event.external_id, event.parent_id, event.text) == (kind, "1_2/77", "1_2", said)


@pytest.mark.parametrize(
    ("verb", "kind"), [("add", K.REVIEW_ADDED), ("edit", K.REVIEW_EDITED), ("remove", K.REVIEW_REMOVED)]
)
@pytest.mark.parametrize(("told", "rating"), [({"recommendation_type": "NEGATIVE"}, "negative"), ({"rating": 4}, "4")])
def test_a_review(verb: str, kind: EventKind, told: dict[str, Any], rating: str) -> None:
    event = change("ratings", REVIEW | told | {"verb": verb})
    assert (event.kind, event.external_id, event.rating, event.text) == (kind, "904", rating, "Ja")


def test_a_comment_on_a_review_stands_beneath_it() -> None:
    told = COMMENT | {"verb": "add", "post_id": "77_904", "parent_id": "77_904"}
    event = change("ratings", told)
    assert (event.kind, event.object_id, event.parent_id) == (K.COMMENT_ADDED, "904", "904")
    assert json.loads(bytes(event.raw)) == told
    assert change("ratings", told | {"parent_id": "904_5"}).parent_id == "904_5"


def test_a_reaction_to_a_review_is_to_the_review() -> None:
    told = {"item": "reaction", "verb": "add", "reaction_type": "love", "post_id": "77_904", "from": ANNA}
    event = change("ratings", told | {"created_time": SECONDS})
    assert (event.kind, event.external_id, event.parent_id) == (K.REACTION_ADDED, "904/77", "904")


@pytest.mark.parametrize(("told", "id_"), [({}, f"{PAGE_ID}_1"), ({"comment_id": "5_6"}, "5_6")])
def test_a_mention_elsewhere(told: dict[str, str], id_: str) -> None:
    event = change("mention", {"item": "post", "verb": "add", "post_id": f"{PAGE_ID}_1", "message": "Toll"} | told)
    assert (event.kind, event.external_id, event.text) == (K.MENTION_ADDED, id_, "Toll")


@pytest.mark.parametrize("field", ["comments", "live_comments"])
def test_a_comment_and_a_reply_on_instagram(field: str) -> None:
    value = {"id": "18", "text": "Käse?", "from": {"id": "77", "username": "anna"}, "media": {"id": "9"}}
    event = change(field, value, "instagram")
    assert (event.kind, event.external_id, event.object_id, event.parent_id) == (K.COMMENT_ADDED, "18", "9", None)
    assert change(field, value | {"parent_id": "17"}, "instagram").parent_id == "17"
    ours = change(field, value | {"from": {"id": "5", "username": "us", "self_ig_scoped_id": "5"}}, "instagram")
    assert ours.author is not None
    assert ours.author.is_us


@pytest.mark.parametrize(("told", "id_"), [({}, "9"), ({"comment_id": "19"}, "19")])
def test_a_mention_on_instagram(told: dict[str, str], id_: str) -> None:
    event = change("mentions", {"media_id": "9"} | told, "instagram")
    assert (event.kind, event.external_id, event.object_id) == (K.MENTION_ADDED, id_, "9")


def test_statistics_are_understood_and_nothing_for_the_inbox() -> None:
    parsed = parse("instagram", {"changes": [{"field": "story_insights", "value": {"media_id": "9"}}]})
    assert (parsed.events, parsed.ignored) == ((), ("'story_insights' are statistics",))


STORY = {"story": {"id": "s1", "url": "https://cdn.example/s1"}}
MENTIONED = {"attachments": [{"type": "story_mention", "payload": {"url": "https://cdn.example/s2"}}]}


@pytest.mark.parametrize("channel", ["facebook", "instagram"])
@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"message": {"mid": "m1", "text": "Hallo"}}, K.MESSAGE_ADDED),
        ({"message": {"mid": "m1", "text": "Wow", "reply_to": STORY}}, K.STORY_REPLY_ADDED),
        ({"message": {"mid": "m1", **MENTIONED}}, K.STORY_MENTION_ADDED),
        ({"message": {"mid": "m1", "is_deleted": True}}, K.MESSAGE_REMOVED),
        ({"message_edit": {"mid": "m1", "text": "Hallo!"}}, K.MESSAGE_EDITED),
        ({"postback": {"mid": "m1", "title": "Start", "payload": "START"}}, K.POSTBACK_ADDED),
        ({"message": {"mid": "m1", "is_unsupported": True}}, K.MESSAGE_ADDED),
    ],
)
def test_a_private_message(channel: str, told: dict[str, Any], kind: EventKind) -> None:
    event = message(told, channel)
    assert (event.kind, event.external_id, event.thread_id, event.at) == (kind, "m1", "77", AT)
    assert event.author is not None
    assert not event.author.is_us


@pytest.mark.parametrize("channel", ["facebook", "instagram"])
def test_an_echo_of_our_own_answer_is_of_the_customers_thread(channel: str) -> None:
    event = message({"message": {"mid": "m1", "text": "Gern", "is_echo": True}}, channel, from_us=True)
    assert (event.kind, event.thread_id) == (K.MESSAGE_ADDED, "77")
    assert event.author is not None
    assert event.author.is_us


KEPT = AttachmentKind


@pytest.mark.parametrize(
    ("type_", "payload", "kept"),
    [
        ("image", {"url": "u"}, Attachment(KEPT.IMAGE, "u")),
        ("image", {"url": "u", "sticker_id": 369}, Attachment(KEPT.STICKER, "u", "", "369")),
        ("video", {"url": "u"}, Attachment(KEPT.VIDEO, "u")),
        ("audio", {"url": "u"}, Attachment(KEPT.AUDIO, "u")),
        ("file", {"url": "u"}, Attachment(KEPT.FILE, "u")),
        ("share", {"url": "u"}, Attachment(KEPT.SHARE, "u")),
        ("ig_reel", {"url": "u", "title": "T", "reel_video_id": 5}, Attachment(KEPT.SHARE, "u", "T", "5")),
        ("location", {"coordinates": {"lat": 947, "long": 8}}, Attachment(KEPT.LOCATION, "", "")),
        ("location", {"coordinates": {"lat": "here"}, "url": "u"}, Attachment(KEPT.LOCATION, "u", "")),
        ("hologram", {"url": "u"}, Attachment(KEPT.OTHER, "u", "hologram")),
    ],
)
def test_an_attachment(type_: str, payload: dict[str, Any], kept: Attachment) -> None:
    told = {"type": type_, "payload": payload}
    assert message({"message": {"mid": "m1", "attachments": [told]}}).attachments == (kept,)


def test_a_place_is_found_on_a_map() -> None:
    told = {"type": "location", "title": "Jana's Location", "url": "https://l.facebook.com/l.php?u=x"}
    told |= {"payload": {"coordinates": {"lat": 49.198012, "long": 8.11}}}  # type: ignore[dict-item]
    event = message({"message": {"mid": "m1", "attachments": [told]}})
    there = "https://www.openstreetmap.org/?mlat=49.19801&mlon=8.11000#map=17/49.19801/8.11000"
    assert event.attachments == (Attachment(KEPT.LOCATION, there, "Jana's Location, 49.19801, 8.11000"),)


def test_a_shared_link_has_its_address_beside_the_payload() -> None:
    told = {"type": "fallback", "title": "T", "url": "u", "payload": None}
    event = message({"message": {"mid": "m1", "attachments": [told]}})
    assert (event.attachments, event.links) == ((Attachment(KEPT.SHARE, "u", "T"),), ("u",))


def test_a_product_that_is_asked_about_is_named() -> None:
    asked = {"mid": "m1", "text": "?", "referral": {"product": {"id": "BERG-1"}}}
    assert message({"message": asked}).item_ids == ("BERG-1",)


def test_a_referral_says_where_from_and_about_what() -> None:
    told: dict[str, Any] = {
        "source": "ADS",
        "ref": "herbst",
        "referer_uri": "https://shop.example/",
        "ads_context_data": {"product_id": "B"},
    }
    event = message({"referral": told})
    assert (event.kind, event.text) == (K.REFERRAL_ADDED, "ADS · herbst")
    assert (event.links, event.item_ids) == (("https://shop.example/",), ("B",))


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"action": "react", "emoji": "❤", "reaction": "love"}, K.REACTION_ADDED),
        ({"action": "unreact"}, K.REACTION_REMOVED),
    ],
)
def test_a_reaction_to_a_message(told: dict[str, str], kind: EventKind) -> None:
    event = message({"reaction": {"mid": "m1"} | told})
    assert (event.kind, event.external_id, event.parent_id) == (kind, "m1/77", "m1")


@pytest.mark.parametrize(
    ("told", "kind", "at"),
    [
        ({"delivery": {"mids": ["m1"], "watermark": MILLISECONDS - 5_000}}, K.DELIVERED, SECONDS - 5),
        ({"read": {"watermark": MILLISECONDS - 5_000}}, K.READ, SECONDS - 5),
        ({"read": {"mid": "m1"}}, K.READ, SECONDS),
    ],
)
def test_a_receipt(told: dict[str, Any], kind: EventKind, at: int) -> None:
    event = message(told)
    assert (event.kind, event.external_id, event.author) == (kind, "77", None)
    assert event.at == datetime.fromtimestamp(at, UTC)


@pytest.mark.parametrize(
    ("field", "value", "label"),
    [
        ("feed", {"item": "tombola", "verb": "add"}, "feed/tombola/add"),
        ("feed", COMMENT | {"verb": "sing"}, "feed/comment/sing"),
        ("leadgen", {"leadgen_id": 1}, "leadgen"),
    ],
)
def test_a_change_of_an_unknown_kind_is_kept_as_it_came(field: str, value: dict[str, Any], label: str) -> None:
    event = change(field, value)
    assert (event.kind, event.text, dict(event.raw)) == (K.UNSUPPORTED, label, value)


def test_so_is_a_message_and_what_instagram_may_yet_think_of() -> None:
    assert message({"optin": {"ref": "x"}}).text == "messaging/optin"
    assert change("moods", {"id": "1"}, "instagram").text == "moods"


def test_the_same_unknown_thing_is_the_same_event() -> None:
    first, again, other = (change("moods", {"id": id_}) for id_ in ("1", "1", "2"))
    assert first.external_id == again.external_id != other.external_id


def test_seconds_and_milliseconds_are_one_time() -> None:
    late = {"messaging": [{"sender": {"id": "77"}, "recipient": {"id": PAGE_ID}, "message": {"mid": "m", "text": "x"}}]}
    assert the_one(parse("facebook", late | {"time": MILLISECONDS})).at == AT
    assert the_one(parse("facebook", late | {"time": SECONDS})).at == AT


def test_one_bad_item_leaves_the_others() -> None:
    bad: list[dict[str, Any]] = [
        {"field": "feed", "value": {"item": "comment", "verb": "add"}},
        {"field": "feed", "value": 5},
    ]
    good = {"field": "feed", "value": COMMENT | {"verb": "add"}}
    parsed = parse("facebook", {"changes": [*bad, good], "messaging": [{}]})
    assert [event.kind for event in parsed.events if event.kind is not K.UNSUPPORTED] == [K.COMMENT_ADDED]
    assert any("comment_id" in reason for reason in parsed.refused)
    assert parsed.ignored == ("an item of messages is empty",)


def test_a_like_reason_of_many_objects_is_told_once() -> None:
    broken = [{"id": "1_2", "message": "when?", "from": ANNA, "created_time": "soon"}] * 4
    good = {"id": "9_9", "message": "Moin", "from": ANNA, "created_time": "2026-11-02T08:00:00+0000"}
    parsed = source_of("facebook").parse_file(
        json.dumps([*broken[:3], good, broken[3], {**good, "created_time": 5}]).encode()
    )
    assert parsed.refused == ("objects 1-3, 5: 'soon' is no time", "object 6: '5' is no time")
    assert len(parsed.events) == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_file_may_be_in_any_unicode(encoding: str) -> None:
    entry = {"id": "1", "time": 1793606400, "changes": [{"field": "feed", "value": COMMENT | {"verb": "add"}}]}
    body = json.dumps({"object": "page", "entry": [entry]}).encode(encoding)
    (event,) = source_of("facebook").parse_file(body).events
    assert event.kind is K.COMMENT_ADDED


def test_what_no_text_holds_is_not_json() -> None:
    parsed = source_of("facebook").parse_file(b'{"object": "page", "entry": [{"id": "1", "of no use": "\xff"}]}')
    assert (parsed.refused, parsed.recognised) == (("it is not JSON",), False)
