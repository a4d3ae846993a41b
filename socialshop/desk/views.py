"""Saved views: lists that somebody keeps under a name."""

from __future__ import annotations

import json
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, or_, select
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.desk.errors import NameMissing, WrongLength
from socialshop.desk.model import SavedView
from socialshop.inbox.filters import Filters
from socialshop.staff.actor import Actor
from socialshop.staff.audit import record
from socialshop.staff.permissions import Permission, may
from socialshop.store import Question, Rows

LONGEST_NAME = 60
"""Characters."""


class View(NamedTuple):
    """A list that somebody keeps, as people see it."""

    id: int
    user_id: int
    name: str
    shared: bool
    filters: Filters


def save_view(
    session: Session, actor: Actor, name: str, filters: Filters, clock: Clock, *, shared: bool = False
) -> SavedView:
    """Keep the list under a name, in place of one's own of that name; the caller commits.

    Raises NameMissing without a name, WrongLength for a very long one, and NotPermitted for a shared one.
    """
    if shared:
        actor.require(Permission.ARRANGE)
    assert actor.user_id is not None
    name = " ".join(name.split())
    if not name:
        raise NameMissing("A view has a name.", mend="Give it one.")
    if len(name) > LONGEST_NAME:
        raise WrongLength("A view's name", len(name), LONGEST_NAME)
    mine = select(SavedView).where(col(SavedView.user_id) == actor.user_id, col(SavedView.name) == name)
    view = session.scalars(mine).first() or SavedView(user_id=actor.user_id, name=name, filters="")
    view.filters, view.shared = json.dumps(filters.chosen(), ensure_ascii=False), shared
    session.add(view)
    session.flush()
    kept = {"name": name, "filters": filters.chosen(), "shared": shared}
    record(session, actor, "save view", "view", view.id, clock(), after=kept)
    return view


@cache
def _seen() -> Select[*tuple[Any, ...]]:
    columns = (SavedView.id, SavedView.user_id, SavedView.name, SavedView.shared, SavedView.filters)
    seen = select(*map(col, columns)).where(or_(col(SavedView.user_id) == bindparam("user_id"), col(SavedView.shared)))
    return seen.order_by(col(SavedView.name), col(SavedView.id))


def _read(rows: Rows) -> list[View]:
    return [
        View(id_, user_id, name, shared, Filters.parsed(json.loads(filters)))
        for id_, user_id, name, shared, filters in rows
    ]


SEEN = Question(_seen, _read)
"""The views of `user_id` and the shared ones, by name."""


def remove_view(session: Session, actor: Actor, view_id: int, clock: Clock) -> None:
    """One's own, or as a manager a shared one; nothing happens to others. The caller commits."""
    view = session.get(SavedView, view_id)
    if view and (view.user_id == actor.user_id or (view.shared and may(actor.role, Permission.ARRANGE))):
        session.delete(view)
        record(session, actor, "remove view", "view", view_id, clock(), before={"name": view.name})
