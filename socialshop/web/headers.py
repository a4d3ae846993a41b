"""Headers that every answer bears: nothing inline, nothing framed by others, nothing kept by caches in between."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        # Products bear the addresses of the shop's own pictures, wherever the shop keeps them.
        "img-src 'self' https:",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

_EVERYWHERE = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}

IN_OUR_PAGES = {"x-frame-options": "SAMEORIGIN"}
"""What an answer bears that stands in a frame of ours; no other may be framed."""
_FRAMED = CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")


class SecurityHeaders:
    """ASGI middleware that secures every answer; over HTTPS, browsers are told to stay there."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._https = https

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                secure(headers)
                if self._https:
                    headers["strict-transport-security"] = "max-age=31536000"
            await send(message)

        await self._app(scope, receive, send_secured if scope["type"] == "http" else send)


def secure(headers: MutableHeaders) -> None:
    """Set the headers; pages, which name customers, are not kept by any cache."""
    is_in_our_pages = all(headers.get(name) == value for name, value in IN_OUR_PAGES.items())
    headers.update(_EVERYWHERE)
    if is_in_our_pages:
        headers.update(IN_OUR_PAGES | {"content-security-policy": _FRAMED})
    if headers.get("content-type", "").startswith("text/html"):
        headers["cache-control"] = "no-store"
