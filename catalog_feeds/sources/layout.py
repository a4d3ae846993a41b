"""Where the table of a delimited text begins, and what separates its fields."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass

_DELIMITERS = ",;\t|"
# Meta's templates explain each column above the header, and Excel names the delimiter there.
_NOTE = re.compile(r'"?#|sep=.$')


@dataclass(frozen=True, slots=True)
class Layout:
    """`skipped` lines stand above the header."""

    skipped: int
    delimiter: str
    columns: tuple[str, ...]


def layout(head: str) -> Layout:
    """By the first line that is no note; the delimiter is the one that makes the most columns of it."""
    lines = head.splitlines(keepends=True)
    skipped = 0
    while skipped < len(lines) and _NOTE.match(lines[skipped].strip()):
        skipped += 1
    best = max((_columns(lines[skipped:], mark) for mark in _DELIMITERS), key=lambda found: len(found[1]))
    return Layout(skipped, *best)


def _columns(lines: list[str], delimiter: str) -> tuple[str, tuple[str, ...]]:
    return delimiter, tuple(name.strip() for name in next(csv.reader(lines, delimiter=delimiter), []))
