"""Which platform answers a call, and which fault gets in its way."""

from __future__ import annotations

from collections.abc import Callable

from connectors.sandbox import admin
from connectors.sandbox.accounts import GRAPH_HOST, PINTEREST_HOST, PINTEREST_WEB_HOST
from connectors.sandbox.exchange import Answer, Call, Refusal, json_answer
from connectors.sandbox.faults import GRAPH_ERRORS, PINTEREST_ERRORS, Fault, FaultKind
from connectors.sandbox.graph import app as graph
from connectors.sandbox.graph import errors as graph_errors
from connectors.sandbox.hooks.outgoing import Webhooks
from connectors.sandbox.images import serve_public
from connectors.sandbox.pinterest import app as pinterest
from connectors.sandbox.pinterest import errors as pinterest_errors
from connectors.sandbox.pinterest import web
from connectors.sandbox.world import World

_SERVER_ERRORS = {FaultKind.SERVER_ERROR: 500, FaultKind.UNAVAILABLE: 503}


def answer(world: World, webhooks: Webhooks, call: Call, fault: Fault | None) -> Answer:
    """What the platform says; one call at a time, so each sees the others whole.

    Asking a receiver of webhooks whether it is there must not wait for those who ask the platform meanwhile.
    """
    if admin.is_asked(call) and call.path == admin.WEBHOOKS:
        return _said(lambda: admin.subscribe(webhooks, call))
    with world.lock:
        world.settle()
        said = _said(lambda: _refused(call, fault) or _answered(world, call))
        return said.with_headers({**_headers(world, call), **said.headers})


def _said(answered: Callable[[], Answer]) -> Answer:
    try:
        return answered()
    except Refusal as refusal:
        return refusal.answer


def _answered(world: World, call: Call) -> Answer:
    if admin.is_asked(call):
        return admin.answer(world, call)
    if call.host == GRAPH_HOST:
        return graph.answer(world, call)
    if call.host == PINTEREST_HOST:
        return pinterest.answer(world, call)
    if call.host == PINTEREST_WEB_HOST:
        return web.answer(world, call)
    if call.host in world.public:
        return serve_public(world, call.host, call.method, call.path)
    return json_answer({"error": f"the sandbox does not know the host {call.host}"}, 421)


def _refused(call: Call, fault: Fault | None) -> Answer | None:
    """The error that a fault puts in the place of the platform's answer."""
    if fault is None:
        return None
    if fault.kind in GRAPH_ERRORS:
        return graph_errors.of_fault(fault).answer
    if fault.kind in PINTEREST_ERRORS:
        return pinterest_errors.of_fault(fault).answer
    if fault.kind in _SERVER_ERRORS:
        return _server_error(call.host, _SERVER_ERRORS[fault.kind])
    return None


def _server_error(host: str, status: int) -> Answer:
    if host == GRAPH_HOST:
        return graph_errors.server_error(status).answer
    if host == PINTEREST_HOST:
        return pinterest_errors.server_error(status).answer
    return web.ResourceError(status, status, "Something went wrong.").answer


def _headers(world: World, call: Call) -> dict[str, str]:
    if call.host == GRAPH_HOST:
        return graph.headers(world, call.path)
    return pinterest.headers(world) if call.host == PINTEREST_HOST else {}
