"""What somebody changes of their own account: the password, and where they are signed in."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session
from starlette.responses import Response

from socialshop.staff import attempts
from socialshop.staff.errors import LONGEST_PASSWORD, SHORTEST_PASSWORD, LongPassword, ShortPassword, TooManyAtOnce
from socialshop.staff.model import User
from socialshop.staff.users import authenticate, end_sessions, person, set_password
from socialshop.web.pages.signin import SIGN_IN, client_of
from socialshop.web.refusals import attempted, in_words
from socialshop.web.render import back_to, page
from socialshop.web.visits import PersonVisit, Visit, sign_in

ACCOUNT = "/account"
router = APIRouter(prefix=ACCOUNT)
Password = Annotated[str, Form()]


@router.get("")
def account(here: PersonVisit) -> Response:
    return _account_page(here)


@router.post("/password")
def change_password(here: PersonVisit, current: Password = "", new: Password = "", again: Password = "") -> Response:
    """Another password, for whoever knows the one that they have; guessing counts as it does at the door."""
    assert here.person
    site, address, name = here.site, client_of(here), here.person.email
    waiting = attempts.wait(site.store, address, name, site.clock)
    if waiting:
        return _account_page(here, 429, minutes=math.ceil(waiting / timedelta(minutes=1)))
    try:
        known = authenticate(site.store, name, current)
    except TooManyAtOnce as error:
        return _account_page(here, 503, refusal=in_words(here, error))
    if known is None:
        attempts.failed(site.store, address, name, site.clock)
        return _account_page(here, 422, trouble="wrong")
    attempts.succeeded(site.store, name)
    if new != again:
        return _account_page(here, 422, trouble="differs")
    return _changed(here, new)


@router.post("/sign-out")
def sign_out_everywhere(here: PersonVisit) -> Response:
    attempted(here, lambda session, actor: end_sessions(session, actor, _own(here, session), here.site.clock))
    here.request.session.clear()
    here.request.session["language"] = here.language
    return back_to(here, SIGN_IN, "signed out everywhere")


def _changed(here: Visit, new: str) -> Response:
    assert here.person
    with Session(here.site.store) as session:
        try:
            set_password(session, here.person.actor, _own(here, session), new, here.site.clock)
        except (ShortPassword, LongPassword) as error:
            return _account_page(here, 422, refusal=in_words(here, error))
        session.commit()
        anew = person(session, here.person.id)
    assert anew
    sign_in(here.request, anew)
    return back_to(here, ACCOUNT, "password changed")


def _own(here: Visit, session: Session) -> User:
    assert here.person
    return session.get_one(User, here.person.id)


def _account_page(
    here: Visit, status: int = 200, *, minutes: int = 0, trouble: str = "", refusal: str = ""
) -> Response:
    """`trouble` is 'wrong' for a wrong password, 'differs' where the new one was typed in two ways."""
    lengths = {"shortest": SHORTEST_PASSWORD, "longest": LONGEST_PASSWORD}
    told = {"minutes": minutes, "trouble": trouble, "reason": refusal, **lengths}
    return page(here, "account.html", status, **told)
