"""Programs of the shop's that are told what happens in the inbox."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from socialshop.commands.acting import acting, each_of
from socialshop.commands.completing import programs
from socialshop.commands.group import Group
from socialshop.commands.opening import opened
from socialshop.commands.options import ActingAs, AsJson, Before, bearable

app = Group("See to the programs that are told what happens in the inbox.")
Program = Annotated[str, typer.Argument(help="The program's name in the configuration.", autocompletion=programs)]


@app.command("list")
def webhooks_list(
    ctx: typer.Context,
    failed: Annotated[bool, typer.Option("--failed", help="Only what a program did not take.")] = False,
    before: Before = None,
    json: AsJson = False,
) -> None:
    """List what programs were told lately, and whether they took it."""
    from socialshop import terminal_inbox
    from socialshop.desk.deliveries import deliveries
    from socialshop.terminal import print_json

    with opened(ctx).reading() as session:
        found = deliveries(session, failed=failed, before=before)
    print_json([asdict(one) for one in found]) if json else terminal_inbox.print_deliveries(found)


@app.command("programs")
def webhooks_programs(ctx: typer.Context, json: AsJson = False) -> None:
    """List the programs that are told, and whether they take it."""
    from sqlmodel import Session

    from socialshop import terminal_inbox
    from socialshop.desk.programs import programs
    from socialshop.store import reading
    from socialshop.terminal import print_json

    with opened(ctx).shop(connected=False) as shop, Session(reading(shop.store)) as session:
        found = programs(session, [hook.name for hook in shop.config.webhooks])
    print_json([asdict(one) for one in found]) if json else terminal_inbox.print_programs(found)


@app.command("again", examples=("webhooks again 31 32",), may_fail=True)
def webhooks_again(
    ctx: typer.Context,
    numbers: Annotated[
        list[int], typer.Argument(metavar="NUMBER…", help="As `webhooks list` shows them.", callback=bearable)
    ],
    acting_as: ActingAs = "",
    json: AsJson = False,
) -> None:
    """Send again what a program did not take, with the next run."""
    from socialshop.desk.deliveries import send_again

    each_of(ctx, numbers, json, send_again, acting_as)


@app.command("on", examples=("webhooks on crm",))
def webhooks_on(
    ctx: typer.Context,
    name: Program,
    acting_as: ActingAs = "",
    json: AsJson = False,
) -> None:
    """Tell a program again that was switched off.

    First it is told what it did not take, and what happened since.
    """
    from sqlmodel import Session

    from socialshop.desk.silence import switch_on
    from socialshop.terminal import console, print_json

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        number = switch_on(session, acting(session, acting_as), name, shop.clock)
        session.commit()
    if json:
        print_json({"name": name, "events": number})
    else:
        console().print(f"{name} is told again, of {number} events first.")


@app.command("off", examples=("webhooks off crm",))
def webhooks_off(
    ctx: typer.Context,
    name: Program,
    acting_as: ActingAs = "",
    json: AsJson = False,
) -> None:
    """Tell a program nothing until it is switched on.

    What happens meanwhile is kept for it.
    """
    from sqlmodel import Session

    from socialshop.desk.silence import switch_off
    from socialshop.terminal import console, print_json

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        configured = [hook.name for hook in shop.config.webhooks]
        switch_off(session, acting(session, acting_as), name, configured, shop.clock)
        session.commit()
    if json:
        print_json({"name": name})
    else:
        console().print(f"{name} is told nothing until: socialshop webhooks on {name}")


@app.command("ping", examples=("webhooks ping crm",), may_fail=True)
def webhooks_ping(ctx: typer.Context, name: Program, json: AsJson = False) -> None:
    """Try a program: send it one event, and say whether it took it."""
    from socialshop.desk.deliveries import ping
    from socialshop.errors import ConfigurationError
    from socialshop.runtime.care import webhook_targets
    from socialshop.terminal import console, print_json

    with opened(ctx).shop(connected=False) as shop:
        targets = {target.name: target for target in webhook_targets(shop.config)}
        if name not in targets:
            known = ", ".join(targets) or "none"
            raise ConfigurationError(
                f"There is no webhook {name!r} in the configuration.",
                mend=f"There are: {known}. Add it to [[webhooks]].",
            )
        error = ping(targets[name], shop.clock)
    told = f"{name} did not take it: {error}." if error else f"{name} took it."
    print_json({"name": name, "taken": not error, "error": error}) if json else console().print(told)
    if error:
        raise typer.Exit(1)
