"""People who recommend."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from socialshop.commands.completing import partners
from socialshop.commands.group import Group
from socialshop.commands.opening import opened
from socialshop.commands.options import AsJson

app = Group("See who recommends the shop, and what they are owed.")


@app.command("list")
def partners_list(ctx: typer.Context, json: AsJson = False) -> None:
    """List who recommends: their rate, and what they are owed."""
    from sqlmodel import Session

    from socialshop import terminal, terminal_people
    from socialshop.referrals.report import partner_rows
    from socialshop.store import reading

    with opened(ctx).shop(connected=False) as shop, Session(reading(shop.store)) as session:
        found = partner_rows(session, shop.config.partners)
    terminal.print_json([asdict(row) for row in found]) if json else terminal_people.print_partners(found)


@app.command("show", examples=("partners show ANNA10",))
def partners_show(
    ctx: typer.Context,
    code: Annotated[
        str, typer.Argument(metavar="CODE", help="Their coupon, as `partners list` shows it.", autocompletion=partners)
    ],
    json: AsJson = False,
) -> None:
    """Show what a partner was credited, and why.

    A refund takes its commission back.
    """
    from socialshop import terminal, terminal_people
    from socialshop.referrals.report import statement

    with opened(ctx).reading() as session:
        found = statement(session, code)
    terminal.print_json(asdict(found)) if json else terminal_people.print_statement(found)
