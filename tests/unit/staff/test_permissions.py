"""Who may do what; keys of programs; the last admin."""

from __future__ import annotations

from itertools import pairwise

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.errors import ConfigurationError
from socialshop.staff.actor import Actor
from socialshop.staff.audit import entries
from socialshop.staff.model import ApiToken, Role, TeamMember, User
from socialshop.staff.permissions import NotPermitted, Permission, may
from socialshop.staff.tokens import bearer, make_token, revoke_token, tokens_of
from socialshop.staff.users import add_user, named, set_role, set_team

ROOT = Actor("root@host", Role.ADMIN)
PASSWORD = "ein-gutes-Passwort"


def test_each_role_may_what_the_one_before_may_and_more() -> None:
    allowed = [{permission for permission in Permission if may(role, permission)} for role in Role]
    assert all(less < more for less, more in pairwise(allowed))
    assert allowed[0] == {Permission.READ}
    assert allowed[-1] == set(Permission)


def test_the_first_is_an_admin_and_who_follows_an_agent(session: Session, clock: Clock) -> None:
    assert add_user(session, "a@x.de", "Anna", PASSWORD, clock).role == Role.ADMIN
    assert add_user(session, "b@x.de", "Bert", PASSWORD, clock).role == Role.AGENT


def test_the_last_admin_stays_one(session: Session, clock: Clock) -> None:
    anna = add_user(session, "a@x.de", "Anna", PASSWORD, clock)
    with pytest.raises(ConfigurationError, match="only admin"):
        set_role(session, ROOT, anna, Role.AGENT, clock)
    bert = add_user(session, "b@x.de", "Bert", PASSWORD, clock)
    set_role(session, ROOT, bert, Role.ADMIN, clock)
    set_role(session, ROOT, anna, Role.VIEWER, clock)
    assert [entry.act for entry in entries(session)] == ["set role", "set role", "add", "add"]


def test_an_agent_makes_nobody_an_admin(session: Session, clock: Clock) -> None:
    anna = add_user(session, "a@x.de", "Anna", PASSWORD, clock)
    with pytest.raises(NotPermitted, match="takes the role admin"):
        set_role(session, Actor("Bert", Role.AGENT, 2), anna, Role.ADMIN, clock)


def test_a_team_is_whoever_answers_for_it(session: Session, clock: Clock) -> None:
    anna = add_user(session, "a@x.de", "Anna", PASSWORD, clock)
    set_team(session, ROOT, anna, "Theke", clock)
    set_team(session, ROOT, anna, "Theke", clock)
    assert [(one.team, one.user_id) for one in session.exec(select(TeamMember))] == [("Theke", anna.id)]
    set_team(session, ROOT, anna, "Theke", clock, member=False)
    assert not session.exec(select(TeamMember)).all()


def test_nobody_is_named_who_does_not_sign_in(session: Session) -> None:
    with pytest.raises(ConfigurationError, match="Nobody signs in"):
        named(session, "x@y.de")


def test_a_key_acts_with_the_lesser_role_and_its_hash_alone_is_kept(
    store: Engine, session: Session, clock: Clock
) -> None:
    anna = add_user(session, "a@x.de", "Anna", PASSWORD, clock, Role.AGENT)
    key = make_token(session, Actor("Anna", Role.AGENT, anna.id), anna, "CRM", Role.ADMIN, clock)
    session.commit()
    actor = bearer(store, key, clock)
    assert actor == Actor("Anna (CRM)", Role.AGENT, anna.id)
    assert key not in str(session.exec(select(ApiToken)).one())
    assert session.exec(select(ApiToken.last_used_at)).one() == clock()
    assert bearer(store, key + "x", clock) is None


def test_a_revoked_key_and_one_of_somebody_who_left_open_nothing(store: Engine, session: Session, clock: Clock) -> None:
    anna = add_user(session, "a@x.de", "Anna", PASSWORD, clock)
    keys = [make_token(session, ROOT, anna, name, Role.VIEWER, clock) for name in ("one", "two")]
    (_, one) = tokens_of(session, anna.id or 0)
    assert not revoke_token(session, Actor("Bert", Role.AGENT, 99), one.id or 0, clock)
    assert revoke_token(session, Actor("Anna", Role.ADMIN, anna.id), one.id or 0, clock)
    session.commit()
    assert bearer(store, keys[0], clock) is None
    assert bearer(store, keys[1], clock) is not None
    session.get_one(User, anna.id).disabled_at = clock()
    session.commit()
    assert bearer(store, keys[1], clock) is None


def test_a_key_for_somebody_else_is_an_admins_to_make(session: Session, clock: Clock) -> None:
    anna = add_user(session, "a@x.de", "Anna", PASSWORD, clock)
    with pytest.raises(NotPermitted):
        make_token(session, Actor("Bert", Role.OPERATOR, 99), anna, "CRM", Role.VIEWER, clock)
    with pytest.raises(ConfigurationError, match="no name"):
        make_token(session, ROOT, anna, " ", Role.VIEWER, clock)
