"""What a customer of the demo does, and what the shop says to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Platform = Literal["facebook", "instagram", "pinterest"]
Deed = Literal["comments", "writes", "posts", "reviews", "mentions in story", "edits", "removes"]

WEEK, RACLETTE, PRIMER, TASTING = "fenster-der-woche", "raclette-abend", "kleines-kaese-abc", "erster-anschnitt"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that a customer says when a window goes up, beneath it or elsewhere; `answers` is the key of the line
    that it follows.

    A comment or private message that follows another is said after the shop has answered that one, if the shop does;
    an edit or a removal is of that one. `after` is in seconds. `hours_ago` is of a private message that came long
    before.
    """

    key: str
    platform: Platform
    window: str
    who: str
    text: str
    answers: str | None = None
    deed: Deed = "comments"
    after: int = 0
    hours_ago: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the shop answers to a line. `{code}` in the text stands for a fresh one-time code."""

    line: str
    text: str

    @property
    def gives_code(self) -> bool:
        return "{code}" in self.text
