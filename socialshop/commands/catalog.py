"""The catalog: check it, write its feeds, bring the channels in step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from socialshop.commands.group import Group
from socialshop.commands.opening import opened, told_alarms
from socialshop.commands.options import (
    AsJson,
    CatalogChannel,
    Currency,
    DryRun,
    Language,
    MassDelete,
    ProductFile,
    RuleChannel,
    ShopUrl,
)

if TYPE_CHECKING:
    from catalog_feeds.sources import ShopFacts

app = Group("Bring the product catalog to Facebook, Instagram, Pinterest and Google.")


@app.command(
    "check",
    examples=("catalog check products.csv", "catalog check --channel pinterest --html check.html"),
    may_fail=True,
)
def catalog_check(
    ctx: typer.Context,
    file: ProductFile = None,
    channel: RuleChannel = "meta",
    json: AsJson = False,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write it as a page with pictures.")] = None,
    currency: Currency = "",
    shop_url: ShopUrl = "",
    language: Language = "",
) -> None:
    """Check the product file: what is wrong where, and how to mend it.

    Holds each item against the channel's rules and gives the file a score. Nothing is sent.
    """
    from socialshop.products.checking import check_file
    from socialshop.terminal import print_json
    from socialshop.terminal_check import print_check

    source, facts, config = opened(ctx).product_file(file, _given(currency, shop_url, language))
    catalog, http = (config.catalog, config.http) if config else (None, None)
    report = check_file(source, channel, facts, catalog, http)
    if html:
        from socialshop.web.checkpage import write_page

        write_page(report, html, config.media_folder() if config else None, facts.language[:2])
    print_json(report.to_json()) if json else print_check(report)
    if not report.is_flawless:
        raise typer.Exit(1)


@app.command(
    "feed", examples=("catalog feed --out feed.xml.gz", "catalog feed --channel google --out google.tsv"), may_fail=True
)
def catalog_feed(
    ctx: typer.Context,
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="Where to write it: .csv, .tsv or .xml, with .gz behind it packed.")
    ],
    file: ProductFile = None,
    channel: RuleChannel = "meta",
    country: Annotated[
        str, typer.Option(metavar="CODE", help="Only Meta's override feed for this country, such as AT.")
    ] = "",
    language: Annotated[
        str, typer.Option(metavar="CODE", help="Only Meta's override feed for this language, such as de.")
    ] = "",
    json: AsJson = False,
    currency: Currency = "",
    shop_url: ShopUrl = "",
) -> None:
    """Write the feed file that a channel fetches.

    It is replaced as a whole or not at all. Items with errors are left out and named.
    """
    from socialshop.products.checking import feed_file
    from socialshop.terminal import print_json
    from socialshop.terminal_check import print_feed

    source, facts, config = opened(ctx).product_file(file, _given(currency, shop_url, language))
    catalog, http = (config.catalog, config.http) if config else (None, None)
    report = feed_file(
        source,
        channel,
        facts,
        out,
        catalog,
        http,
        country=country,
        language=language,
    )
    print_json(report.to_json()) if json else print_feed(report)
    if report.left_out:
        raise typer.Exit(1)


@app.command("plan", examples=("catalog plan", "catalog plan products.csv --channel meta"), may_fail=True)
def catalog_plan(
    ctx: typer.Context,
    file: ProductFile = None,
    channel: CatalogChannel = "all",
    allow_mass_delete: MassDelete = False,
    json: AsJson = False,
    currency: Currency = "",
    shop_url: ShopUrl = "",
    language: Language = "",
) -> None:
    """Show what a push would do, item by item.

    Nothing is sent, nothing is stored.
    """
    given = _given(currency, shop_url, language)
    _plan(ctx, file, channel, given, allow_mass_delete, json)


@app.command("push", examples=("catalog push", "catalog push --dry-run"), may_fail=True)
def catalog_push(
    ctx: typer.Context,
    file: ProductFile = None,
    channel: CatalogChannel = "all",
    dry_run: DryRun = False,
    allow_mass_delete: MassDelete = False,
    json: AsJson = False,
    currency: Currency = "",
    shop_url: ShopUrl = "",
    language: Language = "",
) -> None:
    """Send what changed in the product file to the channels.

    Prices and stocks go first; what did not change is not sent. What failed goes again with the next push.
    """
    given = _given(currency, shop_url, language)
    if dry_run:
        _plan(ctx, file, channel, given, allow_mass_delete, json)
        return
    with opened(ctx).job("catalog push", json, show="catalogs") as (jobs, run):
        jobs.push_catalog(run, file, channel, given=given, allow_mass_delete=allow_mass_delete)


@app.command(
    "reconcile", examples=("catalog reconcile --dry-run", "catalog reconcile --channel pinterest"), may_fail=True
)
def catalog_reconcile(
    ctx: typer.Context,
    file: ProductFile = None,
    channel: CatalogChannel = "all",
    dry_run: DryRun = False,
    allow_mass_delete: MassDelete = False,
    json: AsJson = False,
    currency: Currency = "",
    shop_url: ShopUrl = "",
    language: Language = "",
) -> None:
    """Ask the channels what they have, and mend what differs.

    Takes over what is right, sends what differs or is missing, and removes what is not in the product file.
    """
    given = _given(currency, shop_url, language)
    if dry_run:
        _plan(ctx, file, channel, given, allow_mass_delete, json, reconciling=True)
        return
    with opened(ctx).job("catalog reconcile", json, show="catalogs") as (jobs, run):
        jobs.reconcile_catalog(run, file, channel, given=given, allow_mass_delete=allow_mass_delete)


def _plan(
    ctx: typer.Context,
    file: str | None,
    channel: str,
    given: ShopFacts,
    allow_mass_delete: bool,
    as_json: bool,
    *,
    reconciling: bool = False,
) -> None:
    """Print what would be done; exit 2 where a guard would stop it, 1 where items would be rejected or stay."""
    from socialshop import terminal
    from socialshop.runtime.jobs import Jobs
    from socialshop.sync.reports import catalogs_json

    with opened(ctx).shop() as shop:
        planned = Jobs(shop).plan_catalog(
            file, channel, given=given, allow_mass_delete=allow_mass_delete, reconciling=reconciling
        )
        overdue = told_alarms(shop)
    if as_json:
        terminal.print_json([told | {"alarms": overdue} for told in catalogs_json(planned, None)])
    else:
        terminal.print_plan(planned)
        terminal.print_alarms(overdue)
    if any(report.error for report in planned):
        raise typer.Exit(2)
    if any(report.rejected or report.failed for report in planned):
        raise typer.Exit(1)


def _given(currency: str, shop_url: str, language: str) -> ShopFacts:
    from catalog_feeds.sources import ShopFacts

    return ShopFacts(currency=currency, url=shop_url, language=language)
