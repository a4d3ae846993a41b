"""Orders."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from socialshop.commands.group import Group
from socialshop.commands.opening import opened
from socialshop.commands.options import AsJson

app = Group("Take in orders, and find the conversations that led to them.")


@app.command("import", examples=("orders import", "orders import orders_export.csv"), may_fail=True)
def orders_import(
    ctx: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="An export of your shop's; default: orders.source of the configuration."),
    ] = None,
    json: AsJson = False,
) -> None:
    """Take in orders, link them to conversations, and post commissions.

    An order that is known already changes nothing, unless it was refunded.
    """
    with opened(ctx).job("orders import", json) as (jobs, run):
        jobs.import_orders(run, file)
