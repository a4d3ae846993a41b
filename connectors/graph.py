"""The Graph API, which Facebook and Instagram share: facebook-sdk on today's version and our session."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import facebook
import requests

from connectors.graph_errors import NO_SUCH_OBJECT, translate
from connectors.http import Answer, session
from connectors.rules import limit
from socialshop.errors import NotFound, Permanent, Throttled
from socialshop.phrases import phrase
from socialshop.ports import Environment, Traffic

DEFAULT_VERSION = "v26.0"
_PAGE_SIZE = limit("facebook.page_size")
_BATCH = limit("meta.batch")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an edge; `after` is the cursor of the next one, None on the last."""

    data: list[dict[str, Any]]
    after: str | None


class Graph:
    """Calls with one token. Every method raises what `connectors.graph_errors` translates to."""

    def __init__(
        self, channel: str, token: str, app_secret: str | None, version: str, environment: Environment, traffic: Traffic
    ) -> None:
        self._channel = channel
        self._traffic = traffic
        self._clock = environment.clock
        self._secrets = tuple(filter(None, (token, app_secret)))
        self._session = session(channel, environment.http, traffic, environment.clock, environment.sleep)
        # The SDK drops status and headers from its own errors, so errors are raised before it sees them.
        self._session.hooks["response"].append(self._raise_for_error)
        self._api = facebook.GraphAPI(access_token=token, session=self._session)
        self._api.version = version  # the SDK's own check of versions ends at 3.1
        self._proof = {"appsecret_proof": _proof(token, app_secret)} if app_secret else {}

    def get(self, path: str, **params: Any) -> Answer:
        return Answer(self._channel, self._api.request(self._path(path), args=params | self._proof))

    def pages(self, path: str, after: str | None = None, **params: Any) -> Iterator[Page]:
        """The pages of an edge from a cursor on; from the first where the platform no longer knows the cursor.

        Raises Permanent where the platform goes round in circles.
        """
        query = {"limit": _PAGE_SIZE} | params
        seen = set()
        answer = self._first_page(path, after, query)
        while True:
            after = next_cursor(answer)
            yield Page(answer.get("data", []), after)
            if after is None:
                return
            if after in seen:
                raise Permanent(
                    phrase("{channel} sent the same page cursor twice.", channel=self._channel), channel=self._channel
                )
            seen.add(after)
            answer = self.get(path, **query, after=after)

    def _first_page(self, path: str, after: str | None, query: Mapping[str, Any]) -> Answer:
        if after is None:
            return self.get(path, **query)
        try:
            return self.get(path, **query, after=after)
        except NotFound:
            raise
        except Permanent:
            return self.get(path, **query)

    def standing(self, ids: Sequence[str]) -> dict[str, bool]:
        """Whether each object is to be seen, many asked in one call; left out is what the platform did not say of."""
        told = self._batched([f"{id_}?fields=id" for id_ in ids])
        return {id_: seen for id_, one in zip(ids, told, strict=False) if (seen := _is_seen(one)) is not None}

    def each(self, asked: Sequence[tuple[str, Mapping[str, Any]]]) -> list[Answer]:
        """What `get` answers for each path and its parameters, many asked in one call. Raises what the first of them
        raises that is refused."""
        told = self._batched([f"{path}?{urlencode(params)}" for path, params in asked])
        return [self._answer(one) for one in told]

    def _batched(self, addresses: Sequence[str]) -> list[Any]:
        """The answers of a batch in their order; None for one that was not made in time."""
        told: list[Any] = []
        for start in range(0, len(addresses), _BATCH):
            calls = [{"method": "GET", "relative_url": self._path(one)} for one in addresses[start : start + _BATCH]]
            form = {"batch": json.dumps(calls), "include_headers": "false", **self._proof}
            told += self._api.request(self._path(""), post_args=form, method="POST")
        return told

    def _answer(self, told: Any) -> Answer:
        """One answer of a batch as that of a call of its own."""
        response = requests.Response()
        response.request = requests.Request("GET", facebook.FACEBOOK_GRAPH_URL).prepare()
        response.status_code = told["code"] if told else 503
        response.raw = BytesIO(told["body"].encode() if told else b"")
        self._raise_for_error(response)
        return Answer(self._channel, response.json())

    def post(self, path: str, files: Mapping[str, Any] | None = None, **params: Any) -> Answer:
        """Send a form; lists and objects in it as JSON, as the Graph API expects. With `files` as multipart."""
        form = {name: _form_value(value) for name, value in params.items()} | self._proof
        return Answer(self._channel, self._api.request(self._path(path), post_args=form, files=files, method="POST"))

    def post_json(self, path: str, body: Mapping[str, Any]) -> Answer:
        """Send JSON, which the SDK cannot: for catalog batches of many megabytes."""
        signed = {**body, "access_token": self._api.access_token, **self._proof}
        return Answer(
            self._channel, self._session.post(facebook.FACEBOOK_GRAPH_URL + self._path(path), json=signed).json()
        )

    def delete(self, path: str) -> None:
        self._api.request(self._path(path), args=dict(self._proof), method="DELETE")

    def _path(self, path: str) -> str:
        return f"{self._api.version}/{path}"

    def _raise_for_error(self, response: requests.Response, **_kwargs: Any) -> None:
        error = translate(response, self._channel, self._secrets, self._clock())
        if isinstance(error, Throttled) and response.status_code != 429:  # 429 is counted by the session
            self._traffic.throttled += 1
        if error is not None:
            raise error


def _is_seen(told: Any) -> bool | None:
    """What one answer of a batch says; None where it says something else, or was not made in time."""
    if not isinstance(told, dict):
        return None
    if told.get("code") == 200:
        return True
    try:
        error = json.loads(told["body"])["error"]
    except (KeyError, TypeError, ValueError):
        return None
    return False if (error.get("code"), error.get("error_subcode")) in NO_SUCH_OBJECT else None


def next_cursor(answer: Mapping[str, Any]) -> str | None:
    """The cursor of the page after this one. `next` decides: the last page has an `after` cursor, too."""
    paging = answer.get("paging", {})
    after: str | None = paging.get("cursors", {}).get("after")
    return after if "next" in paging else None


def _proof(token: str, app_secret: str) -> str:
    """https://developers.facebook.com/docs/graph-api/guides/secure-requests#appsecret_proof"""
    return hmac.new(app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def _form_value(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, bool | list | dict) else value
