"""Answers, likes and the like that did not go out: which, why, and what becomes of them."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from socialshop.commands.acting import acting
from socialshop.commands.group import Group
from socialshop.commands.opening import opened
from socialshop.commands.options import ActingAs, AsJson, Channel, Mark, bearable, given

app = Group()
Numbers = Annotated[
    list[int], typer.Argument(metavar="NUMBER…", help="As `inbox outbox` shows them.", callback=bearable)
]


@app.command(
    "outbox",
    examples=("inbox outbox", "inbox outbox --failed", "inbox outbox --sent --channel instagram"),
    may_fail=True,
)
def inbox_outbox(
    ctx: typer.Context,
    failed: Annotated[bool, typer.Option("--failed", help="Only what failed and waits for a person.")] = False,
    sent: Annotated[
        bool, typer.Option("--sent", help="What went out in the last 7 days instead, latest first.")
    ] = False,
    channel: Channel = "",
    limit: Annotated[int, typer.Option(metavar="NUMBER", min=1, max=500, help="How many at most.")] = 50,
    after: Mark = None,
    json: AsJson = False,
) -> None:
    """List answers and likes that are not on their platform yet, and why.

    For cron: leaves with 1 where one failed and waits for a person.
    """
    from sqlmodel import Session

    from socialshop import terminal_unsent
    from socialshop.desk.unsent import any_failed, sent_lately, unsent
    from socialshop.store import reading
    from socialshop.store.model import OutboxState
    from socialshop.terminal import print_json

    if failed and sent:
        raise typer.BadParameter("--failed and --sent: what failed was not sent. Say one of them.")
    state = OutboxState.FAILED if failed else None
    with opened(ctx).shop(connected=False) as shop, Session(reading(shop.store)) as session:
        if sent:
            found = sent_lately(session, shop.clock(), channel=channel, after=after, limit=limit)
        else:
            found = unsent(session, state=state, channel=channel, after=after, limit=limit)
        waits_for_somebody = not sent and any_failed(session)
    if json:
        print_json(asdict(found))
    else:
        terminal_unsent.print_unsent(found.unsent, asked="sent" if sent else "failed" if failed else "")
        if found.next:
            more = ("socialshop", "inbox", "outbox", *given(ctx, but=("after",)), "--after", found.next)
            terminal_unsent.print_more(shlex.join(more))
    if waits_for_somebody:
        raise typer.Exit(1)


@app.command("retry", examples=("inbox retry 214",), may_fail=True)
def inbox_retry(ctx: typer.Context, numbers: Numbers, acting_as: ActingAs = "", json: AsJson = False) -> None:
    """Send again what failed.

    An answer goes with the text or picture that failed with it.
    """
    from sqlmodel import Session

    from socialshop.desk.unsent import retry

    with opened(ctx).job("inbox retry", json) as (jobs, run):
        with Session(jobs.shop.store) as session:
            actor, queued = acting(session, acting_as), list[int]()
            for number in _once(numbers, queued):
                queued += retry(session, actor, number, jobs.shop.clock)
            session.commit()
        jobs.send_replies(run)


@app.command("take-back", examples=("inbox take-back 214",))
def inbox_take_back(ctx: typer.Context, numbers: Numbers, acting_as: ActingAs = "", json: AsJson = False) -> None:
    """Give up what failed.

    The words of an answer are printed, to be written anew.
    """
    from sqlmodel import Session

    from socialshop import terminal_unsent
    from socialshop.desk.unsent import take_back
    from socialshop.terminal import print_json

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        actor, told = acting(session, acting_as), dict[int, str]()
        for number in _once(numbers, told):
            told |= {one.message_id: one.text for one in take_back(session, actor, number, shop.clock)}
        session.commit()
    if json:
        print_json([{"id": id_, "text": text} for id_, text in told.items()])
    else:
        terminal_unsent.print_taken_back(told)


def _once(numbers: Sequence[int], done: Sequence[int] | dict[int, str]) -> Iterable[int]:
    """All or none; a text and its picture are one answer, whichever of them is named, or both."""
    return (number for number in numbers if number not in done)
