"""Writes the parts of the reference that the program itself knows best: `python docs/generate.py`.

Each stands between `<!-- generated: NAME -->` and `<!-- end of NAME -->`; a test compares them with the program.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import typer

import cli
from catalog_feeds.channels import REGISTRY as CATALOG_CHANNELS
from catalog_feeds.issues import Severity
from connectors.rules import RULES
from socialshop.commands.group import shown_argument
from socialshop.desk.deliveries import DeliveryView
from socialshop.desk.learned import Decision, Learned
from socialshop.desk.programs import ProgramView
from socialshop.desk.report import Line, Report
from socialshop.desk.search import Found, OrderHit, PersonHit, ProductHit
from socialshop.desk.subjects import Subject, Subjects
from socialshop.desk.trend import Period, Trend
from socialshop.desk.unsent import Unsent, UnsentPage
from socialshop.inbox.files import Replayed
from socialshop.inbox.gaps import GapReport, Missed
from socialshop.inbox.learning import Standing
from socialshop.inbox.people import ContactView, LinkView
from socialshop.inbox.query import ConversationRow
from socialshop.inbox.view import ConversationView, MessageView, ProductView, WindowView
from socialshop.money import Money
from socialshop.referrals.report import PartnerRow, Statement, StatementLine
from socialshop.runtime.codes import AskedForCode, GivenCode, WindowCodes
from socialshop.staff.report import TokenRow, UserRow
from socialshop.sync.reports import ChannelReport, ItemReport, RunSummary
from socialshop.windows.claims import SaidClaim
from socialshop.windows.telling import PlannedField, PlannedRefusal, PlannedStep, PlannedUntagged, PlannedWindow

Command = Any
"""One of Typer's own copy of Click."""
REFERENCE = Path(__file__).with_name("reference")
_JSON = (
    *(RunSummary, ChannelReport, ItemReport),
    *(ConversationRow, ConversationView, MessageView, WindowView, ProductView, UnsentPage, Unsent),
    *(Report, Line, Trend, Period, Subjects, Subject),
    *(PlannedWindow, PlannedStep, PlannedField, PlannedRefusal, SaidClaim, PlannedUntagged),
    *(WindowCodes, GivenCode, AskedForCode),
    *(PartnerRow, Statement, StatementLine, Money),
    *(Found, PersonHit, OrderHit, ProductHit, Replayed, GapReport, Missed, LinkView, ContactView),
    *(Learned, Standing, Decision, UserRow, TokenRow, DeliveryView, ProgramView),
)


# --- commands ----------------------------------------------------------------------------------


def leaves(command: Command, words: str = "socialshop") -> Iterator[tuple[str, Command]]:
    """Every command that does something, by the words that call it."""
    groups = getattr(command, "commands", None)
    if groups is None:
        yield words, command
        return
    for name, inner in groups.items():
        yield from leaves(inner, f"{words} {name}")


def tree() -> dict[str, Command]:
    return dict(leaves(typer.main.get_command(cli.app)))


def commands() -> str:
    return "\n".join(_command(words, command) for words, command in tree().items())


def _command(words: str, command: Command) -> str:
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    options = [param for param in command.params if param.param_type_name == "option"]
    rows = [f"| `{_table_cell(shown_argument(param))}` | {param.help} | |" for param in arguments]
    rows += [f"| `{_option(param)}` | {param.help or ''} | {_default(param)} |" for param in options]
    table = ["| | | default |", "|---|---|---|", *rows, ""] if rows else []
    called = " ".join([words, *map(shown_argument, arguments)])
    return "\n".join([f"## `{called}`", "", command.help or "", "", *table, *_end(command.epilog or "")])


def _end(epilog: str) -> Iterator[str]:
    """What stands beneath the options: the examples as code."""
    for part in filter(None, epilog.split("\n\n")):
        lines = part.splitlines()
        yield from ("```sh", *(line.strip() for line in lines[2:]), "```") if lines[0] == "\b" else lines
        yield ""


def _table_cell(text: str) -> str:
    return text.replace("|", "\\|")


def _option(option: Any) -> str:
    names = "/".join([*option.opts, *option.secondary_opts])
    return names if option.is_flag else f"{names} {option.metavar}"


def _default(option: Any) -> str:
    return "" if option.default in (None, False, "") else f"`{str(option.default).lower()}`"


# --- rules -------------------------------------------------------------------------------------


def platform_rules() -> str:
    rows = [
        f"| {rule.platform} | {rule.subject} | {rule.limit:,} {rule.unit} | [source]({rule.source}) |"
        for rule in RULES.values()
    ]
    return "\n".join(["| platform | what | limit | |", "|---|---|---|---|", *rows])


def catalog_rules(channel: str) -> str:
    rows = [
        f"| `{rule.field}` | {rule.expected} | {_consequence(rule.severity)} | [source]({rule.source}) |"
        for rule in CATALOG_CHANNELS[channel].rules
    ]
    return "\n".join(["| field | expected | else | |", "|---|---|---|---|", *rows])


def _consequence(severity: Severity) -> str:
    return "rejected" if severity is Severity.ERROR else "warning"


# --- JSON --------------------------------------------------------------------------------------


def json_shapes() -> str:
    return "\n".join(_shape(shape) for shape in _JSON)


def _shape(shape: type[Any]) -> str:
    told = " ".join((shape.__doc__ or "").split())
    described = "" if told.startswith(f"{shape.__name__}(") else told
    kinds = {field.name: field.type for field in fields(shape)} if is_dataclass(shape) else shape.__annotations__
    rows = [
        f"| `{name}` | `{getattr(kind, '__forward_arg__', kind)}` |".replace("|`", "") for name, kind in kinds.items()
    ]
    return "\n".join(
        [
            f"### {shape.__name__}",
            "",
            *([described, ""] if described else []),
            "| key | kind |",
            "|---|---|",
            *(row.replace(" | None`", "`, or null") for row in rows),
            "",
        ]
    )


# --- putting it into the pages -----------------------------------------------------------------

PARTS: dict[str, Callable[[], str]] = {
    "commands": commands,
    "platform rules": platform_rules,
    "meta rules": lambda: catalog_rules("meta"),
    "pinterest rules": lambda: catalog_rules("pinterest"),
    "google rules": lambda: catalog_rules("google"),
    "json": json_shapes,
}


def refreshed(page: str) -> str:
    """The page with its generated parts as they should be. Raises KeyError for a part that nobody makes."""
    return re.sub(
        r"(<!-- generated: (.+?) -->\n).*?(<!-- end of \2 -->)",
        lambda found: f"{found[1]}\n{PARTS[found[2]]().strip()}\n\n{found[3]}",
        page,
        flags=re.DOTALL,
    )


def main() -> None:
    for path in sorted(REFERENCE.glob("*.md")):
        path.write_text(refreshed(path.read_text("utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
