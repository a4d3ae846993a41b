"""What colleagues do with conversations beside answering them: several at once, each told what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from socialshop.commands.acting import each_of
from socialshop.commands.completing import topics
from socialshop.commands.group import Group
from socialshop.commands.opening import opened
from socialshop.commands.options import ActingAs, AsJson, Conversation, Conversations

if TYPE_CHECKING:
    from sqlmodel import Session

    from socialshop.clock import Clock
    from socialshop.staff.actor import Actor

app = Group()


@app.command("resolve", examples=("inbox resolve 214 215",), may_fail=True)
def inbox_resolve(
    ctx: typer.Context, conversation_ids: Conversations, acting_as: ActingAs = "", json: AsJson = False
) -> None:
    """Mark conversations as resolved, until the customer writes again."""
    from socialshop.desk import acts

    each_of(ctx, conversation_ids, json, acts.resolve, acting_as)


@app.command("reopen", examples=("inbox reopen 214",), may_fail=True)
def inbox_reopen(
    ctx: typer.Context, conversation_ids: Conversations, acting_as: ActingAs = "", json: AsJson = False
) -> None:
    """Open conversations again that are resolved or put off."""
    from socialshop.desk import acts

    each_of(ctx, conversation_ids, json, acts.reopen, acting_as)


@app.command("snooze", examples=("inbox snooze 214 --until 2026-11-30T09:00",), may_fail=True)
def inbox_snooze(
    ctx: typer.Context,
    conversation_ids: Conversations,
    until: Annotated[datetime, typer.Option(metavar="TIME", help="In the shop's time zone, such as 2026-11-30T09:00.")],
    acting_as: ActingAs = "",
    json: AsJson = False,
) -> None:
    """Put conversations off to a time, or until the customer writes again."""
    from zoneinfo import ZoneInfo

    from socialshop.desk import acts

    def act(session: Session, actor: Actor, id_: int, clock: Clock) -> None:
        acts.snooze(session, actor, id_, until.replace(tzinfo=zone), clock)

    with opened(ctx).shop(connected=False) as shop:
        zone = ZoneInfo(shop.config.shop.time_zone)
    each_of(ctx, conversation_ids, json, act, acting_as)


@app.command(
    "assign", examples=("inbox assign 214 --to jana@shop.example", "inbox assign 214 215 --team orders"), may_fail=True
)
def inbox_assign(
    ctx: typer.Context,
    conversation_ids: Conversations,
    to: Annotated[str, typer.Option(metavar="EMAIL", help="Who shall answer; none: nobody in particular.")] = "",
    team: Annotated[str | None, typer.Option(metavar="TEAM", help="Which team shall answer; empty: none.")] = None,
    acting_as: ActingAs = "",
    json: AsJson = False,
) -> None:
    """Say who shall answer conversations."""
    from socialshop.desk import acts
    from socialshop.errors import ConfigurationError
    from socialshop.inbox.filters import UNASSIGNED
    from socialshop.staff.users import colleague

    if not to and team is None:
        raise ConfigurationError("Nobody was named.", mend="Name somebody with --to EMAIL, or a team with --team.")

    def act(session: Session, actor: Actor, id_: int, clock: Clock) -> None:
        if to:
            acts.assign(session, actor, id_, None if to == UNASSIGNED else colleague(session, to).id, clock)
        if team is not None:
            acts.assign_team(session, actor, id_, team, clock)

    each_of(ctx, conversation_ids, json, act, acting_as)


@app.command("topic", examples=("inbox topic 214 --is complaint",), may_fail=True)
def inbox_topic(
    ctx: typer.Context,
    conversation_ids: Conversations,
    topic: Annotated[
        str,
        typer.Option(
            "--is", metavar="TOPIC", help="Such as question or complaint; empty: none.", autocompletion=topics
        ),
    ],
    acting_as: ActingAs = "",
    json: AsJson = False,
) -> None:
    """Say what conversations are about.

    It stays as you say, and the shop learns from it.
    """
    from socialshop.desk import acts

    def act(session: Session, actor: Actor, id_: int, clock: Clock) -> None:
        acts.set_topic(session, actor, id_, topic, clock)

    each_of(ctx, conversation_ids, json, act, acting_as)


@app.command(
    "label", examples=("inbox label 214 --name regular", "inbox label 214 --name regular --remove"), may_fail=True
)
def inbox_label(
    ctx: typer.Context,
    conversation_ids: Conversations,
    label: Annotated[str, typer.Option("--name", metavar="LABEL", help="The label; a new one is made.")],
    remove: Annotated[bool, typer.Option("--remove", help="Take it off instead.")] = False,
    acting_as: ActingAs = "",
    json: AsJson = False,
) -> None:
    """Put a label on conversations, or take it off."""
    from socialshop.desk import acts

    def act(session: Session, actor: Actor, id_: int, clock: Clock) -> None:
        (acts.remove_label if remove else acts.add_label)(session, actor, id_, label, clock)

    each_of(ctx, conversation_ids, json, act, acting_as)


@app.command("note", examples=('inbox note 214 "Calls back on Monday."',), may_fail=True)
def inbox_note(
    ctx: typer.Context,
    conversation_id: Conversation,
    text: Annotated[str, typer.Argument(help="What colleagues shall read; quote it.")],
    acting_as: ActingAs = "",
    json: AsJson = False,
) -> None:
    """Leave a note in a conversation, which no customer sees."""
    from socialshop.desk.notes import add_note

    def act(session: Session, actor: Actor, id_: int, clock: Clock) -> None:
        add_note(session, actor, id_, text, clock)

    each_of(ctx, [conversation_id], json, act, acting_as)
