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
    ctx: typer.Context, ids: Sequence[int], as_json: bool, act: Callable[[Session, Actor, int, Clock], object]
) -> None:
    """Do the act with each, say what came of it, and leave with 1 where one refused."""
    from sqlmodel import Session

    from socialshop import terminal
    from socialshop.desk.acts import each

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        outcome = each(session, ids, lambda id_: act(session, acting(), id_, shop.clock))
        session.commit()
    if as_json:
        refused = {id_: str(error) for id_, error in outcome.refused.items()}
        terminal.print_json({"done": outcome.done, "refused": refused})
    else:
        terminal.print_bulk(outcome)
    if outcome.refused:
        raise typer.Exit(1)


def acting() -> Actor:
    """Who calls the command: whoever may read the configuration and its secrets may do everything."""
    from socialshop.staff.actor import Actor
    from socialshop.staff.model import Role
    from socialshop.sync.runs import whoami

    return Actor(whoami(), Role.ADMIN)
