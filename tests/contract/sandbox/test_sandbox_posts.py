"""Posts that wait for their time, carousels of links, and what hangs on a post."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.sandbox import Sandbox
from connectors.sandbox.accounts import PAGE_ID
from connectors.sandbox.world import Happening

PHOTOS, FEED, SCHEDULED = f"{PAGE_ID}/photos", f"{PAGE_ID}/feed", f"{PAGE_ID}/scheduled_posts"
CARDS = [{"link": f"https://x.example/{name}", "name": name} for name in ("brie", "comte")]


def due(clock: Any, **ahead: float) -> int:
    return int((clock() + timedelta(**ahead)).timestamp())


@pytest.fixture
def waiting(page: Any, clock: Any) -> str:
    """A post that waits an hour."""
    params = {"message": "Later", "published": "false", "scheduled_publish_time": due(clock, hours=1)}
    return str(page.ok("POST", FEED, **params)["id"])


def attached(page: Any, picture: Callable[[str], str], **params: Any) -> str:
    photo = page.ok("POST", PHOTOS, url=picture("gruyere.jpg"), published="false", **params)["id"]
    return json.dumps([{"media_fbid": photo}])


def test_a_waiting_post_is_listed_apart_and_goes_out_in_time(page: Any, waiting: str, clock: Any) -> None:
    shown = page.ok("GET", SCHEDULED, fields="is_published,scheduled_publish_time")["data"]
    assert shown == [{"id": waiting, "is_published": False, "scheduled_publish_time": due(clock, hours=1)}]
    clock.advance(hours=2)
    assert page.ok("GET", SCHEDULED)["data"] == []
    told = page.ok("GET", waiting, fields="is_published,created_time,scheduled_publish_time")
    assert told == {"id": waiting, "is_published": True, "created_time": "2026-11-02T10:00:00+0000"}


def test_whoever_watches_hears_of_it_when_it_goes_out(sandbox: Sandbox, page: Any, waiting: str, clock: Any) -> None:
    heard: list[Happening] = []
    sandbox.world.watch(heard.append)
    clock.advance(hours=1)
    page.ok("GET", waiting)
    page.ok("GET", waiting)
    assert [happening.object_id for happening in heard] == [waiting]


def test_a_waiting_post_is_given_another_time(page: Any, waiting: str, clock: Any) -> None:
    page.ok("POST", waiting, scheduled_publish_time=due(clock, hours=3))
    clock.advance(hours=2)
    assert page.ok("GET", waiting, fields="is_published")["is_published"] is False
    clock.advance(hours=1)
    assert page.ok("GET", waiting, fields="is_published")["is_published"] is True


def test_a_waiting_post_can_go_out_at_once(page: Any, waiting: str) -> None:
    page.ok("POST", waiting, is_published="true", message="Now")
    assert [post["message"] for post in page.ok("GET", f"{PAGE_ID}/published_posts")["data"]] == ["Now"]


def test_a_deleted_post_does_not_go_out(page: Any, waiting: str, clock: Any) -> None:
    page.ok("DELETE", waiting)
    clock.advance(hours=2)
    assert page.ok("GET", FEED)["data"] == []


@pytest.mark.parametrize(
    "params",
    [{}, {"is_published": "false"}, {"scheduled_publish_time": "1793613600"}, {"message": "x" * 63_207}],
)
def test_what_cannot_be_changed_of_a_published_post(page: Any, post: str, params: dict[str, str]) -> None:
    assert page.error("POST", post, **params)["code"] == 100


def test_a_new_time_is_within_bounds(page: Any, waiting: str, clock: Any) -> None:
    assert page.error("POST", waiting, scheduled_publish_time=due(clock, days=31))["error_subcode"] == 1_363_150


def test_photos_of_a_waiting_post_are_temporary_ones(page: Any, picture: Callable[[str], str], clock: Any) -> None:
    waits = {"published": "false", "scheduled_publish_time": due(clock, hours=1)}
    kind = {"unpublished_content_type": "SCHEDULED"}
    lasting, temporary = attached(page, picture), attached(page, picture, temporary="true")
    assert "temporary" in page.error("POST", FEED, attached_media=lasting, **waits, **kind)["message"]
    assert "SCHEDULED" in page.error("POST", FEED, attached_media=temporary, **waits)["message"]
    assert page.ok("POST", FEED, attached_media=temporary, **waits, **kind)


def test_the_links_of_a_carousel_are_told(page: Any) -> None:
    post = page.ok("POST", FEED, message="Two", link="https://x.example/", child_attachments=json.dumps(CARDS))["id"]
    assert page.ok("GET", post, fields="child_attachments")["child_attachments"] == CARDS
    (attachment,) = page.ok("GET", f"{post}/attachments")["data"]
    assert attachment["type"] == "multi_share"
    assert [one["url"] for one in attachment["subattachments"]["data"]] == [card["link"] for card in CARDS]


@pytest.mark.parametrize(
    "params",
    [
        {"child_attachments": json.dumps(CARDS)},
        {"link": "https://x.example/", "child_attachments": json.dumps(CARDS[:1])},
        {"link": "https://x.example/", "child_attachments": json.dumps(CARDS * 3)},
        {"link": "https://x.example/", "child_attachments": json.dumps([CARDS[0], {"name": "no link"}])},
        {"link": "https://x.example/", "child_attachments": json.dumps([CARDS[0], CARDS[1] | {"price": "1"}])},
    ],
)
def test_a_malformed_carousel_is_refused(page: Any, sandbox: Sandbox, params: dict[str, str]) -> None:
    assert page.error("POST", FEED, message="Two", **params)["code"] == 100
    assert sandbox.world.posts == {}


def test_the_pictures_of_a_post_are_told(page: Any, public: Path, picture: Callable[[str], str]) -> None:
    photos = [
        page.ok("POST", PHOTOS, url=picture("gruyere.jpg"), published="false", caption=name)["id"] for name in "ab"
    ]
    media = json.dumps([{"media_fbid": photo} for photo in photos])
    (album,) = page.ok("GET", f"{page.ok('POST', FEED, attached_media=media)['id']}/attachments")["data"]
    shown = album["subattachments"]["data"]
    assert [(one["target"]["id"], one["description"]) for one in shown] == list(zip(photos, "ab", strict=True))


def test_one_picture_or_link_stands_for_itself_and_a_text_has_nothing(page: Any, picture: Callable[[str], str]) -> None:
    photo = page.ok("POST", PHOTOS, url=picture("gruyere.jpg"))["post_id"]
    link = page.ok("POST", FEED, link="https://x.example/")["id"]
    text = page.ok("POST", FEED, message="Hallo")["id"]
    kinds = [page.ok("GET", f"{post}/attachments", fields="type")["data"] for post in (photo, link, text)]
    assert kinds == [[{"type": "photo"}], [{"type": "share"}], []]
