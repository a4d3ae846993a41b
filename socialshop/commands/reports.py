"""What ran."""

from __future__ import annotations

from typing import Annotated

import typer

from socialshop.commands.opening import opened, print_run
from socialshop.commands.options import AsJson

app = typer.Typer(no_args_is_help=True, help="What ran, when, and what came of it.")


@app.command("list")
def reports_list(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(help="How many.")] = 20,
    before: Annotated[int | None, typer.Option(help="Only runs with a smaller number.")] = None,
    json: AsJson = False,
) -> None:
    """The latest runs."""
    from sqlmodel import Session

    from socialshop import terminal
    from socialshop.store import reading
    from socialshop.sync.alarm import alarms
    from socialshop.sync.reports import runs

    with opened(ctx).shop(connected=False) as shop, Session(reading(shop.store)) as session:
        found = runs(session, limit, before)
        overdue = alarms(session, shop.clock(), shop.config.schedule.alarm_hours)
    if json:
        told = {alarm.job: str(alarm) for alarm in overdue}
        terminal.print_json([run.to_json() | {"alarm": told.get(run.job)} for run in found])
    else:
        terminal.print_runs(found)
        terminal.print_alarms([str(alarm) for alarm in overdue])


@app.command("show")
def reports_show(
    ctx: typer.Context, run: Annotated[int, typer.Argument(help="Its number in `reports list`.")], json: AsJson = False
) -> None:
    """One run: who, when, what changed, what failed and how to mend it."""
    with opened(ctx).shop(connected=False) as shop:
        print_run(shop, run, json)
