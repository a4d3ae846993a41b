"""Who acts by a command, and the same act with many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import typer

from socialshop.commands.opening import opened

if TYPE_CHECKING:
    from sqlmodel import Session

    from socialshop.clock import Clock
    from socialshop.staff.actor import Actor


def each_of(
    ctx: typer.Context,
    ids: Sequence[int],
    as_json: bool,
    act: Callable[[Session, Actor, int, Clock], object],
    acting_as: str = "",
) -> None:
    """Do the act with each in somebody's name (see `acting`), say what came of it, and leave with 1 where one
    refused."""
    from sqlmodel import Session

    from socialshop import terminal
    from socialshop.desk.acts import each

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        actor = acting(session, acting_as)
        outcome = each(session, ids, lambda id_: act(session, actor, id_, shop.clock))
        session.commit()
    if as_json:
        refused = {id_: str(error) for id_, error in outcome.refused.items()}
        terminal.print_json({"done": outcome.done, "refused": refused})
    else:
        terminal.print_bulk(outcome)
    if outcome.refused:
        raise typer.Exit(1)


def acting(session: Session, email: str = "") -> Actor:
    """Who calls the command: the colleague with that address, with their role; else the system's user, who reads the
    configuration and its secrets and so may do everything. Raises ConfigurationError."""
    from socialshop.staff.actor import Actor
    from socialshop.staff.model import Role
    from socialshop.staff.users import colleague
    from socialshop.sync.runs import system_user

    return colleague(session, email).actor if email else Actor(system_user(), Role.ADMIN)
