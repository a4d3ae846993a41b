"""The Graph client's own ways."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from connectors.graph import DEFAULT_VERSION, Graph
from socialshop.errors import NotFound, Permanent
from socialshop.ports import Environment, Traffic


def graph(app_secret: str | None = "app-secret") -> Graph:
    return Graph("facebook", "token", app_secret, DEFAULT_VERSION, Environment(), Traffic())


def query(request: requests.PreparedRequest) -> dict[str, list[str]]:
    return parse_qs(urlsplit(request.url or "").query)


def test_calls_go_to_todays_version_signed_with_the_app_secret(wire: Any) -> None:
    wire.answers += [(200, b'{"id": "1"}')]
    graph().get("1", fields="name")
    proof = hmac.new(b"app-secret", b"token", hashlib.sha256).hexdigest()
    assert urlsplit(wire.sent[0].url or "").path == "/v26.0/1"
    assert query(wire.sent[0]) == {"fields": ["name"], "access_token": ["token"], "appsecret_proof": [proof]}


def test_without_an_app_secret_nothing_is_signed(wire: Any) -> None:
    wire.answers += [(200, b'{"id": "1"}')]
    graph(None).get("1")
    assert query(wire.sent[0]) == {"access_token": ["token"]}


def test_a_form_has_its_lists_as_json_and_the_token_not_in_the_address(wire: Any) -> None:
    wire.answers += [(200, b'{"id": "1"}')]
    graph(None).post("1/feed", message="Käse", published=False, attached_media=[{"media_fbid": "2"}])
    form = parse_qs(str(wire.sent[0].body))
    assert form["attached_media"] == ['[{"media_fbid": "2"}]']
    assert form["published"] == ["false"]
    assert form["access_token"] == ["token"]
    assert query(wire.sent[0]) == {}


def test_pages_follow_the_cursor_until_there_is_no_next(wire: Any) -> None:
    wire.answers += [
        (200, b'{"data": [1], "paging": {"cursors": {"after": "c1"}, "next": "https://graph.facebook.com/x"}}'),
        (200, b'{"data": [2], "paging": {"cursors": {"after": "c2"}}}'),
    ]
    pages = list(graph().pages("1/comments", limit=1))
    assert [page.after for page in pages] == ["c1", None]
    assert query(wire.sent[1])["after"] == ["c1"]


def test_pages_that_go_round_in_circles_are_an_error(wire: Any) -> None:
    page = b'{"data": [], "paging": {"cursors": {"after": "x"}, "next": "https://graph.facebook.com/x"}}'
    wire.answers += [(200, page), (200, page)]
    with pytest.raises(Permanent, match="twice"):
        list(graph().pages("1/comments"))


def test_a_cursor_that_is_forgotten_is_read_from_the_beginning(wire: Any) -> None:
    wire.answers += [(400, b'{"error": {"code": 100, "message": "Invalid cursor"}}'), (200, b'{"data": [1]}')]
    assert [page.data for page in graph().pages("1/comments", after="old")] == [[1]]
    assert "after" not in query(wire.sent[1])


def test_an_object_that_is_gone_is_not_read_from_the_beginning(wire: Any) -> None:
    wire.answers += [(400, b'{"error": {"code": 100, "error_subcode": 33, "message": "gone"}}')]
    with pytest.raises(NotFound):
        list(graph().pages("1/comments", after="old"))


def test_what_should_stand_in_an_answer_and_does_not_is_an_error(wire: Any) -> None:
    wire.answers += [(200, b"{}"), (200, b"[]")]
    with pytest.raises(Permanent, match="without 'id'"):
        graph().post("1/feed")["id"]
    with pytest.raises(Permanent, match="without a JSON object"):
        graph().get("1")


@pytest.mark.parametrize("call", [lambda g: g.get("1"), lambda g: g.delete("1"), lambda g: g.post_json("1/x", {})])
def test_every_call_raises_translated_errors(wire: Any, call: Any) -> None:
    wire.answers += [(400, b'{"error": {"code": 100, "error_subcode": 33, "message": "gone"}}')]
    with pytest.raises(NotFound):
        call(graph())
