"""The command `socialshop`: the composition root, and the only file that knows every part.

What a command needs is imported inside it, so that the help stays light.
Exit codes: 0 all well, 1 some items failed, 2 could not run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

if TYPE_CHECKING:
    from catalog_feeds.sources import ShopFacts
    from socialshop.config import Config
    from socialshop.ports import ConnectorSpec
    from socialshop.runtime.jobs import Jobs
    from socialshop.runtime.shop import Shop
    from socialshop.sync.runs import RunLog

app = typer.Typer(name="socialshop", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
catalog = typer.Typer(no_args_is_help=True, help="The product catalog on the channels.")
windows = typer.Typer(no_args_is_help=True, help="Shop windows: put them up, take them down.")
inbox = typer.Typer(no_args_is_help=True, help="What customers write, and our answers.")
orders = typer.Typer(no_args_is_help=True, help="Orders, and the conversations that led to them.")
partners = typer.Typer(no_args_is_help=True, help="People who recommend, and what they are owed.")
reports = typer.Typer(no_args_is_help=True, help="What ran, when, and what came of it.")
users = typer.Typer(no_args_is_help=True, help="Who may sign in to the web page.")
app.add_typer(catalog, name="catalog")
app.add_typer(windows, name="windows")
app.add_typer(inbox, name="inbox")
app.add_typer(orders, name="orders")
app.add_typer(partners, name="partners")
app.add_typer(reports, name="reports")
app.add_typer(users, name="users")

AsJson = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
Port = Annotated[int, typer.Option(help="On 127.0.0.1.")]
Conversation = Annotated[int, typer.Argument(help="Its number in `inbox list`.")]
ProductFile = Annotated[
    str | None, typer.Argument(help="A path or an http(s) address; default: catalog.source of the configuration.")
]
CatalogChannel = Annotated[str, typer.Option("--channel", help="meta, pinterest or all.")]
RuleChannel = Annotated[Literal["meta", "pinterest", "google"], typer.Option("--channel", help="Whose rules hold.")]
Currency = Annotated[str, typer.Option(help="ISO 4217, for a file that does not say it; default: the configuration's.")]
ShopUrl = Annotated[str, typer.Option(help="The shop's address, for a file that does not say it; likewise.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]
MassDelete = Annotated[
    bool, typer.Option("--allow-mass-delete", help="Go on where a guard would stop: see `how a push works`.")
]
HarFile = Annotated[Path | None, typer.Option("--har", help="Write every exchange with the platforms to this file.")]

Shown = Literal["to_json", "catalogs"]
"""Which of a RunReport's forms a command prints."""

_config_option: list[str | None] = [None]


@app.callback()
def start(
    config: Annotated[
        str | None,
        typer.Option("--config", help="The configuration; default: socialshop.toml here.", show_default=False),
    ] = None,
) -> None:
    """Shop windows on Facebook, Instagram and Pinterest; one inbox; conversations linked to orders and referrals."""
    _config_option[0] = config


# --- setting up --------------------------------------------------------------------------------


@app.command()
def init(folder: Annotated[Path, typer.Argument(help="Where the shop's files shall stand.")] = Path()) -> None:
    """Write a commented configuration and create the database; run again, it keeps all data."""
    from socialshop.runtime.setup import set_up
    from socialshop.terminal import console

    for line in set_up(folder, _config_option[0], _specs()):
        console().print(line, soft_wrap=True)


@users.command("add")
def users_add(
    email: Annotated[str, typer.Argument(help="What they sign in with.")],
    name: Annotated[str, typer.Option(help="As colleagues and customers shall read it.")],
    password: Annotated[
        str,
        typer.Option(
            help="At least 10 characters.",
            prompt=True,
            hide_input=True,
            confirmation_prompt=True,
            envvar="SOCIALSHOP_PASSWORD",
        ),
    ],
) -> None:
    """Let somebody sign in."""
    from sqlmodel import Session

    from socialshop.terminal import console
    from socialshop.web.users import add_user

    with _shop(connected=False) as shop, Session(shop.store) as session:
        user = add_user(session, email, name, password, shop.clock)
        session.commit()
        console().print(f"{user.name} can sign in as {user.email}.")


# --- doing -------------------------------------------------------------------------------------


@catalog.command("check")
def catalog_check(
    file: ProductFile = None,
    channel: RuleChannel = "meta",
    json: AsJson = False,
    html: Annotated[Path | None, typer.Option(help="Write the check as a page with pictures to this file.")] = None,
    currency: Currency = "",
    shop_url: ShopUrl = "",
    language: Annotated[str, typer.Option(help="BCP 47, of the product texts; likewise.")] = "",
) -> None:
    """Hold the product file against a channel's rules: what is wrong where, how to mend it, a score."""
    from socialshop.products.checking import check_file
    from socialshop.terminal import print_json
    from socialshop.terminal_check import print_check

    source, facts, config = _product_file(file, currency, shop_url, language)
    catalog, http = (config.catalog, config.http) if config else (None, None)
    report = check_file(source, channel, facts, catalog, http)
    if html:
        from socialshop.web.checkpage import write_page

        write_page(report, html, config.media_folder() if config else None)
    print_json(report.to_json()) if json else print_check(report)
    if not report.is_flawless:
        raise typer.Exit(1)


@catalog.command("feed")
def catalog_feed(
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

    source, facts, config = _product_file(file, currency, shop_url, language)
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


@catalog.command("plan")
def catalog_plan(
    file: ProductFile = None,
    channel: CatalogChannel = "all",
    allow_mass_delete: MassDelete = False,
    json: AsJson = False,
) -> None:
    """What a push would do, item by item: nothing is sent, nothing is stored."""
    _plan(file, channel, allow_mass_delete, json)


@catalog.command("push")
def catalog_push(
    file: ProductFile = None,
    channel: CatalogChannel = "all",
    dry_run: DryRun = False,
    allow_mass_delete: MassDelete = False,
    json: AsJson = False,
) -> None:
    """Bring the catalog channels in step with the product file: only changes are sent, prices and stocks first."""
    if dry_run:
        _plan(file, channel, allow_mass_delete, json)
        return
    with _job("catalog push", json, show="catalogs") as (jobs, run):
        jobs.push_catalog(run, file, channel, allow_mass_delete=allow_mass_delete)


@catalog.command("reconcile")
def catalog_reconcile(
    file: ProductFile = None,
    channel: CatalogChannel = "all",
    dry_run: DryRun = False,
    allow_mass_delete: MassDelete = False,
    json: AsJson = False,
) -> None:
    """Ask the channels what stands: adopt what is right, repair what differs or is missing, remove what is not ours."""
    if dry_run:
        _plan(file, channel, allow_mass_delete, json, reconciling=True)
        return
    with _job("catalog reconcile", json, show="catalogs") as (jobs, run):
        jobs.reconcile_catalog(run, file, channel, allow_mass_delete=allow_mass_delete)


@windows.command("apply")
def windows_apply(json: AsJson = False) -> None:
    """Put up the windows that are open now, take down those that are over."""
    with _job("windows apply", json) as (jobs, run):
        jobs.apply_windows(run)


@windows.command("withdraw")
def windows_withdraw(
    name: Annotated[str, typer.Argument(help="The name of its file, without `.toml`.")], json: AsJson = False
) -> None:
    """Take a window down everywhere."""
    with _job("windows withdraw", json) as (jobs, run):
        jobs.withdraw_window(run, name)


@inbox.command("pull")
def inbox_pull(json: AsJson = False) -> None:
    """Ask the platforms for new comments."""
    with _job("inbox pull", json) as (jobs, run):
        jobs.pull_inbox(run)


@inbox.command("list")
def inbox_list(
    state: Annotated[Literal["open", "waiting", "resolved"] | None, typer.Option(help="Only those.")] = None,
    channel: Annotated[str | None, typer.Option(help="facebook, instagram or pinterest.")] = None,
    before: Annotated[str | None, typer.Option(help="The mark that the page before ended with.")] = None,
    json: AsJson = False,
) -> None:
    """The conversations, the latest first."""
    from socialshop import terminal
    from socialshop.inbox.query import conversations

    with _reading() as session:
        page = conversations(session, state=state, channel=channel, before=before)
    if json:
        terminal.print_json({"conversations": [_plain(row) for row in page.rows], "next": page.next})
        return
    terminal.print_conversations(page.rows)
    if page.next:
        terminal.console().print(f"Older ones: socialshop inbox list --before {page.next}", style="dim")


@inbox.command("show")
def inbox_show(conversation_id: Conversation, json: AsJson = False) -> None:
    """One conversation with its window and product."""
    from socialshop import terminal
    from socialshop.inbox.view import conversation

    with _reading() as session:
        view = conversation(session, conversation_id)
    terminal.print_json(_plain(view)) if json else terminal.print_conversation(view)


@inbox.command("reply")
def inbox_reply(
    conversation_id: Conversation,
    text: Annotated[str, typer.Argument(help="As the customer shall read it.")],
    json: AsJson = False,
) -> None:
    """Answer publicly: the reply is written down, sent, and stands on the platform once."""
    from sqlmodel import Session

    from socialshop.errors import ConfigurationError
    from socialshop.inbox.reply import write_reply
    from socialshop.inbox.resolve import existing
    from socialshop.sync.runs import whoami

    with _job("inbox reply", json) as (jobs, run):
        with Session(jobs.shop.store) as session:
            channel = existing(session, conversation_id).channel
            limit = jobs.reply_limits().get(channel)
            if limit is None:
                raise ConfigurationError(f"{channel} takes no replies.", mend=f"Configure [channels.{channel}] for it.")
            write_reply(session, conversation_id, text, whoami(), jobs.shop.clock, limit)
            session.commit()
        jobs.send_replies(run)


@orders.command("import")
def orders_import(
    file: Annotated[Path | None, typer.Argument(help="Default: orders.source of the configuration.")] = None,
    json: AsJson = False,
) -> None:
    """Import orders, link them to conversations, and post the partners' commissions."""
    with _job("orders import", json) as (jobs, run):
        jobs.import_orders(run, file)


@partners.command("show")
def partners_show(code: Annotated[str, typer.Argument(help="Their coupon.")], json: AsJson = False) -> None:
    """What a partner was credited and why; refunds take it back."""
    from socialshop import terminal
    from socialshop.referrals.report import statement

    with _reading() as session:
        found = statement(session, code)
    terminal.print_json(_plain(found)) if json else terminal.print_statement(found)


@app.command()
def sync(json: AsJson = False) -> None:
    """All of it once: catalog, windows, inbox, replies, orders."""
    with _job("sync", json) as (jobs, run):
        jobs.sync(run)


# --- looking -----------------------------------------------------------------------------------


@reports.command("list")
def reports_list(
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

    with _shop(connected=False) as shop, Session(reading(shop.store)) as session:
        found = runs(session, limit, before)
        overdue = alarms(session, shop.clock(), shop.config.schedule.alarm_hours)
    if json:
        terminal.print_json([run.to_json() for run in found])
    else:
        terminal.print_runs(found)
        terminal.print_alarms([str(alarm) for alarm in overdue])


@reports.command("show")
def reports_show(
    run: Annotated[int, typer.Argument(help="Its number in `reports list`.")], json: AsJson = False
) -> None:
    """One run: who, when, what changed, what failed and how to mend it."""
    with _shop(connected=False) as shop:
        _print_report(shop, run, json)


@app.command()
def web() -> None:
    """Serve the web page."""
    with _shop(serving=True) as shop:
        _serve(shop)


@app.command("run")
def run_scheduled() -> None:
    """Serve the web page, and sync on the schedule of the configuration."""
    from socialshop.runtime.pages import on_schedule
    from socialshop.terminal import console

    with _shop(serving=True) as shop, on_schedule(shop):
        console().print(
            f"Sync runs now and by the schedule {shop.config.schedule.sync} ({shop.config.shop.time_zone})."
        )
        _serve(shop)


@app.command()
def sandbox(
    port: Port = 8750,
    har: HarFile = None,
    public: Annotated[Path | None, typer.Option(help="Folder with the shop's pictures.")] = None,
    host: Annotated[str, typer.Option(help="Where the platforms fetch them from.")] = "www.kaesetheke.example",
) -> None:
    """Facebook, Instagram and Pinterest on this machine, as strict as the real ones."""
    from connectors.sandbox.leaflet import leaflet, wait_for_the_end
    from connectors.sandbox.server import Sandbox

    with Sandbox(port=port, har=har, public={host: public} if public else None) as platforms:
        typer.echo(leaflet(platforms.addresses))
        wait_for_the_end()


@app.command()
def demo(
    serve: Annotated[bool, typer.Option(help="Serve the page at the end.")] = True,
    language: Annotated[Literal["de", "en"], typer.Option(help="Of the product file.")] = "de",
    port: Port = 8700,
    har: HarFile = None,
    json: AsJson = False,
) -> None:
    """A cheese counter from end to end, on the sandbox: no account and no internet needed."""
    from demo.run import run_demo

    run_demo(_specs(), language=language, serve=serve, port=port, har=har, as_json=json)


# --- putting it together -----------------------------------------------------------------------


def _specs() -> dict[str, ConnectorSpec]:
    from connectors import REGISTRY, spec

    return {name: spec(name) for name in REGISTRY}


def _product_file(file: str | None, currency: str, url: str, language: str) -> tuple[str, ShopFacts, Config | None]:
    """The file that is meant, what it may not say (by the options, else by the configuration), and the configuration.

    Who names the file needs none.
    """
    from catalog_feeds.sources import ShopFacts
    from socialshop.config import FILE_NAME, VARIABLE, load, locate
    from socialshop.products.source import facts_of, source_of

    is_configured = _config_option[0] or os.environ.get(VARIABLE) or Path(FILE_NAME).is_file()
    if file and not is_configured:
        return file, ShopFacts(currency=currency, url=url, language=language), None
    config = load(locate(_config_option[0]), {name: spec.settings for name, spec in _specs().items()})
    return file or source_of(config), facts_of(config, currency=currency, url=url, language=language), config


@contextmanager
def _shop(*, connected: bool = True, serving: bool = False) -> Iterator[Shop]:
    from socialshop.config import locate, require_secrets
    from socialshop.runtime.shop import open_shop

    path = locate(_config_option[0])
    with open_shop(path, _specs(), connected=connected) as shop:
        if serving:
            require_secrets(path, {"web": {"session_key": shop.config.web.session_key}})
        yield shop


def _log_without_secrets() -> None:
    """Warnings of every library go to standard error, with what could be a secret taken out."""
    import logging

    from connectors.redaction import RedactingFilter

    handler = logging.StreamHandler()
    handler.addFilter(RedactingFilter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], format="%(asctime)s %(levelname)s %(message)s")


@contextmanager
def _reading() -> Iterator[Any]:
    from sqlmodel import Session

    from socialshop.store import reading

    with _shop(connected=False) as shop, Session(reading(shop.store)) as session:
        yield session


@contextmanager
def _job(name: str, as_json: bool, *, show: Shown = "to_json") -> Iterator[tuple[Jobs, RunLog]]:
    """A recorded run for the block; then its report, and the exit code that it deserves."""
    from socialshop.runtime.jobs import Jobs
    from socialshop.terminal import progress_bar

    with _shop() as shop:
        with progress_bar() as progress:
            jobs = Jobs(shop, progress)
            with jobs.run(name) as run:
                yield jobs, run
        _print_report(shop, run.id, as_json, show)
        if not run.flawless:
            raise typer.Exit(1)


def _plan(file: str | None, channel: str, allow_mass_delete: bool, as_json: bool, *, reconciling: bool = False) -> None:
    """Print what would be done; exit 2 where a guard would stop it, 1 where items would be rejected."""
    from socialshop import terminal
    from socialshop.runtime.jobs import Jobs
    from socialshop.sync.reports import catalog_json

    with _shop() as shop:
        planned = Jobs(shop).plan_catalog(file, channel, allow_mass_delete=allow_mass_delete, reconciling=reconciling)
    if as_json:
        terminal.print_json([catalog_json(report, None) for report in planned])
    else:
        terminal.print_plan(planned)
    if any(report.error for report in planned):
        raise typer.Exit(2)
    if any(report.rejected for report in planned):
        raise typer.Exit(1)


def _print_report(shop: Shop, run_id: int, as_json: bool, show: Shown = "to_json") -> None:
    from dataclasses import replace

    from sqlmodel import Session

    from socialshop import terminal
    from socialshop.errors import ConfigurationError
    from socialshop.store import reading
    from socialshop.sync.alarm import alarms
    from socialshop.sync.reports import report

    with Session(reading(shop.store)) as session:
        found = report(session, run_id)
        overdue = alarms(session, shop.clock(), shop.config.schedule.alarm_hours)
    if found is None:
        raise ConfigurationError(f"There is no run {run_id}.", mend="List them with `socialshop reports list`.")
    found = replace(found, alarms=tuple(map(str, overdue)))
    terminal.print_json(getattr(found, show)()) if as_json else terminal.print_report(found)


def _serve(shop: Shop) -> None:
    from socialshop.runtime.pages import serve
    from socialshop.terminal import console

    console().print(f"The page is at {shop.config.web.address} (Ctrl+C ends it).")
    serve(shop)


def _plain(value: Any) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(value)


def main() -> None:
    """The entry point: what was raised on purpose is told in words, and what was not with its traceback; exit 2."""
    from socialshop.errors import SocialshopError

    try:
        app()
    except SocialshopError as error:
        from socialshop.terminal import print_error

        print_error(error)
        sys.exit(2)
    except Exception:  # noqa: BLE001 - Python would leave with 1, which says that some items failed
        import traceback

        traceback.print_exc()
        sys.exit(2)


if __name__ == "__main__":
    main()
