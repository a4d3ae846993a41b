"""What a visitor reads when a page cannot be shown: what happened, and where to go from here."""

from __future__ import annotations

import logging

from anyio.to_thread import run_sync
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import RedirectResponse, Response

from socialshop.desk.notes import Begun
from socialshop.errors import SocialshopError
from socialshop.inbox.errors import UnknownConversation
from socialshop.inbox.fold import clean
from socialshop.staff.permissions import NotPermitted
from socialshop.store.engine import UNAVAILABLE
from socialshop.web.api.problems import RETRY_AFTER_SECONDS, too_large_a_call
from socialshop.web.headers import secure
from socialshop.web.large import TOO_LARGE
from socialshop.web.pages.live import SIGNED_OUT
from socialshop.web.pages.signin import SIGN_IN, conversation_in, door
from socialshop.web.render import page
from socialshop.web.visits import HOME, INBOX, Forbidden, SignInNeeded, Visit, language_of, own_page, site_of, visit

_log = logging.getLogger(__name__)
_PROBLEMS = {400: "large", 404: "missing", 405: "missing"}
"""By status; with 400 a form is refused of which a part is too large, and what no form of ours sends."""


def handle_problems(app: FastAPI) -> None:
    app.add_exception_handler(SignInNeeded, _to_sign_in)
    app.add_exception_handler(Forbidden, _forbidden)
    app.add_exception_handler(HTTPException, _http_problem)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(RequestValidationError, _missing)
    app.add_exception_handler(NotPermitted, _not_permitted)
    app.add_exception_handler(UnknownConversation, _joined)
    app.add_exception_handler(SocialshopError, _missing)  # what was asked for is not there
    for unavailable in UNAVAILABLE:
        app.add_exception_handler(unavailable, _unavailable)
    app.add_exception_handler(Exception, _broken)


async def _to_sign_in(request: Request, _error: Exception) -> Response:
    if "text/event-stream" in request.headers.get("accept", ""):
        return Response(
            SIGNED_OUT.encode(), media_type="text/event-stream"
        )  # a stream that leads elsewhere is an error there
    target = request.url.replace(path=SIGN_IN, query="").include_query_params(next=_wanted(request))
    begun = await _begun(request)
    if begun.text:
        return await run_sync(lambda: door(visit(request), _wanted(request), begun=begun))
    return RedirectResponse(f"{target.path}?{target.query}", 303)


def _wanted(request: Request) -> str:
    """Where somebody was: the page that they asked for, or the conversation whose form they sent."""
    path, query = request.url.path, f"?{request.url.query}" if request.url.query else ""
    conversation_id = conversation_in(path)
    if request.method != "GET":
        return HOME if conversation_id is None else f"{INBOX}/{conversation_id}{query}"
    return own_page(HOME if path + query == INBOX else path + query)


async def _begun(request: Request) -> Begun:
    """What was written in a conversation's form, which is not to be lost."""
    if request.method != "POST" or conversation_in(request.url.path) is None:
        return Begun()
    form = await request.form()
    text, mode = form.get("text"), form.get("mode")
    return Begun(clean(text) if isinstance(text, str) else "", clean(mode) if isinstance(mode, str) else "")


async def _forbidden(request: Request, error: Exception) -> Response:
    """A form whose session has ended leads to the door; one that we did not give changes nothing."""
    here = await run_sync(visit, request)
    if here.person is None and request.url.path != SIGN_IN:
        return await _to_sign_in(request, error)
    return page(here, "problem.html", 403, problem="forbidden", begun=await _begun(request))


def _not_permitted(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotPermitted)
    return page(visit(request), "problem.html", 403, problem="role", needed=error.least)


def _http_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    problem = _PROBLEMS.get(error.status_code, "failed")
    return page(visit(request), "problem.html", error.status_code, problem=problem)


def too_large(request: Request) -> Response:
    """A page, or what a program reads: nothing was read of what they sent."""
    if request.url.path.startswith("/api/"):
        return too_large_a_call()
    return page(visit(request), "problem.html", TOO_LARGE, problem="large")


def _gone(_request: Request, _error: Exception) -> Response:
    """Whoever broke off in the middle reads no page, and is no error of ours to be logged."""
    return Response(status_code=400)


def _joined(request: Request, error: Exception) -> Response:
    """A conversation that became part of another is found there, by an old link as by a page that was open."""
    assert isinstance(error, UnknownConversation)
    return RedirectResponse(f"{INBOX}/{error.joined}", 303) if error.joined else _missing(request, error)


def _missing(request: Request, _error: Exception) -> Response:
    return page(visit(request), "problem.html", 404, problem="missing")


async def _unavailable(request: Request, error: Exception) -> Response:
    """Locked for too long, out of reach, without room, or all connections taken: it is not asked who visits."""
    _log.error("%s %s: the database does not answer", request.method, request.url.path, exc_info=error)
    here = Visit(request, site_of(request), language_of(request, None), None)
    answer = page(here, "problem.html", 503, problem="busy", begun=await _begun(request))
    answer.headers["retry-after"] = str(RETRY_AFTER_SECONDS)
    return answer


def _broken(request: Request, error: Exception) -> Response:
    """The store may be what broke: who visits is not looked up again. This answer passes by the middleware."""
    _log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    here = Visit(request, site_of(request), language_of(request, None), None)
    answer = page(here, "problem.html", 500, problem="failed")
    secure(answer.headers)
    return answer
