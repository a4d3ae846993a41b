"""The command `socialshop`: the composition root, and the only file that knows every part.

What a command needs is imported inside it, so that the help stays light.
Exit codes: 0 all well, 1 some items failed, 2 could not run; they do not depend on who reads the output.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from socialshop.commands import catalog, inbox, orders, partners, reports, users, webhooks, windows
from socialshop.commands.opening import Opening, opened
from socialshop.commands.options import AsJson

if TYPE_CHECKING:
    from socialshop.ports import ConnectorSpec
    from socialshop.runtime.shop import Shop

app = typer.Typer(name="socialshop", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
for group in (catalog, windows, inbox, orders, partners, reports, users, webhooks):
    app.add_typer(group.app, name=group.__name__.rpartition(".")[2])

Port = Annotated[int, typer.Option(help="On 127.0.0.1.")]
HarFile = Annotated[Path | None, typer.Option("--har", help="Write every exchange with the platforms to this file.")]


@app.callback()
def start(
    ctx: typer.Context,
    config: Annotated[
        str | None,
        typer.Option("--config", help="The configuration; default: socialshop.toml here.", show_default=False),
    ] = None,
) -> None:
    """Shop windows on Facebook, Instagram and Pinterest; one inbox; conversations linked to orders and referrals."""
    _log_without_secrets()
    ctx.obj = Opening(config, _specs)


@app.command()
def init(
    ctx: typer.Context, folder: Annotated[Path, typer.Argument(help="Where the shop's files shall stand.")] = Path()
) -> None:
    """Write a commented configuration and create the database; run again, it keeps all data."""
    from socialshop.runtime.setup import set_up
    from socialshop.terminal import console

    for line in set_up(folder, opened(ctx).config_file, _specs()):
        console().print(line, soft_wrap=True)


@app.command()
def sync(ctx: typer.Context, json: AsJson = False) -> None:
    """All of it once: catalog, windows, inbox, replies, orders."""
    with opened(ctx).job("sync", json) as (jobs, run):
        jobs.sync(run)


@app.command()
def web(ctx: typer.Context) -> None:
    """Serve the web page."""
    with opened(ctx).shop(serving=True) as shop:
        _serve(shop)


@app.command("run")
def run_scheduled(ctx: typer.Context) -> None:
    """Serve the web page, and sync on the schedule of the configuration."""
    from socialshop.terminal import console

    with opened(ctx).shop(serving=True) as shop:
        console().print(
            f"Sync runs now and by the schedule {shop.config.schedule.sync} ({shop.config.shop.time_zone})."
        )
        _serve(shop, scheduled=True)


@app.command()
def sandbox(
    port: Port = 8750,
    har: HarFile = None,
    public: Annotated[Path | None, typer.Option(help="Folder with the shop's pictures.")] = None,
    host: Annotated[str, typer.Option(help="Where the platforms fetch them from.")] = "www.kaesetheke.example",
    webhooks: Annotated[str, typer.Option(help="The page that is told what happens: http://127.0.0.1:8700")] = "",
) -> None:
    """Facebook, Instagram and Pinterest on this machine, as strict as the real ones."""
    from connectors.sandbox.leaflet import leaflet, wait_for_the_end
    from connectors.sandbox.server import Sandbox

    with Sandbox(port=port, har=har, public={host: public} if public else None, live=True) as platforms:
        platforms.webhooks.expect(webhooks)
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


def _serve(shop: Shop, *, scheduled: bool = False) -> None:
    from socialshop.runtime.pages import serve
    from socialshop.terminal import console

    console().print(f"The page is at {shop.config.web.address} (Ctrl+C ends it).")
    serve(shop, scheduled=scheduled)


def main() -> None:
    """The entry point: what was raised on purpose is told in words, and what was not with its traceback; exit 2."""
    from socialshop.errors import SocialshopError
    from socialshop.terminal_streams import stand_ready

    stand_ready()
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
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
