"""The sandbox's own resources, its public hosts and its recording."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from connectors.sandbox import Sandbox
from connectors.sandbox.accounts import INSTAGRAM_ID, PAGE_ID, PINTEREST_APP_ID, SECRETS


def ask(sandbox: Sandbox, method: str, path: str, body: Any = None) -> requests.Response:
    return requests.request(method, f"{sandbox.base_url}/_sandbox/{path}", json=body, timeout=60)


def test_every_host_stands_at_the_one_address(sandbox: Sandbox) -> None:
    hosts = {"graph.facebook.com", "api.pinterest.com", "www.pinterest.com", "www.kaesetheke.example"}
    assert sandbox.addresses == dict.fromkeys(hosts, sandbox.base_url)


def test_a_host_that_is_not_there_is_said_to_be(sandbox: Sandbox) -> None:
    answer = requests.get(sandbox.base_url, headers={"Host": "elsewhere.example"}, timeout=60)
    assert answer.status_code == 421


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/gruyere.jpg", 200),
        ("HEAD", "/gruyere.jpg", 200),
        ("GET", "/absent.jpg", 404),
        ("GET", "/%2e%2e/exchanges.har", 404),
        ("POST", "/gruyere.jpg", 405),
    ],
)
def test_a_public_host_serves_its_folder_only(sandbox: Sandbox, method: str, path: str, status: int) -> None:
    headers = {"Host": "www.kaesetheke.example"}
    assert requests.request(method, sandbox.base_url + path, headers=headers, timeout=60).status_code == status


def test_a_fault_can_be_asked_for_over_http(sandbox: Sandbox, page: Any) -> None:
    assert ask(sandbox, "POST", "faults", {"kind": "meta_4", "times": 2}).status_code == 204
    assert [page.call("GET", PAGE_ID).status_code for _ in range(3)] == [403, 403, 200]


def test_a_page_of_the_shop_can_be_lost_over_http(sandbox: Sandbox) -> None:
    headers = {"Host": "www.kaesetheke.example"}
    answers = []
    for gone in (True, False):
        assert ask(sandbox, "POST", "pages", {"path": "/products/brie", "gone": gone}).status_code == 204
        answers.append(requests.head(f"{sandbox.base_url}/products/brie", headers=headers, timeout=60).status_code)
    assert answers == [404, 200]


def test_customers_can_be_played_over_http(sandbox: Sandbox, post: str) -> None:
    comment = ask(sandbox, "POST", "comments", {"object_id": post, "name": "Anna", "text": "Oh!"}).json()["id"]
    ask(sandbox, "POST", "comments", {"id": comment, "text": "Ah!"})
    assert sandbox.world.comments[comment].text == "Ah!"
    state = ask(sandbox, "GET", "state").json()
    assert (state["posts"], state["comments"]) == (1, {"facebook.customer": 1})
    ask(sandbox, "POST", "comments", {"id": comment, "removed": True})
    assert sandbox.world.comments == {}


def test_a_hand_can_be_played_over_http(sandbox: Sandbox, post: str) -> None:
    assert ask(sandbox, "POST", "hands", {"id": post, "changes": {"message": "By hand"}}).status_code == 204
    assert sandbox.world.posts[post].message == "By hand"
    assert ask(sandbox, "POST", "hands", {"id": post, "changes": {"likes": "7"}}).status_code == 400
    ask(sandbox, "POST", "hands", {"id": post, "deleted": True})
    assert sandbox.world.posts == {}


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("hands", {"id": "1", "deleted": True}, 404),
        ("faults", {"kind": "no such fault"}, 400),
        ("comments", {"name": "Anna"}, 400),
        ("comments", {"object_id": "1", "name": "Anna", "text": "Oh!"}, 404),
        ("nothing", {}, 404),
    ],
)
def test_what_the_sandbox_cannot_do_it_says(sandbox: Sandbox, path: str, body: Any, status: int) -> None:
    assert ask(sandbox, "POST", path, body).status_code == status


def test_the_recording_holds_every_exchange_and_no_secret(
    sandbox: Sandbox, har: Path, page: Any, instagram: Any, pinterest: Any, py3pin: Any, pin: str, public: Path
) -> None:
    files = {"source": ("a.jpg", (public / "gruyere.jpg").read_bytes(), "image/jpeg")}
    page.ok("POST", f"{PAGE_ID}/photos", files, caption="Gruyère")
    for text in "abc":
        page.ok("POST", f"{PAGE_ID}/feed", message=text)
    page.ok("GET", f"{PAGE_ID}/feed", limit=1)
    instagram.ok("GET", INSTAGRAM_ID)
    py3pin.comment(pin, "Danke!")
    form = {"grant_type": "refresh_token", "refresh_token": SECRETS["PINTEREST_REFRESH_TOKEN"]}
    app = (PINTEREST_APP_ID, SECRETS["PINTEREST_APP_SECRET"])
    headers = {"Host": "api.pinterest.com"}
    issued = requests.post(
        f"{sandbox.base_url}/v5/oauth/token", data=form, auth=app, headers=headers, timeout=60
    ).json()
    sandbox.stop()
    text = har.read_text("utf-8")
    hidden = {*SECRETS.values(), issued["access_token"], issued["refresh_token"], page.proof, instagram.proof}
    assert [secret for secret in hidden if secret in text] == []
    entries = json.loads(text)["log"]["entries"]
    assert len(entries) == len(sandbox.world.requests)
    assert {entry["request"]["url"].split("/")[2] for entry in entries} == {
        "graph.facebook.com",
        "api.pinterest.com",
        "www.pinterest.com",
    }


def test_the_recording_keeps_json_and_forms_readable(
    sandbox: Sandbox, har: Path, page: Any, board: str, picture: Callable[[str], str]
) -> None:
    page.ok("POST", f"{PAGE_ID}/photos", url=picture("gruyere.jpg"), caption="Gruyère")
    sandbox.stop()
    create, photo = json.loads(har.read_text("utf-8"))["log"]["entries"]
    assert json.loads(create["request"]["postData"]["text"]) == {"name": "Cheese"}
    assert json.loads(create["response"]["content"]["text"])["id"] == board
    assert "caption=Gruy%C3%A8re" in photo["request"]["postData"]["text"]


def test_no_half_written_recording_is_left(sandbox: Sandbox, har: Path, page: Any) -> None:
    page.ok("GET", PAGE_ID)
    assert not har.exists()
    sandbox.stop()
    assert [path.name for path in har.parent.glob("*.har*")] == [har.name]
