"""How the people of the shop and those who recommend it look in a terminal: tables that fit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.table import Table

from socialshop.terminal import console
from socialshop.terminal_tables import print_table

if TYPE_CHECKING:
    from socialshop.desk.leaving import Former
    from socialshop.referrals.report import PartnerRow, Statement
    from socialshop.staff.report import UserRow


def print_people(rows: Sequence[UserRow]) -> None:
    if not rows:
        console().print("Nobody can sign in yet: socialshop users add EMAIL --name NAME")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("e-mail", "name", "role", "teams"):
        table.add_column(name, no_wrap=name in ("e-mail", "role"))
    for row in rows:
        table.add_row(row.email, row.name, row.role, ", ".join(row.teams))
    print_table(console(), table, ("teams", "name"))


def print_former(people: Sequence[Former]) -> None:
    """Who may not sign in any more."""
    if not people:
        console().print("Everybody who was added can sign in.")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("e-mail", "name", "role", "since"):
        table.add_column(name)
    table.add_column("unresolved", justify="right")
    for one in people:
        table.add_row(one.email, one.name, one.role, f"{one.disabled_at:%Y-%m-%d}", str(one.unresolved))
    console().print(table)


def print_disabled(name: str, email: str, unresolved: int, handed_over: int = 0, heir: str = "") -> None:
    """`heir` is who took over what was handed over, '' for nobody in particular."""
    screen = console()
    screen.print(f"{name} can sign in no more, nor can programs in {name}'s name.", soft_wrap=True)
    if handed_over:
        screen.print(f"{_are(handed_over)} {heir or 'nobody'}'s to answer now.", soft_wrap=True)
    if unresolved:
        mend = f"socialshop inbox list --assignee {email}"
        screen.print(f"{_are(unresolved)} still {name}'s to answer: {mend}", soft_wrap=True)


def _are(conversations: int) -> str:
    return "1 conversation is" if conversations == 1 else f"{conversations} conversations are"


def print_partners(rows: Sequence[PartnerRow]) -> None:
    from socialshop.referrals.report import percent_of

    screen = console()
    if not rows:
        screen.print("Nobody recommends yet. The configuration lists partners under [[partners]].")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("code", no_wrap=True)
    table.add_column("name", overflow="ellipsis", no_wrap=True)
    for heading in ("rate", "orders", "owed"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("last commission", no_wrap=True)
    for row in rows:
        owed = "\n".join(map(str, row.owed)) or "·"
        last = f"{row.last_commission_at:%Y-%m-%d}" if row.last_commission_at else "·"
        name = f"{row.name} (ended {row.ended_at:%Y-%m-%d})" if row.ended_at else row.name
        table.add_row(row.code, name, percent_of(row.commission_bp), str(row.orders), owed, last)
    print_table(screen, table, ("last commission", "orders"))


def print_statement(statement: Statement) -> None:
    screen = console()
    screen.print(statement.disclosure, style="dim")
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("when")
    table.add_column("order")
    table.add_column("reason")
    table.add_column("amount", justify="right")
    table.add_column("owed then", justify="right")
    for line in statement.lines:
        table.add_row(f"{line.at:%Y-%m-%d}", line.order_number, line.reason, str(line.money), str(line.balance))
    screen.print(table)
