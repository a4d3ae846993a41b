"""All labels: listed, renamed or put together, and taken off everywhere."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from socialshop.commands.acting import acting
from socialshop.commands.opening import opened
from socialshop.commands.options import ActingAs, AsJson

app = typer.Typer(no_args_is_help=True, help="All labels: listed, renamed, taken off everywhere.")
Name = Annotated[str, typer.Argument(metavar="LABEL", help="As it is listed.")]


@app.command("list")
def labels_list(ctx: typer.Context, json: AsJson = False) -> None:
    """Labels that conversations bear, and how many do."""
    from socialshop.desk.labels import labels
    from socialshop.terminal import print_json
    from socialshop.terminal_inbox import print_labels

    with opened(ctx).reading() as session:
        found = labels(session)
    print_json([asdict(label) for label in found]) if json else print_labels(found)


@app.command("rename")
def labels_rename(
    ctx: typer.Context,
    label: Name,
    new: Annotated[str, typer.Argument(metavar="NAME", help="What it is called from now on.")],
    merge: Annotated[bool, typer.Option("--merge", help="Also where there is a label of that name.")] = False,
    acting_as: ActingAs = "",
) -> None:
    """Call a label otherwise, also in saved views; with --merge, put it together with one that is called so."""
    from sqlmodel import Session

    from socialshop.desk.labels import rename_label
    from socialshop.terminal import console

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        renamed = rename_label(session, acting(session, acting_as), label, new, shop.clock, merge=merge)
        session.commit()
    console().print(f"{label} is called {renamed.name} now." if renamed else "It is called so already.", markup=False)


@app.command("remove")
def labels_remove(ctx: typer.Context, label: Name, acting_as: ActingAs = "") -> None:
    """Take a label off all conversations; that cannot be taken back."""
    from sqlmodel import Session

    from socialshop.desk.labels import remove_label
    from socialshop.terminal import console

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        number = remove_label(session, acting(session, acting_as), label, shop.clock)
        session.commit()
    told = "1 conversation" if number == 1 else f"{number:,} conversations"
    console().print(f"{label} is taken off {told}.", markup=False)
