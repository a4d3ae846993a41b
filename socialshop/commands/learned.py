"""What was learned of topics from people's decisions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from socialshop.commands.acting import acting
from socialshop.commands.opening import opened
from socialshop.commands.options import ActingAs, AsJson

if TYPE_CHECKING:
    from sqlmodel import Session

    from socialshop.clock import Clock
    from socialshop.staff.actor import Actor

app = typer.Typer(no_args_is_help=True, help="What was learned of topics from people's decisions.")


@app.command("show")
def learned_show(ctx: typer.Context, json: AsJson = False) -> None:
    """Whether it is used and why, what it was learned from, and what people decided last."""
    from socialshop.desk.learned import learned
    from socialshop.terminal import print_json
    from socialshop.terminal_inbox import print_learned

    with opened(ctx).reading() as session:
        found = learned(session)
    print_json(asdict(found) | {"used": found.standing.used}) if json else print_learned(found)


@app.command("set-aside")
def learned_set_aside(ctx: typer.Context, acting_as: ActingAs = "") -> None:
    """Let the rules tell topics, also of what it told so far and nobody resolved; nothing is learned any more."""
    from socialshop.desk.learned import set_aside

    _act(ctx, set_aside, acting_as)


@app.command("take-up")
def learned_take_up(ctx: typer.Context, acting_as: ActingAs = "") -> None:
    """Use what was learned again where it does better than the rules, and learn on."""
    from socialshop.desk.learned import take_up

    _act(ctx, take_up, acting_as)


def _act(ctx: typer.Context, act: Callable[[Session, Actor, Clock], None], acting_as: str) -> None:
    from sqlmodel import Session

    from socialshop.inbox.learning import standing
    from socialshop.terminal import console

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        act(session, acting(session, acting_as), shop.clock)
        session.commit()
        console().print(str(standing(session)))
