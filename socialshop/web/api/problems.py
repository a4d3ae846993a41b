"""What a program reads when a call did not succeed: what happened, and how to mend it."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from socialshop.desk.errors import (
    AnsweredMeanwhile,
    Claimed,
    LabelTaken,
    NotSwitchedOff,
    UnknownLabel,
    UnknownMacro,
    UnknownUser,
)
from socialshop.errors import SocialshopError, StoreUnavailable
from socialshop.inbox.errors import NothingFailed, UnknownConversation, UnknownMessage
from socialshop.inbox.identities import UnknownContact
from socialshop.staff.permissions import NotPermitted
from socialshop.store.engine import UNAVAILABLE
from socialshop.web.api.access import TokenNeeded
from socialshop.web.large import TOO_LARGE

_log = logging.getLogger(__name__)

_STATUS: dict[type[SocialshopError], int] = {
    UnknownContact: 404,
    UnknownConversation: 404,
    UnknownMessage: 404,
    NotPermitted: 403,
    UnknownLabel: 404,
    Claimed: 409,
    LabelTaken: 409,
    AnsweredMeanwhile: 409,
    StoreUnavailable: 503,
}
_MENDS: dict[type[SocialshopError], str] = {
    NothingFailed: "List those that did with /api/answers?failed=true.",
    NotPermitted: "Use a token that has the role {least}, of somebody who has it.",
    NotSwitchedOff: "List the programs with /api/programs.",
    UnknownContact: "List the pairs with /api/people and /api/people/decided.",
    UnknownConversation: "List them with /api/conversations.",
    LabelTaken: "Choose another name, or put them together with merge=true.",
    UnknownLabel: "List them with /api/labels.",
    UnknownMacro: "List them with /api/macros.",
    UnknownMessage: "Each conversation of /api/conversations tells the numbers of its messages.",
    UnknownUser: "List people with /api/colleagues.",
}
"""What a program does, where the error itself names what a person at a terminal does; with the error's attributes."""
_REFUSED = 422
_UNREADABLE = 400
"""What FastAPI says of a body whose signs it cannot read."""
RETRY_AFTER_SECONDS = 5


class Problem(BaseModel):
    """Why a call did not succeed."""

    what: str
    mend: str = ""


def handle_problems(api: FastAPI) -> None:
    api.add_exception_handler(TokenNeeded, _token_needed)
    api.add_exception_handler(SocialshopError, _refused)
    api.add_exception_handler(RequestValidationError, _misunderstood)
    api.add_exception_handler(HTTPException, _http)
    for unavailable in UNAVAILABLE:
        api.add_exception_handler(unavailable, _unavailable)
    api.add_exception_handler(Exception, _broken)


def _answer(status: int, what: str, mend: str = "", headers: Mapping[str, str] | None = None) -> Response:
    return JSONResponse(Problem(what=what, mend=mend).model_dump(), status, headers)


def _token_needed(_request: Request, _error: Exception) -> Response:
    mend = "Make one on the page of people, at /people, and send it as `Authorization: Bearer …`."
    return _answer(401, "The call bears no token that opens.", mend, {"www-authenticate": "Bearer"})


def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, SocialshopError)
    status = next((code for kind, code in _STATUS.items() if isinstance(error, kind)), _REFUSED)
    return _answer(status, error.what, _mend(error))


def _mend(error: SocialshopError) -> str:
    if isinstance(error, UnknownConversation) and error.joined:
        return error.mend  # it names the one to use
    own = next((mend for kind, mend in _MENDS.items() if isinstance(error, kind)), None)
    return error.mend if own is None else own.format(**vars(error))


def _misunderstood(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    wrong = "; ".join(f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors())
    return _answer(_REFUSED, f"The call cannot be understood: {wrong}.", "Compare it with /api/openapi.json.")


def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == _UNREADABLE:  # no more than words that are no JSON
        return _answer(_REFUSED, "The call cannot be understood: its body is no JSON.", "Send JSON in UTF-8.")
    mend = "The calls that there are: /api/openapi.json."
    return _answer(error.status_code, f"{error.detail}.", mend, error.headers)


def _unavailable(_request: Request, _error: Exception) -> Response:
    headers = {"retry-after": str(RETRY_AFTER_SECONDS)}
    return _answer(503, "The database does not answer.", "Try again in a few seconds.", headers)


def too_large_a_call() -> Response:
    return _answer(TOO_LARGE, "The call holds more than is read.", "Send a shorter text, or a smaller picture.")


def _broken(request: Request, error: Exception) -> Response:
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return _answer(500, "Something broke here.", "It is in the log. Try again later.")
