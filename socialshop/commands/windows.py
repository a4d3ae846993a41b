"""Shop windows."""

from __future__ import annotations

from typing import Annotated

import typer

from socialshop.commands.opening import opened
from socialshop.commands.options import AsJson

app = typer.Typer(no_args_is_help=True, help="Shop windows: put them up, take them down.")


@app.command("apply")
def windows_apply(ctx: typer.Context, json: AsJson = False) -> None:
    """Put up the windows that are open now, take down those that are over."""
    with opened(ctx).job("windows apply", json) as (jobs, run):
        jobs.apply_windows(run)


@app.command("withdraw")
def windows_withdraw(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="The name of its file, without `.toml`.")],
    json: AsJson = False,
) -> None:
    """Take a window down everywhere."""
    with opened(ctx).job("windows withdraw", json) as (jobs, run):
        jobs.withdraw_window(run, name)
