"""What one chooses from where one works with conversations, asked for at once: every page of the inbox offers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from sqlalchemy import (
    CompoundSelect,
    Select,
    SQLColumnExpression,
    String,
    bindparam,
    cast,
    exists,
    func,
    literal,
    select,
    union_all,
)
from sqlmodel import Session, col

from socialshop.desk.model import Macro
from socialshop.inbox.model import ConversationLabel, Label
from socialshop.staff.model import TeamMember, User
from socialshop.store import Question, Rows
from socialshop.windows.model import WindowRow

_MOST_WINDOWS = 100


@dataclass(frozen=True, slots=True)
class Menus:
    """What is chosen, with what the menu calls it, by name; windows with the latest first. `people` are those who may
    sign in, by their number; `own_macros` are those of who asks, and macros go by their number, too."""

    people: Mapping[str, str]
    teams: Mapping[str, str]
    labels: Mapping[str, str]
    own_macros: Mapping[str, str]
    macros: Mapping[str, str]
    windows: Mapping[str, str]


def menus(session: Session, user_id: int) -> Menus:
    return OFFERED.ask(session, {"user_id": user_id})


def _read(entries: Rows) -> Menus:
    found: dict[str, dict[str, str]] = {menu: {} for menu in Menus.__dataclass_fields__}
    for menu, chosen, called, _ in entries:
        found[menu][chosen] = called
    return Menus(**found)


@cache
def _all_entries() -> CompoundSelect[str, str, str, int]:
    number_of_macro = cast(col(Macro.id), String)
    works_here = col(User.disabled_at).is_(None)
    latest = func.row_number().over(order_by=col(WindowRow.applied_at).desc()).label("place")
    windows = select(col(WindowRow.name), col(WindowRow.title), latest).subquery().c
    all_entries = union_all(
        _entries("people", cast(col(User.id), String), col(User.name)).where(works_here),
        _entries("teams", col(TeamMember.team)).join(User, col(User.id) == col(TeamMember.user_id)).where(works_here),
        _entries("labels", col(Label.name)).where(exists().where(col(ConversationLabel.label) == col(Label.name))),
        _entries("own_macros", number_of_macro, col(Macro.name)).where(col(Macro.user_id) == bindparam("user_id")),
        _entries("macros", number_of_macro, col(Macro.name)).where(col(Macro.user_id).is_(None)),
        _entries("windows", windows.name, windows.title, windows.place).where(windows.place <= _MOST_WINDOWS),
    )
    return all_entries.order_by("place", "called")


def _entries(
    menu: str,
    chosen: SQLColumnExpression[str],
    called: SQLColumnExpression[str] | None = None,
    place: SQLColumnExpression[int] = literal(0),  # noqa: B008 - nothing changes it
) -> Select[str, str, str, int]:
    name = chosen if called is None else called
    return select(literal(menu).label("menu"), chosen, name.label("called"), place.label("place"))


OFFERED = Question(_all_entries, _read)
"""`menus` of `user_id`."""
