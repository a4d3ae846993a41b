"""Every example of the official Pinterest document that concerns us, through our own parsers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from connectors.pinterest.api import Credentials, PinterestApi
from connectors.pinterest.groups import standing
from connectors.sandbox.pinterest.groups import GroupBody
from socialshop.errors import AuthExpired, NotFound, OutcomeUnknown, Permanent, PlatformError, Retryable, Throttled
from socialshop.ports import Secret

OURS = {"boards", "catalog_feeds", "catalog_items", "catalog_product_groups", "catalogs", "oauth", "pins"} | {
    "user_account"
}
KINDS = {401: AuthExpired, 403: AuthExpired, 404: NotFound, 429: Throttled}


@pytest.fixture
def examples(shared_file: Callable[..., Path]) -> list[dict[str, Any]]:
    """Those of the operations that we call, or that stand beside one."""
    told = json.loads(shared_file("vectors", "pinterest_openapi_examples.json").read_text("utf-8"))
    return [operation for operation in told if operation["tag"] in OURS]


class Answering:
    """Stands for a session whose platform always answers the same."""

    def __init__(self, status: int, body: object) -> None:
        self._status = status
        self._body = body

    def request(self, method: str, url: str, **_: object) -> requests.Response:
        response = requests.Response()
        response.status_code = self._status
        response._content = json.dumps(self._body).encode()
        response.request = requests.Request(method, url).prepare()
        return response


def api(status: int, body: object, monkeypatch: pytest.MonkeyPatch) -> PinterestApi:
    monkeypatch.setenv("PINTEREST_TOKEN", "pina_of_the_test")
    credentials = Credentials(Secret("PINTEREST_TOKEN"), None, "", None)
    session: Any = Answering(status, body)
    return PinterestApi("pinterest", credentials, session, lambda: datetime(2026, 11, 2, tzinfo=UTC))


def call(client: PinterestApi, method: str, path: str) -> None:
    calls: dict[str, Callable[[], object]] = {
        "GET": lambda: client.get(path),
        "POST": lambda: client.post(path, {}),
        "PATCH": lambda: client.patch(path, {}),
        "DELETE": lambda: client.delete(path),
    }
    calls[method]()


def refusals(examples: list[dict[str, Any]]) -> Iterator[tuple[str, str, int, dict[str, Any]]]:
    for operation in examples:
        for status, answers in operation["response_examples"].items():
            for answer in answers:
                yield operation["method"], operation["path"], int(status), answer["value"]


def expected(method: str, status: int) -> type[PlatformError]:
    if status >= 500:
        return OutcomeUnknown if method in ("POST", "PATCH") else Retryable
    return KINDS.get(status, Permanent)


def test_every_refusal_is_understood(examples: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    seen = 0
    for method, path, status, value in refusals(examples):
        with pytest.raises(PlatformError) as caught:
            call(api(status, value, monkeypatch), method, path)
        assert type(caught.value) is expected(method, status), (method, path, value)
        assert caught.value.code == f"{status}/{value['code']}"
        assert value["message"] in caught.value.what
        assert caught.value.mend
        seen += 1
    assert seen == 152


def test_every_product_group_is_read_as_one_by_other_hands(
    examples: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = [body | {"id": "1"} for body in group_bodies(examples)]
    assert len(told) == 8
    assert list(standing(api(200, {"items": told, "bookmark": None}, monkeypatch))) == []


def test_every_retail_group_has_the_form_that_the_sandbox_takes(examples: list[dict[str, Any]]) -> None:
    retail = [body for body in group_bodies(examples) if body.get("catalog_type", "RETAIL") == "RETAIL"]
    simple = [body for body in retail if "MIN_PRICE" not in json.dumps(body)]  # prices are no lists
    read = [GroupBody.model_validate_json(json.dumps(body)).name for body in simple]
    assert read == ['Few Filters using "all_of"'] * 2


def group_bodies(examples: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The bodies of the requests to create groups, alone and many at once."""
    values = [request["value"] for operation in examples for request in operation["request_examples"]]
    return [body for value in values for body in (value if isinstance(value, list) else [value])]
