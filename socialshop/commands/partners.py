"""People who recommend."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from socialshop.commands.opening import opened
from socialshop.commands.options import AsJson

app = typer.Typer(no_args_is_help=True, help="People who recommend, and what they are owed.")


@app.command("show")
def partners_show(
    ctx: typer.Context, code: Annotated[str, typer.Argument(help="Their coupon.")], json: AsJson = False
) -> None:
    """What a partner was credited and why; refunds take it back."""
    from socialshop import terminal
    from socialshop.referrals.report import statement

    with opened(ctx).reading() as session:
        found = statement(session, code)
    terminal.print_json(asdict(found)) if json else terminal.print_statement(found)
