"""What a request asks for, as the models of the vendors want to have it."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import requests
from openapi_core.testing import MockRequest


def each(request: requests.PreparedRequest) -> list[requests.PreparedRequest]:
    """The request, or those of a batch."""
    asked = json.loads(parameters(request).get("batch", "[]"))
    host = f"https://{urlsplit(str(request.url)).netloc}"
    single = (requests.Request(one["method"], f"{host}/{one['relative_url']}").prepare() for one in asked)
    return list(single) or [request]


def node_and_edge(request: requests.PreparedRequest) -> tuple[str, str]:
    _, _version, node, *edge = urlsplit(str(request.url)).path.split("/")
    return node, "/".join(edge)


def parameters(request: requests.PreparedRequest) -> dict[str, Any]:
    """Names and values of the query and of whatever body there is."""
    params: dict[str, Any] = dict(parse_qsl(urlsplit(str(request.url)).query))
    kind, body = request.headers.get("Content-Type", ""), request.body or b""
    text = body if isinstance(body, str) else body.decode(errors="replace")
    if "json" in kind:
        return params | json.loads(text)
    if "multipart" in kind:
        parts = re.findall(r'name="(\w+)"(?:; filename="[^"]*")?', text)
        return params | dict.fromkeys(set(parts) - {"source"}, "")
    return params | dict(parse_qsl(text))


def openapi_request(request: requests.PreparedRequest) -> MockRequest:
    parts = urlsplit(str(request.url))
    body = request.body.encode() if isinstance(request.body, str) else request.body
    return MockRequest(
        "https://api.pinterest.com",
        (request.method or "").lower(),
        parts.path,
        args=dict(parse_qsl(parts.query)),
        headers=dict(request.headers),
        data=body,
        content_type=request.headers.get("Content-Type", "application/json"),
    )
