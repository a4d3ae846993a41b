"""Shop windows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from socialshop.commands.opening import opened
from socialshop.commands.options import AsJson

app = typer.Typer(no_args_is_help=True, help="Shop windows: put them up, keep them true, take them down.")

WindowName = Annotated[str, typer.Argument(help="The name of its file, without `.toml`.")]
OneWindow = Annotated[str | None, typer.Argument(help="The name of one window's file, without `.toml`; default: all.")]
Adopt = Annotated[
    bool,
    typer.Option("--adopt", help="What stands by the window's name on a platform is the window's: take it over."),
]
ProductId = Annotated[str, typer.Argument(help="As in the catalog.")]


@app.command("plan")
def windows_plan(ctx: typer.Context, name: OneWindow = None, adopt: Adopt = False, json: AsJson = False) -> None:
    """What `apply` would do, as a diff against what really stands; nothing is sent."""
    _require_name(name, adopt)
    from socialshop.runtime.jobs import Jobs
    from socialshop.terminal import print_json
    from socialshop.terminal_windows import print_windows
    from socialshop.windows.telling import told

    with opened(ctx).shop() as shop:
        plans = [told(plan) for plan in Jobs(shop).plan_windows(name, adopt=adopt)]
    print_json([plan.to_json() for plan in plans]) if json else print_windows(plans)
    if any(plan.refusals for plan in plans):
        raise typer.Exit(1)


@app.command("apply")
def windows_apply(ctx: typer.Context, name: OneWindow = None, adopt: Adopt = False, json: AsJson = False) -> None:
    """Let the platforms show what the windows say; one that was taken down by hand goes up again by its name."""
    _require_name(name, adopt)
    with opened(ctx).job("windows apply", json) as (jobs, run):
        jobs.apply_windows(run, name, adopt=adopt)


@app.command("withdraw")
def windows_withdraw(ctx: typer.Context, name: WindowName, json: AsJson = False) -> None:
    """Take a window down everywhere; it stays down until it is applied by its name."""
    with opened(ctx).job("windows withdraw", json) as (jobs, run):
        jobs.withdraw_window(run, name)


def _require_name(name: str | None, adopt: bool) -> None:
    if adopt and not name:
        raise typer.BadParameter("--adopt needs the NAME of one window: it is said of what stands by that name.")


@app.command("pause")
def windows_pause(
    ctx: typer.Context,
    product: ProductId,
    why: Annotated[str, typer.Option(help="For whoever wonders later.")],
    json: AsJson = False,
) -> None:
    """Keep a product out of all windows; the next sync takes it out of those that stand."""
    from sqlmodel import Session

    from socialshop.products.pauses import pause
    from socialshop.sync.runs import system_user

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        pause(session, product, why, system_user(), shop.clock)
        session.commit()
    _print_pauses(ctx, json)


@app.command("resume")
def windows_resume(ctx: typer.Context, product: ProductId, json: AsJson = False) -> None:
    """Let windows show a paused product again."""
    from sqlmodel import Session

    from socialshop.products.pauses import resume

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        resume(session, product)
        session.commit()
    _print_pauses(ctx, json)


@app.command("pauses")
def windows_pauses(ctx: typer.Context, json: AsJson = False) -> None:
    """The products that no window shows for now, and why."""
    _print_pauses(ctx, json)


def _print_pauses(ctx: typer.Context, as_json: bool) -> None:
    from socialshop.products.pauses import pauses
    from socialshop.terminal import print_json
    from socialshop.terminal_windows import print_pauses

    with opened(ctx).reading() as session:
        found = pauses(session)
        rows = [one.model_dump() for one in found]
    print_json(rows) if as_json else print_pauses(found)


@app.command("codes")
def windows_codes(
    ctx: typer.Context,
    name: WindowName,
    give: Annotated[str, typer.Option(help="First give a code to this person, for your list.")] = "",
    json: AsJson = False,
) -> None:
    """The single-use codes of a window of limited access, who has them, and who asked in vain."""
    from socialshop.runtime.codes import codes_of
    from socialshop.runtime.windows import definition_of
    from socialshop.terminal import print_json
    from socialshop.terminal_windows import print_codes

    with opened(ctx).shop(connected=False) as shop:
        found = codes_of(shop, definition_of(shop.config, name), give)
    print_json(found.to_json()) if json else print_codes(found)


@app.command("list")
def windows_list(ctx: typer.Context, json: AsJson = False) -> None:
    """Every window: its state, when, and what of it stands where."""
    from socialshop import terminal, terminal_shelf
    from socialshop.runtime.windows import definitions, window_summaries

    with opened(ctx).shop(connected=False) as shop:
        found = window_summaries(shop, definitions(shop.config))
    terminal.print_json([one.to_json() for one in found]) if json else terminal_shelf.print_windows(found)


@app.command("show")
def windows_show(ctx: typer.Context, name: WindowName, json: AsJson = False) -> None:
    """One window: what it shows and why, and what of it stands where."""
    from socialshop import terminal, terminal_shelf
    from socialshop.runtime.windows import definition_of, window_summaries

    with opened(ctx).shop(connected=False) as shop:
        window = definition_of(shop.config, name)
        (summary,) = window_summaries(shop, [window])
    if json:
        terminal.print_json(summary.to_json() | {"definition": window.model_dump(mode="json")})
    else:
        terminal_shelf.print_window(window, summary)


@app.command("new")
def windows_new(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="With --set: the name of its file, without `.toml`.")] = "",
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", help="KEY=VALUE of the window's file, as often as needed; then nothing is asked."),
    ] = None,
) -> None:
    """Ask for a new window, step by step, and write its file; or take all of it from --set."""
    from socialshop.commands.interview import interviewed
    from socialshop.terminal import console
    from socialshop.windows.writing import given, write_window

    with opened(ctx).shop(connected=False) as shop:
        config = shop.config
        folder = config.path(config.windows.folder)
        folder.mkdir(parents=True, exist_ok=True)
        if name or set_:
            path, answers = folder / f"{name}.toml", given(set_ or ())
        else:
            path, answers = interviewed(shop, folder)
        write_window(path, answers, config.channels)
    console().print(
        f"{path} is written. Look at it with `socialshop windows preview {path.stem} --out DIR`.", soft_wrap=True
    )


@app.command("preview")
def windows_preview(
    ctx: typer.Context,
    name: WindowName,
    out: Annotated[Path, typer.Option(help="The folder for the page and its pictures.")],
    channel: Annotated[str, typer.Option(help="One of the window's channels; default: all of them.")] = "",
    language: Annotated[str, typer.Option(help="Of the page, de or en; default: the shop's.")] = "",
) -> None:
    """Write a page that shows the window as each platform will show it; nothing is sent."""
    from socialshop.runtime.jobs import Jobs
    from socialshop.terminal_shelf import print_preview
    from socialshop.web.windowpage import write_preview

    with opened(ctx).shop(lenient=True) as shop:
        found = Jobs(shop).preview_window(name, channel)
        page = write_preview(found, out, shop.config, language)
    print_preview(found, page)
    if not found.is_ready:
        raise typer.Exit(1)
