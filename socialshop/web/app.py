"""The web pages of the shop, put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from fastapi import Depends, FastAPI
from sqlalchemy import Engine
from starlette.middleware.sessions import SessionMiddleware
from starlette.staticfiles import StaticFiles

from socialshop.clock import Clock
from socialshop.inbox.service import ServiceTargets
from socialshop.ports import WebhookSource
from socialshop.staff.sessions import LIFETIME
from socialshop.web.api import create_api
from socialshop.web.headers import SecurityHeaders
from socialshop.web.heads import Heads
from socialshop.web.large import TooLarge
from socialshop.web.pages import (
    account,
    acts,
    answering,
    apidocs,
    audit,
    bulk,
    catalog,
    claims,
    customers,
    desk,
    drafts,
    inbox,
    labels,
    learned,
    live,
    macros,
    outbox,
    people,
    reports,
    service,
    signin,
    told,
)
from socialshop.web.pages import webhooks as receiving
from socialshop.web.pages import windows as windows_pages
from socialshop.web.pages.problems import handle_problems, too_large
from socialshop.web.rooms import WindowRoom
from socialshop.web.visits import MOST_BYTES, Site, check_form_token
from socialshop.windows.media import MediaStore

STATIC = Path(__file__).parent / "static"
ROOMS = (
    *(
        signin,
        account,
        inbox,
        bulk,
        desk,
        acts,
        answering,
        drafts,
        claims,
        outbox,
        customers,
        macros,
        labels,
        catalog,
        live,
        reports,
        apidocs,
        people,
        audit,
        service,
        learned,
        told,
    ),
    windows_pages,
)
"""The rooms whose pages people see; every form in them carries the session's token."""
SESSION_SECONDS = int(LIFETIME.total_seconds())


def create_app(
    store: Engine,
    *,
    clock: Clock,
    session_key: str,
    shop_name: str,
    time_zone: str,
    default_language: str,
    secure_cookies: bool,
    connectors: Mapping[str, object],
    media: Path | None = None,
    feeds: Path | None = None,
    after_reply: Callable[[], None] | None = None,
    alarm_hours: int = 0,
    claim_minutes: int = 10,
    targets: ServiceTargets | None = None,
    webhooks: Mapping[str, WebhookSource] | None = None,
    programs: Sequence[str] = (),
    windows: WindowRoom | None = None,
    pictures: MediaStore | None = None,
) -> FastAPI:
    """The ASGI app over `store`.

    `time_zone` is an IANA name, `default_language` a tag such as 'de'. `connectors`, by channel, say what can be
    done there. Pictures in the folder `media` are served under /media, catalog feeds in `feeds` under /feeds.
    `after_reply` is called in the background after something was queued for a platform, so that it leaves at once.
    A job without success for `alarm_hours` is told on every page; 0: never. Whoever begins to answer holds the
    conversation for `claim_minutes` after they were last seen. By the `targets`, what is opened again is due at
    once, and reports count open hours. `webhooks` are taken under /webhooks/CHANNEL; `programs` are the names of
    those that outgoing ones tell. Without `windows`, there are no pages about them. Pictures of answers are put into
    `pictures`; without these, none can be sent.
    """
    app = FastAPI(title=shop_name, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.site = Site(
        store=store,
        clock=clock,
        shop_name=shop_name,
        zone=ZoneInfo(time_zone),
        default_language=default_language,
        connectors=connectors,
        media=media,
        after_reply=after_reply,
        claim=timedelta(minutes=claim_minutes),
        targets=targets,
        alarm_hours=alarm_hours,
        webhooks=webhooks or {},
        programs=tuple(programs),
        windows=windows,
        pictures=pictures,
    )
    for room in ROOMS:
        app.include_router(room.router, dependencies=[Depends(check_form_token)], max_body_size=MOST_BYTES)
    app.include_router(receiving.router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    if media:
        app.mount("/media", StaticFiles(directory=media, check_dir=False), name="media")
    app.mount("/api", create_api(app.state.site), name="api")
    if feeds:
        app.mount("/feeds", StaticFiles(directory=feeds, check_dir=False), name="feeds")
    handle_problems(app)
    app.add_middleware(TooLarge, answer=too_large)
    app.add_middleware(
        SessionMiddleware,
        secret_key=session_key,
        session_cookie="socialshop",
        max_age=SESSION_SECONDS,
        same_site="lax",
        https_only=secure_cookies,
    )
    app.add_middleware(SecurityHeaders, https=secure_cookies)
    app.add_middleware(Heads)
    return app
