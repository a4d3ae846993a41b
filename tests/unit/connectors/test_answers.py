"""Answers that the sandbox does not give, and the platforms do."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

import pytest

from connectors import spec
from connectors.sandbox.accounts import CHANNELS
from socialshop.errors import NotFound, OutcomeUnknown, Permanent, Retryable, Throttled, TooMuchData
from socialshop.ports import Display, Environment, ObjectKind, PublishedObject
from socialshop.testing.fakes import MemorySteps

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
POST = PublishedObject(ObjectKind.POST, "1_2")
COMMENT = {"id": "c1", "timestamp": "2026-11-02T09:00:00+0000", "text": "Frage", "from": {"id": "9", "username": "a"}}
MORE = {"cursors": {"after": "r1"}, "next": "https://graph.facebook.com/x"}

pytestmark = pytest.mark.usefixtures("secrets")


def connect(channel: str) -> Any:
    made = spec(channel)
    return made.build(made.settings.model_validate(CHANNELS[channel]), Environment(clock=lambda: NOW))


def told(wire: Any, *bodies: Any, status: int = 200) -> None:
    wire.answers += [(status, json.dumps(body).encode()) for body in bodies]


def test_a_comment_whose_author_is_withheld_is_a_comment(wire: Any) -> None:
    told(wire, {"data": [{"id": "c1", "created_time": "2026-11-02T09:00:00+0000"}]})
    ((event,),) = [page.events for page in connect("facebook").events(POST, None)]
    assert event.author is None
    assert event.text == ""


def test_a_window_without_products_is_a_post_with_its_link(wire: Any) -> None:
    told(wire, {"id": "1_2"}, {"permalink_url": "https://www.facebook.com/1/posts/2"})
    display = Display("w", "Titel", "Text", "https://www.kaesetheke.example", ())
    page = connect("facebook")
    (part,) = page.parts(display)
    published = page.create(part, None, MemorySteps(lambda: NOW))
    form = parse_qs(wire.sent[0].body)
    assert form["link"] == ["https://www.kaesetheke.example"]
    assert "attached_media" not in form
    assert published.url == "https://www.facebook.com/1/posts/2"


def test_the_further_answers_of_a_long_thread_are_read(wire: Any) -> None:
    reply = {**COMMENT, "id": "r1", "parent_id": "c1"}
    thread = {**COMMENT, "replies": {"data": [reply], "paging": MORE}}
    told(wire, {"data": [thread]}, {"data": [{**reply, "id": "r2"}]})
    events = [event for page in connect("instagram").events(POST, None) for event in page.events]
    assert [event.external_id for event in events] == ["c1", "r1", "r2"]
    assert [event.parent_id for event in events] == [None, "c1", "c1"]
    assert "replies" not in events[0].raw


def test_an_instagram_comment_of_nobody_has_no_author(wire: Any) -> None:
    told(wire, {"data": [{**COMMENT, "from": None}]})
    ((event,),) = [page.events for page in connect("instagram").events(POST, None)]
    assert event.author is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, Permanent), (404, NotFound), (408, Retryable), (413, TooMuchData), (502, OutcomeUnknown)],
)
def test_pinterests_status_says_how_one_recovers(wire: Any, status: int, kind: type[Exception]) -> None:
    told(wire, {"code": 7, "message": "said"}, status=status)
    with pytest.raises(kind) as caught:
        connect("pinterest")._api.post("pins", {})
    assert type(caught.value) is kind
    assert caught.value.code == f"{status}/7"


def test_pinterests_window_says_when_to_come_back(wire: Any) -> None:
    told(wire, {"code": 8, "message": "slow down"}, status=429)
    wire.headers["x-ratelimit-reset"] = "42"
    with pytest.raises(Throttled) as caught:
        connect("pinterest").check()
    assert caught.value.after == 42


def test_pinterests_lists_are_read_to_their_end_and_not_in_circles(wire: Any) -> None:
    told(wire, {"items": [{"name": "a"}], "bookmark": "b1"}, {"items": [{"name": "b"}], "bookmark": None})
    assert [board["name"] for board in connect("pinterest")._api.items("boards")] == ["a", "b"]
    assert "bookmark=b1" in wire.sent[1].url
    told(wire, {"items": [], "bookmark": "b1"}, {"items": [], "bookmark": "b1"})
    with pytest.raises(Permanent, match="twice"):
        list(connect("pinterest")._api.items("boards"))


def test_an_answer_that_is_no_json_is_an_error(wire: Any) -> None:
    calls: list[Callable[[], Any]] = [connect("pinterest").check, connect("facebook").check]
    wire.answers += [(200, b"<html>"), (200, b"<html>")]
    with pytest.raises(Permanent):
        calls[0]()
    with pytest.raises(Retryable):
        calls[1]()
