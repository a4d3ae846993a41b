"""People who recommend."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from socialshop.commands.opening import opened
from socialshop.commands.options import AsJson

app = typer.Typer(no_args_is_help=True, help="People who recommend, and what they are owed.")


@app.command("list")
def partners_list(ctx: typer.Context, json: AsJson = False) -> None:
    """Everybody who recommends: their rate, what they are owed, and when they last earned something."""
    from sqlmodel import Session

    from socialshop import terminal, terminal_people
    from socialshop.referrals.report import partner_rows
    from socialshop.store import reading

    with opened(ctx).shop(connected=False) as shop, Session(reading(shop.store)) as session:
        found = partner_rows(session, shop.config.partners)
    terminal.print_json([asdict(row) for row in found]) if json else terminal_people.print_partners(found)


@app.command("show")
def partners_show(
    ctx: typer.Context, code: Annotated[str, typer.Argument(help="Their coupon.")], json: AsJson = False
) -> None:
    """What a partner was credited and why; refunds take it back."""
    from socialshop import terminal, terminal_people
    from socialshop.referrals.report import statement

    with opened(ctx).reading() as session:
        found = statement(session, code)
    terminal.print_json(asdict(found)) if json else terminal_people.print_statement(found)
