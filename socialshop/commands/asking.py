"""`windows new`: one question after the other, each answer checked at once by the definition itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import typer

from socialshop.windows.definition import HANDFUL, TopicKind
from socialshop.windows.pictures.facts import Layout
from socialshop.windows.writing import trouble

_NAME = re.compile(r"^[a-z0-9][a-z0-9-]{0,59}$")


@dataclass(frozen=True, slots=True)
class Shop:
    """What the questions need to know: the folder of the windows, the configured channels, the shop's language and
    time zone, and which of some product ids the catalog does not have."""

    folder: Path
    channels: Sequence[str]
    language: str
    time_zone: str
    unknown: Callable[[Sequence[str]], Sequence[str]]


@dataclass(slots=True)
class Interview:
    """The questions, in their order; `answers` are the keys of the file."""

    shop: Shop
    answers: dict[str, object] = field(default_factory=dict)

    def ask(self) -> Path:
        """All of it; where the file is to stand."""
        path = self._name()
        self._text("title", "Title")
        self._text("motive", "Why do you show it? In the customer's words")
        self._text("story", "Story")
        self._choice("language", "Language", ["de", "en"], default=self.shop.language)
        self._channels()
        self._about()
        self._choice("layout", "Layout of the cover", [one.value for one in Layout], default=self._usual_layout())
        self._words("hashtags", "Hashtags, with spaces between (Enter: none)")
        self._times()
        return path

    def _name(self) -> Path:
        while True:
            name = typer.prompt("Name of the window, for its file (such as cheese-for-rain)").strip()
            path = self.shop.folder / f"{name}.toml"
            if not _NAME.fullmatch(name):
                _say("lower-case letters, digits and hyphens, at most 60")
            elif path.exists():
                _say(f"{path} is there already: choose another name")
            else:
                return path

    def _text(self, key: str, question: str) -> None:
        self._take(key, lambda: self._plain(question))

    def _plain(self, question: str) -> str:
        """An answer that may be empty: whether it may be, the definition says."""
        return str(typer.prompt(question, default="", show_default=False)).strip()

    def _choice(self, key: str, question: str, choices: Sequence[str], *, default: str) -> None:
        shown = default if default in choices else choices[-1]
        self._take(key, lambda: typer.prompt(f"{question} ({', '.join(choices)})", default=shown).strip())

    def _channels(self) -> None:
        known = self.shop.channels
        while True:
            given = typer.prompt("Channels", default=" ".join(known)).replace(",", " ").split()
            strange = [name for name in given if name not in known]
            if not strange and self._takes("channels", given):
                return
            if strange:
                _say(f"{strange[0]} is not configured: choose of {', '.join(known)}")

    def _about(self) -> None:
        """Products, or a topic where there are none."""
        while True:
            question = "Product ids, with spaces between, the most remarkable first (Enter: a topic)"
            ids = self._plain(question).replace(",", " ").split()
            if not ids:
                self._topic()
                return
            strange = self.shop.unknown(ids)
            if strange:
                _say(f"the catalog does not have {', '.join(strange)}")
            elif self._takes("products", ids):
                if len(ids) > HANDFUL:
                    _say(f"{len(ids)} products: people remember a handful. It is written as you say.", wrong=False)
                return

    def _topic(self) -> None:
        kinds = [kind.value for kind in TopicKind]
        while True:
            topic = {"kind": typer.prompt(f"What is it about ({', '.join(kinds)})", default=kinds[0]).strip()}
            if topic["kind"] == TopicKind.CUSTOMER:
                topic["consent"] = self._plain("Who agreed to its being told, when and how")
            if self._takes("topic", topic):
                return

    def _usual_layout(self) -> str:
        return (Layout.CARD if "topic" in self.answers else Layout.COUNTER).value

    def _words(self, key: str, question: str) -> None:
        given = self._plain(question).replace("#", " ").replace(",", " ").split()
        if given:
            self._takes(key, given)

    def _times(self) -> None:
        asked = {"starts": "Starts (2026-11-27 09:00; Enter: at once)", "ends": "Ends (Enter: never)"}
        self.answers["time_zone"] = self.shop.time_zone
        for key, question in asked.items():
            while True:
                given = self._plain(question)
                at = _time(given) if given else None
                if not given or (at and self._takes(key, at)):
                    break
                if not at:
                    _say("a day and a time, such as 2026-11-27 09:00")
        if not {"starts", "ends"} & self.answers.keys():
            del self.answers["time_zone"]

    def _take(self, key: str, ask: Callable[[], object]) -> None:
        while not self._takes(key, ask()):
            pass

    def _takes(self, key: str, value: object) -> bool:
        """Whether the definition takes the answer; if not, it is said why."""
        wrong = trouble(key, value, self.answers)
        if wrong:
            _say(wrong)
            return False
        self.answers[key] = value
        return True


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _say(text: str, *, wrong: bool = True) -> None:
    typer.secho(f"  {text}", fg=typer.colors.RED if wrong else typer.colors.YELLOW, err=True)
