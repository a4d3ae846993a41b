"""Pinterest's API v5."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests

from connectors.sandbox import Fault, FaultKind, Sandbox
from connectors.sandbox.accounts import PINTEREST_APP_ID, SECRETS

BATCH = "catalogs/items/batch"


def attributes(item: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in item.items() if name != "id"}


def upsert(*items: dict[str, Any]) -> dict[str, Any]:
    changes = [{"operation": "UPSERT", "item_id": item["id"], "attributes": attributes(item)} for item in items]
    return {"catalog_type": "RETAIL", "country": "DE", "language": "DE", "items": changes}


def one(operation: str, item_id: str, **more: Any) -> dict[str, Any]:
    return {"country": "DE", "language": "DE", "operation": operation, "items": [{"item_id": item_id, **more}]}


def ended(pinterest: Any, body: dict[str, Any]) -> Any:
    batch = pinterest.ok("POST", BATCH, json=body)
    while batch["status"] == "PROCESSING":
        batch = pinterest.ok("GET", f"{BATCH}/{batch['batch_id']}")
    return batch


def refresh(sandbox: Sandbox, **form: str) -> requests.Response:
    app = (PINTEREST_APP_ID, SECRETS["PINTEREST_APP_SECRET"])
    headers = {"Host": "api.pinterest.com"}
    return requests.post(f"{sandbox.base_url}/v5/oauth/token", data=form, auth=app, headers=headers, timeout=60)


def test_a_dead_token_is_refused_and_a_renewed_one_taken(pinterest: Any, sandbox: Sandbox) -> None:
    sandbox.world.expire(pinterest.token)
    assert pinterest.error("GET", "user_account") == (401, 2)
    token = refresh(sandbox, grant_type="refresh_token", refresh_token=SECRETS["PINTEREST_REFRESH_TOKEN"]).json()
    pinterest.token = token["access_token"]
    assert pinterest.ok("GET", "user_account")["username"] == "kaesetheke"
    assert (token["expires_in"], token["refresh_token_expires_in"]) == (30 * 86_400, 60 * 86_400)


def test_an_authorization_code_is_exchanged(sandbox: Sandbox) -> None:
    form = {"grant_type": "authorization_code", "code": "a1b2c3d4e5f6a7b8c9d0", "redirect_uri": "https://x.example/"}
    assert refresh(sandbox, **form).json()["response_type"] == "authorization_code"


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"grant_type": "refresh_token", "refresh_token": "pinr_unknown"}, 401),
        ({"grant_type": "authorization_code", "code": "a1b2"}, 400),
        ({"grant_type": "password"}, 400),
        ({"grant_type": "refresh_token", "refresh_token": "pinr_unknown", "extra": "1"}, 400),
    ],
)
def test_a_wrong_grant_is_refused(sandbox: Sandbox, form: dict[str, str], status: int) -> None:
    assert refresh(sandbox, **form).status_code == status


def test_tokens_are_for_the_app_only(sandbox: Sandbox) -> None:
    headers = {"Host": "api.pinterest.com"}
    answer = requests.post(f"{sandbox.base_url}/v5/oauth/token", data={}, auth=("1", "2"), headers=headers, timeout=60)
    assert answer.status_code == 401


def test_a_batch_is_processed_and_then_completed(pinterest: Any, sandbox: Sandbox, item: dict[str, str]) -> None:
    batch = pinterest.ok("POST", BATCH, json=upsert(item))
    address = f"{BATCH}/{batch['batch_id']}"
    states = [pinterest.ok("GET", address)["status"] for _ in range(2)]
    assert [batch["status"], *states] == ["PROCESSING", "PROCESSING", "COMPLETED"]
    assert sandbox.world.catalog_items("pinterest") == {item["id"]: attributes(item)}


def test_an_item_that_breaks_a_rule_fails_alone(pinterest: Any, sandbox: Sandbox, item: dict[str, str]) -> None:
    batch = ended(pinterest, upsert(item | {"id": "bad", "sale_price": "99.00 EUR"}, item))
    assert [entry["status"] for entry in batch["items"]] == ["FAILURE", "SUCCESS"]
    assert batch["items"][0]["errors"][0]["attribute"] == "sale_price"
    assert list(sandbox.world.catalog_items("pinterest")) == [item["id"]]


def test_failing_items_stand_in_the_batch(pinterest: Any, sandbox: Sandbox, item: dict[str, str]) -> None:
    sandbox.world.faults.add(Fault(FaultKind.FAILING_ITEMS, items=(item["id"],)))
    assert [entry["status"] for entry in ended(pinterest, upsert(item))["items"]] == ["FAILURE"]


def test_null_takes_an_attribute_away(pinterest: Any, sandbox: Sandbox, item: dict[str, Any]) -> None:
    ended(pinterest, upsert(item | {"sale_price": "8.00 EUR"}))
    ended(pinterest, upsert(item | {"sale_price": None}))
    assert sandbox.world.catalog_items("pinterest") == {item["id"]: attributes(item)}


def test_each_operation_asks_for_what_it_needs(pinterest: Any, sandbox: Sandbox, item: dict[str, str]) -> None:
    name, all_of_it = item["id"], attributes(item)
    bodies = [
        one("UPDATE", name, attributes={"price": "1.00 EUR"}),
        one("CREATE", name, attributes=all_of_it),
        one("CREATE", name, attributes=all_of_it),
        one("UPDATE", name, attributes={"price": "1.00 EUR"}),
        one("DELETE", name),
        one("DELETE", name),
    ]
    entries = [ended(pinterest, body)["items"][0] for body in bodies]
    wanted = ["FAILURE", "SUCCESS", "FAILURE", "SUCCESS", "SUCCESS", "SUCCESS"]
    assert [entry["status"] for entry in entries] == wanted
    assert entries[-1]["warnings"]
    assert sandbox.world.catalog_items("pinterest") == {}


@pytest.mark.parametrize(
    "body",
    [
        {"country": "DE", "language": "DE", "operation": "UPSERT", "items": []},
        {"country": "DE", "language": "DE", "operation": "UPSERT", "items": [{"item_id": "a"}] * 1_001},
        {"country": "DE", "language": "DE", "operation": "REPLACE", "items": [{"item_id": "a"}]},
        {"country": "Germany", "language": "DE", "operation": "UPSERT", "items": [{"item_id": "a"}]},
        {"catalog_type": "HOTEL", "country": "DE", "language": "DE", "items": []},
        [],
    ],
)
def test_a_malformed_batch_is_refused(pinterest: Any, body: Any) -> None:
    assert pinterest.error("POST", BATCH, json=body) == (400, 1)


def test_an_unknown_batch_is_not_found(pinterest: Any) -> None:
    assert pinterest.error("GET", f"{BATCH}/0") == (404, 4181)


def test_items_are_read_by_id(pinterest: Any, item: dict[str, str]) -> None:
    ended(pinterest, upsert(item))
    filters = {"catalog_type": "RETAIL", "item_ids": [item["id"], "absent"]}
    asked = {"country": "DE", "language": "DE", "filters": filters}
    found, absent = pinterest.ok("POST", "catalogs/items", json=asked)["items"]
    assert found["attributes"]["image_link"] == [item["image_link"]]
    assert absent["errors"]


def test_a_board_is_made_renamed_and_deleted(pinterest: Any, sandbox: Sandbox, board: str) -> None:
    assert pinterest.ok("PATCH", f"boards/{board}", json={"name": "Wine", "privacy": "SECRET"})["name"] == "Wine"
    assert pinterest.ok("GET", f"boards/{board}")["privacy"] == "SECRET"
    assert pinterest.call("DELETE", f"boards/{board}").status_code == 204
    assert pinterest.error("GET", f"boards/{board}") == (404, 40)


def test_a_board_goes_with_its_pins(pinterest: Any, sandbox: Sandbox, board: str, pin: str) -> None:
    sandbox.world.customer_comments(pin, "Cleo", "Schön")
    pinterest.call("DELETE", f"boards/{board}")
    assert (sandbox.world.pins, sandbox.world.comments) == ({}, {})


def test_two_boards_do_not_share_a_name(pinterest: Any, board: str) -> None:
    assert pinterest.error("POST", "boards", json={"name": "cheese"}) == (400, 58)


@pytest.mark.parametrize("body", [{"name": ""}, {"name": "x" * 51}, {"name": "x", "privacy": "OPEN"}, {"nom": "x"}])
def test_a_malformed_board_is_refused(pinterest: Any, body: dict[str, str]) -> None:
    assert pinterest.error("POST", "boards", json=body) == (400, 1)


def test_boards_come_in_pages_by_bookmark(pinterest: Any) -> None:
    for name in ("a", "b", "c"):
        pinterest.ok("POST", "boards", json={"name": name})
    first = pinterest.ok("GET", "boards", params={"page_size": 2})
    second = pinterest.ok("GET", "boards", params={"page_size": 2, "bookmark": first["bookmark"]})
    assert [board["name"] for page in (first, second) for board in page["items"]] == ["c", "b", "a"]
    assert second["bookmark"] is None


@pytest.mark.parametrize("params", [{"page_size": 251}, {"page_size": 0}, {"bookmark": "!"}, {"limit": 3}])
def test_a_wrong_parameter_is_refused(pinterest: Any, params: dict[str, Any]) -> None:
    assert pinterest.error("GET", "boards", params=params) == (400, 1)


def test_a_pin_shows_its_picture_and_stands_on_its_board(pinterest: Any, board: str, pin: str) -> None:
    (shown,) = pinterest.ok("GET", f"boards/{board}/pins")["items"]
    assert (shown["id"], shown["media"]["images"]["600x"]["width"]) == (pin, 600)
    assert pinterest.ok("GET", "pins")["items"] == [shown]


def test_a_pin_may_bring_its_picture_along(pinterest: Any, board: str, public: Path) -> None:
    data = base64.b64encode((public / "brie.png").read_bytes()).decode()
    source = {"source_type": "image_base64", "content_type": "image/png", "data": data}
    assert pinterest.ok("POST", "pins", json={"board_id": board, "media_source": source})["creative_type"] == "REGULAR"


def test_a_pin_may_be_a_carousel(pinterest: Any, board: str, picture: Callable[[str], str]) -> None:
    items = [{"url": picture("gruyere.jpg")}, {"url": picture("brie.png")}]
    body = {"board_id": board, "media_source": {"source_type": "multiple_image_urls", "items": items}}
    assert pinterest.ok("POST", "pins", json=body)["media"]["media_type"] == "multiple_images"


@pytest.mark.parametrize("name", ["absent.jpg", "notes.txt", "small.jpg"])
def test_a_pin_needs_a_picture_of_some_size(
    pinterest: Any, board: str, picture: Callable[[str], str], name: str
) -> None:
    body = {"board_id": board, "media_source": {"source_type": "image_url", "url": picture(name)}}
    assert pinterest.error("POST", "pins", json=body) == (400, 235)


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "x" * 101},
        {"description": "x" * 801},
        {"alt_text": "x" * 501},
        {"link": "https://x.example/" + "x" * 2_048},
        {"board_id": "cheese"},
        {"media_source": {"source_type": "image_url"}},
        {"product_tags": []},
    ],
)
def test_a_malformed_pin_is_refused(
    pinterest: Any, sandbox: Sandbox, board: str, picture: Callable[[str], str], changed: dict[str, Any]
) -> None:
    source = {"source_type": "image_url", "url": picture("gruyere.jpg")}
    assert pinterest.error("POST", "pins", json={"board_id": board, "media_source": source} | changed) == (400, 1)
    assert sandbox.world.pins == {}


def test_a_pin_is_changed_and_deleted(pinterest: Any, pin: str) -> None:
    assert pinterest.ok("PATCH", f"pins/{pin}", json={"title": "Comté", "alt_text": None})["title"] == "Comté"
    assert pinterest.call("DELETE", f"pins/{pin}").status_code == 204
    assert pinterest.error("GET", f"pins/{pin}") == (404, 50)


def test_what_pinterest_does_not_have_is_not_found(pinterest: Any) -> None:
    assert pinterest.error("GET", "pins/1/comments") == (404, 0)


def test_trial_access_ends_after_a_thousand_calls_a_day(pinterest: Any, sandbox: Sandbox, clock: Any) -> None:
    sandbox.world.pinterest_trial = True
    for _ in range(999):
        sandbox.world.log("api.pinterest.com", "GET", "/v5/boards", 200)
    assert pinterest.call("GET", "user_account").headers["x-ratelimit-remaining"] == "1"
    assert pinterest.error("GET", "user_account") == (429, 8)
    clock.advance(days=1)
    assert pinterest.ok("GET", "user_account")


def test_a_body_must_be_json(pinterest: Any) -> None:
    assert pinterest.error("POST", "boards", data={"name": "Cheese"}) == (400, 1)


def test_a_method_that_an_address_does_not_have_is_refused(pinterest: Any) -> None:
    assert pinterest.error("PUT", "boards") == (405, 405)


def test_a_pin_moves_to_a_board_that_stands(pinterest: Any, pin: str) -> None:
    other = pinterest.ok("POST", "boards", json={"name": "Wine"})["id"]
    assert pinterest.ok("PATCH", f"pins/{pin}", json={"board_id": other})["board_id"] == other
    assert pinterest.error("PATCH", f"pins/{pin}", json={"board_id": "1"}) == (404, 40)
