"""The web page of an open shop, and the schedule beside it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from threading import Thread

import uvicorn
from fastapi import FastAPI
from sqlmodel import Session

from socialshop.desk.unsent import unsent
from socialshop.errors import ConfigurationError
from socialshop.phrases import phrase
from socialshop.runtime.care import targets_of
from socialshop.runtime.garbage import collect_seldom
from socialshop.runtime.jobs import Jobs
from socialshop.runtime.patience import PatientProtocol
from socialshop.runtime.pictures import media_store
from socialshop.runtime.scheduler import scheduled, survive
from socialshop.runtime.shop import Shop
from socialshop.store import reading
from socialshop.store.model import OutboxState
from socialshop.web.app import create_app

_FAREWELL_SECONDS = 3
"""How long the answers that are under way may take when the page is told to end: live pages would never end."""
_EVERY_MINUTE = "* * * * *"
_ON_THEIR_WAY = (OutboxState.PENDING, OutboxState.SENDING)


def web_app(shop: Shop) -> FastAPI:
    """The page; an answer that is written there leaves at once, in the background."""
    config = shop.config
    jobs = Jobs(shop)
    return create_app(
        shop.store,
        clock=shop.clock,
        session_key=config.web.session_key.reveal(),
        shop_name=config.shop.name,
        time_zone=config.shop.time_zone,
        default_language=config.shop.language,
        secure_cookies=config.web.secure_cookies,
        connectors=shop.connectors,
        media=config.media_folder(),
        feeds=config.path(config.catalog.feeds) if config.catalog.feeds_address else None,
        alarm_hours=config.schedule.alarm_hours,
        webhooks=jobs.webhook_sources(),
        programs=[hook.name for hook in config.webhooks],
        windows=jobs.window_room(),
        pictures=media_store(config),
        claim_minutes=config.inbox.claim_minutes,
        targets=targets_of(config),
        after_reply=lambda: survive(lambda: jobs.deliver_replies("web")),
    )


def serve(shop: Shop, *, scheduled: bool = False) -> None:
    """Serve the page until the process is told to end, `scheduled` with the schedule beside it; what an earlier process
    did not send leaves now. Raises ConfigurationError when its address is taken, before anything is begun."""
    web = shop.config.web
    try:
        listening = socket.create_server(
            (web.host, web.port), family=socket.AF_INET6 if ":" in web.host else socket.AF_INET
        )
    except OSError as error:
        raise ConfigurationError(
            phrase("The page cannot be served at {address}: {failure}.", address=web.address, failure=error.strerror),
            mend=phrase("Set another web.port in the configuration, or end what uses this one."),
        ) from error
    with listening, on_schedule(shop) if scheduled else nullcontext():
        left_over = partial(survive, partial(send_left_over, Jobs(shop)))
        # It ends with the process: what is cut off in the middle is looked up by the next one.
        Thread(target=left_over, name="left over", daemon=True).start()
        settings = uvicorn.Config(
            web_app(shop), http=PatientProtocol, log_level="warning", timeout_graceful_shutdown=_FAREWELL_SECONDS
        )
        collect_seldom()
        uvicorn.Server(settings).run(sockets=[listening])


def send_left_over(jobs: Jobs) -> None:
    """Send what is queued, as where a process was killed, or its token was dead; where nothing is, nothing is done."""
    with Session(reading(jobs.shop.store)) as session:
        queued = any(unsent(session, state=state, limit=1).unsent for state in _ON_THEIR_WAY)
    if queued:
        jobs.deliver_replies("web")


@contextmanager
def beside(app: FastAPI) -> Iterator[str]:
    """The address, on any free port of this machine, at which the app is served while the block runs."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, name="page", daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def on_schedule(shop: Shop) -> Iterator[None]:
    """Sync by the schedule of the configuration while the block runs."""
    jobs = Jobs(shop)

    def sync_once() -> None:
        with jobs.run("sync", "schedule") as run:
            jobs.sync(run)

    plan = ((shop.config.schedule.sync, sync_once), (_EVERY_MINUTE, jobs.tend_inbox))
    with scheduled(plan, shop.config.shop.time_zone):
        yield
