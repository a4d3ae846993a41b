"""The command `socialshop`: the composition root, and the only file that knows every part.

What a command needs is imported inside it, so that the help stays light.
Exit codes: 0 all well, 1 some items failed, 2 could not run; they do not depend on who reads the output.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from socialshop.commands import catalog, inbox, orders, partners, reports, users, webhooks, windows
from socialshop.commands.group import EXIT_CODES, Group, epilog
from socialshop.commands.opening import Opening, opened
from socialshop.commands.options import AsJson

if TYPE_CHECKING:
    from socialshop.errors import SocialshopError
    from socialshop.ports import ConnectorSpec
    from socialshop.runtime.shop import Shop

app = Group(name="socialshop", pretty_exceptions_enable=False)
for group in (catalog, windows, inbox, orders, partners, reports, users, webhooks):
    app.add_typer(group.app, name=group.__name__.rpartition(".")[2])

Port = Annotated[int, typer.Option(metavar="PORT", help="The port of this machine that it is served at.")]
HarFile = Annotated[
    Path | None,
    typer.Option(
        "--har", metavar="FILE", help="Record every exchange with the platforms in this file, without secrets."
    ),
]


@app.callback(epilog=epilog(("demo", "init", "sync --json", "inbox list --help"), EXIT_CODES))
def start(
    ctx: typer.Context,
    config: Annotated[
        str | None,
        typer.Option(
            "--config",
            metavar="FILE",
            help="The configuration; default: SOCIALSHOP_CONFIG, else socialshop.toml in this folder.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Sell and answer on Facebook, Instagram and Pinterest.

    One catalog, shop windows, one inbox, orders and partners. `socialshop COMMAND --help` explains a command.
    """
    _log_without_secrets()
    _hush_vendors()
    ctx.obj = Opening(config, _specs)


@app.command(examples=("init", "init cheese-shop"))
def init(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where the shop's files shall stand; default: this folder.")] = Path(),
) -> None:
    """Set up a shop in a folder.

    Writes socialshop.toml with every setting explained, and makes the database. After an update, run it again: settings
    and data stay as they are.
    """
    from socialshop.runtime.setup import set_up
    from socialshop.terminal import console

    for line in set_up(folder, opened(ctx).config_file, _specs()):
        console().print(line, soft_wrap=True)


@app.command(examples=("sync", "sync --json"), may_fail=True)
def sync(ctx: typer.Context, json: AsJson = False) -> None:
    """Do all that is due, once: catalog, windows, inbox, answers, orders.

    For cron. A second sync that begins meanwhile leaves with 2 and changes nothing.
    """
    with opened(ctx).job("sync", json) as (jobs, run):
        jobs.sync(run)


@app.command()
def web(ctx: typer.Context) -> None:
    """Serve the web page until Ctrl+C.

    Nothing is synced by itself: see `socialshop run`.
    """
    with opened(ctx).shop(serving=True) as shop:
        _serve(shop)


@app.command("run")
def run_scheduled(ctx: typer.Context) -> None:
    """Serve the web page, and sync on a schedule, until Ctrl+C.

    The schedule is schedule.sync of the configuration.
    """
    from socialshop.terminal import console

    with opened(ctx).shop(serving=True) as shop:
        console().print(
            f"Sync runs now and by the schedule {shop.config.schedule.sync} ({shop.config.shop.time_zone})."
        )
        _serve(shop, scheduled=True)


@app.command(examples=("sandbox", "sandbox --public media --webhooks http://127.0.0.1:8700"))
def sandbox(
    port: Port = 8750,
    har: HarFile = None,
    public: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="The shop's pictures, served as if by --host.")
    ] = None,
    host: Annotated[
        str, typer.Option(metavar="NAME", help="The public host of these pictures.")
    ] = "www.kaesetheke.example",
    webhooks: Annotated[
        str,
        typer.Option(
            metavar="URL", help="Your web page, to be told what customers write, such as http://127.0.0.1:8700."
        ),
    ] = "",
) -> None:
    """Play Facebook, Instagram and Pinterest on this machine, to try things out.

    As strict as the real ones, without accounts or internet. It prints the settings and secrets to use.
    """
    from connectors.sandbox.leaflet import leaflet, wait_for_the_end
    from connectors.sandbox.server import Sandbox

    with Sandbox(port=port, har=har, public={host: public} if public else None, live=True) as platforms:
        platforms.webhooks.expect(webhooks)
        typer.echo(leaflet(platforms.addresses))
        wait_for_the_end()


@app.command(examples=("demo", "demo --language en --port 8800"))
def demo(
    serve: Annotated[bool, typer.Option(help="Serve the web page at the end, until Ctrl+C.")] = True,
    language: Annotated[
        Literal["de", "en"], typer.Option(metavar="LANGUAGE", help="Of the product file: de or en.")
    ] = "de",
    port: Port = 8700,
    har: HarFile = None,
    json: AsJson = False,
) -> None:
    """Show it all with a cheese counter that is filled with life.

    Runs on the sandbox: no account and no internet are needed, and nothing is published.
    """
    from demo.run import run_demo

    run_demo(_specs(), language=language, serve=serve, port=port, har=har, as_json=json)


def _specs() -> dict[str, ConnectorSpec]:
    from connectors import REGISTRY, spec

    return {name: spec(name) for name in REGISTRY}


def _log_without_secrets() -> None:
    """Warnings of every library go to standard error, with what could be a secret taken out."""
    import logging

    from connectors.redaction import RedactingFilter

    handler = logging.StreamHandler()
    handler.addFilter(RedactingFilter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], format="%(asctime)s %(levelname)s %(message)s")


def _hush_vendors() -> None:
    """FastAPI hushes this one of Pydantic's for a moment; another thread's `catch_warnings` may undo that meanwhile."""
    import warnings

    warnings.filterwarnings("ignore", message=r"The '\w+' attribute with value .+ was provided to the `Field\(\)`")


def _serve(shop: Shop, *, scheduled: bool = False) -> None:
    from socialshop.runtime.pages import serve
    from socialshop.terminal import console

    console().print(f"The page is at {shop.config.web.address} (Ctrl+C ends it).")
    serve(shop, scheduled=scheduled)


def main() -> None:
    """The entry point: what was raised on purpose is told in words, and what was not with its traceback; exit 2. With
    --json, both end with one line of JSON."""
    from socialshop.errors import SocialshopError
    from socialshop.terminal_streams import stand_ready

    stand_ready()
    as_json = "--json" in sys.argv
    try:
        try:
            code = app(prog_name="socialshop", standalone_mode=False)
        finally:
            sys.stdout.flush()
    except typer.TyperException as error:
        _tell_misuse(error, as_json)
    except typer.Abort:
        _tell(SocialshopError("Nothing was done: a question was not answered.", mend=_UNASKED), as_json)
    except SocialshopError as error:
        _tell(error, as_json)
    except UnicodeEncodeError as error:
        _tell(SocialshopError(f"What was typed is no text: {error.object!r}.", mend="Type it in UTF-8."), as_json)
    except Exception as error:  # noqa: BLE001 - Python would leave with 1, which says that some items failed
        _tell_fault(error, as_json)
    else:
        sys.exit(code)
    sys.exit(2)


_UNASKED = "Where nobody can be asked, answer by an option, or by SOCIALSHOP_PASSWORD: --help tells which."


def _tell(error: SocialshopError, as_json: bool) -> None:
    from socialshop.terminal_errors import print_error

    print_error(error, as_json=as_json)


def _tell_misuse(error: Any, as_json: bool) -> None:
    """A call that is not understood, with the usage of its command."""
    from socialshop.terminal_errors import print_problem

    if as_json:
        print_problem("usage", error.format_message(), f"See `{error.ctx.command_path} --help`." if error.ctx else "")
    else:
        error.show()


def _tell_fault(error: Exception, as_json: bool) -> None:
    import traceback

    from socialshop.terminal_errors import print_problem

    traceback.print_exc()
    if as_json:
        print_problem("fault", f"{type(error).__name__}: {error}")


if __name__ == "__main__":
    main()
