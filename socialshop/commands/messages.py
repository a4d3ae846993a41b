"""What is done to single messages besides answering them: liked, hidden, deleted where they stand."""

from __future__ import annotations

import sys
from collections import defaultdict
from typing import TYPE_CHECKING, Annotated

import typer

from socialshop.commands.acting import acting
from socialshop.commands.group import Group
from socialshop.commands.opening import opened
from socialshop.commands.options import ActingAs, AsJson, bearable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from socialshop.desk.message_acts import Refused
    from socialshop.ports import Act
    from socialshop.sync.runs import RunLog

app = Group()
MessageIds = Annotated[
    list[int], typer.Argument(metavar="MESSAGE…", help="Their numbers in `inbox show`.", callback=bearable)
]
_STEP = "asked"
"""What the channel was asked for and does not allow, beside the step that does what it allows."""


_ACTS = {
    "like": """Like messages in the shop's name, where the channel allows it.""",
    "unlike": """Take our like back.""",
    "hide": """Hide messages from all but their writers and their friends.""",
    "unhide": """Show messages again that were hidden.""",
}


def _add(act: str, told: str) -> None:
    def inbox_act(ctx: typer.Context, message_ids: MessageIds, acting_as: ActingAs = "", json: AsJson = False) -> None:
        _do(ctx, act, message_ids, acting_as, json)

    app.command(act, help=told, examples=(f"inbox {act} 214 215",), may_fail=True)(inbox_act)


for _act, _told in _ACTS.items():
    _add(_act, _told)


@app.command("delete", examples=("inbox delete 214", "inbox delete 214 --yes"), may_fail=True)
def inbox_delete(
    ctx: typer.Context,
    message_ids: MessageIds,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask first; scripts and cron need it.")] = False,
    acting_as: ActingAs = "",
    json: AsJson = False,
) -> None:
    """Delete messages on their platform, for good.

    It asks once more first, as nobody gets them back.
    """
    if not yes:
        _ask_once_more(ctx, message_ids)
    _do(ctx, "delete", message_ids, acting_as, json)


def _ask_once_more(ctx: typer.Context, message_ids: Sequence[int]) -> None:
    """Raises ConfigurationError where nobody can be asked."""
    from socialshop.desk.message_acts import existing_message
    from socialshop.errors import ConfigurationError
    from socialshop.terminal import console

    if not sys.stdin.isatty():
        raise ConfigurationError(
            "Nobody gets back what is deleted, and nobody can be asked.", mend="Say --yes to delete without a question."
        )
    screen = console(stderr=True)
    with opened(ctx).reading() as session:
        for id_ in _once(message_ids):
            message = existing_message(session, id_)
            screen.print(f"#{id_} in conversation {message.conversation_id}: {message.text}")
    typer.confirm("Delete for good?", abort=True, err=True)


def _do(ctx: typer.Context, name: str, message_ids: Sequence[int], acting_as: str, as_json: bool) -> None:
    """Queue it for each, send it, and tell what came of it; where a number is wrong, nothing is done."""
    from sqlmodel import Session

    from socialshop.desk.message_acts import do_each
    from socialshop.ports import Act

    act = Act(name)

    with opened(ctx).job(f"inbox {act}", as_json) as (jobs, run):
        shop = jobs.shop
        with Session(shop.store) as session:
            actor = acting(session, acting_as)
            refused = do_each(session, actor, list(_once(message_ids)), act, shop.connectors, shop.clock)
            session.commit()
        _tell(run, act, refused)
        jobs.send_replies(run)


def _tell(run: RunLog, act: Act, refused: Sequence[Refused]) -> None:
    from socialshop.desk.message_acts import told
    from socialshop.sync.runs import Action

    of_channel = defaultdict(list)
    for one in refused:
        of_channel[one.channel].append(one)
    for channel, theirs in of_channel.items():
        with run.step(_STEP, channel) as tally:
            for one in theirs:
                tally.record(told(act, one.message_id, one.conversation_id), Action.REJECTED, one.why)


def _once(message_ids: Iterable[int]) -> Iterable[int]:
    return dict.fromkeys(message_ids)
