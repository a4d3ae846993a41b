"""What ran."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from socialshop.commands.opening import opened, print_run, stored_report
from socialshop.commands.options import AsJson, bearable

if TYPE_CHECKING:
    from socialshop.runtime.shop import Shop

app = typer.Typer(no_args_is_help=True, help="What ran, when, and what came of it.")


@app.command("list")
def reports_list(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(min=1, help="How many.")] = 20,
    before: Annotated[
        int | None, typer.Option(min=1, help="Only runs with a smaller number.", callback=bearable)
    ] = None,
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
        terminal.print_runs(found, before)
        terminal.print_alarms([str(alarm) for alarm in overdue])


@app.command("show")
def reports_show(
    ctx: typer.Context,
    run: Annotated[int, typer.Argument(help="Its number in `reports list`.", callback=bearable)],
    json: AsJson = False,
    html: Annotated[Path | None, typer.Option(help="Write the report as a page with pictures to this file.")] = None,
    language: Annotated[
        Literal["de", "en"] | None, typer.Option(help="Of that page; default: the shop's.", show_default=False)
    ] = None,
) -> None:
    """One run: who, when, what changed, what failed and how to mend it."""
    with opened(ctx).shop(connected=False) as shop:
        if html:
            _write_page(shop, run, html, language or "")
        print_run(shop, run, json)


def _write_page(shop: Shop, run: int, path: Path, language: str) -> None:
    from sqlmodel import Session

    from socialshop.store import reading
    from socialshop.sync.alarm import alarms
    from socialshop.web.reportpage import write_report

    with Session(reading(shop.store)) as session:
        overdue = alarms(session, shop.clock(), shop.config.schedule.alarm_hours)
        write_report(session, stored_report(session, run), path, shop.config, language=language, alarms=overdue)
