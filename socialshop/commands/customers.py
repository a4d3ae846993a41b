"""Who is whom: contacts of several channels that are one person."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from socialshop.commands.acting import acting, each_of
from socialshop.commands.opening import opened
from socialshop.commands.options import ActingAs, AsJson, bearable

app = typer.Typer(no_args_is_help=True, help="Which contacts are one person: proposed by evidence, decided by people.")
Links = Annotated[
    list[int], typer.Argument(metavar="LINK…", help="Their numbers in `inbox people list`.", callback=bearable)
]
Contact = Annotated[int, typer.Argument(help="Its number: `contact_id` in `inbox show --json`.", callback=bearable)]


@app.command("list")
def people_list(
    ctx: typer.Context,
    decided: Annotated[bool, typer.Option("--decided", help="What was decided lately, to be undone.")] = False,
    before: Annotated[
        int | None, typer.Option(help="The number of the last one of the page before.", callback=bearable)
    ] = None,
    json: AsJson = False,
) -> None:
    """Contacts that may be one person, each pair with its evidence."""
    from socialshop import terminal_inbox
    from socialshop.inbox.people import decisions, proposals
    from socialshop.terminal import print_json

    with opened(ctx).reading() as session:
        found = decisions(session) if decided else proposals(session, before=before)
    print_json([asdict(link) for link in found]) if json else terminal_inbox.print_people_links(found)


@app.command("merge")
def people_merge(ctx: typer.Context, links: Links, acting_as: ActingAs = "", json: AsJson = False) -> None:
    """They are one person: their conversations stand in one history."""
    from socialshop.desk.people import merge

    each_of(ctx, links, json, merge, acting_as)


@app.command("apart")
def people_apart(ctx: typer.Context, links: Links, acting_as: ActingAs = "", json: AsJson = False) -> None:
    """They are not one person: declines what is proposed, undoes what was merged."""
    from socialshop.desk.people import keep_apart

    each_of(ctx, links, json, keep_apart, acting_as)


@app.command("same")
def people_same(
    ctx: typer.Context,
    one: Contact,
    other: Contact,
    because: Annotated[str, typer.Option(help="How you know it, for who reads it later.")],
    acting_as: ActingAs = "",
) -> None:
    """You know that two contacts are one person, though nothing proposes it."""
    from sqlmodel import Session

    from socialshop.desk.people import merge_by_hand
    from socialshop.terminal import console

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        merge_by_hand(session, acting(session, acting_as), one, other, because, shop.clock)
        session.commit()
    console().print(f"{one} and {other} are one person.")
