"""Answers that did not go out: which, why, and what becomes of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from socialshop.commands.acting import acting
from socialshop.commands.opening import opened
from socialshop.commands.options import ActingAs, AsJson

if TYPE_CHECKING:
    from socialshop.inbox.model import Message

app = typer.Typer()
Answers = Annotated[list[int], typer.Argument(metavar="ANSWER…", help="Their numbers in `inbox outbox`.")]


@app.command("outbox")
def inbox_outbox(
    ctx: typer.Context,
    failed: Annotated[bool, typer.Option("--failed", help="Only what waits for a person.")] = False,
    json: AsJson = False,
) -> None:
    """Answers that do not stand on their platform yet, and why; 1 where one failed."""
    from socialshop import terminal_unsent
    from socialshop.inbox.unsent import unsent
    from socialshop.store.model import OutboxState
    from socialshop.terminal import print_json

    with opened(ctx).reading() as session:
        found = unsent(session, failed=failed)
    print_json([asdict(one) for one in found]) if json else terminal_unsent.print_unsent(found, failed=failed)
    if any(one.state == OutboxState.FAILED for one in found):
        raise typer.Exit(1)


@app.command("retry")
def inbox_retry(ctx: typer.Context, answers: Answers, acting_as: ActingAs = "", json: AsJson = False) -> None:
    """Send answers again that failed, each with the text or picture that failed with it."""
    from sqlmodel import Session

    from socialshop.desk.answers import retry

    with opened(ctx).job("inbox retry", json) as (jobs, run):
        with Session(jobs.shop.store) as session:
            actor = acting(session, acting_as)
            _each(answers, lambda answer: retry(session, actor, answer, jobs.shop.clock))
            session.commit()
        jobs.send_replies(run)


@app.command("take-back")
def inbox_take_back(ctx: typer.Context, answers: Answers, acting_as: ActingAs = "", json: AsJson = False) -> None:
    """Give answers up that failed: their words are printed, to be written anew."""
    from sqlmodel import Session

    from socialshop import terminal_unsent
    from socialshop.desk.answers import take_back
    from socialshop.terminal import print_json

    with opened(ctx).shop(connected=False) as shop, Session(shop.store) as session:
        actor = acting(session, acting_as)
        taken = _each(answers, lambda answer: take_back(session, actor, answer, shop.clock))
        told = {message.id or 0: message.text for message in taken}
        session.commit()
    if json:
        print_json([{"id": id_, "text": text} for id_, text in told.items()])
    else:
        terminal_unsent.print_taken_back(told)


def _each(answers: Sequence[int], act: Callable[[int], list[Message]]) -> list[Message]:
    """All or none; a text and its picture are one answer, whichever of them is named, or both."""
    done: list[Message] = []
    for answer in answers:
        if answer not in {message.id for message in done}:
            done += act(answer)
    return done
