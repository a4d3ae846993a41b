"""What customers write, and our answers."""

from __future__ import annotations

import shlex
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from socialshop.commands import customers, handling, labels, learned, messages, unsent
from socialshop.commands.acting import acting
from socialshop.commands.completing import topics, windows
from socialshop.commands.group import Group
from socialshop.commands.opening import opened
from socialshop.commands.options import ActingAs, AsJson, Channel, Conversation, Mark, bearable, given
from socialshop.desk.spans import Named

if TYPE_CHECKING:
    from socialshop.desk.figures import Figures

app = Group("Read what customers write, and answer them.")
app.add_typer(customers.app, name="people")
app.add_typer(labels.app, name="labels")
app.add_typer(learned.app, name="learned")
app.add_typer(handling.app)
app.add_typer(messages.app)
app.add_typer(unsent.app)


@app.command("pull", examples=("inbox pull", "inbox pull --removals"), may_fail=True)
def inbox_pull(
    ctx: typer.Context,
    removals: Annotated[
        bool, typer.Option("--removals", help="Look now whether customers deleted what they wrote; else once a day.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Ask the platforms for what customers wrote.

    For cron, and where no webhooks come. `socialshop sync` does it too.
    """
    with opened(ctx).job("inbox pull", json) as (jobs, run):
        jobs.pull_inbox(run, removals=removals)


_TOLD_EACH = 100  # bodies


@app.command("ingest", examples=("inbox ingest outage/", "inbox ingest body.json --json"), may_fail=True)
def inbox_ingest(
    ctx: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="FILE|FOLDER…", help="Of a folder, its *.json and *.jsonl, also gzipped."),
    ],
    json: AsJson = False,
) -> None:
    """Take in webhooks and platforms' answers from files.

    After an outage, or for support. What is known already changes nothing; each file says what became of it.
    """
    from socialshop import terminal_inbox
    from socialshop.inbox.deliveries import Outcome
    from socialshop.inbox.files import number_of_bodies, replay
    from socialshop.ports import WebhookSource
    from socialshop.terminal import print_json, progress_bar

    replayed = []
    with opened(ctx).shop() as shop, progress_bar() as progress:
        sources = {name: found for name, found in shop.connectors.items() if isinstance(found, WebhookSource)}
        number = number_of_bodies(paths) if progress else 0
        for one in replay(shop.store, shop.clock, paths, sources):
            replayed.append(one)
            if progress and not len(replayed) % _TOLD_EACH:
                progress("bodies", len(replayed), number)
    print_json([one._asdict() for one in replayed]) if json else terminal_inbox.print_replayed(replayed)
    if any(one.outcome is Outcome.REFUSED for one in replayed):
        raise typer.Exit(1)


@app.command("gaps", examples=("inbox gaps", "inbox gaps --days 30"), may_fail=True)
def inbox_gaps(
    ctx: typer.Context,
    days: Annotated[int, typer.Option(metavar="NUMBER", min=1, help="How many days back.")] = 7,
    json: AsJson = False,
) -> None:
    """Find out whether webhooks missed something.

    Compares them with what `inbox pull` found. Leaves with 1 where something was missed.
    """
    from datetime import timedelta

    from sqlmodel import Session

    from socialshop import terminal_inbox
    from socialshop.inbox.gaps import gap_check
    from socialshop.store import reading
    from socialshop.terminal import print_json

    with opened(ctx).shop(connected=False) as shop, Session(reading(shop.store)) as session:
        now = shop.clock()
        checked = [gap_check(session, channel, now - timedelta(days=days), now) for channel in shop.config.channels]
    found = [report for report in checked if report]
    print_json([asdict(report) for report in found]) if json else terminal_inbox.print_gaps(found)
    if any(report.missed for report in found):
        raise typer.Exit(1)


@app.command("list", examples=("inbox list --overdue", "inbox list --state open --assignee none"))
def inbox_list(
    ctx: typer.Context,
    state: Annotated[
        Literal["open", "waiting", "snoozed", "resolved"] | None,
        typer.Option(metavar="STATE", help="open, waiting, snoozed (put off) or resolved."),
    ] = None,
    channel: Channel = "",
    assignee: Annotated[
        str, typer.Option(metavar="EMAIL", help="Who shall answer; none: what nobody in particular shall.")
    ] = "",
    team: Annotated[str, typer.Option(metavar="TEAM", help="Which team shall answer.")] = "",
    topic: Annotated[
        str,
        typer.Option(metavar="TOPIC", help="What it is about, such as question or complaint.", autocompletion=topics),
    ] = "",
    label: Annotated[str, typer.Option(metavar="LABEL", help="A label that it has.")] = "",
    window: Annotated[
        str, typer.Option(metavar="WINDOW", help="The name of the window that it is about.", autocompletion=windows)
    ] = "",
    product: Annotated[str, typer.Option(metavar="PRODUCT", help="The id of the product that it is about.")] = "",
    contact: Annotated[
        int | None,
        typer.Option(
            metavar="NUMBER", min=1, help="The customer, by the number that `inbox search` tells.", callback=bearable
        ),
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what should have been answered by now.")] = False,
    before: Mark = None,
    json: AsJson = False,
) -> None:
    """List the conversations: what is overdue first, then the latest.

    A long list ends with the call that goes on with it.
    """
    from sqlmodel import Session

    from socialshop import terminal
    from socialshop.inbox.filters import UNASSIGNED, Filters
    from socialshop.inbox.query import conversations
    from socialshop.staff.users import named
    from socialshop.store import reading

    with opened(ctx).shop(connected=False) as shop, Session(reading(shop.store)) as session:
        person = assignee if assignee in ("", UNASSIGNED) else str(named(session, assignee).id)
        filters = Filters(
            state or "", channel, person, team, topic, window, product, label, str(contact or ""), overdue=overdue
        )
        page = conversations(session, filters, now=shop.clock(), before=before)
        now = shop.clock()
    if json:
        terminal.print_json({"conversations": [asdict(row) for row in page.rows], "next": page.next})
        return
    terminal.print_conversations(page.rows, now, more=bool(page.next), chosen=bool(filters.chosen()))
    if page.next:
        more = shlex.join(("socialshop", "inbox", "list", *given(ctx, but=("before",)), "--before", page.next))
        terminal.console().print(f"More: {more}", style="dim", soft_wrap=True)


@app.command("show", examples=("inbox show 214", "inbox show 214 --history"))
def inbox_show(
    ctx: typer.Context,
    conversation_id: Conversation,
    history: Annotated[
        bool, typer.Option("--history", help="Also what edited and deleted messages said before.")
    ] = False,
    json: AsJson = False,
) -> None:
    """Show one conversation with its window and product."""
    from socialshop import terminal
    from socialshop.inbox.view import conversation

    with opened(ctx).reading() as session:
        view = conversation(session, conversation_id)
    terminal.print_json(asdict(view)) if json else terminal.print_conversation(view, history=history)


@app.command("search", examples=('inbox search "kaese brie"', "inbox search 1042"))
def inbox_search(
    ctx: typer.Context,
    words: Annotated[
        str, typer.Argument(help="All must be found; of the last one a beginning is enough. kaese finds Käse.")
    ],
    before: Mark = None,
    json: AsJson = False,
) -> None:
    """Find conversations, people, orders and products by words."""
    from sqlmodel import Session

    from socialshop import terminal
    from socialshop.desk.search import search
    from socialshop.store import reading

    with opened(ctx).shop(connected=False) as shop, Session(reading(shop.store)) as session:
        found, now = search(session, words, before=before), shop.clock()
    if json:
        terminal.print_json(asdict(found))
        return
    terminal.print_found(found, now)
    if found.next:
        more = shlex.join(("socialshop", "inbox", "search", words, "--before", found.next))
        terminal.console().print(f"More: {more}", style="dim", soft_wrap=True)


@app.command(
    "reply", examples=('inbox reply 214 "It is 9 euros."', 'inbox reply 214 "Your code is …" --private'), may_fail=True
)
def inbox_reply(
    ctx: typer.Context,
    conversation_id: Conversation,
    text: Annotated[str, typer.Argument(help="What the customer shall read; quote it.")],
    private: Annotated[
        bool, typer.Option("--private", help="As a private message to the writer of the comment.")
    ] = False,
    attach: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A picture to go with it.", exists=True, dir_okay=False, readable=True),
    ] = None,
    acting_as: ActingAs = "",
    json: AsJson = False,
) -> None:
    """Answer a conversation on its platform.

    What cannot be sent stays in `inbox outbox` and is tried again with the next run. Nothing is sent twice.
    """
    from sqlmodel import Session

    from socialshop.desk.answers import Answer, answer, usual_act
    from socialshop.desk.pictures import put_up
    from socialshop.inbox.resolve import existing
    from socialshop.ports import Act
    from socialshop.runtime.pictures import media_store
    from socialshop.store import reading

    with opened(ctx).job("inbox reply", json) as (jobs, run):
        shop = jobs.shop
        with Session(reading(shop.store)) as session:
            talk, actor = existing(session, conversation_id), acting(session, acting_as)
        act = Act.PRIVATE_REPLY if private and not talk.is_private else usual_act(talk)
        connector = shop.connectors.get(talk.channel)
        store = media_store(shop.config)
        picture = put_up(actor, attach.read_bytes(), talk.channel, connector, act, store) if attach else None
        with Session(shop.store) as session:
            given = Answer(text, act, picture=picture)
            answer(session, actor, conversation_id, given, connector, shop.clock)
            session.commit()
        jobs.send_replies(run)


@app.command(
    "report",
    examples=("inbox report --span last-week", "inbox report --from 2026-11-01 --to 2026-11-30 --csv november.csv"),
)
def inbox_report(
    ctx: typer.Context,
    days: Annotated[
        int | None, typer.Option(metavar="NUMBER", min=1, max=3650, help="The last so many days; default: 30.")
    ] = None,
    named: Annotated[Named | None, typer.Option("--span", metavar="SPAN", help=f"{', '.join(Named)}.")] = None,
    first: Annotated[str, typer.Option("--from", metavar="DAY", help="The first day, such as 2026-11-01.")] = "",
    last: Annotated[str, typer.Option("--to", metavar="DAY", help="The last day; default: today.")] = "",
    elapsed: Annotated[
        bool, typer.Option("--elapsed", help="Count all hours, not only those in which the shop is open.")
    ] = False,
    csv: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write the figures as CSV.")] = None,
    trend: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write those of each day or week as CSV.")
    ] = None,
    html: Annotated[Path | None, typer.Option(metavar="FILE", help="Also write a page with charts.")] = None,
    json: AsJson = False,
) -> None:
    """Tell how fast customers were answered and helped.

    By channel, topic and person, beside as many days before.
    """
    from sqlmodel import Session

    from socialshop import terminal, terminal_inbox
    from socialshop.desk.figures import figures
    from socialshop.desk.report import TimeKind
    from socialshop.desk.spans import Asked, span
    from socialshop.runtime.care import targets_of
    from socialshop.store import reading

    with opened(ctx).shop(connected=False) as shop, Session(reading(shop.store)) as session:
        now, zone, targets = shop.clock(), shop.config.shop.zone, targets_of(shop.config)
        found = figures(session, span(Asked(days, named, first, last), now, zone), now, targets)
    kind = TimeKind.OPEN if targets and not elapsed else TimeKind.ELAPSED
    _write_tables(found, csv, trend)
    if html:
        from socialshop.web.servicepage import write_service

        write_service(found, html, shop.config, kind)
    if json:
        terminal.print_json(asdict(found.report) | {"trend": asdict(found.trend), "subjects": asdict(found.subjects)})
    else:
        terminal_inbox.print_inbox_report(found.report, kind, zone)


def _write_tables(found: Figures, csv: Path | None, trend: Path | None) -> None:
    from catalog_feeds.writers import replacing
    from socialshop.desk import report
    from socialshop.desk import trend as over_time

    for path, table in ((csv, report.as_csv(found.report)), (trend, over_time.as_csv(found.trend))):
        if path:
            with replacing(path) as file:
                file.write(table.encode())
