"""Instagram's containers, media and comments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from connectors.sandbox import Fault, FaultKind, Sandbox, visitors
from connectors.sandbox.accounts import INSTAGRAM_ID

MENTIONS = f"{INSTAGRAM_ID}/mentions"
MEDIA, PUBLISH = f"{INSTAGRAM_ID}/media", f"{INSTAGRAM_ID}/media_publish"


@pytest.fixture
def container(instagram: Any, picture: Callable[[str], str]) -> str:
    return str(instagram.ok("POST", MEDIA, image_url=picture("gruyere.jpg"), caption="Gruyère #cheese")["id"])


@pytest.fixture
def media(instagram: Any, container: str) -> str:
    return publish(instagram, container)


def code(instagram: Any, container: str) -> str:
    return str(instagram.ok("GET", container, fields="status_code")["status_code"])


def publish(instagram: Any, container: str) -> str:
    while code(instagram, container) == "IN_PROGRESS":
        pass
    return str(instagram.ok("POST", PUBLISH, creation_id=container)["id"])


def carousel(instagram: Any, picture: Callable[[str], str], count: int) -> list[str]:
    address = picture("gruyere.jpg")
    return [instagram.ok("POST", MEDIA, image_url=address, is_carousel_item="true")["id"] for _ in range(count)]


def test_a_container_is_published_when_it_is_finished(instagram: Any, container: str) -> None:
    early = instagram.error("POST", PUBLISH, creation_id=container)
    assert (early["code"], early["error_subcode"]) == (9007, 2207027)
    assert [code(instagram, container) for _ in range(2)] == ["IN_PROGRESS", "FINISHED"]
    media = instagram.ok("POST", PUBLISH, creation_id=container)["id"]
    assert code(instagram, container) == "PUBLISHED"
    shown = instagram.ok("GET", media, fields="caption,media_type,timestamp,username")
    assert shown == {
        "id": media,
        "caption": "Gruyère #cheese",
        "media_type": "IMAGE",
        "timestamp": "2026-11-02T09:00:00+0000",
        "username": "kaesetheke",
    }


def test_a_container_is_published_once(instagram: Any, sandbox: Sandbox, container: str) -> None:
    publish(instagram, container)
    assert instagram.error("POST", PUBLISH, creation_id=container)["code"] == 9007
    assert len(sandbox.world.media) == 1


def test_a_container_lives_for_a_day(instagram: Any, container: str, clock: Any) -> None:
    clock.advance(hours=24, seconds=1)
    assert code(instagram, container) == "EXPIRED"
    assert instagram.error("POST", PUBLISH, creation_id=container)["code"] == 24


def test_a_container_that_fails_says_why(instagram: Any, sandbox: Sandbox, picture: Callable[[str], str]) -> None:
    sandbox.world.faults.add(Fault(FaultKind.CONTAINER_FAILS))
    container = instagram.ok("POST", MEDIA, image_url=picture("gruyere.jpg"))["id"]
    code(instagram, container)
    shown = instagram.ok("GET", container, fields="status_code,status")
    assert shown["status_code"] == "ERROR"
    assert "2207053" in shown["status"]


@pytest.mark.parametrize(
    ("name", "code"),
    [("absent.jpg", 9004), ("notes.txt", 9004), ("brie.png", 36001), ("wide.jpg", 36003)],
)
def test_a_picture_must_be_what_instagram_takes(
    instagram: Any, picture: Callable[[str], str], name: str, code: int
) -> None:
    assert instagram.error("POST", MEDIA, image_url=picture(name))["code"] == code


def test_a_picture_must_stand_at_a_public_host(instagram: Any) -> None:
    assert instagram.error("POST", MEDIA, image_url="https://elsewhere.example/gruyere.jpg")["code"] == 9004


@pytest.mark.parametrize(
    ("caption", "code"),
    [("x" * 2_201, 36004), (" ".join(["#a"] * 31), 100), (" ".join(["@a"] * 21), 100)],
)
def test_a_caption_has_limits(instagram: Any, picture: Callable[[str], str], caption: str, code: int) -> None:
    assert instagram.error("POST", MEDIA, image_url=picture("gruyere.jpg"), caption=caption)["code"] == code


def test_a_carousel_is_published_with_its_pictures(
    instagram: Any, sandbox: Sandbox, picture: Callable[[str], str]
) -> None:
    children = carousel(instagram, picture, 3)
    album = instagram.ok("POST", MEDIA, media_type="CAROUSEL", children=",".join(children), caption="Three")["id"]
    media = publish(instagram, album)
    shown = instagram.ok("GET", media, fields="media_type,children{media_url}")
    assert shown["media_type"] == "CAROUSEL_ALBUM"
    assert [child["media_url"] for child in shown["children"]["data"]] == [picture("gruyere.jpg")] * 3
    assert [entry["id"] for entry in instagram.ok("GET", MEDIA)["data"]] == [media]


@pytest.mark.parametrize("count", [1, 11])
def test_a_carousel_has_2_to_10_pictures(instagram: Any, picture: Callable[[str], str], count: int) -> None:
    children = ",".join(carousel(instagram, picture, 1) * count)
    error = instagram.error("POST", MEDIA, media_type="CAROUSEL", children=children)
    assert error["error_subcode"] == 2207028


def test_a_carousel_takes_carousel_items_only(instagram: Any, container: str) -> None:
    children = f"{container},{container}"
    assert instagram.error("POST", MEDIA, media_type="CAROUSEL", children=children)["code"] == 100


def test_a_carousel_item_is_not_published_alone(instagram: Any, picture: Callable[[str], str]) -> None:
    (child,) = carousel(instagram, picture, 1)
    assert instagram.error("POST", PUBLISH, creation_id=child)["code"] == 24


def test_the_daily_limit_is_told_and_kept(instagram: Any, sandbox: Sandbox, media: str, clock: Any) -> None:
    limits = f"{INSTAGRAM_ID}/content_publishing_limit"
    (usage,) = instagram.ok("GET", limits, fields="quota_usage,config")["data"]
    assert usage == {"quota_usage": 1, "config": {"quota_total": 50, "quota_duration": 86_400}}
    original = sandbox.world.media[media]
    sandbox.world.posted += [original] * 49
    container = instagram.ok("POST", MEDIA, image_url=original.image.url)["id"]
    code(instagram, container)
    assert instagram.error("POST", PUBLISH, creation_id=container)["code"] == 9
    clock.advance(hours=24)
    assert instagram.ok("GET", limits)["data"] == [{"quota_usage": 0}]


def test_a_post_can_be_deleted(instagram: Any, sandbox: Sandbox, media: str) -> None:
    sandbox.world.customer_comments(media, "bob", "Toll")
    assert instagram.ok("DELETE", media) == {"success": True, "deleted_id": media}
    assert (sandbox.world.media, sandbox.world.comments) == ({}, {})


def test_a_picture_of_a_carousel_cannot_be_deleted(
    instagram: Any, sandbox: Sandbox, picture: Callable[[str], str]
) -> None:
    children = ",".join(carousel(instagram, picture, 2))
    media = publish(instagram, instagram.ok("POST", MEDIA, media_type="CAROUSEL", children=children)["id"])
    assert instagram.error("DELETE", sandbox.world.media[media].children[0])["error_subcode"] == 33


def test_comments_come_the_newest_first_with_their_replies(instagram: Any, sandbox: Sandbox, media: str) -> None:
    first = sandbox.world.customer_comments(media, "bob", "Is it fresh?")
    sandbox.world.customer_comments(media, "eva", "Nice")
    reply = instagram.ok("POST", f"{first}/replies", message="It is.")["id"]
    shown = instagram.ok("GET", f"{media}/comments", fields="text,username,replies{text,parent_id,from}")["data"]
    assert [(comment["text"], comment["username"]) for comment in shown] == [("Nice", "eva"), ("Is it fresh?", "bob")]
    (answer,) = shown[1]["replies"]["data"]
    assert (answer["id"], answer["text"], answer["parent_id"]) == (reply, "It is.", first)
    assert answer["from"]["self_ig_scoped_id"] == INSTAGRAM_ID


def test_a_long_thread_goes_on_at_its_own_edge(instagram: Any, sandbox: Sandbox, media: str) -> None:
    first = sandbox.world.customer_comments(media, "bob", "Is it fresh?")
    for number in range(26):
        sandbox.world.customer_comments(media, "eva", str(number), parent_id=first)
    (comment,) = instagram.ok("GET", f"{media}/comments", fields="replies{text}")["data"]
    paging = comment["replies"]["paging"]
    assert "next" in paging
    rest = instagram.ok("GET", f"{first}/replies", after=paging["cursors"]["after"])["data"]
    assert [reply["text"] for reply in rest] == ["25"]


def test_a_reply_to_a_reply_stands_under_the_first_comment(instagram: Any, sandbox: Sandbox, media: str) -> None:
    first = sandbox.world.customer_comments(media, "bob", "Is it fresh?")
    reply = instagram.ok("POST", f"{first}/replies", message="It is.")["id"]
    second = instagram.ok("POST", f"{reply}/replies", message="Really.")["id"]
    assert sandbox.world.comments[second].parent_id == first


def test_a_page_of_comments_has_50_at_most(instagram: Any, media: str) -> None:
    assert instagram.error("GET", f"{media}/comments", limit=51)["code"] == 100


def test_a_customers_comment_can_be_hidden_and_deleted(instagram: Any, sandbox: Sandbox, media: str) -> None:
    comment = sandbox.world.customer_comments(media, "bob", "Pfui")
    instagram.ok("POST", comment, hide="true")
    assert instagram.ok("GET", comment, fields="hidden")["hidden"] is True
    instagram.ok("DELETE", comment)
    assert sandbox.world.comments == {}


def test_our_own_comment_cannot_be_hidden(instagram: Any, media: str) -> None:
    ours = instagram.ok("POST", f"{media}/comments", message="Hallo")["id"]
    assert instagram.error("POST", ours, hide="true")["code"] == 100


def test_the_pictures_of_a_carousel_stand_at_their_edge(
    instagram: Any, sandbox: Sandbox, picture: Callable[[str], str]
) -> None:
    children = ",".join(carousel(instagram, picture, 2))
    media = publish(instagram, instagram.ok("POST", MEDIA, media_type="CAROUSEL", children=children)["id"])
    shown = instagram.ok("GET", f"{media}/children", fields="media_type")["data"]
    assert [child["id"] for child in shown] == list(sandbox.world.media[media].children)


@pytest.mark.parametrize("params", [{"media_type": "REELS"}, {"caption": "no picture"}])
def test_a_container_needs_a_picture(instagram: Any, params: dict[str, str]) -> None:
    assert instagram.error("POST", MEDIA, **params)["code"] == 100


@pytest.mark.parametrize("message", ["", "x" * 2_201])
def test_a_comment_has_text_within_bounds(instagram: Any, media: str, message: str) -> None:
    assert instagram.error("POST", f"{media}/comments", message=message)["code"] == 100


def test_a_post_whose_caption_names_the_account_is_commented_on_and_read_by_its_id(
    instagram: Any, sandbox: Sandbox
) -> None:
    media = visitors.mentions(sandbox.world, "anna", "Der beste Käse")
    first = instagram.ok("POST", MENTIONS, media_id=media, message="Danke, @anna!")["id"]
    second = instagram.ok("POST", MENTIONS, media_id=media, message="Bis bald!")["id"]
    comments = "comments.limit(1){id,text,user,username}"
    page = instagram.ok("GET", INSTAGRAM_ID, fields=f"mentioned_media.media_id({media}){{{comments}}}")
    (newest,) = page["mentioned_media"]["comments"]["data"]
    assert newest == {"id": second, "text": "Bis bald!", "user": {"id": INSTAGRAM_ID}}
    after = page["mentioned_media"]["comments"]["paging"]["cursors"]["after"]
    onwards = comments.replace("limit(1)", f"limit(1).after({after})")
    page = instagram.ok("GET", INSTAGRAM_ID, fields=f"mentioned_media.media_id({media}){{{onwards}}}")
    (older,) = page["mentioned_media"]["comments"]["data"]
    assert (older["id"], older["text"]) == (first, "Danke, anna!")


def test_a_comment_that_names_the_account_is_answered_by_both_ids(instagram: Any, sandbox: Sandbox) -> None:
    comment = visitors.mentions_in_comment(sandbox.world, "anna", "Toll")
    (media,) = sandbox.world.mentioning
    answer = instagram.ok("POST", MENTIONS, media_id=media, comment_id=comment, message="Danke!")["id"]
    assert sandbox.world.comments[answer].parent_id == comment
    assert instagram.error("POST", MENTIONS, media_id=media, message="Danke!")["error_subcode"] == 33


@pytest.mark.parametrize(
    ("change", "code"),
    [({"media_id": "1"}, 100), ({"comment_id": "1"}, 100), ({"message": ""}, 100), ({"message": "x" * 2201}, 100)],
)
def test_a_mention_is_answered_with_its_own_ids_and_a_text(
    instagram: Any, sandbox: Sandbox, change: dict[str, str], code: int
) -> None:
    media = visitors.mentions(sandbox.world, "anna", "Toll")
    error = instagram.error("POST", MENTIONS, **({"media_id": media, "message": "Danke!"} | change))
    assert error["code"] == code
    assert sandbox.world.comments == {}


def test_a_tag_in_a_picture_alone_is_listed_and_neither_looked_up_nor_answered(
    instagram: Any, sandbox: Sandbox
) -> None:
    media = visitors.tags(sandbox.world, "anna", "Käse")
    assert [one["id"] for one in instagram.ok("GET", f"{INSTAGRAM_ID}/tags")["data"]] == [media]
    assert instagram.error("GET", INSTAGRAM_ID, fields=f"mentioned_media.media_id({media}){{caption}}")["code"] == 100
    assert instagram.error("POST", MENTIONS, media_id=media, message="Danke!")["error_subcode"] == 33


@pytest.mark.parametrize(("method", "params"), [("DELETE", {}), ("POST", {"hide": "true"})])
def test_beneath_posts_of_others_nothing_is_deleted_or_hidden(
    instagram: Any, sandbox: Sandbox, method: str, params: dict[str, str]
) -> None:
    media = visitors.mentions(sandbox.world, "anna", "Toll")
    answer = instagram.ok("POST", MENTIONS, media_id=media, message="Danke!")["id"]
    assert instagram.error(method, answer, **params)["code"] == 10
    assert answer in sandbox.world.comments


@pytest.mark.parametrize("limit", ["0", "51", "x"])
def test_a_page_of_comments_has_its_limit(instagram: Any, sandbox: Sandbox, limit: str) -> None:
    media = visitors.mentions(sandbox.world, "anna", "Toll")
    instagram.ok("POST", MENTIONS, media_id=media, message="Danke!")
    fields = f"mentioned_media.media_id({media}){{comments.limit({limit}){{text}}}}"
    assert instagram.error("GET", INSTAGRAM_ID, fields=fields)["code"] == 100
