"""What was measured, as a table and as data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Result:
    """One figure beside what it is held against; less is better. `target` is the most that ours / peer may be."""

    subject: str
    ours: float
    peer: float
    peer_name: str
    target: float
    unit: str

    @property
    def ratio(self) -> float:
        return self.ours / self.peer

    @property
    def holds(self) -> bool:
        return self.ratio <= self.target

    def to_json(self) -> dict[str, Any]:
        return {
            "subject": self.subject,
            "ours": self.ours,
            "peer": self.peer,
            "peer_name": self.peer_name,
            "unit": self.unit,
            "ratio": self.ratio,
            "target": self.target,
            "holds": self.holds,
        }


def print_table(results: Sequence[Result], console: Console) -> None:
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("subject")
    for heading in ("ours", "peer or floor", "ratio", "target"):
        table.add_column(heading, justify="right")
    table.add_column("verdict")
    for result in results:
        table.add_row(
            result.subject,
            _amount(result.ours, result.unit),
            f"{result.peer_name}: {_amount(result.peer, result.unit)}",
            f"{result.ratio:.2f} ×",
            f"≤ {result.target:.2g} ×",
            "[green]holds[/]" if result.holds else "[bold red]missed[/]",
        )
    console.print(table)


def _amount(value: float, unit: str) -> str:
    number = f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"
    return f"{number} {unit}"
