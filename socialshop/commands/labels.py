"""All labels: listed, renamed or put together, and taken off everywhere."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from socialshop.commands.acting import acting
from socialshop.commands.group import Group
from socialshop.commands.opening import opened
from socialshop.commands.options import ActingAs, AsJson

app = Group("See to the labels of all conversations.")
Name = Annotated[str, typer.Argument(metavar="LABEL", help="As it is listed.")]


@app.command("list")
def labels_list(ctx: typer.Context, json: AsJson = False) -> None:
    """List the labels, and how many conversations bear each."""
    from socialshop.desk.labels import labels
    from socialshop.terminal import print_json
    from socialshop.terminal_inbox import print_labels

    with opened(ctx).reading() as session:
        found = labels(session)
    print_json([asdict(label) for label in found]) if json else print_labels(found)


@app.command("rename", examples=("inbox labels rename regular VIP", "inbox labels rename regular VIP --merge"))
def labels_rename(
    ctx: typer.Context,
    label: Name,
    new: Annotated[str, typer.Argument(metavar="NAME", help="What it is called from now on.")],
    merge: Annotated[bool, typer.Option("--merge", help="Also where there is a label of that name.")] = False,
    acting_as: ActingAs = "",
    json: AsJson = False,
) -> None:
    """Give a label another name, also in saved views.

    With --merge it is put together with the label that has that name.
    """
    from sqlmodel import Session

    from socialshop.desk.labels import rename_label
    from socialshop.terminal import console, print_json

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        renamed = rename_label(session, acting(session, acting_as), label, new, shop.clock, merge=merge)
        session.commit()
    told = f"{label} is called {renamed.name} now." if renamed else "It is called so already."
    print_json({"name": renamed.name if renamed else new, "changed": bool(renamed)}) if json else console().print(told)


@app.command("remove", examples=("inbox labels remove regular",))
def labels_remove(ctx: typer.Context, label: Name, acting_as: ActingAs = "", json: AsJson = False) -> None:
    """Take a label off all conversations.

    That cannot be taken back.
    """
    from sqlmodel import Session

    from socialshop.desk.labels import remove_label
    from socialshop.terminal import console, print_json

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        number = remove_label(session, acting(session, acting_as), label, shop.clock)
        session.commit()
    told = "1 conversation" if number == 1 else f"{number:,} conversations"
    taken = {"name": label, "conversations": number}
    print_json(taken) if json else console().print(f"{label} is taken off {told}.")
