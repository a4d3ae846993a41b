"""Who may call the Graph API, and what every answer carries."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests

from connectors.sandbox import Sandbox
from connectors.sandbox.accounts import BUSINESS_ID, INSTAGRAM_ID, PAGE_ID, SECRETS


def test_the_page_says_its_name(page: Any) -> None:
    assert page.ok("GET", PAGE_ID) == {"id": PAGE_ID, "name": "Käsetheke"}


def test_an_address_without_a_version_is_refused(sandbox: Sandbox) -> None:
    answer = requests.get(f"{sandbox.base_url}/{PAGE_ID}", headers={"Host": "graph.facebook.com"}, timeout=60)
    assert answer.json()["error"]["code"] == 2500


def test_another_version_is_refused(sandbox: Sandbox) -> None:
    answer = requests.get(f"{sandbox.base_url}/v3.1/{PAGE_ID}", headers={"Host": "graph.facebook.com"}, timeout=60)
    assert answer.json()["error"]["code"] == 2635


def test_a_call_without_a_token_is_refused(sandbox: Sandbox) -> None:
    answer = requests.get(f"{sandbox.base_url}/v26.0/{PAGE_ID}", headers={"Host": "graph.facebook.com"}, timeout=60)
    assert answer.json()["error"]["code"] == 104


@pytest.mark.parametrize(
    ("changed", "code", "message"),
    [
        ({"access_token": "EAAGnobody"}, 190, "Cannot parse access token"),
        ({"appsecret_proof": ""}, 100, "require an appsecret_proof"),
        ({"appsecret_proof": "0" * 64}, 100, "Invalid appsecret_proof"),
    ],
)
def test_a_token_is_proven_with_the_app_secret(page: Any, changed: dict[str, str], code: int, message: str) -> None:
    error = page.error("GET", PAGE_ID, **changed)
    assert error["code"] == code
    assert message in error["message"]


def test_the_token_may_stand_in_the_authorization_header(sandbox: Sandbox, page: Any) -> None:
    headers = {"Host": "graph.facebook.com", "Authorization": f"Bearer {page.token}"}
    address = f"{sandbox.base_url}/v26.0/{PAGE_ID}?appsecret_proof={page.proof}"
    assert requests.get(address, headers=headers, timeout=60).status_code == 200


def test_an_expired_token_says_190_463(sandbox: Sandbox, page: Any) -> None:
    sandbox.world.expire(SECRETS["FACEBOOK_PAGE_TOKEN"])
    error = page.error("GET", PAGE_ID)
    assert (error["code"], error["error_subcode"], error["type"]) == (190, 463, "OAuthException")


def test_a_token_reaches_its_own_account_only(instagram: Any) -> None:
    assert instagram.error("GET", PAGE_ID)["code"] == 10


def test_an_unknown_object_says_100_33(page: Any) -> None:
    error = page.error("GET", "999")
    assert (error["code"], error["error_subcode"], error["type"]) == (100, 33, "GraphMethodException")


@pytest.mark.parametrize(
    ("method", "path", "params"),
    [
        ("GET", f"{PAGE_ID}/nothing", {}),
        ("GET", PAGE_ID, {"fields": "nothing"}),
        ("GET", PAGE_ID, {"fields": "id,{name"}),
        ("GET", PAGE_ID, {"nothing": "1"}),
        ("POST", f"{PAGE_ID}/published_posts", {}),
    ],
)
def test_what_the_graph_does_not_know_says_100(page: Any, method: str, path: str, params: dict[str, str]) -> None:
    error = page.error(method, path, **params)
    assert error["code"] == 100
    assert set(error) >= {"message", "type", "code", "fbtrace_id"}


@pytest.mark.parametrize("node", [PAGE_ID, "999"])
def test_every_answer_tells_version_and_usage(page: Any, node: str) -> None:
    headers = page.call("GET", node).headers
    assert headers["facebook-api-version"] == "v26.0"
    assert set(json.loads(headers["x-app-usage"])) == {"call_count", "total_time", "total_cputime"}
    (entry,) = json.loads(headers["x-business-use-case-usage"])[BUSINESS_ID]
    assert entry["estimated_time_to_regain_access"] == 0


def test_usage_grows_with_the_calls_of_the_hour(sandbox: Sandbox, page: Any, clock: Any) -> None:
    for _ in range(400):
        sandbox.world.log("graph.facebook.com", "GET", "/", 200)
    assert json.loads(page.call("GET", PAGE_ID).headers["x-app-usage"])["call_count"] == 2
    clock.advance(hours=1)
    assert json.loads(page.call("GET", PAGE_ID).headers["x-app-usage"])["call_count"] == 0


def test_nested_fields_are_selected(page: Any) -> None:
    answer = page.ok("GET", PAGE_ID, fields="name,instagram_business_account{id}")
    assert answer == {"name": "Käsetheke", "instagram_business_account": {"id": INSTAGRAM_ID}, "id": PAGE_ID}


def test_parameters_may_come_as_json(sandbox: Sandbox, page: Any) -> None:
    body = {"access_token": page.token, "appsecret_proof": page.proof, "message": "Hallo", "published": True}
    address = f"{sandbox.base_url}/v26.0/{PAGE_ID}/feed"
    answer = requests.post(address, json=body, headers={"Host": "graph.facebook.com"}, timeout=60)
    assert sandbox.world.posts[answer.json()["id"]].message == "Hallo"


@pytest.mark.parametrize("body", [b"{", b"[]"])
def test_a_body_that_is_no_json_object_is_refused(sandbox: Sandbox, body: bytes) -> None:
    headers = {"Host": "graph.facebook.com", "Content-Type": "application/json"}
    answer = requests.post(f"{sandbox.base_url}/v26.0/{PAGE_ID}/feed", data=body, headers=headers, timeout=60)
    assert answer.json()["error"]["code"] == 100
