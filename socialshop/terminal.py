"""How reports and conversations look in a terminal: tables that fit, colours that mean something, mends at the end."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from socialshop.jsontext import dumps
from socialshop.terminal_tables import print_table

if TYPE_CHECKING:
    from datetime import datetime

    from socialshop.desk.acts import Bulk
    from socialshop.desk.search import Found
    from socialshop.inbox.query import ConversationRow
    from socialshop.inbox.said import MessageView
    from socialshop.inbox.view import ConversationView
    from socialshop.runtime.jobs import Progress
    from socialshop.sync.reports import ChannelReport, ItemReport, RunReport, RunSummary

COLOURS = {
    "succeeded": "green",
    "partial": "yellow",
    "failed": "red",
    "abandoned": "red",
    "running": "cyan",
    "open": "yellow",
    "waiting": "cyan",
    "snoozed": "magenta",
    "resolved": "green",
}
_COUNTS = {
    "created": "new",
    "updated": "changed",
    "deleted": "gone",
    "unchanged": "same",
    "adopted": "adopted",
    "pending": "pending",
    "rejected": "rejected",
    "failed": "failed",
    "requests": "calls",
}
_RARE = ("adopted", "pending")
_MOST_FAILURES = 12
_MOST_PLANNED = 40


def console(*, stderr: bool = False) -> Console:
    """Prints texts as they are: what customers write in brackets or between colons is no markup of ours, and what they
    write tells the terminal nothing."""
    return _Console(stderr=stderr, highlight=False, markup=False, emoji=False)


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


class _Console(Console):
    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Without the control characters of the texts; colours and cursor are rich's own and no texts."""
        for segment in super().render(renderable, options):
            if segment.control is None and _CONTROL.search(segment.text):
                yield Segment(_CONTROL.sub("", segment.text), segment.style)
            else:
                yield segment


def print_json(data: Any) -> None:
    """For machines: where the output is not UTF-8, which JSON is (RFC 8259, section 8.1), in ASCII with escapes."""
    ascii_only = (sys.stdout.encoding or "utf-8").lower() != "utf-8"
    print(dumps(data, indent=2, ascii_only=ascii_only))  # noqa: T201


@contextmanager
def progress_bar() -> Iterator[Progress | None]:
    """What is at work, and a bar a channel with rate and rest, on standard error; nothing where nobody watches."""
    screen = console(stderr=True)
    if not screen.is_terminal:
        yield None
        return
    from rich.progress import MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    rate = TextColumn("{task.fields[rate]}")
    columns = (*Bars.get_default_columns()[:2], MofNCompleteColumn(), rate, TimeRemainingColumn())
    with Bars(*columns, console=screen) as bars, screen.status("") as at_work:
        tasks: dict[str, Any] = {}

        def tell(what: str, done: int, total: int) -> None:
            if not total:
                at_work.update(what)
                return
            task = tasks.get(what)
            if task is None:
                task = tasks[what] = bars.add_task(what, total=total, rate="")
            bars.update(task, completed=done)
            speed = bars.tasks[task].speed
            bars.update(task, rate=f"{speed:,.0f}/s" if speed else "")

        yield tell


def print_report(report: RunReport) -> None:
    """One run: its sums as a table, then what failed, each with its mend."""
    from socialshop.terminal_windows import print_reasons

    screen = console()
    run = report.run
    seconds = f" in {run.seconds:.1f} s" if run.seconds is not None else ""
    screen.print(
        Text.assemble(f"Run {run.id} · {run.job} · ", state_text(run.state), f"{seconds} · by {run.started_by}")
    )
    _print_sums(screen, report.channels)
    for channel in report.channels:
        if channel.throttled:
            screen.print(
                f"{channel.channel} asked us to slow down; waited {channel.waited_seconds:.1f} s.", style="dim"
            )
    _print_failures(screen, report)
    print_reasons(screen, report)
    print_alarms(report.alarms)


def merchant_rules_line(met: Mapping[str, int]) -> str:
    """What the merchant's own rules met, in one line."""
    told = ", ".join(f"{name} ({number:,} item{'' if number == 1 else 's'})" for name, number in met.items())
    return f"Your own rules: {told}."


def _count(name: str, number: int) -> Text:
    if number == 0:
        return Text("·", style="dim")
    return Text(str(number), style="red" if name in ("rejected", "failed") else "")


def _print_sums(screen: Console, channels: Sequence[ChannelReport]) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("step", no_wrap=True)
    table.add_column("channel", no_wrap=True)
    counts = [name for name in _COUNTS if name not in _RARE or any(getattr(channel, name) for channel in channels)]
    for name in counts:
        table.add_column(_COUNTS[name], justify="right", no_wrap=True)
    for channel in channels:
        numbers = [_count(name, getattr(channel, name)) for name in counts]
        table.add_row(channel.step, channel.channel, *numbers)
    if channels:
        print_table(screen, table, ("calls", "same", "adopted", "pending", "gone"))
    for line in dict.fromkeys(merchant_rules_line(told.merchant_rules) for told in channels if told.merchant_rules):
        screen.print(line, style="dim")


def print_alarms(alarms: Sequence[str]) -> None:
    """What is overdue."""
    for alarm in alarms:
        console().print(Text.assemble(("⏰ ", "red"), (alarm, "bold red")), soft_wrap=True)


def print_plan(channels: Sequence[ChannelReport]) -> None:
    """What would be done: the sums, then each item."""
    screen = console()
    _print_sums(screen, channels)
    for channel in channels:
        for item in channel.items[:_MOST_PLANNED]:
            if item.action != "rejected":
                screen.print(f"{item.action:8} {item.ref} on {channel.channel}", soft_wrap=True)
        if len(channel.items) > _MOST_PLANNED:
            more = len(channel.items) - _MOST_PLANNED
            screen.print(f"… and {more} more on {channel.channel}: `--json` lists all.", style="dim")
    _print_troubles(screen, channels, "`--json` lists all.")


def _print_failures(screen: Console, report: RunReport) -> None:
    if report.run.error:
        print_trouble(screen, report.run.job, "", report.run.error, report.run.mend)
    _print_troubles(screen, report.channels, f"`socialshop reports show {report.run.id} --json` lists all.")


def _print_troubles(screen: Console, channels: Sequence[ChannelReport], all_of_them: str) -> None:
    for channel in channels:
        if channel.error:
            print_trouble(screen, channel.step, channel.channel, channel.error, channel.mend)
    failures = [
        (channel.channel, item)
        for channel in channels
        for item in channel.items
        if item.action in ("rejected", "failed")
    ]
    for name, item in failures[:_MOST_FAILURES]:
        _print_item(screen, name, item)
    if len(failures) > _MOST_FAILURES:
        screen.print(f"… and {len(failures) - _MOST_FAILURES} more: {all_of_them}", style="dim")
    _print_warnings(screen, channels, all_of_them)


def _print_warnings(screen: Console, channels: Sequence[ChannelReport], all_of_them: str) -> None:
    """The platform's own words on items that it took; of other steps, a reason is no warning."""
    warned = [
        (channel.channel, item)
        for channel in channels
        for item in channel.items
        if channel.step == "catalog" and item.reason and item.action not in ("rejected", "failed")
    ]
    for name, item in warned[:_MOST_FAILURES]:
        screen.print(Text.assemble(("! ", "yellow"), (f"{item.ref} on {name}", "bold"), f": {item.reason}"))
    if len(warned) > _MOST_FAILURES:
        screen.print(f"… and {len(warned) - _MOST_FAILURES} more warnings: {all_of_them}", style="dim")


def _print_item(screen: Console, channel: str, item: ItemReport) -> None:
    print_trouble(screen, f"{item.ref} {item.action}", channel, item.reason, item.mend)


def print_trouble(screen: Console, what: str, channel: str, reason: str, mend: str) -> None:
    where = f" on {channel}" if channel else ""
    screen.print(marked(screen, "✗", "red", Text.assemble((what + where, "bold"), f": {reason}")))
    if mend:
        screen.print(marked(screen, "  →", "green", Text(mend, "green")))


def marked(screen: Console, mark: str, colour: str, text: Text) -> Text:
    """A text behind its mark, its further lines beneath its first."""
    room = screen.width - len(mark) - 1
    lines = text.wrap(screen, room)
    for line in lines:
        line.rstrip()
    heads = [Text(f"{mark} ", colour), *(Text(" " * (len(mark) + 1)) for _ in lines[1:])]
    return Text("\n").join(Text.assemble(head, line) for head, line in zip(heads, lines, strict=True))


def state_text(state: str) -> Text:
    return Text(state, style=COLOURS.get(state, ""))


def print_runs(runs: Sequence[RunSummary], before: int | None = None) -> None:
    """`before`: the run up to which they were asked for."""
    screen = console()
    if not runs:
        none = "Nothing has run yet. `socialshop sync` does all of it once."
        screen.print(f"There is no run before {before}." if before else none)
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("run", "when (UTC)", "job", "state", "seconds"):
        table.add_column(name, justify="right" if name in ("run", "seconds") else "left", no_wrap=True)
    table.add_column("by")  # the only one that may be narrowed
    for run in runs:
        seconds = f"{run.seconds:.1f}" if run.seconds is not None else ""
        started = f"{run.started_at:%Y-%m-%d %H:%M:%S}"
        by = Text(run.started_by, no_wrap=True, overflow="ellipsis")
        table.add_row(str(run.id), started, run.job, state_text(run.state), seconds, by)
    print_table(screen, table, ("by", "seconds"))


def print_conversations(
    rows: Sequence[ConversationRow], now: datetime, *, more: bool = False, chosen: bool = False
) -> None:
    """One page of a list; `more` is whether older ones were not looked at yet, `chosen` that only some were asked
    for."""
    from socialshop.web.words import WORDLESS

    screen = console()
    if not rows:
        none = "No conversations here. `socialshop inbox pull` asks the platforms for new comments."
        unlike = "None of the latest conversations is like that." if more else "No conversation is like that."
        screen.print(unlike if more or chosen else none)
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("id", justify="right", no_wrap=True)
    table.add_column("state", no_wrap=True)
    table.add_column("due (UTC)", no_wrap=True)
    table.add_column("channel", min_width=9, no_wrap=True)
    table.add_column("topic", no_wrap=True)
    table.add_column("for", max_width=12, no_wrap=True)
    table.add_column("who", max_width=14, no_wrap=True)
    table.add_column("what")  # the only one that may be narrowed
    for row in rows:
        due = Text(f"{row.due_at:%d %b %H:%M}" if row.due_at else "", "red" if row.is_overdue(now) else "")
        state, mine = state_text(row.state), row.assignee or row.team
        what = Text(row.preview) if row.preview else Text(WORDLESS.get(row.wordless, ""), "dim")
        what.no_wrap, what.overflow = True, "ellipsis"
        table.add_row(str(row.id), state, due, row.channel, row.topic, mine, row.contact_name, what)
    print_table(screen, table, ("for", "topic", "channel"))


def _care(view: ConversationView) -> str:
    """What stands beside a conversation, in one line."""
    told = {
        "Topic": view.topic,
        "Language": view.language,
        "For": view.assignee or view.team,
        "Due": f"{view.due_at:%Y-%m-%d %H:%M} UTC" if view.due_at else "",
        "Put off to": f"{view.snoozed_until:%Y-%m-%d %H:%M} UTC" if view.snoozed_until else "",
        "Labels": ", ".join(view.labels),
    }
    return " · ".join(f"{name}: {value}" for name, value in told.items() if value)


def print_found(found: Found, now: datetime) -> None:
    """What a search found: people, orders and products in a line each, then the conversations."""
    screen = console()
    if found.shortened:
        from socialshop.desk.search import LONGEST, MOST_WORDS

        screen.print(f"Only the first {MOST_WORDS} words were looked for, or as many as {LONGEST} characters hold.")
    for person in found.people:
        theirs = f"  {person.channel}  inbox list --contact {person.contact_id}"
        screen.print(Text.assemble(("person   ", "dim"), person.name, (theirs, "dim")))
    for order in found.orders:
        came_of = f"  of conversation {order.conversation_id}" if order.conversation_id else "  of no conversation"
        screen.print(Text.assemble(("order    ", "dim"), order.number, (came_of, "dim")))
    for product in found.products:
        screen.print(Text.assemble(("product  ", "dim"), product.title, (f"  {product.item_id}", "dim")))
    if found.theirs or found.conversations or found.next:
        print_conversations([*found.theirs, *found.conversations], now, more=bool(found.next))
    elif not (found.people or found.orders or found.products):
        screen.print("Nothing has all these words.")


def print_conversation(view: ConversationView, *, history: bool = False) -> None:
    """Each message with its number; `history`: with what edited and removed ones said before."""
    screen = console()
    screen.print(Text.assemble((view.contact_name, "bold"), f" · {view.channel} · ", state_text(view.state)))
    if view.window:
        screen.print(f"Window: {view.window.title} ({view.window.url})", style="dim")
    if view.product:
        price = view.product.sale_price or view.product.price
        screen.print(f"Product: {view.product.title}, {price}, {view.product.availability}", style="dim")
    screen.print(_care(view), style="dim")
    for message in view.messages:
        who = (_who(message), "green" if message.is_ours else "cyan")
        for version in message.versions if history else ():
            screen.print(
                f"{version.at:%Y-%m-%d %H:%M}  {message.author} wrote: {version.text}", style="dim", markup=False
            )
        if message.answers:
            quoted = message.answers
            said = quoted.text or f"({quoted.wordless})"
            screen.print(f"In answer to {quoted.author or 'us'}: {said}", style="dim", markup=False)
        attached = [f"({part.kind}: {part.url or part.title})" for part in message.attachments]
        text = "(removed by its author)" if message.removed_at else " ".join(filter(None, (message.text, *attached)))
        mark = f" [{message.delivery}] {message.error}".rstrip() if message.delivery else ""
        number = (f"#{message.id}  ", "dim")
        screen.print(Text.assemble(f"{message.at:%Y-%m-%d %H:%M}  ", number, who, f": {text}", (mark, "dim")))


def _who(message: MessageView) -> str:
    ours = f"we ({message.author})" if message.author else "we"
    return ours if message.is_ours else message.author


def print_bulk(outcome: Bulk) -> None:
    screen = console()
    if outcome.done:
        screen.print(Text.assemble(("✓ ", "green"), f"Done: {', '.join(map(str, outcome.done))}."))
    for id_, error in outcome.refused.items():
        screen.print(marked(screen, "✗", "red", Text.assemble((str(id_), "bold"), f": {error}")))


def span(seconds: float | None) -> str:
    """'4 min', '2.5 h', '3.0 d'; '·' where there is none."""
    if seconds is None:
        return "·"
    for unit, size in (("d", 86_400), ("h", 3_600)):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds / 60:.0f} min"
