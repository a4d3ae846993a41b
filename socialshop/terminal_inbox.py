"""How the ways into the inbox look in a terminal: files that were replayed, and webhooks that were missed."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from socialshop.terminal import console

if TYPE_CHECKING:
    from socialshop.inbox.files import Replayed
    from socialshop.inbox.gaps import GapReport

_COLOURS = {"ingested": "green", "nothing new": "dim", "ignored": "yellow", "refused": "red"}
_MOST_MISSED = 20


def print_replayed(replayed: Sequence[Replayed]) -> None:
    """A line each, then the sums; long reasons go on beneath."""
    screen = console()
    common = os.path.commonpath([one.body for one in replayed]) if len(replayed) > 1 else ""
    for one in replayed:
        name = os.path.relpath(one.body, common) if common else one.body
        line = Text.assemble((f"{one.outcome:11} ", _COLOURS[one.outcome]), name)
        if one.outcome == "ingested":
            line.append(f"  {_counted(one)}", "dim")
        screen.print(line, soft_wrap=True)
        why = "because " if one.outcome in ("ignored", "refused") else "left out: "
        for note in filter(None, (one.reason and why + one.reason, one.account and f"of the account {one.account}")):
            screen.print(Padding(Text(note, "dim"), (0, 0, 0, 12)))
    sums = Counter(one.outcome for one in replayed)
    screen.print(", ".join(f"{number} {outcome}" for outcome, number in sums.items()) or "There was nothing to read.")


def _counted(one: Replayed) -> str:
    counts = {"new": one.new, "changed": one.changed, "known": one.unchanged, "of an unknown kind": one.unsupported}
    return ", ".join(f"{number} {what}" for what, number in counts.items() if number)


def print_gaps(reports: Sequence[GapReport]) -> None:
    """The sums of each channel, then what was missed."""
    screen = console()
    if not reports:
        screen.print("No channel has had a webhook yet: there is nothing to compare polling with.")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("channel", no_wrap=True)
    for heading in ("by both", "missed", "webhooks alone"):
        table.add_column(heading, justify="right")
    for report in reports:
        table.add_row(report.channel, str(report.both), str(len(report.missed)), str(report.webhooks_alone))
    screen.print(table)
    for report in reports:
        for missed in report.missed[:_MOST_MISSED]:
            screen.print(f"no webhook told of {missed.kind} {missed.external_id} of {missed.at:%Y-%m-%d %H:%M} UTC")
        if len(report.missed) > _MOST_MISSED:
            screen.print(f"… and {len(report.missed) - _MOST_MISSED} more: `--json` lists all.", style="dim")
