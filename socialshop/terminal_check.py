"""How a check of the catalog looks in a terminal: the score, what costs most of it, the worst items, the mends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from catalog_feeds.score import FAIR, FULL, GOOD
from socialshop.terminal import console, merchant_rules_line

if TYPE_CHECKING:
    from rich.console import JustifyMethod

    from socialshop.products.checking import CheckReport, FeedReport

_WORST = 8
_MARKS = {"error": ("✗", "red"), "warning": ("!", "yellow")}


def print_check(report: CheckReport) -> None:
    screen = console()
    flawed = report.items - report.ok
    screen.print(
        Text.assemble(
            (f"{report.score}", f"bold {score_colour(report.score)}"),
            f" of 100 on {report.channel} · {_items(report.items)} · ",
            (f"{flawed} with errors", "red") if flawed else ("none with errors", "green"),
            f" · {report.source}",
        )
    )
    screen.print(report.file, style="dim")
    if report.excluded_by_file:
        left = ", ".join(f"{count} {reason}" for reason, count in report.excluded_by_file.items())
        screen.print(f"Left out as the file says: {left}.", style="dim")
    if report.merchant_rules:
        screen.print(merchant_rules_line(report.merchant_rules), style="dim")
    if report.issues.is_empty():
        screen.print("Nothing to mend.", style="green")
        return
    _print_rules(screen, report)
    _print_worst(screen, report)
    _print_mends(screen, report)


def print_feed(report: FeedReport) -> None:
    screen = console()
    kind = f" as an override feed of {report.override}" if report.override else ""
    screen.print(f"{report.out}: {_items(report.written)} for {report.channel}{kind}.")
    if report.left_out:
        screen.print(f"✗ {report.left_out} left out for their errors", style="red")
        command = f"socialshop catalog check {report.file} --channel {report.channel}"
        screen.print(Text.assemble("  → ", (f"`{command}` tells why.", "green")), soft_wrap=True)


def _items(number: int) -> str:
    return f"{number:,} item{'' if number == 1 else 's'}"


def score_colour(score: int) -> str:
    return "green" if score >= GOOD else "yellow" if score >= FAIR else "red"


def _print_rules(screen: Console, report: CheckReport) -> None:
    table = _table(" ", "rule", "items", "points lost", "found, for example", right=("items", "points lost"), last=36)
    for rule in report.rules.iter_rows(named=True):
        lost = f"{rule['points'] / report.items:.1f}"
        table.add_row(_mark(rule), rule["rule"], str(rule["items"]), lost, rule["found"] or "nothing")
    screen.print()
    screen.print(table)


def _print_worst(screen: Console, report: CheckReport) -> None:
    worst = report.worst(_WORST)
    table = _table("score", "row", "item", "what is wrong", right=("score", "row"), last=50)
    broken = report.issues.group_by("row").agg("rule").rows_by_key("row", unique=True)
    for item in worst.iter_rows(named=True):
        rules = ", ".join(dict.fromkeys(broken[item["row"]][0]))
        score = Text(str(item["score"]), style=score_colour(item["score"]))
        table.add_row(score, str(item["row"] or ""), item["item_id"] or "", rules)
    screen.print()
    screen.print(table)
    rest = report.scores.filter(pl.col("score") < FULL).height - worst.height
    if rest > 0:
        screen.print(f"… and {rest} more: --json lists all, --html FILE shows them with pictures.", style="dim")


def _print_mends(screen: Console, report: CheckReport) -> None:
    screen.print()
    for rule in report.rules.iter_rows(named=True):
        screen.print(Text.assemble(_mark(rule), " ", (rule["rule"], "bold"), f": expected {rule['expected']}"))
        screen.print(Text.assemble("  → ", (rule["fix"], "green")))


def _table(*headings: str, right: tuple[str, ...], last: int) -> Table:
    """Only the item and the last column, of at most so many characters, are cut: all of it fits 100 columns."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    widths = {"item": 32, headings[-1]: last}
    for name in headings:
        side: JustifyMethod = "right" if name in right else "left"
        table.add_column(name, justify=side, no_wrap=True, overflow="ellipsis", max_width=widths.get(name))
    return table


def _mark(rule: dict[str, Any]) -> Text:
    sign, colour = _MARKS[rule["severity"]]
    return Text(sign, style=colour)
