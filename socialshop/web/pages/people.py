"""The people of the shop: roles and teams, the tokens of their programs, and who did what."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from sqlmodel import Session, col, select
from starlette.responses import Response

from socialshop.errors import SocialshopError
from socialshop.staff.audit import entries
from socialshop.staff.model import Role, User
from socialshop.staff.permissions import Permission, lesser, may
from socialshop.staff.report import user_rows
from socialshop.staff.tokens import make_token, revoke_token
from socialshop.staff.users import disable, set_role, set_team
from socialshop.store import reading
from socialshop.web.render import back_to, page
from socialshop.web.visits import PersonVisit, Visit

router = APIRouter()
_PAGE = 50


@router.get("/people")
def people(here: PersonVisit) -> Response:
    return _people_page(here)


@router.post("/people/tokens")
def token(here: PersonVisit, name: Annotated[str, Form()], role: Annotated[Role, Form()]) -> Response:
    """A token for a program of one's own: the page that answers is the only one that ever shows it."""
    assert here.person
    with Session(here.site.store) as session:
        try:
            key = make_token(
                session, here.person.actor, session.get_one(User, here.person.id), name, role, here.site.clock
            )
        except SocialshopError as error:
            return _people_page(here, 422, refusal=str(error))
        session.commit()
    return _people_page(here, key=key)


@router.post("/people/tokens/{token_id}/revoke")
def revoke(here: PersonVisit, token_id: int) -> Response:
    assert here.person
    with Session(here.site.store) as session:
        revoke_token(session, here.person.actor, token_id, here.site.clock)
        session.commit()
    return back_to(here, "/people", "token revoked")


@router.post("/people/{user_id}/role")
def role(here: PersonVisit, user_id: int, role: Annotated[Role, Form()]) -> Response:
    assert here.person
    actor = here.person.actor
    with Session(here.site.store) as session:
        try:
            set_role(session, actor, _user(session, user_id), role, here.site.clock)
        except SocialshopError as error:
            return _refused(here, error)
        session.commit()
    return back_to(here, "/people", "person changed")


@router.post("/people/{user_id}/team")
def team(
    here: PersonVisit, user_id: int, team: Annotated[str, Form()], leave: Annotated[bool, Form()] = False
) -> Response:
    assert here.person
    name = " ".join(team.split())[:60]
    with Session(here.site.store) as session:
        here.person.actor.require(Permission.ADMINISTER)
        if name:
            set_team(session, here.person.actor, _user(session, user_id), name, here.site.clock, member=not leave)
        session.commit()
    return back_to(here, "/people", "person changed")


@router.post("/people/{user_id}/disable")
def end(here: PersonVisit, user_id: int) -> Response:
    assert here.person
    with Session(here.site.store) as session:
        try:
            disable(session, here.person.actor, _user(session, user_id), here.site.clock)
        except SocialshopError as error:
            return _refused(here, error)
        session.commit()
    return back_to(here, "/people", "person changed")


@router.get("/audit")
def audit(here: PersonVisit, before: int | None = None) -> Response:
    assert here.person
    here.person.actor.require(Permission.ARRANGE)
    with Session(reading(here.site.store)) as session:
        found = entries(session, before=before, limit=_PAGE + 1)
    older = found[_PAGE - 1].id if len(found) > _PAGE else None
    return page(here, "audit.html", acts=found[:_PAGE], older=older)


def _people_page(here: Visit, status: int = 200, *, key: str = "", refusal: str = "") -> Response:
    assert here.person
    with Session(reading(here.site.store)) as session:
        rows = user_rows(session)
    role = here.person.role
    return page(
        here,
        "people.html",
        status,
        rows=rows,
        own=next(row for row in rows if row.id == here.person.id),
        roles=list(Role),
        own_roles=[one for one in Role if lesser(one, role) is one],
        may_administer=may(role, Permission.ADMINISTER),
        may_audit=may(role, Permission.ARRANGE),
        key=key,
        refusal=refusal,
    )


def _refused(here: Visit, error: SocialshopError) -> Response:
    return _people_page(here, 422, refusal=str(error))


def _user(session: Session, user_id: int) -> User:
    """Raises SocialshopError for nobody, or somebody who may not sign in any more."""
    user = session.exec(select(User).where(User.id == user_id, col(User.disabled_at).is_(None))).first()
    if user is None:
        raise SocialshopError(f"There is no user {user_id}.", mend="Load the page anew.")
    return user
