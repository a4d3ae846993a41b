"""Sign in, sign out, choose a language."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from socialshop.staff import attempts
from socialshop.staff.users import authenticate, set_language
from socialshop.web.i18n import LANGUAGES
from socialshop.web.render import back_to, page
from socialshop.web.visits import HOME, AnyVisit, PersonVisit, Storable, Visit, own_page, sign_in

SIGN_IN = "/sign-in"
router = APIRouter()


@router.get("/")
def root() -> RedirectResponse:
    return RedirectResponse(HOME, 303)


@router.get(SIGN_IN)
def sign_in_page(here: AnyVisit, next: str = HOME) -> Response:
    if here.person:
        return back_to(here, own_page(next))
    return page(here, "signin.html", next=own_page(next), email="", refused=False, minutes=0)


@router.post(SIGN_IN)
def sign_in_form(
    here: AnyVisit,
    email: Annotated[Storable, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form()] = HOME,
) -> Response:
    site, address, account = here.site, client_of(here), email.strip().lower()
    waiting = attempts.wait(site.store, address, account, site.clock)
    if waiting:
        minutes = math.ceil(waiting / timedelta(minutes=1))
        return page(here, "signin.html", 429, next=own_page(next), email=email, refused=False, minutes=minutes)
    somebody = authenticate(site.store, email, password)
    if somebody is None:
        attempts.failed(site.store, address, account, site.clock)
        return page(here, "signin.html", 401, next=own_page(next), email=email, refused=True, minutes=0)
    attempts.succeeded(site.store, account)
    sign_in(here.request, somebody)
    return back_to(here, own_page(next))


@router.post("/sign-out")
def sign_out(here: PersonVisit) -> Response:
    language = here.request.session.get("language", "")
    here.request.session.clear()
    here.request.session["language"] = language
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
