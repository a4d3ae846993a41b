"""The unofficial interface, read with suspicion."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import requests

from connectors.pinterest.comments import PinComments
from socialshop.errors import AuthExpired, NotFound, Permanent, PlatformError, Retryable, Throttled
from socialshop.ports import ReplyTarget

PIN = {"resource_response": {"data": {"id": "7", "aggregated_pin_data": {"id": "9"}}}}
TARGET = ReplyTarget("7", "c1", "c1", "anna")


class Canned(requests.Session):
    """Answers every call by the resource that it names."""

    def __init__(self, status: int, **resources: Any) -> None:
        super().__init__()
        self._status = status
        self._resources = {"PinResource": PIN} | resources

    def request(self, method: Any, url: Any, *args: Any, **kwargs: Any) -> requests.Response:
        found = next(body for name, body in self._resources.items() if f"/{name}/" in url)
        response = requests.Response()
        response.status_code = self._status
        response.raw = BytesIO(json.dumps(found).encode())
        return response


def comments(status: int = 200, **resources: Any) -> PinComments:
    return PinComments("pinterest", "kaesetheke", "cookie", Canned(status, **resources))  # type: ignore[arg-type]


def feed(data: Any, **more: Any) -> dict[str, Any]:
    return {"AggregatedCommentFeedResource": {"resource_response": {"data": data, **more}}}


@pytest.mark.parametrize(
    "answer",
    [
        feed(None),
        feed("text"),
        feed([{"id": "1"}]),
        feed([None]),
        feed([{"id": "1", "text": "x", "created_at": "yesterday", "user": {"id": "2", "username": "a"}}]),
        {"AggregatedCommentFeedResource": {"unexpected": True}},
        {"AggregatedCommentFeedResource": []},
        {"PinResource": {"resource_response": {"data": {}}}},
    ],
)
def test_an_unknown_form_says_that_the_interface_may_have_changed(answer: dict[str, Any]) -> None:
    with pytest.raises(Permanent, match="unofficial interface"):
        list(comments(**answer).events("7", None))


@pytest.mark.parametrize("answer", [{}, {"resource_response": {"data": None}}, []])
def test_an_unknown_answer_to_a_reply_says_so_too(answer: Any) -> None:
    with pytest.raises(Permanent, match="unofficial interface"):
        comments(AggregatedCommentResource=answer).reply(TARGET, "Gern!")


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, AuthExpired), (403, AuthExpired), (404, NotFound), (429, Throttled), (500, Retryable), (418, Permanent)],
)
def test_a_refusal_says_how_one_recovers(status: int, kind: type[PlatformError]) -> None:
    with pytest.raises(kind):
        list(comments(status, **feed([])).events("7", None))


def test_a_bookmark_that_comes_twice_ends_the_reading() -> None:
    with pytest.raises(Permanent, match="twice"):
        list(comments(**feed([], bookmark="same")).events("7", None))


def test_a_bookmark_that_is_forgotten_is_read_from_the_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    source = comments(**feed([]))
    get = source._client.get_comments

    def forgetful(pin_id: str) -> Any:
        if source._client.bookmark_manager.get_bookmark("pin_comments", pin_id) == "old":
            raise KeyError("bookmark")
        return get(pin_id)

    monkeypatch.setattr(source._client, "get_comments", forgetful)
    assert [page.events for page in source.events("7", '{"bookmark": "old"}')] == [()]


def test_a_pin_that_is_gone_is_not_read_from_the_beginning() -> None:
    with pytest.raises(NotFound):
        list(comments(404, **feed([])).events("7", '{"bookmark": "old"}'))


def test_the_library_writes_no_file_and_finds_no_credentials(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    comments()
    assert list(tmp_path.iterdir()) == []
