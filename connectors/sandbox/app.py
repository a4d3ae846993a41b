"""HTTP on one side, calls and answers on the other: the ASGI application."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from connectors.sandbox import dispatch
from connectors.sandbox.accounts import PLATFORM_HOSTS
from connectors.sandbox.exchange import Answer, Call, Upload
from connectors.sandbox.faults import CALL_FAULTS, Fault, FaultKind
from connectors.sandbox.har import HarRecorder
from connectors.sandbox.hooks.outgoing import Webhooks
from connectors.sandbox.world import World

Drop = Callable[[Scope], None]
URL_ENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
MOST_BYTES = 32_000_000
"""Of one field of a multipart form."""


class SandboxApp:
    """`drop` cuts the connection of a scope."""

    def __init__(self, world: World, webhooks: Webhooks, recorder: HarRecorder | None, drop: Drop) -> None:
        self._world = world
        self._webhooks = webhooks
        self._recorder = recorder
        self._drop = drop

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = HttpRequest(scope, receive)
        call = await _read(request)
        fault = self._world.faults.take(CALL_FAULTS, call.host, call.method, call.path)
        if fault and fault.kind in (FaultKind.TIME_OUT, FaultKind.DROP_BEFORE):
            self._log(call, 0)
            await self._leave(fault, scope, receive)
            return
        started, clock = self._world.clock(), time.monotonic()
        answer = await run_in_threadpool(dispatch.answer, self._world, self._webhooks, call, fault)
        if fault and fault.kind is FaultKind.DROP_AFTER:
            self._log(call, 0)
            await self._leave(fault, scope, receive)
            return
        self._log(call, answer.status)
        if self._recorder and call.host in PLATFORM_HOSTS:
            spent = (time.monotonic() - clock) * 1000
            self._recorder.record(call, request.url.query, answer, started, spent, self._world.secrets())
        await _response(answer)(scope, receive, send)

    def _log(self, call: Call, status: int) -> None:
        self._world.log(call.host, call.method, call.path, status)

    async def _leave(self, fault: Fault, scope: Scope, receive: Receive) -> None:
        """Go without a word: at once, or when the client has given up waiting."""
        if fault.kind is FaultKind.TIME_OUT:
            try:
                await asyncio.wait_for(receive(), fault.seconds)
                return
            except TimeoutError:
                pass
        self._drop(scope)
        await receive()


async def _read(request: HttpRequest) -> Call:
    call = Call(
        method=request.method,
        host=request.headers.get("host", "").split(":")[0].lower(),
        path=request.url.path,
        query=dict(request.query_params),
        headers=dict(request.headers),
        body=await request.body(),
    )
    if call.content_type == URL_ENCODED:
        return replace(call, form=dict(parse_qsl(call.body.decode(), keep_blank_values=True)))
    return await _read_multipart(request, call) if call.content_type == MULTIPART else call


async def _read_multipart(request: HttpRequest, call: Call) -> Call:
    form: dict[str, str] = {}
    files: dict[str, Upload] = {}
    async with request.form(max_part_size=MOST_BYTES) as posted:
        for name, value in posted.multi_items():
            if isinstance(value, UploadFile):
                files[name] = Upload(value.content_type or "", await value.read())
            else:
                form[name] = value
    return replace(call, form=form, files=files)


def _response(answer: Answer) -> Response:
    return Response(answer.content, answer.status, headers=dict(answer.headers), media_type=answer.content_type or None)
