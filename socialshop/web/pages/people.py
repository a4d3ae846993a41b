"""The people of the shop: roles and teams, who signs in no more, and the tokens of their programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session, col, select
from starlette.responses import Response

from socialshop.desk.errors import UnknownUser
from socialshop.desk.leaving import disable, former, hand_over
from socialshop.staff.actor import Actor
from socialshop.staff.errors import LONGEST_TEAM, LONGEST_TOKEN
from socialshop.staff.model import Role, User
from socialshop.staff.permissions import Permission, lesser, may
from socialshop.staff.report import user_rows
from socialshop.staff.tokens import make_token, revoke_token
from socialshop.staff.users import enable, end_sessions, set_role, set_team
from socialshop.store import reading
from socialshop.web.refusals import attempted
from socialshop.web.render import back_to, page
from socialshop.web.visits import PersonVisit, RowNumber, Storable, Visit

router = APIRouter()


@router.get("/people")
def people(here: PersonVisit) -> Response:
    return _people_page(here)


@router.post("/people/tokens")
def token(here: PersonVisit, name: Annotated[Storable, Form()], role: Annotated[Role, Form()]) -> Response:
    """A token for a program of one's own: the page that answers is the only one that ever shows it."""
    made: list[str] = []

    def act(session: Session, actor: Actor) -> None:
        owner = session.get_one(User, actor.user_id)
        made.append(make_token(session, actor, owner, name, role, here.site.clock))

    attempted(here, act)
    return _people_page(here, key="".join(made))


@router.post("/people/tokens/{token_id}/revoke")
def revoke(here: PersonVisit, token_id: RowNumber) -> Response:
    clock = here.site.clock
    attempted(here, lambda session, actor: revoke_token(session, actor, token_id, clock), "token revoked")
    return back_to(here, "/people")


@router.post("/people/{user_id}/role")
def role(here: PersonVisit, user_id: RowNumber, role: Annotated[Role, Form()]) -> Response:
    return _changed(here, user_id, lambda session, actor, user: set_role(session, actor, user, role, here.site.clock))


@router.post("/people/{user_id}/team")
def team(
    here: PersonVisit, user_id: RowNumber, team: Annotated[Storable, Form()], leave: Annotated[bool, Form()] = False
) -> Response:
    clock = here.site.clock
    return _changed(
        here, user_id, lambda session, actor, user: set_team(session, actor, user, team, clock, member=not leave)
    )


@router.post("/people/{user_id}/sign-out")
def sign_out(here: PersonVisit, user_id: RowNumber) -> Response:
    return _changed(here, user_id, lambda session, actor, user: end_sessions(session, actor, user, here.site.clock))


@router.post("/people/{user_id}/disable")
def end(here: PersonVisit, user_id: RowNumber) -> Response:
    return _changed(here, user_id, lambda session, actor, user: disable(session, actor, user, here.site.clock))


@router.post("/people/{user_id}/enable")
def let_in_again(here: PersonVisit, user_id: RowNumber) -> Response:
    clock = here.site.clock
    attempted(here, lambda session, actor: enable(session, actor, _former(session, user_id), clock), "person changed")
    return back_to(here, "/people")


@router.post("/people/{user_id}/hand-over")
def hand_on(here: PersonVisit, user_id: RowNumber, to: Annotated[RowNumber | None, Form()] = None) -> Response:
    """What somebody who signs in no more did not resolve: to a colleague, or to nobody in particular."""

    def act(session: Session, actor: Actor) -> None:
        actor.require(Permission.ADMINISTER)
        hand_over(session, actor, _former(session, user_id), to, here.site.clock)

    attempted(here, act, "person changed")
    return back_to(here, "/people")


def _changed(here: Visit, user_id: int, change: Callable[[Session, Actor, User], object]) -> Response:
    attempted(here, lambda session, actor: change(session, actor, _user(session, user_id)), "person changed")
    return back_to(here, "/people")


def _people_page(here: Visit, *, key: str = "") -> Response:
    assert here.person
    with Session(reading(here.site.store)) as session:
        rows, gone = user_rows(session), former(session)
    role = here.person.role
    return page(
        here,
        "people.html",
        rows=rows,
        former=gone,
        own=next(row for row in rows if row.id == here.person.id),
        roles=list(Role),
        own_roles=[one for one in Role if lesser(one, role) is one],
        may_administer=may(role, Permission.ADMINISTER),
        may_audit=may(role, Permission.ARRANGE),
        key=key,
        longest={"team": LONGEST_TEAM, "token": LONGEST_TOKEN},
    )


def _user(session: Session, user_id: int) -> User:
    """Raises UnknownUser for nobody, or somebody who may not sign in any more."""
    user = session.exec(select(User).where(User.id == user_id, col(User.disabled_at).is_(None))).first()
    if user is None:
        raise UnknownUser(user_id)
    return user


def _former(session: Session, user_id: int) -> User:
    """Also somebody who may not sign in any more. Raises UnknownUser for nobody."""
    user = session.get(User, user_id)
    if user is None:
        raise UnknownUser(user_id)
    return user
