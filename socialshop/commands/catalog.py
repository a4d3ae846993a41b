"""The catalog: check it, write its feeds, bring the channels in step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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

app = typer.Typer(no_args_is_help=True, help="The product catalog on the channels.")


@app.command("check")
def catalog_check(
    ctx: typer.Context,
    file: ProductFile = None,
    channel: RuleChannel = "meta",
    json: AsJson = False,
    html: Annotated[Path | None, typer.Option(help="Write the check as a page with pictures to this file.")] = None,
    currency: Currency = "",
    shop_url: ShopUrl = "",
    language: Language = "",
) -> None:
    """Hold the product file against a channel's rules: what is wrong where, how to mend it, a score."""
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


@app.command("feed")
def catalog_feed(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option(help="The feed: .csv, .tsv or .xml, and .gz behind it to pack it.")],
    file: ProductFile = None,
    channel: RuleChannel = "meta",
    country: Annotated[str, typer.Option(help="Write Meta's override feed of this country, such as AT.")] = "",
    language: Annotated[str, typer.Option(help="Write Meta's override feed of this language, such as de.")] = "",
    json: AsJson = False,
    currency: Currency = "",
    shop_url: ShopUrl = "",
) -> None:
    """Write the channel's feed of the product file, whole or not at all; items with errors are left out."""
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


@app.command("plan")
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
    """What a push would do, item by item: nothing is sent, nothing is stored."""
    given = _given(currency, shop_url, language)
    _plan(ctx, file, channel, given, allow_mass_delete, json)


@app.command("push")
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
    """Bring the catalog channels in step with the product file: only changes are sent, prices and stocks first."""
    given = _given(currency, shop_url, language)
    if dry_run:
        _plan(ctx, file, channel, given, allow_mass_delete, json)
        return
    with opened(ctx).job("catalog push", json, show="catalogs") as (jobs, run):
        jobs.push_catalog(run, file, channel, given=given, allow_mass_delete=allow_mass_delete)


@app.command("reconcile")
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
    """Ask the channels what stands: adopt what is right, repair what differs or is missing, remove what is not ours."""
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
