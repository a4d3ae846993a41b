"""Who calls: a program with somebody's token. No cookie opens the API, so no form elsewhere can use a visitor's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlmodel import Session

from socialshop.staff.actor import Actor
from socialshop.staff.permissions import Permission
from socialshop.staff.tokens import bearer
from socialshop.web.visits import Site, site_of

_scheme = HTTPBearer(auto_error=False, description="A token of `socialshop users token`, or of the page of people.")


class TokenNeeded(Exception):
    """The call bears no token, or one that does not open (any more)."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call, understood."""

    site: Site
    actor: Actor


def _call(request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_scheme)]) -> Call:
    """Raises TokenNeeded."""
    site = site_of(request)
    actor = bearer(site.store, given.credentials, site.clock) if given else None
    if actor is None:
        raise TokenNeeded
    return Call(site, actor)


def _reading(call: Annotated[Call, Depends(_call)]) -> Call:
    """Raises NotPermitted."""
    call.actor.require(Permission.READ)
    return call


def _answering(call: Annotated[Call, Depends(_call)]) -> Call:
    """Raises NotPermitted."""
    call.actor.require(Permission.ANSWER)
    return call


Limit = Annotated[int, Query(ge=1, le=500, description="How many at most.")]
Reader = Annotated[Call, Depends(_reading)]
Answerer = Annotated[Call, Depends(_answering)]


def done(call: Call, act: Callable[[Session], object]) -> Response:
    """Do it, all or nothing; the answer is that it is done (204)."""
    with Session(call.site.store) as session:
        act(session)
        session.commit()
    return Response(status_code=204)
