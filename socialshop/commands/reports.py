"""What ran."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from socialshop.commands.group import Group
from socialshop.commands.opening import opened, print_run, stored_report
from socialshop.commands.options import AsJson, bearable

if TYPE_CHECKING:
    from socialshop.runtime.shop import Shop

app = Group("See what ran, when, and what came of it.")


@app.command("list")
def reports_list(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(metavar="NUMBER", min=1, help="How many at most.")] = 20,
    before: Annotated[
        int | None, typer.Option(metavar="NUMBER", min=1, help="Only runs with a smaller number.", callback=bearable)
    ] = None,
    json: AsJson = False,
) -> None:
    """List the latest runs, and what has not succeeded for too long."""
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


@app.command("show", examples=("reports show 12", "reports show 12 --html report.html"))
def reports_show(
    ctx: typer.Context,
    run: Annotated[int, typer.Argument(help="Its number in `reports list`.", callback=bearable)],
    json: AsJson = False,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write it as a page with pictures.")] = None,
    language: Annotated[
        Literal["de", "en"] | None,
        typer.Option(metavar="LANGUAGE", help="Of that page, de or en; default: the shop's.", show_default=False),
    ] = None,
) -> None:
    """Show one run: what changed, what failed, and how to mend it."""
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
