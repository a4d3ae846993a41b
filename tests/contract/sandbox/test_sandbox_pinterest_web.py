"""pinterest.com's comment resources, called by py3-pinterest as it is."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from connectors.sandbox import Sandbox
from connectors.sandbox.accounts import SECRETS
from connectors.sandbox.records import Maker


def test_a_customers_comment_is_read(py3pin: Any, sandbox: Sandbox, pin: str) -> None:
    comment = sandbox.world.customer_comments(pin, "Cleo", "Schön")
    (shown,) = py3pin.get_comments(pin)
    assert (shown["id"], shown["text"], shown["user"]["username"]) == (comment, "Schön", "Cleo")


def test_our_comment_stands_on_the_pin(py3pin: Any, sandbox: Sandbox, pin: str) -> None:
    answer = py3pin.comment(pin, "Danke!").json()["resource_response"]["data"]
    comment = sandbox.world.comments[answer["id"]]
    assert (comment.object_id, comment.made_by, comment.text) == (pin, Maker.SHOP, "Danke!")


def test_comments_come_in_pages_by_bookmark(py3pin: Any, sandbox: Sandbox, pin: str) -> None:
    for number in range(5):
        sandbox.world.customer_comments(pin, "Cleo", str(number))
    pages = [py3pin.get_comments(pin, page_size=2) for _ in range(4)]
    assert [[comment["text"] for comment in page] for page in pages] == [["0", "1"], ["2", "3"], ["4"], []]


def test_a_comment_is_deleted(py3pin: Any, sandbox: Sandbox, pin: str) -> None:
    comment = sandbox.world.customer_comments(pin, "Cleo", "Schön")
    py3pin.delete_comment(pin, comment)
    assert sandbox.world.comments == {}


def test_the_profile_is_shown(py3pin: Any) -> None:
    assert py3pin.get_user_overview()["full_name"] == "Käsetheke"


@pytest.mark.parametrize("text", ["", "x" * 501])
def test_a_comment_has_text_within_bounds(py3pin: Any, pin: str, text: str) -> None:
    with pytest.raises(requests.HTTPError, match="400"):
        py3pin.comment(pin, text)


def test_a_pin_that_is_gone_is_not_found(py3pin: Any) -> None:
    with pytest.raises(requests.HTTPError, match="404"):
        py3pin.get_comments("1")


def test_without_a_session_there_is_nothing(py3pin: Any, sandbox: Sandbox, pin: str) -> None:
    sandbox.world.expire(SECRETS["PINTEREST_SESSION_COOKIE"])
    with pytest.raises(requests.HTTPError, match="401"):
        py3pin.get_comments(pin)


def test_a_write_needs_the_csrf_token(py3pin: Any, pin: str) -> None:
    del py3pin.http.cookies["csrftoken"]
    with pytest.raises(requests.HTTPError, match="403"):
        py3pin.comment(pin, "Danke!")


def resource(sandbox: Sandbox, method: str, name: str, data: str, session: str) -> int:
    """The status of a call as a browser's session would make it."""
    cookies = {"_pinterest_sess": session, "csrftoken": "0123"}
    headers = {"Host": "www.pinterest.com", "X-CSRFToken": "0123"}
    sent = {"params": {"data": data}} if method == "GET" else {"data": {"data": data}}
    address = f"{sandbox.base_url}/resource/{name}/"
    return requests.request(method, address, headers=headers, cookies=cookies, timeout=60, **sent).status_code


@pytest.mark.parametrize(
    ("method", "name", "data", "status"),
    [
        ("GET", "PinResource/get", "", 400),
        ("GET", "PinResource/get", '{"options":[]}', 400),
        ("POST", "PinResource/get", '{"options":{}}', 404),
        ("GET", "NoResource/get", '{"options":{}}', 404),
        ("GET", "UserResource/get", '{"options":{"username":"nobody"}}', 404),
        ("POST", "AggregatedCommentResource/delete", '{"options":{"commentId":"1"}}', 404),
        ("POST", "AggregatedCommentResource/create", '{"options":{"objectId":"1","pinId":"1","text":"Hi"}}', 404),
    ],
)
def test_what_the_site_does_not_know_it_refuses(
    sandbox: Sandbox, method: str, name: str, data: str, status: int
) -> None:
    assert resource(sandbox, method, name, data, SECRETS["PINTEREST_SESSION_COOKIE"]) == status


def test_a_comment_names_the_pin_and_its_picture(sandbox: Sandbox, pin: str) -> None:
    picture = sandbox.world.pins[pin].aggregated_id
    data = f'{{"options":{{"objectId":"{picture}","pinId":"1","text":"Hi"}}}}'
    session = SECRETS["PINTEREST_SESSION_COOKIE"]
    assert resource(sandbox, "POST", "AggregatedCommentResource/create", data, session) == 400


def test_a_bookmark_that_the_site_did_not_give_is_refused(sandbox: Sandbox, pin: str) -> None:
    picture = sandbox.world.pins[pin].aggregated_id
    data = f'{{"options":{{"objectId":"{picture}","bookmarks":["x"]}}}}'
    session = SECRETS["PINTEREST_SESSION_COOKIE"]
    assert resource(sandbox, "GET", "AggregatedCommentFeedResource/get", data, session) == 400
