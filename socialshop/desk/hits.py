"""What is sought, and how far, in the same way on both databases."""

from __future__ import annotations

from typing import NamedTuple

FEW = 2_048
"""A word that so many messages have is common; what has a rarer one is looked at whatever its age."""
FURTHER = 16
"""Times as far back it is looked for common words when somebody asks for more."""
_SHORTEST_BEGINNING = 3  # letters: fewer are a word of their own, as nearly every message has one that begins so


class Hits(NamedTuple):
    """The newest rows that have all the words, and down to which number was looked; 0: to the first one."""

    numbers: list[int]
    floor: int = 0


def is_beginning(last: str) -> bool:
    """Whether the last word of a search may be the beginning of one."""
    return len(last) >= _SHORTEST_BEGINNING
