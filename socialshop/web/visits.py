"""What a request brings and what every page needs: the site, the person, the language, the form's token."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from pydantic import AfterValidator, BeforeValidator, Field
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.clock import Clock
from socialshop.desk.figures import Figures
from socialshop.desk.spans import Asked
from socialshop.inbox.fold import clean
from socialshop.inbox.service import ServiceTargets
from socialshop.ports import WebhookSource
from socialshop.staff.sessions import leave, new_key
from socialshop.staff.users import Person, person
from socialshop.store import LARGEST_NUMBER, reading
from socialshop.web.i18n import negotiate
from socialshop.web.rooms import WindowRoom
from socialshop.web.shared import Shared
from socialshop.web.turns import Turn
from socialshop.windows.media import MediaStore

INBOX = "/inbox"
HOME = f"{INBOX}?state=open"
"""Where people begin: with what waits for an answer."""
MOST_BYTES = 2**20
"""What one form or call may hold: more than anybody writes, and less than hurts."""
WITH_PICTURE = 32 * 2**20
"""What the form of an answer may hold: more than any channel takes, so that the page can name the channel's limit."""


def counted(given: object) -> object:
    """What is given for a number; true and false are none, though Python counts with them."""
    if isinstance(given, bool):
        raise ValueError("true and false are no numbers")
    return given


RowNumber = Annotated[int, Field(ge=0, le=LARGEST_NUMBER), BeforeValidator(counted)]
"""What a row of the database may be called by in an address, a form or a call."""
Storable = Annotated[str, AfterValidator(clean)]
"""What somebody wrote, without the characters that a database cannot hold."""


class SignInNeeded(Exception):
    """The page is for people who are signed in."""


class Forbidden(Exception):
    """The form does not come from a page that we gave to this person."""


@dataclass(frozen=True, slots=True)
class Site:
    """What the composition root decides, the same for every request."""

    store: Engine
    clock: Clock
    shop_name: str
    zone: ZoneInfo
    default_language: str
    connectors: Mapping[str, object]
    media: Path | None
    after_reply: Callable[[], None] | None
    claim: timedelta
    targets: ServiceTargets | None = None
    alarm_hours: int = 0
    webhooks: Mapping[str, WebhookSource] = field(default_factory=dict)
    programs: tuple[str, ...] = ()  # the names of those that outgoing webhooks tell
    windows: WindowRoom | None = None
    pictures: MediaStore | None = None
    shared: Shared = field(default_factory=Shared)
    intakes: dict[str, Turn] = field(default_factory=lambda: defaultdict(Turn))  # of webhooks, by channel
    figures: dict[Asked, tuple[datetime, Figures]] = field(default_factory=dict)  # service reports, and when counted


@dataclass(frozen=True, slots=True)
class Visit:
    """One request, understood."""

    request: Request
    site: Site
    language: str
    person: Person | None


def site_of(request: Request) -> Site:
    site: Site = request.app.state.site
    return site


def visit(request: Request) -> Visit:
    """Anybody's visit, signed in or not."""
    somebody = _signed_in(request)
    return Visit(request, site_of(request), language_of(request, somebody), somebody)


async def visit_of_person(here: Annotated[Visit, Depends(visit)]) -> Visit:  # a plain one would wait for a thread
    """The visit of somebody who is signed in. Raises SignInNeeded."""
    if here.person is None:
        raise SignInNeeded
    return here


AnyVisit = Annotated[Visit, Depends(visit)]
PersonVisit = Annotated[Visit, Depends(visit_of_person)]


def language_of(request: Request, somebody: Person | None) -> str:
    """`?lang=` first, then the person's setting, this browser's last choice, its settings, the shop's language."""
    asked = request.query_params.get("lang", "")
    wishes = (asked, somebody.language if somebody else "", request.session.get("language", ""))
    language = negotiate(wishes, request.headers.get("accept-language", ""), site_of(request).default_language)
    if asked == language:
        request.session["language"] = language
    return language


def sign_in(request: Request, somebody: Person) -> None:
    """Begin a session; nothing but the language survives of the one before, its form token least of all."""
    language = request.session.get("language", "")
    request.session.clear()
    request.session.update({"user": somebody.id, "seal": somebody.seal, "key": new_key(), "language": language})


def sign_out(here: Visit) -> None:
    """End the session, also for whoever has a copy of its cookie; the language stays."""
    key, language = _key_of(here.request), here.request.session.get("language", "")
    if key:
        with Session(here.site.store) as session:
            leave(session, key, here.site.clock)
            session.commit()
    here.request.session.clear()
    here.request.session["language"] = language


def form_token(request: Request) -> str:
    """The token that every form of this session carries."""
    if "csrf" not in request.session:
        request.session["csrf"] = secrets.token_urlsafe(24)
    return str(request.session["csrf"])


async def check_form_token(request: Request) -> None:
    """Raises Forbidden for a request that may change something and does not carry the session's token."""
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return
    given = (await request.form()).get("csrf")
    expected = request.session.get("csrf")
    if not (isinstance(given, str) and expected and secrets.compare_digest(given.encode(), str(expected).encode())):
        raise Forbidden


def own_page(target: str) -> str:
    """`target` if it is a path of ours, else HOME: our sign-in must not lead to somebody else's site."""
    outside = not target.startswith("/") or target.startswith(("//", "/\\"))
    return HOME if outside or any(ord(sign) < 32 for sign in target) else target


def is_signed_in(here: Visit) -> bool:
    """Whether whose visit it is may still be here: a stream outlives the request that began it."""
    assert here.person
    user_id, key = here.person.id, _key_of(here.request)
    now = here.site.shared.get(("person", user_id, key), lambda: _person(here.site, user_id, key))
    return now is not None and now.seal == here.person.seal


def _signed_in(request: Request) -> Person | None:
    """Who it is; a session that is over says no more whose it was, so that its cookie is not made anew."""
    session = request.session
    user_id = session.get("user")
    somebody = _person(site_of(request), user_id, _key_of(request)) if isinstance(user_id, int) else None
    if somebody and somebody.seal == session.get("seal"):
        return somebody
    for name in _IDENTITY & session.keys():
        del session[name]
    return None


_IDENTITY = {"user", "seal", "key"}


def _person(site: Site, user_id: int, session_key: str) -> Person | None:
    with Session(reading(site.store)) as session:
        return person(session, user_id, session_key)


def _key_of(request: Request) -> str:
    """Empty in a session that began before sessions had keys."""
    return str(request.session.get("key", ""))
