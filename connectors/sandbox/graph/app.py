"""The way of a Graph call: version, token, node, edge, parameters."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from connectors.sandbox.accounts import CATALOG_ID, GRAPH_HOST, INSTAGRAM_ID, PAGE_ID
from connectors.sandbox.exchange import JSON, Answer, Call, json_answer
from connectors.sandbox.graph import (
    batch,
    catalog,
    comments,
    errors,
    feed,
    instagram,
    instagram_comments,
    instagram_mentions,
    instagram_shopping,
    messages,
    page,
    posts,
    product_feeds,
    product_sets,
    products,
    visitors,
)
from connectors.sandbox.graph.auth import authenticate, authorize
from connectors.sandbox.graph.context import COMMON, PAGING, VERSION, Edge, Edges, GraphCall
from connectors.sandbox.graph.errors import GraphError, invalid_parameter, no_such_object
from connectors.sandbox.records import Platform, Record
from connectors.sandbox.world import World

CALLS_AN_HOUR = 20_000
"""What the usage headers are a percentage of; the real allowance grows with the audience."""

_EDGES: Edges = {
    **catalog.EDGES,
    **product_feeds.EDGES,
    **product_sets.EDGES,
    **products.EDGES,
    **page.EDGES,
    **feed.EDGES,
    **posts.EDGES,
    **comments.EDGES,
    **instagram.EDGES,
    **instagram_comments.EDGES,
    **instagram_mentions.EDGES,
    **instagram_shopping.EDGES,
    **messages.EDGES,
    **visitors.EDGES,
}
_USE_CASES = {"catalog": "catalog_batch", "ig": "instagram"}
_BATCH = re.compile(rf"/({re.escape(VERSION)}/?)?")
_PATH = re.compile(r"/(?P<version>v\d+\.\d+)/(?P<node>[\w.]+)(/(?P<edge>\w+))?/?")


def answer(world: World, call: Call) -> Answer:
    """Answer one call to graph.facebook.com. Raises GraphError for whatever the Graph API would refuse."""
    if _BATCH.fullmatch(call.path) and "batch" in call.form:
        whole = GraphCall(world, call, VERSION, "", "", {**call.query, **call.form})
        authenticate(whole)
        return batch.answer(whole, lambda one: answer(world, one))
    graph = _read(world, call)
    token = authenticate(graph)
    kind = node_kind(world, graph.node)
    if kind is None:
        raise no_such_object(call.method, graph.node)
    authorize(token, kind, graph.edge)
    edge = _edge(kind, graph)
    _check_params(edge, graph)
    return json_answer(edge.answer(graph))


def headers(world: World, path: str) -> dict[str, str]:
    """What every answer of the Graph API carries."""
    node = path.split("/")[2] if path.count("/") >= 2 else ""
    kind = (node_kind(world, node) or "").split("_")[0]
    return {
        "facebook-api-version": VERSION,
        **errors.usage(
            min(100, world.calls_this_hour(GRAPH_HOST) * 100 // CALLS_AN_HOUR), _USE_CASES.get(kind, "pages")
        ),
    }


def node_kind(world: World, node: str) -> str | None:
    """What stands behind an id."""
    fixed = {CATALOG_ID: "catalog", PAGE_ID: "page", INSTAGRAM_ID: "ig_user"}
    if node in fixed:
        return fixed[node]
    if node in world.comments:
        platform = world.comments[node].platform
        return {Platform.FACEBOOK: "comment", Platform.INSTAGRAM: "ig_comment"}.get(platform)
    if node.startswith("t_") and node in messages.threads(world):
        return "thread"
    shelves: dict[str, Mapping[str, Record]] = {
        "visitor_post": world.visitor_posts,
        "story": world.reviews,
        "post": world.posts,
        "photo": world.photos,
        "container": world.containers,
        "ig_media": world.media,
        "product_set": world.sets,
        "product_feed": world.product_feeds,
        "feed_upload": world.uploads,
    }
    kind = next((kind for kind, shelf in shelves.items() if node in shelf), None)
    return kind or ("product" if products.product_of(world, node) else None)


def _read(world: World, call: Call) -> GraphCall:
    match = _PATH.fullmatch(call.path)
    if match is None:
        raise GraphError(2500, f"Unknown path components: {call.path}")
    if match["version"] != VERSION:
        raise GraphError(2635, f"(#2635) This sandbox speaks {VERSION}; {match['version']} was asked for.")
    params = {**call.query, **call.form, **_json_params(call)}
    return GraphCall(world, call, match["version"], match["node"], match["edge"] or "", params)


def _json_params(call: Call) -> dict[str, str]:
    if call.content_type != JSON or not call.body:
        return {}
    try:
        body = call.json()
    except ValueError:
        raise invalid_parameter("The body is not valid JSON") from None
    if not isinstance(body, dict):
        raise invalid_parameter("The body must be a JSON object")
    return {key: value if isinstance(value, str) else json.dumps(value) for key, value in body.items()}


def _edge(kind: str, graph: GraphCall) -> Edge:
    method = graph.call.method
    edge = _EDGES.get((kind, method, graph.edge))
    if edge is not None:
        return edge
    if method == "GET" and graph.edge:
        raise invalid_parameter(f"Tried accessing nonexisting field ({graph.edge}) on node type ({kind})")
    raise no_such_object(method, graph.node)


def _check_params(edge: Edge, graph: GraphCall) -> None:
    known = edge.params | COMMON | (PAGING if graph.call.method == "GET" else frozenset())
    unknown = sorted({name.split("[")[0] for name in graph.params} - known)
    if unknown:
        raise invalid_parameter(f"Unknown parameter {unknown[0]} for {graph.call.method} {graph.edge or graph.node}")
