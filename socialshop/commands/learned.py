"""What was learned of topics from people's decisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from socialshop.commands.acting import acting
from socialshop.commands.group import Group
from socialshop.commands.opening import opened
from socialshop.commands.options import ActingAs, AsJson

if TYPE_CHECKING:
    from sqlmodel import Session

    from socialshop.clock import Clock
    from socialshop.desk.learned import Learned
    from socialshop.staff.actor import Actor

app = Group("See what the shop learned about topics, and whether it is used.")


@app.command("show")
def learned_show(ctx: typer.Context, json: AsJson = False) -> None:
    """Show whether what was learned is used, why, and from what."""
    from socialshop.desk.learned import learned
    from socialshop.terminal import print_json
    from socialshop.terminal_inbox import print_learned

    with opened(ctx).reading() as session:
        found = learned(session)
    print_json(_told(found)) if json else print_learned(found)


@app.command("set-aside")
def learned_set_aside(ctx: typer.Context, acting_as: ActingAs = "", json: AsJson = False) -> None:
    """Let only the rules tell topics, and learn no more.

    Unresolved conversations whose topic was learned get that of the rules.
    """
    from socialshop.desk.learned import set_aside

    _act(ctx, set_aside, acting_as, json)


@app.command("take-up")
def learned_take_up(ctx: typer.Context, acting_as: ActingAs = "", json: AsJson = False) -> None:
    """Learn again, and use it where it does better than the rules."""
    from socialshop.desk.learned import take_up

    _act(ctx, take_up, acting_as, json)


def _act(ctx: typer.Context, act: Callable[[Session, Actor, Clock], None], acting_as: str, as_json: bool) -> None:
    from sqlmodel import Session

    from socialshop.desk.learned import learned
    from socialshop.terminal import console, print_json

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        act(session, acting(session, acting_as), shop.clock)
        session.commit()
        found = learned(session)
    print_json(_told(found)) if as_json else console().print(str(found.standing))


def _told(found: Learned) -> dict[str, object]:
    return asdict(found) | {"used": found.standing.used}
