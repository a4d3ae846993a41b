"""Shop windows."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from socialshop.commands.completing import windows
from socialshop.commands.group import Group
from socialshop.commands.opening import opened
from socialshop.commands.options import AsJson

app = Group("Put shop windows up, keep them true, and take them down.")

WindowName = Annotated[
    str, typer.Argument(metavar="WINDOW", help="The name of its file, without `.toml`.", autocompletion=windows)
]
OneWindow = Annotated[
    str | None,
    typer.Argument(
        metavar="WINDOW", help="The name of one window's file, without `.toml`; default: all.", autocompletion=windows
    ),
]
Adopt = Annotated[
    bool,
    typer.Option("--adopt", help="Take over what stands on a platform by the window's name; name that window."),
]
ProductId = Annotated[str, typer.Argument(help="Its id in the catalog.")]


@app.command("plan", examples=("windows plan", "windows plan cheese-of-the-month"), may_fail=True)
def windows_plan(ctx: typer.Context, name: OneWindow = None, adopt: Adopt = False, json: AsJson = False) -> None:
    """Show what `apply` would change on each platform.

    It asks the platforms what stands there. Nothing is sent.
    """
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


@app.command("apply", examples=("windows apply", "windows apply cheese-of-the-month"), may_fail=True)
def windows_apply(ctx: typer.Context, name: OneWindow = None, adopt: Adopt = False, json: AsJson = False) -> None:
    """Let the platforms show what the windows' files say.

    What is right already stays. A window that was taken down goes up again only if you name it.
    """
    _require_name(name, adopt)
    with opened(ctx).job("windows apply", json) as (jobs, run):
        jobs.apply_windows(run, name, adopt=adopt)


@app.command("withdraw", examples=("windows withdraw cheese-of-the-month",), may_fail=True)
def windows_withdraw(ctx: typer.Context, name: WindowName, json: AsJson = False) -> None:
    """Take a window down everywhere.

    It stays down until `apply` names it.
    """
    with opened(ctx).job("windows withdraw", json) as (jobs, run):
        jobs.withdraw_window(run, name)


def _require_name(name: str | None, adopt: bool) -> None:
    if adopt and not name:
        raise typer.BadParameter("--adopt needs the NAME of one window: it is said of what stands by that name.")


@app.command("pause", examples=('windows pause brie --why "sold out until Friday"',))
def windows_pause(
    ctx: typer.Context,
    product: ProductId,
    why: Annotated[str, typer.Option(metavar="TEXT", help="The reason, for whoever wonders later.")],
    json: AsJson = False,
) -> None:
    """Keep a product out of all windows.

    The next sync takes it out of those that stand.
    """
    from sqlmodel import Session

    from socialshop.products.pauses import pause
    from socialshop.sync.runs import system_user

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        pause(session, product, why, system_user(), shop.clock)
        session.commit()
    _print_pauses(ctx, json)


@app.command("resume", examples=("windows resume brie",))
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
    """List the paused products, which no window shows, and why."""
    _print_pauses(ctx, json)


def _print_pauses(ctx: typer.Context, as_json: bool) -> None:
    from socialshop.products.pauses import pauses
    from socialshop.terminal import print_json
    from socialshop.terminal_windows import print_pauses

    with opened(ctx).reading() as session:
        found = pauses(session)
        rows = [one.model_dump() for one in found]
    print_json(rows) if as_json else print_pauses(found)


@app.command("codes", examples=("windows codes first-taste", "windows codes first-taste --give Ada --json"))
def windows_codes(
    ctx: typer.Context,
    name: WindowName,
    give: Annotated[str, typer.Option(metavar="NAME", help="First give a code to somebody of this name.")] = "",
    json: AsJson = False,
) -> None:
    """List a window's one-time codes: who has one, and who asked in vain.

    Of a window that is for some people only.
    """
    from socialshop.runtime.codes import codes_of
    from socialshop.runtime.windows import definition_of
    from socialshop.terminal import print_json
    from socialshop.terminal_windows import print_codes

    with opened(ctx).shop(connected=False) as shop:
        found = codes_of(shop, definition_of(shop.config, name), give)
    print_json(found.to_json()) if json else print_codes(found)


@app.command("list")
def windows_list(ctx: typer.Context, json: AsJson = False) -> None:
    """List the windows: their state, their times, and what stands where."""
    from socialshop import terminal, terminal_shelf
    from socialshop.runtime.windows import definitions, window_summaries

    with opened(ctx).shop(connected=False) as shop:
        found = window_summaries(shop, definitions(shop.config))
    terminal.print_json([one.to_json() for one in found]) if json else terminal_shelf.print_windows(found)


@app.command("show", examples=("windows show cheese-of-the-month",))
def windows_show(ctx: typer.Context, name: WindowName, json: AsJson = False) -> None:
    """Show one window: what it shows and why, and what stands where."""
    from socialshop import terminal, terminal_shelf
    from socialshop.runtime.windows import definition_of, window_summaries

    with opened(ctx).shop(connected=False) as shop:
        window = definition_of(shop.config, name)
        (summary,) = window_summaries(shop, [window])
    if json:
        terminal.print_json(summary.to_json() | {"definition": window.model_dump(mode="json")})
    else:
        terminal_shelf.print_window(window, summary)


@app.command("new", examples=("windows new", "windows new rain --set title=Rain --set 'products=[\"brie\"]'"))
def windows_new(
    ctx: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="WINDOW", help="With --set: the name of its file, without `.toml`.")
    ] = "",
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="KEY=VALUE", help="A setting of its file, as often as needed; then nothing is asked."
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """Write the file of a new window, asking for each part of it.

    With --set nothing is asked.
    """
    if (json or set_) and not name:
        raise typer.BadParameter("With --set and --json nothing is asked: name the window too.")
    from socialshop.commands.interview import interviewed
    from socialshop.terminal import console, print_json
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
    told = f"{path} is written. Look at it with: socialshop windows preview {path.stem} --out preview"
    print_json({"name": path.stem, "file": path}) if json else console().print(told, soft_wrap=True)


@app.command("preview", examples=("windows preview cheese-of-the-month --out preview",), may_fail=True)
def windows_preview(
    ctx: typer.Context,
    name: WindowName,
    out: Annotated[Path, typer.Option(metavar="FOLDER", help="Where to write the page and its pictures.")],
    channel: Annotated[
        str, typer.Option(metavar="CHANNEL", help="facebook, instagram or pinterest; default: all of the window's.")
    ] = "",
    language: Annotated[str, typer.Option(metavar="LANGUAGE", help="Of the page, de or en; default: the shop's.")] = "",
    json: AsJson = False,
) -> None:
    """Write a page that shows a window as each platform will.

    Nothing is sent.
    """
    from socialshop.runtime.jobs import Jobs
    from socialshop.terminal import print_json
    from socialshop.terminal_shelf import preview_json, print_preview
    from socialshop.web.windowpage import write_preview

    with opened(ctx).shop(lenient=True) as shop:
        found = Jobs(shop).preview_window(name, channel)
        page = write_preview(found, out, shop.config, language)
    print_json(preview_json(found, page)) if json else print_preview(found, page)
    if not found.is_ready:
        raise typer.Exit(1)
