"""Sign in, sign out, choose a language."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from socialshop.desk import notes
from socialshop.desk.notes import Begun
from socialshop.inbox.errors import UnknownConversation
from socialshop.staff import attempts
from socialshop.staff.errors import TooManyAtOnce
from socialshop.staff.permissions import Permission, may
from socialshop.staff.users import Person, authenticate, set_language
from socialshop.web.i18n import LANGUAGES
from socialshop.web.render import back_to, page
from socialshop.web.visits import HOME, INBOX, AnyVisit, PersonVisit, Storable, Visit, own_page, sign_in, sign_out

SIGN_IN = "/sign-in"
router = APIRouter()


@router.get("/")
def root() -> RedirectResponse:
    return RedirectResponse(HOME, 303)


@router.get(SIGN_IN)
def sign_in_page(here: AnyVisit, next: str = HOME) -> Response:
    if here.person:
        return back_to(here, own_page(next))
    return door(here, next)


@router.post(SIGN_IN)
def sign_in_form(
    here: AnyVisit,
    email: Annotated[Storable, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = HOME,
    text: Annotated[Storable, Form()] = "",
    mode: Annotated[Storable, Form()] = "",
) -> Response:
    """`text` is what somebody sent when their session had ended: it becomes their draft at the conversation `next`."""
    begun = Begun(text, mode)
    site, address, account = here.site, client_of(here), email.strip().lower()
    waiting = attempts.wait(site.store, address, account, site.clock)
    if waiting:
        minutes = math.ceil(waiting / timedelta(minutes=1))
        return door(here, next, 429, begun=begun, email=email, minutes=minutes)
    try:
        somebody = authenticate(site.store, email, password)
    except TooManyAtOnce:
        return door(here, next, 503, begun=begun, email=email, trouble="busy")
    if somebody is None:
        attempts.failed(site.store, address, account, site.clock)
        return door(here, next, 401, begun=begun, email=email, trouble="refused")
    attempts.succeeded(site.store, account)
    sign_in(here.request, somebody)
    if text.strip():
        _take_in(here, somebody, next, begun)
    return back_to(here, own_page(next))


def door(
    here: Visit,
    next: str,
    status: int = 200,
    *,
    begun: Begun = Begun(),  # noqa: B008 - it is frozen
    email: str = "",
    trouble: str = "",
    minutes: int = 0,
) -> Response:
    """The page to sign in at, which leads to `next`; `begun` waits in its form. `trouble` is
    'refused' for a wrong address or password, 'busy' where too many sign in at once."""
    return page(
        here,
        "signin.html",
        status,
        next=own_page(next),
        begun=begun,
        email=email,
        trouble=trouble,
        minutes=minutes,
    )


def conversation_in(address: str) -> int | None:
    """The number of the conversation that an address of ours is about."""
    found = re.match(rf"{INBOX}/(\d{{1,18}})(?=[/?#]|$)", address)
    return int(found[1]) if found else None


def _take_in(here: Visit, somebody: Person, next: str, begun: Begun) -> None:
    conversation_id = conversation_in(next)
    if conversation_id is None or not may(somebody.role, Permission.ANSWER):
        return
    clock = here.site.clock
    with Session(here.site.store) as session, suppress(UnknownConversation):
        standing = notes.draft(session, somebody.actor, conversation_id)
        whole = begun.text if standing in begun.text else f"{standing}\n{begun.text}"
        notes.keep_draft(session, somebody.actor, conversation_id, whole, clock, mode=begun.mode)
        session.commit()


@router.post("/sign-out")
def leave(here: PersonVisit) -> Response:
    sign_out(here)
    return back_to(here, SIGN_IN, "signed out")


@router.post("/language")
def choose_language(
    here: AnyVisit,
    language: Annotated[str, Form()],
    next: Annotated[str, Form()] = HOME,
) -> Response:
    if language in LANGUAGES:
        here.request.session["language"] = language
        if here.person:
            with Session(here.site.store) as session:
                set_language(session, here.person.id, language)
                session.commit()
    return back_to(here, own_page(next))


def client_of(here: Visit) -> str:
    """The address of who asks."""
    return here.request.client.host if here.request.client else ""
