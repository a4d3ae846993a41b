"""Who is whom: contacts of several channels that are one person."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from socialshop.commands.acting import acting, each_of
from socialshop.commands.group import Group
from socialshop.commands.opening import opened
from socialshop.commands.options import ActingAs, AsJson, Before, bearable

app = Group("Say which contacts are one person.")
Links = Annotated[
    list[int], typer.Argument(metavar="LINK…", help="Their numbers in `inbox people list`.", callback=bearable)
]
Contact = Annotated[int, typer.Argument(help="Its number, as `inbox search` tells it.", callback=bearable)]


@app.command("list")
def people_list(
    ctx: typer.Context,
    decided: Annotated[
        bool, typer.Option("--decided", help="What was decided lately instead, which `apart` undoes.")
    ] = False,
    before: Before = None,
    json: AsJson = False,
) -> None:
    """List contacts that may be one person, each pair with its evidence."""
    from socialshop import terminal_inbox
    from socialshop.inbox.people import decisions, proposals
    from socialshop.terminal import print_json

    with opened(ctx).reading() as session:
        found = decisions(session) if decided else proposals(session, before=before)
    print_json([asdict(link) for link in found]) if json else terminal_inbox.print_people_links(found)


@app.command("merge", examples=("inbox people merge 3 4",), may_fail=True)
def people_merge(ctx: typer.Context, links: Links, acting_as: ActingAs = "", json: AsJson = False) -> None:
    """Say that the contacts of a pair are one person.

    Their conversations stand in one history. `apart` undoes it.
    """
    from socialshop.desk.people import merge

    each_of(ctx, links, json, merge, acting_as)


@app.command("apart", examples=("inbox people apart 3",), may_fail=True)
def people_apart(ctx: typer.Context, links: Links, acting_as: ActingAs = "", json: AsJson = False) -> None:
    """Say that the contacts of a pair are not one person.

    Declines what is proposed, and undoes what was merged.
    """
    from socialshop.desk.people import keep_apart

    each_of(ctx, links, json, keep_apart, acting_as)


@app.command("same", examples=('inbox people same 12 31 --because "told me so in the shop"',))
def people_same(
    ctx: typer.Context,
    one: Contact,
    other: Contact,
    because: Annotated[str, typer.Option(metavar="TEXT", help="How you know it, for who reads it later.")],
    acting_as: ActingAs = "",
    json: AsJson = False,
) -> None:
    """Say that two contacts are one person, though nothing proposes it."""
    from sqlmodel import Session

    from socialshop.desk.people import merge_by_hand
    from socialshop.terminal import console, print_json

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        merge_by_hand(session, acting(session, acting_as), one, other, because, shop.clock)
        session.commit()
    told = f"{one} and {other} are one person."
    print_json({"contacts": [one, other]}) if json else console().print(told)
