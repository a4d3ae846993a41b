"""What customers write, and our answers."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from socialshop.commands.opening import opened
from socialshop.commands.options import AsJson, Conversation

app = typer.Typer(no_args_is_help=True, help="What customers write, and our answers.")


@app.command("pull")
def inbox_pull(ctx: typer.Context, json: AsJson = False) -> None:
    """Ask the platforms for new comments."""
    with opened(ctx).job("inbox pull", json) as (jobs, run):
        jobs.pull_inbox(run)


@app.command("ingest")
def inbox_ingest(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="FILE…|DIR", help="Or several; in a DIR *.json and *.jsonl.")],
    json: AsJson = False,
) -> None:
    """Replay bodies of webhooks and answers of the platforms from files: what is known already changes nothing."""
    from socialshop import terminal_inbox
    from socialshop.inbox.deliveries import Outcome
    from socialshop.inbox.files import replay
    from socialshop.ports import WebhookSource
    from socialshop.terminal import print_json

    with opened(ctx).shop() as shop:
        sources = {name: found for name, found in shop.connectors.items() if isinstance(found, WebhookSource)}
        replayed = list(replay(shop.store, shop.clock, paths, sources))
    print_json([asdict(one) for one in replayed]) if json else terminal_inbox.print_replayed(replayed)
    if any(one.outcome is Outcome.REFUSED for one in replayed):
        raise typer.Exit(1)


@app.command("gaps")
def inbox_gaps(
    ctx: typer.Context,
    days: Annotated[int, typer.Option(min=1, help="How far back.")] = 7,
    json: AsJson = False,
) -> None:
    """Compare polling with webhooks: what no webhook told of."""
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


@app.command("list")
def inbox_list(
    ctx: typer.Context,
    state: Annotated[Literal["open", "waiting", "snoozed", "resolved"] | None, typer.Option(help="Only those.")] = None,
    channel: Annotated[str, typer.Option(help="facebook, instagram or pinterest.")] = "",
    assignee: Annotated[str, typer.Option(help="E-mail address of who shall answer, or none.")] = "",
    team: Annotated[str, typer.Option(help="Which shall answer.")] = "",
    topic: Annotated[str, typer.Option(help="Such as question or complaint.")] = "",
    label: Annotated[str, typer.Option(help="A label.")] = "",
    window: Annotated[str, typer.Option(help="Name of the shop window.")] = "",
    product: Annotated[str, typer.Option(help="Id of the product.")] = "",
    overdue: Annotated[bool, typer.Option("--overdue", help="Only what should have been answered by now.")] = False,
    before: Annotated[str | None, typer.Option(help="The mark that the page before ended with.")] = None,
    json: AsJson = False,
) -> None:
    """The conversations: what is overdue first, then the latest."""
    from sqlmodel import Session

    from socialshop import terminal
    from socialshop.inbox.filters import UNASSIGNED, Filters
    from socialshop.inbox.query import conversations
    from socialshop.staff.users import named
    from socialshop.store import reading

    with opened(ctx).shop(connected=False) as shop, Session(reading(shop.store)) as session:
        person = assignee if assignee in ("", UNASSIGNED) else str(named(session, assignee).id)
        filters = Filters(state or "", channel, person, team, topic, window, product, label, overdue=overdue)
        page = conversations(session, filters, now=shop.clock(), before=before)
        now = shop.clock()
    if json:
        terminal.print_json({"conversations": [asdict(row) for row in page.rows], "next": page.next})
        return
    terminal.print_conversations(page.rows, now)
    if page.next:
        terminal.console().print(f"More: socialshop inbox list --before {page.next}", style="dim")


@app.command("show")
def inbox_show(ctx: typer.Context, conversation_id: Conversation, json: AsJson = False) -> None:
    """One conversation with its window and product."""
    from socialshop import terminal
    from socialshop.inbox.view import conversation

    with opened(ctx).reading() as session:
        view = conversation(session, conversation_id)
    terminal.print_json(asdict(view)) if json else terminal.print_conversation(view)


@app.command("reply")
def inbox_reply(
    ctx: typer.Context,
    conversation_id: Conversation,
    text: Annotated[str, typer.Argument(help="As the customer shall read it.")],
    json: AsJson = False,
) -> None:
    """Answer publicly: the reply is written down, sent, and stands on the platform once."""
    from sqlmodel import Session

    from socialshop.errors import ConfigurationError
    from socialshop.inbox.reply import write_reply
    from socialshop.inbox.resolve import existing
    from socialshop.sync.runs import whoami

    with opened(ctx).job("inbox reply", json) as (jobs, run):
        with Session(jobs.shop.store) as session:
            channel = existing(session, conversation_id).channel
            limit = jobs.reply_limits().get(channel)
            if limit is None:
                raise ConfigurationError(f"{channel} takes no replies.", mend=f"Configure [channels.{channel}] for it.")
            write_reply(session, conversation_id, text, whoami(), jobs.shop.clock, limit)
            session.commit()
        jobs.send_replies(run)
