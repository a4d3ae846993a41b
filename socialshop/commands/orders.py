"""Orders."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from socialshop.commands.opening import opened
from socialshop.commands.options import AsJson

app = typer.Typer(no_args_is_help=True, help="Orders, and the conversations that led to them.")


@app.command("import")
def orders_import(
    ctx: typer.Context,
    file: Annotated[Path | None, typer.Argument(help="Default: orders.source of the configuration.")] = None,
    json: AsJson = False,
) -> None:
    """Import orders, link them to conversations, and post the partners' commissions."""
    with opened(ctx).job("orders import", json) as (jobs, run):
        jobs.import_orders(run, file)
