"""Photos, posts and comments of the Page."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from connectors.sandbox import Sandbox, visitors
from connectors.sandbox.accounts import PAGE_ID
from connectors.sandbox.records import Maker

PHOTOS, FEED = f"{PAGE_ID}/photos", f"{PAGE_ID}/feed"


def upload(page: Any, content: bytes, **params: Any) -> Any:
    return page.ok("POST", PHOTOS, {"source": ("picture.jpg", content, "image/jpeg")}, **params)


def test_a_post_shows_the_photos_that_wait_for_it(page: Any, sandbox: Sandbox, public: Path) -> None:
    photos = [
        upload(page, (public / "gruyere.jpg").read_bytes(), published="False", alt_text_custom="cheese")["id"]
        for _ in range(2)
    ]
    attached = json.dumps([{"media_fbid": photo} for photo in photos])
    post = page.ok("POST", FEED, message="Two", attached_media=attached)["id"]
    assert post.startswith(f"{PAGE_ID}_")
    assert sandbox.world.posts[post].photos == tuple(photos)
    assert page.ok("GET", photos[0], fields="alt_text_custom,width,page_story_id") == {
        "id": photos[0],
        "alt_text_custom": "cheese",
        "width": 600,
        "page_story_id": post,
    }


def test_attached_media_may_come_as_indexed_fields(page: Any, sandbox: Sandbox, public: Path) -> None:
    photo = upload(page, (public / "gruyere.jpg").read_bytes(), published="false")["id"]
    post = page.ok("POST", FEED, **{"attached_media[0]": json.dumps({"media_fbid": photo})})["id"]
    assert sandbox.world.posts[post].photos == (photo,)


def test_a_photo_is_attached_once(page: Any, public: Path) -> None:
    photo = upload(page, (public / "gruyere.jpg").read_bytes(), published="false")["id"]
    attached = json.dumps([{"media_fbid": photo}])
    page.ok("POST", FEED, attached_media=attached)
    assert page.error("POST", FEED, attached_media=attached)["code"] == 100


def test_a_published_photo_makes_a_post(page: Any, sandbox: Sandbox, picture: Callable[[str], str]) -> None:
    answer = page.ok("POST", PHOTOS, url=picture("brie.png"), caption="Brie")
    assert sandbox.world.posts[answer["post_id"]].message == "Brie"


@pytest.mark.parametrize("content", [b"", b"no picture"])
def test_a_file_that_is_no_picture_is_refused(page: Any, content: bytes) -> None:
    error = page.error("POST", PHOTOS, {"source": ("picture.jpg", content, "image/jpeg")})
    assert error["code"] == 100


def test_a_photo_needs_a_file_or_an_address(page: Any) -> None:
    assert page.error("POST", PHOTOS, published="false")["code"] == 324


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"message": "x" * 63_207},
        {"message": "x", "published": "perhaps"},
        {"attached_media": '[{"media_fbid":"1"}]'},
        {"message": "x", "scheduled_publish_time": "1793610000"},
    ],
)
def test_a_post_that_breaks_a_rule_is_refused(page: Any, sandbox: Sandbox, params: dict[str, str]) -> None:
    assert page.error("POST", FEED, **params)["code"] == 100
    assert sandbox.world.posts == {}


def test_a_scheduled_post_comes_out_when_its_time_has_come(page: Any, clock: Any) -> None:
    due = int((clock() + timedelta(minutes=20)).timestamp())
    page.ok("POST", FEED, message="Later", published="false", scheduled_publish_time=due)
    assert page.ok("GET", f"{PAGE_ID}/published_posts")["data"] == []
    clock.advance(minutes=21)
    assert [post["message"] for post in page.ok("GET", f"{PAGE_ID}/published_posts")["data"]] == ["Later"]


@pytest.mark.parametrize("minutes", [5, 80 * 24 * 60])
def test_a_post_is_scheduled_within_bounds(page: Any, clock: Any, minutes: int) -> None:
    due = int((clock() + timedelta(minutes=minutes)).timestamp())
    assert page.error("POST", FEED, message="x", published="false", scheduled_publish_time=due)["code"] == 100


def test_posts_come_the_newest_first(page: Any) -> None:
    for name in "abc":
        page.ok("POST", FEED, message=name)
    assert [post["message"] for post in page.ok("GET", FEED)["data"]] == ["c", "b", "a"]


def test_a_page_stays_right_when_a_post_goes(page: Any) -> None:
    posts = [page.ok("POST", FEED, message=name)["id"] for name in "abcd"]
    first = page.ok("GET", FEED, limit=2)
    page.ok("DELETE", posts[3])
    second = page.ok("GET", FEED, limit=2, after=first["paging"]["cursors"]["after"])
    assert [post["message"] for post in second["data"]] == ["b", "a"]
    back = page.ok("GET", FEED, limit=2, before=second["paging"]["cursors"]["before"])
    assert [post["message"] for post in back["data"]] == ["c"]


def test_a_deleted_post_is_gone_with_its_comments(page: Any, sandbox: Sandbox, post: str) -> None:
    sandbox.world.customer_comments(post, "Anna", "Oh!")
    assert page.ok("DELETE", post) == {"success": True}
    assert page.error("GET", post)["error_subcode"] == 33
    assert sandbox.world.comments == {}


def test_top_level_comments_are_the_default_and_stream_has_all(page: Any, sandbox: Sandbox, post: str) -> None:
    first = sandbox.world.customer_comments(post, "Anna", "Is it fresh?")
    page.ok("POST", f"{first}/comments", message="It is.")
    top = page.ok("GET", f"{post}/comments")["data"]
    stream = page.ok("GET", f"{post}/comments", filter="stream", fields="message,parent{id},from")["data"]
    assert [comment["message"] for comment in top] == ["Is it fresh?"]
    assert [comment["message"] for comment in stream] == ["Is it fresh?", "It is."]
    assert stream[1]["parent"] == {"id": first}
    assert stream[1]["from"]["id"] == PAGE_ID


def test_an_answer_to_an_answer_stands_under_the_first_comment(page: Any, sandbox: Sandbox, post: str) -> None:
    first = sandbox.world.customer_comments(post, "Anna", "Is it fresh?")
    answer = page.ok("POST", f"{first}/comments", message="It is.")["id"]
    second = page.ok("POST", f"{answer}/comments", message="Really.")["id"]
    assert sandbox.world.comments[second].parent_id == first
    assert sandbox.world.comments[second].made_by is Maker.SHOP


def test_a_recommendation_is_answered_beneath_its_story(page: Any, sandbox: Sandbox) -> None:
    story = visitors.reviews(sandbox.world, "Sabine", "The best Brie in town")
    ours = page.ok("POST", f"{story}/comments", message="Thank you!")["id"]
    theirs = sandbox.world.customer_comments(story, "Sabine", "Any time!", ours)
    assert [comment["id"] for comment in page.ok("GET", f"{story}/comments", filter="stream")["data"]] == [ours, theirs]
    (told,) = page.ok("GET", f"{PAGE_ID}/ratings", fields="review_text,open_graph_story{comments{message}}")["data"]
    said = [comment["message"] for comment in told["open_graph_story"].pop("comments")["data"]]
    assert (told, said) == (
        {"review_text": "The best Brie in town", "open_graph_story": {"id": story}},
        ["Thank you!", "Any time!"],
    )
    assert page.ok("GET", story, fields="id") == {"id": story}


def test_the_page_likes_what_a_visitor_posts_and_takes_it_back(page: Any, sandbox: Sandbox) -> None:
    post = visitors.posts(sandbox.world, "Anna", "What a lovely shop")
    for method, liked in (("POST", True), ("POST", True), ("DELETE", False)):
        assert page.ok(method, f"{post}/likes") == {"success": True}
        assert sandbox.world.visitor_posts[post].liked is liked


def test_comments_can_be_read_since_a_time(page: Any, sandbox: Sandbox, post: str, clock: Any) -> None:
    sandbox.world.customer_comments(post, "Anna", "old")
    clock.advance(hours=1)
    sandbox.world.customer_comments(post, "Ben", "new")
    answer = page.ok("GET", f"{post}/comments", since=int(clock().timestamp()), summary="true")
    assert [comment["message"] for comment in answer["data"]] == ["new"]
    assert answer["summary"]["total_count"] == 2


def test_comments_can_be_read_backwards(page: Any, sandbox: Sandbox, post: str) -> None:
    for text in ("a", "b"):
        sandbox.world.customer_comments(post, "Anna", text)
    answer = page.ok("GET", f"{post}/comments", order="reverse_chronological")
    assert [comment["message"] for comment in answer["data"]] == ["b", "a"]


def test_an_unknown_order_is_refused(page: Any, post: str) -> None:
    assert page.error("GET", f"{post}/comments", order="alphabetical")["code"] == 100


@pytest.mark.parametrize("message", ["", "   ", "x" * 8_001])
def test_a_comment_has_text_within_bounds(page: Any, post: str, message: str) -> None:
    assert page.error("POST", f"{post}/comments", message=message)["code"] == 100


def test_our_own_comment_can_be_reworded_and_a_customers_hidden(page: Any, sandbox: Sandbox, post: str) -> None:
    ours = page.ok("POST", f"{post}/comments", message="Hallo")["id"]
    theirs = sandbox.world.customer_comments(post, "Anna", "Pfui")
    page.ok("POST", ours, message="Guten Tag")
    page.ok("POST", theirs, is_hidden="true")
    assert page.error("POST", theirs, message="Lovely")["code"] == 200
    assert sandbox.world.comments[ours].text == "Guten Tag"
    assert sandbox.world.comments[theirs].hidden


def test_a_deleted_comment_goes_with_its_answers(page: Any, sandbox: Sandbox, post: str) -> None:
    first = sandbox.world.customer_comments(post, "Anna", "Is it fresh?")
    page.ok("POST", f"{first}/comments", message="It is.")
    page.ok("DELETE", first)
    assert sandbox.world.comments == {}


def test_the_pages_own_comment_is_read_alone_and_in_its_thread(page: Any, sandbox: Sandbox, post: str) -> None:
    first = page.ok("POST", f"{post}/comments", message="Welcome")["id"]
    reply = page.ok("POST", f"{first}/comments", message="Come in")["id"]
    assert [comment["id"] for comment in page.ok("GET", f"{first}/comments")["data"]] == [reply]
    assert page.ok("GET", reply, fields="object{id},can_hide") == {
        "id": reply,
        "object": {"id": post},
        "can_hide": False,
    }


@pytest.mark.parametrize("params", [{}, {"is_hidden": "true"}])
def test_an_update_of_our_comment_needs_a_message(page: Any, post: str, params: dict[str, str]) -> None:
    ours = page.ok("POST", f"{post}/comments", message="Hallo")["id"]
    assert page.error("POST", ours, **params)["code"] == 100


def test_a_post_is_reworded(page: Any, post: str, clock: Any) -> None:
    clock.advance(minutes=1)
    page.ok("POST", post, message="New cheese")
    shown = page.ok("GET", post, fields="message,updated_time,is_published")
    assert shown == {
        "id": post,
        "message": "New cheese",
        "updated_time": "2026-11-02T09:01:00+0000",
        "is_published": True,
    }
    assert page.error("POST", post)["code"] == 100


def test_a_deleted_photo_leaves_its_post(page: Any, sandbox: Sandbox, picture: Callable[[str], str]) -> None:
    answer = page.ok("POST", PHOTOS, url=picture("brie.png"))
    assert [photo["id"] for photo in page.ok("GET", PHOTOS)["data"]] == [answer["id"]]
    page.ok("DELETE", answer["id"])
    assert sandbox.world.posts[answer["post_id"]].photos == ()


def test_a_link_and_photos_do_not_go_together(page: Any, public: Path) -> None:
    photo = upload(page, (public / "gruyere.jpg").read_bytes(), published="false")["id"]
    attached = json.dumps([{"media_fbid": photo}])
    assert page.error("POST", FEED, link="https://x.example/", attached_media=attached)["code"] == 100


def test_a_post_has_ten_photos_at_most(page: Any) -> None:
    attached = json.dumps([{"media_fbid": "1"}] * 11)
    assert "10" in page.error("POST", FEED, attached_media=attached)["message"]


def test_times_may_be_written_in_iso_8601(page: Any, sandbox: Sandbox, post: str) -> None:
    sandbox.world.customer_comments(post, "Anna", "Oh!")
    assert page.ok("GET", f"{post}/comments", since="2026-11-02T09:00:01")["data"] == []
    assert len(page.ok("GET", f"{post}/comments", since="2026-11-02T10:00:00+01:00")["data"]) == 1
    assert page.error("GET", f"{post}/comments", since="yesterday")["code"] == 100


def test_comments_stand_within_their_post_when_asked_for(page: Any, sandbox: Sandbox, post: str) -> None:
    assert "comments" not in page.ok("GET", post, fields="comments{message}")
    comment = sandbox.world.customer_comments(post, "Anna", "Oh!")
    shown = page.ok("GET", post, fields="comments{message}")["comments"]["data"]
    assert shown == [{"id": comment, "message": "Oh!"}]


def test_a_picture_of_another_format_is_refused(page: Any, public: Path) -> None:
    with Image.open(public / "gruyere.jpg") as picture:
        picture.save(public / "gruyere.webp")
    content = (public / "gruyere.webp").read_bytes()
    assert page.error("POST", PHOTOS, {"source": ("a.webp", content, "image/webp")})["code"] == 100
