"""How the inbox's rarer matters look in a terminal: replayed files, missed webhooks, who may be whom, the report."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from socialshop.terminal import console, span
from socialshop.terminal_tables import print_table

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from socialshop.desk.deliveries import DeliveryView
    from socialshop.desk.labels import LabelUse
    from socialshop.desk.learned import Learned
    from socialshop.desk.programs import ProgramView
    from socialshop.desk.report import Line, Report, TimeKind
    from socialshop.inbox.files import Replayed
    from socialshop.inbox.gaps import GapReport
    from socialshop.inbox.people import ContactView, LinkView

_COLOURS = {"ingested": "green", "nothing new": "dim", "ignored": "yellow", "refused": "red"}
_MOST_MISSED = 20


def print_replayed(replayed: Sequence[Replayed]) -> None:
    """A line for each body, or for those of one file that fared alike, then the sums; long reasons go on beneath."""
    screen = console()
    common = os.path.commonpath([one.body for one in replayed]) if len(replayed) > 1 else ""
    for (file, outcome, reason, account), alike in groupby(replayed, _alike):
        bodies = list(alike)
        name = os.path.relpath(file, common) if common else file
        line = Text.assemble((f"{outcome:11} ", _COLOURS[outcome]), name, _lines(bodies))
        if outcome == "ingested":
            line.append(f"  {_counted(bodies)}", "dim")
        screen.print(line, soft_wrap=True)
        why = "because " if outcome in ("ignored", "refused") else "left out: "
        for note in filter(None, (reason and why + reason, account and f"of the account {account}")):
            screen.print(Padding(Text(note, "dim"), (0, 0, 0, 12)))
    sums = Counter(one.outcome for one in replayed)
    screen.print(", ".join(f"{number} {outcome}" for outcome, number in sums.items()) or "There was nothing to read.")


def _alike(one: Replayed) -> tuple[str, str, str, str]:
    return _LINE.sub("", one.body), one.outcome, one.reason, one.account


def _lines(bodies: Sequence[Replayed]) -> str:
    """Where in their file they stand; empty for a file that is one body."""
    first, last = (found[0] if (found := _LINE.search(one.body)) else "" for one in (bodies[0], bodies[-1]))
    return first if first == last else f"{first}-{last[1:]}"


def _counted(bodies: Sequence[Replayed]) -> str:
    new, changed, known, unknown = (
        sum(numbers) for numbers in zip(*((b.new, b.changed, b.unchanged, b.unsupported) for b in bodies), strict=True)
    )
    counts = {"new": new, "changed": changed, "known": known, "of a kind without a place": unknown}
    return ", ".join(f"{number} {what}" for what, number in counts.items() if number)


_LINE = re.compile(r":\d+$")


def print_gaps(reports: Sequence[GapReport]) -> None:
    """The sums of each channel, then what was missed."""
    from socialshop.inbox.gaps import GRACE, MEND, between

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
            where = f"  in conversation {missed.conversation_id}" if missed.conversation_id else ""
            line = f"no webhook told of {missed.what} of {missed.at:%Y-%m-%d %H:%M} UTC{where}"
            screen.print(Text.assemble(line, (f"  {missed.external_id}", "dim")))
        if len(report.missed) > _MOST_MISSED:
            screen.print(f"… and {len(report.missed) - _MOST_MISSED} more: `--json` lists all.", style="dim")
    if every := [missed for report in reports for missed in report.missed]:
        first, last = between(every)
        screen.print(f"Missed from {first} to {last}. All of it is in the inbox, by polling: nobody was overlooked.")
        screen.print(MEND)
    else:
        screen.print("Nothing was missed.")
    grace = f"{GRACE.seconds // 60} minutes"
    screen.print(f"What came in the last {grace} is not compared yet: a webhook may be late.", style="dim")


def print_people_links(links: Sequence[LinkView]) -> None:
    """A line for each pair, and beneath it why, and who decided."""
    screen = console()
    if not links:
        screen.print("Nothing is proposed.")
        return
    for link in links:
        pair = Text.assemble((f"{link.id:>4}  ", "bold"), _contact(link.one), " and ", _contact(link.other))
        why = f"{link.evidence}: {link.found}"
        if link.at:
            why += f" · {link.standing} by {link.by}, {link.at:%Y-%m-%d %H:%M} UTC"
        screen.print(pair)
        screen.print(Padding(Text(why, "dim"), (0, 0, 0, 6)))


def _contact(contact: ContactView) -> str:
    return f"{contact.name or 'somebody'} on {contact.channel}"


def print_deliveries(found: Sequence[DeliveryView]) -> None:
    """A line for each, and beneath it why it was not taken."""
    screen = console()
    if not found:
        screen.print("Nothing.")
        return
    for one in found:
        then = f", next {one.next_at:%Y-%m-%d %H:%M} UTC" if one.next_at else ""
        told = f"  {one.created_at:%Y-%m-%d %H:%M} UTC  {one.webhook}  {one.event}  "
        screen.print(Text.assemble((f"{one.id:>6}", "bold"), told, f"{one.standing}{then}"), no_wrap=True)
        if one.error:
            screen.print(Padding(Text(f"{one.error} ({one.attempts} attempts)", "dim"), (0, 0, 0, 8)))


def print_programs(found: Sequence[ProgramView]) -> None:
    """A line for each, and beneath it why it takes nothing."""
    screen = console()
    if not found:
        screen.print("No program is told anything: name one under [[webhooks]] in the configuration.")
        return
    for one in found:
        sums = f"{one.taken} taken, {one.waiting} waiting, {one.given_up} given up"
        last = f", last taken {one.last_taken_at:%Y-%m-%d %H:%M} UTC" if one.last_taken_at else ""
        gone = "" if one.configured else "  (not in the configuration any more)"
        screen.print(Text.assemble((one.name, "bold"), f"  {sums}{last}{gone}"))
        if one.off_since:
            by = f" by {one.off_by}" if one.off_by else ""
            since = f"switched off{by} {one.off_since:%Y-%m-%d %H:%M} UTC"
            off = f"{since}, {one.kept} kept: socialshop webhooks on {one.name}"
            screen.print(Padding(Text(off, "red"), (0, 0, 0, 2)))
        if one.failing:
            screen.print(Padding(Text(f"takes nothing: {one.error}", "red"), (0, 0, 0, 2)))


_HEADS = (
    "conver-\nsations",
    "an-\nswered",
    "first\nanswer",
    "90 %",
    "in\ntime",
    "re-\nsolved",
    "resolu-\ntion",
    "late",
)


def print_inbox_report(report: Report, kind: TimeKind, zone: ZoneInfo) -> None:
    """The figures by channel, topic and person, the sums with those of the days before; times are medians."""
    screen = console()
    times = "open hours" if kind == "open" else "elapsed time"
    before = f" · before: {_days(report.before, zone)}" if report.before else ""
    screen.print(f"{_days(report, zone)}{before} · median {times}", style="dim")
    if not report.lines:
        screen.print("No conversation was opened in these days.")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("by", no_wrap=True)
    table.add_column("what")  # the only one that may be narrowed
    for name in _HEADS:
        table.add_column(name, justify="right", no_wrap=True)
    for line in report.of("all"):
        table.add_row(*_cells(line, kind))
    if report.before:
        for line in report.before.of("all"):
            table.add_row("before", *_cells(line, kind)[1:], style="dim")
    for line in report.lines:
        if line.by != "all":
            table.add_row(*_cells(line, kind))
    print_table(screen, table, ("90 %", "re-\nsolved", "resolu-\ntion", "an-\nswered"), room=9)
    if report.target is not None:
        screen.print(f"in time: first answers within {span(report.target)} of open hours", style="dim")


def _cells(line: Line, kind: TimeKind) -> tuple[str | Text, ...]:
    took = line.took(kind)
    return (
        line.by,
        Text(line.what, no_wrap=True, overflow="ellipsis"),
        str(line.conversations),
        str(line.answered),
        span(took.first_response),
        span(took.first_response_p90),
        "·" if line.share_in_time is None else f"{line.share_in_time:.0%}",
        str(line.resolved),
        span(took.resolution),
        str(line.overdue),
    )


def _days(report: Report, zone: ZoneInfo) -> str:
    """'2026-11-01 to 2026-11-30', on the shop's calendar."""
    last = report.until.astimezone(zone) - timedelta.resolution
    return f"{report.since.astimezone(zone):%Y-%m-%d} to {last:%Y-%m-%d}"


def print_labels(found: Sequence[LabelUse]) -> None:
    """A line each: how many conversations bear it, and its name."""
    screen = console()
    for label in found:
        number = f"{label.conversations:>7,}"
        screen.print(Text.assemble((number, "bold"), f"  {label.name}"), no_wrap=True, overflow="ellipsis")
    if not found:
        screen.print("No conversation bears a label.")


def print_learned(found: Learned) -> None:
    """How learning stands, in a sentence; what there is to learn from; then what people decided last."""
    screen = console()
    screen.print(str(found.standing), soft_wrap=True)
    if found.standing.learned_at:
        screen.print(f"Learned {found.standing.learned_at:%Y-%m-%d %H:%M} UTC.")
    screen.print(f"People set {found.set_by_people} topics, and let {found.let_stand} of the rules stand.")
    if not found.standing.set_aside_at:
        screen.print(f"It learns next with {found.standing.anew_from} decisions.")
    for one in found.latest:
        was = f"{one.before or 'none'} ({one.before_by})" if one.before_by else one.before or "none"
        told = f"  {one.at:%Y-%m-%d %H:%M} UTC  {was} → {one.after or 'none'}, {one.who}"
        screen.print(Text.assemble((f"{one.conversation_id:>6}", "bold"), told), no_wrap=True, overflow="ellipsis")
