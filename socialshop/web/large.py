"""What is refused for its size is told as any other problem is."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOO_LARGE = 413


class TooLarge:
    """ASGI middleware: the framework refuses too large a body with two plain words; `answer` says more."""

    def __init__(self, app: ASGIApp, *, answer: Callable[[Request], Response]) -> None:
        self._app = app
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_refused = False

        async def hear(message: Message) -> None:
            nonlocal is_refused
            is_refused = is_refused or message.get("status") == TOO_LARGE
            if not is_refused:
                await send(message)

        await self._app(scope, receive, hear if scope["type"] == "http" else send)
        if is_refused:
            await self._answer(Request(scope))(scope, receive, send)
