"""Questions in a terminal: each answer is held against the definition at once, and asked for again if it is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import typer

from socialshop.windows.writing import trouble


@dataclass(slots=True)
class Questions:
    """What was asked; `answers` are the keys of the window's file."""

    answers: dict[str, object] = field(default_factory=dict)

    def text(self, key: str, question: str) -> None:
        """One line. Whether it may be empty, the definition says."""
        self.until(lambda: self.takes(key, plain(question)))

    def story(self, key: str, question: str) -> None:
        """Several lines."""
        self.until(lambda: self.takes(key, paragraphs(question)))

    def choice(self, key: str, question: str, choices: Iterable[str], default: str) -> None:
        shown = f"{question} ({', '.join(choices)})"
        self.until(lambda: self.takes(key, plain(shown, default)))

    def optional(self, key: str, question: str, read: Callable[[str], object] = str, *, default: str = "") -> None:
        """Left out with Enter, or `default`."""

        def answered() -> bool:
            value = asked(question, read, default=default)
            return value is None or self.takes(key, value)

        self.until(answered)

    def takes(self, key: str, value: object) -> bool:
        """Whether the definition takes the answer; if not, it is said why."""
        wrong = trouble(key, value, self.answers)
        if wrong:
            say(wrong)
            return False
        self.answers[key] = value
        return True

    @staticmethod
    def until(answered: Callable[[], bool]) -> None:
        while not answered():
            pass


def plain(question: str, default: str = "") -> str:
    """A line, maybe an empty one."""
    return str(typer.prompt(question, default=default, show_default=bool(default))).strip()


def asked(question: str, read: Callable[[str], object] = str, *, default: str = "") -> object | None:
    """What was read of the answer, or None for an empty one; asked again while `read` raises ValueError."""
    while given := plain(question, default):
        try:
            return read(given)
        except ValueError as error:
            say(str(error))
    return None


def paragraphs(question: str) -> str:
    """Lines until two empty ones, or one at the beginning: an empty line parts paragraphs."""
    lines = [plain(f"{question} (a line each; two empty ones end it)")]
    while lines[-1] or (len(lines) > 1 and lines[-2]):
        lines.append(plain("…"))
    return "\n".join(lines).strip()


def words(given: str) -> list[str]:
    """Words with spaces or commas between."""
    return given.replace(",", " ").split()


def tags(given: str) -> list[str]:
    """Hashtags, with or without their sign."""
    return words(given.replace("#", " "))


def listed(given: str) -> list[str]:
    """Texts with commas between."""
    return [one.strip() for one in given.split(",") if one.strip()]


def moment(given: str) -> datetime:
    """Of the window's time zone, unless it says another. Raises ValueError."""
    try:
        return datetime.fromisoformat(given)
    except ValueError:
        raise ValueError("a day and a time, such as 2026-11-27 09:00") from None


def number(given: str) -> int:
    """Raises ValueError."""
    if not given.isdigit():
        raise ValueError("a number, such as 12")
    return int(given)


def known(kind: str, choices: Sequence[str]) -> Callable[[str], list[str]]:
    """Reads words that are all among the choices, or raises ValueError."""

    def read(given: str) -> list[str]:
        strange = [one for one in words(given) if one not in choices]
        if strange:
            raise ValueError(f"{strange[0]} is {kind}: choose of {', '.join(choices)}")
        return words(given)

    return read


def say(text: str, *, wrong: bool = True) -> None:
    typer.secho(f"  {text}", fg=typer.colors.RED if wrong else typer.colors.YELLOW, err=True)
