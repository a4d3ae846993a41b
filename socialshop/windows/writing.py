"""A new window's file, from answers: commented, checked by the definition itself, never written over another."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from socialshop.errors import ConfigurationError, InputError
from socialshop.validation import problems
from socialshop.windows.definition import WindowDefinition, require_channels

_COMMENTS = {
    "title": "What people read first.",
    "motive": "Why we show it, in the customer's words. It is published with the window.",
    "story": "What we tell.",
    "language": "Of the texts above.",
    "texts": "The window in another language.",
    "products": "Ids as in the catalog, the most remarkable first: a handful is plenty.",
    "sections": "Parts of the window, as Pinterest shows them.",
    "topic": "What the window is about in the foreground: a recipe, a question, a customer's story.",
    "extras": "Outside the assortment: we do not sell it, so it has no price.",
    "audience": "Whom it is for; a limited window gives out single-use codes.",
    "partner": "The code of who earns from it; it is disclosed.",
    "sponsor": "Who pays for it, with money or goods; it is disclosed.",
    "wording": "What one channel says otherwise.",
    "layout": "Of the cover: counter, shelf or card.",
    "hashtags": "Without #.",
    "ends": "Then it is taken down.",
    "time_zone": "Of the times.",
    "slots": "When it may go up.",
}
_FILLING: dict[str, Any] = {
    "title": "-",
    "story": "-",
    "motive": "-",
    "products": ["-"],
    "channels": ["-"],
    "language": "en",
}


def trouble(key: str, value: object, so_far: Mapping[str, object]) -> str:
    """What the definition has against this answer, given those before it; empty where it takes it."""
    table = {"name": "new", **_FILLING, **so_far, key: value}
    try:
        WindowDefinition.model_validate(table)
    except ValidationError as error:
        return "; ".join(line.removeprefix(f"{key}: ") for line in problems(error))
    return ""


def write_window(path: Path, answers: Mapping[str, object], channels: Collection[str]) -> None:
    """Write the file, its keys in the order of the answers.

    Raises InputError when it is there already, or when the answers make no window for some of these channels.
    """
    try:
        window = WindowDefinition.model_validate({"name": path.stem, **answers})
    except ValidationError as error:
        listed = "\n  ".join(problems(error))
        raise InputError(f"\n  {listed}\n", file=str(path), mend="Answer these anew.") from error
    require_channels(window, path, channels)
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write("\n".join(_lines(answers)) + "\n")
    except FileExistsError as error:
        raise InputError("There is such a window already.", file=str(path), mend="Choose another name.") from error


def given(settings: Iterable[str]) -> dict[str, object]:
    """Answers from texts such as 'title=Regen', 'audience.quota=12' or 'products=["brie"]': a value is TOML, or else a
    text as it stands. Raises ConfigurationError."""
    answers: dict[str, object] = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        *path, last = key.strip().split(".")
        table: Any = answers
        for name in path:
            table = table.setdefault(name, {}) if isinstance(table, dict) else None
        if not (equals and last and isinstance(table, dict)):
            raise ConfigurationError(
                f"--set {setting!r} sets no key.",
                mend="Write it as title=Regen, audience.quota=12 or 'products=[\"brie\"]'.",
            )
        table[last] = _value(value)
    return answers


def _value(text: str) -> object:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _lines(table: Mapping[str, Any], place: str = "") -> Iterator[str]:
    """TOML: what is plain first, then the tables within, each under its own name."""
    tables = {key: value for key, value in table.items() if _is_table(value)}
    for key, value in table.items():
        if key not in tables:
            yield from _comment(place + key)
            yield f"{key} = {_toml(value)}"
    for key, value in tables.items():
        yield ""
        yield from _comment(place + key)
        for inner in value if isinstance(value, list) else [value]:
            yield f"[[{place}{key}]]" if isinstance(value, list) else f"[{place}{key}]"
            yield from _lines(inner, f"{place}{key}.")


def _is_table(value: object) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and any(isinstance(one, Mapping) for one in value))


def _comment(key: str) -> list[str]:
    return [f"# {_COMMENTS[key]}"] if key in _COMMENTS else []


def _toml(value: object) -> str:
    """JSON's texts and lists of texts are TOML's too; a time stands bare, and a text of several lines as such."""
    if isinstance(value, str) and "\n" in value:
        lines = (json.dumps(line, ensure_ascii=False)[1:-1] for line in value.split("\n"))
        return '"""\n' + "\n".join(lines) + '"""'
    if isinstance(value, str | list | bool | int):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
