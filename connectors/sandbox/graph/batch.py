"""Many calls in one: https://developers.facebook.com/docs/graph-api/batch-requests"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from connectors.rules import limit
from connectors.sandbox.accounts import GRAPH_HOST
from connectors.sandbox.exchange import Answer, Call, Refusal, json_answer
from connectors.sandbox.faults import GRAPH_ERRORS
from connectors.sandbox.graph.context import GraphCall
from connectors.sandbox.graph.errors import GraphError, invalid_parameter, of_fault
from connectors.sandbox.world import World

_SHARED = ("access_token", "appsecret_proof")


def answer(graph: GraphCall, each: Callable[[Call], Answer]) -> Answer:
    """`each` answers one call, and each counts; what the platform refuses of one is that one's answer."""
    calls = _calls(graph)
    graph.world.count(GRAPH_HOST, len(calls) - 1)
    return json_answer([_told(graph.world, call, each) for call in calls])


def _calls(graph: GraphCall) -> list[Call]:
    asked = graph.list("batch")
    if not asked:
        raise invalid_parameter("batch parameter must be a JSON array")
    if len(asked) > limit("meta.batch"):
        raise GraphError(100, f"Too many requests in batch message. Maximum batch size is {limit('meta.batch')}")
    shared = {name: graph.params[name] for name in _SHARED if name in graph.params}
    return [_call(graph, one, shared) for one in asked]


def _call(graph: GraphCall, one: Any, shared: dict[str, str]) -> Call:
    if not isinstance(one, dict) or not one.get("relative_url"):
        raise invalid_parameter("Each of the batch needs a method and a relative_url")
    parts = urlsplit(str(one["relative_url"]))
    path = parts.path if parts.path.startswith("v") else f"{graph.version}/{parts.path.lstrip('/')}"
    return replace(
        graph.call,
        method=str(one.get("method", "GET")),
        path=f"/{path}",
        query=dict(parse_qsl(parts.query)) | shared,
        form={},
        body=b"",
    )


def _told(world: World, call: Call, each: Callable[[Call], Answer]) -> dict[str, Any]:
    """Each of the batch can go wrong by itself."""
    fault = world.faults.take(GRAPH_ERRORS, GRAPH_HOST, call.method, call.path)
    try:
        said = of_fault(fault).answer if fault else each(call)
    except Refusal as refusal:
        said = refusal.answer
    return {"code": said.status, "body": (said.content or b"").decode()}
