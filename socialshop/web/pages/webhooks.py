"""Where platforms send what happens: proven first, then stored, then answered, and taken in after that.

https://developers.facebook.com/docs/graph-api/webhooks/getting-started
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from sqlmodel import Session
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response

from socialshop.errors import PlatformError
from socialshop.inbox.deliveries import FORGED, TOO_LARGE, count_refused, store_delivery, take_deliveries
from socialshop.inbox.mentions import complete_mentions
from socialshop.inbox.strangers import learn_names
from socialshop.ports import MentionSource, NameSource, WebhookSource
from socialshop.store.engine import UNAVAILABLE
from socialshop.web.visits import Site, site_of

router = APIRouter(prefix="/webhooks")
_LOG = logging.getLogger(__name__)
_PATIENCE_SECONDS = 20
"""More than a platform waits for its answer."""


def _source(request: Request, channel: str) -> WebhookSource:
    source = site_of(request).webhooks.get(channel)
    if source is None:
        raise HTTPException(404)
    return source


Source = Annotated[WebhookSource, Depends(_source)]
OfSite = Annotated[Site, Depends(site_of)]


@router.get("/{channel}")
def verify(request: Request, source: Source) -> Response:
    """The platform asks whether it is us; it hears its own words again."""
    challenge = source.challenge(dict(request.query_params))
    return Response(status_code=403) if challenge is None else PlainTextResponse(challenge)


@router.post("/{channel}")
async def receive(request: Request, channel: str, source: Source, site: OfSite) -> Response:
    body = await _read(request, source.webhook_bytes)
    if body is None:
        await run_in_threadpool(_refuse, site, channel, TOO_LARGE)
        return Response(status_code=413)
    if not source.is_genuine(body, request.headers):
        await run_in_threadpool(_refuse, site, channel, FORGED)
        return Response(status_code=403)
    await run_in_threadpool(_store, site, channel, body)
    return Response(background=BackgroundTask(_take_in, site, channel, source))


async def _read(request: Request, most: int) -> bytes | None:
    """The body; None when it is longer than that, of which no more than that is read. Raises HTTPException when it does
    not arrive: anybody may begin one, and what has come of it waits in memory."""
    body = bytearray()
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > most:
                    return None
    except TimeoutError:
        raise HTTPException(408) from None
    return bytes(body)


def _store(site: Site, channel: str, body: bytes) -> None:
    with Session(site.store) as session:
        store_delivery(session, channel, body, site.clock)
        session.commit()


def _take_in(site: Site, channel: str, source: WebhookSource) -> None:
    """What the platform does not tell now of a mention or a person, the next run asks again. In a burst one takes in
    what came for many, so that the others keep no thread and no connection."""
    try:
        if not site.intakes[channel].do(lambda: take_deliveries(site.store, site.clock, channel, source)):
            return
    except UNAVAILABLE as error:  # it is stored, and was answered
        _LOG.error("What %s told waits for the next run: the database does not answer.", channel, exc_info=error)
        return
    if isinstance(source, MentionSource):
        with suppress(PlatformError):
            complete_mentions(site.store, site.clock, channel, source)
    if isinstance(source, NameSource):
        with suppress(PlatformError):
            learn_names(site.store, site.clock, channel, source)


def _refuse(site: Site, channel: str, reason: str) -> None:
    with Session(site.store) as session:
        count_refused(session, channel, reason, site.clock)
        session.commit()
