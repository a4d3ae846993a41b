"""Tables that say less on a narrow screen, and never leave out what the next command needs."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

_GAP = 2


def print_table(screen: Console, table: Table, spared: Sequence[str], *, room: int = 16) -> None:
    """`spared` are the headings of columns that are left out, one after another, while there is no room for all;
    `room` is what a column needs whose texts may be cut or broken."""
    for heading in spared:
        if sum(_needed(column, room) + _GAP for column in table.columns) - _GAP <= screen.width:
            break
        table = _without(table, heading)
    screen.print(table)


def _needed(column: Column, room: int) -> int:
    shown = (cell.plain if isinstance(cell, Text) else str(cell) for cell in (column.header, *column.cells))
    widest = max((cell_len(line) for text in shown for line in text.splitlines()), default=0)
    most = (column.max_width or widest) if column.no_wrap else room
    return max(column.min_width or 0, min(widest, most))


def _without(table: Table, heading: str) -> Table:
    kept = [column for column in table.columns if column.header != heading]
    fewer = Table(box=None, pad_edge=False, header_style=table.header_style)
    for one in kept:
        fewer.add_column(
            one.header,
            justify=one.justify,
            overflow=one.overflow,
            min_width=one.min_width,
            max_width=one.max_width,
            no_wrap=one.no_wrap,
        )
    for row, cells in zip(table.rows, zip(*(one.cells for one in kept), strict=True), strict=True):
        fewer.add_row(*cells, style=row.style)
    return fewer
