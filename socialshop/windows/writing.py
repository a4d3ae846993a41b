"""A new window's file, from answers: commented, checked by the definition itself, never written over another."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from socialshop.errors import InputError
from socialshop.validation import problems
from socialshop.windows.definition import WindowDefinition

_COMMENTS = {
    "title": "What people read first.",
    "motive": "Why we show it, in the customer's words. It is published with the window.",
    "story": "What we tell.",
    "language": "Of the texts above.",
    "channels": "",
    "products": "Ids as in the catalog, the most remarkable first: a handful is plenty.",
    "topic": "What the window is about in place of products: a recipe, a question, a customer's story.",
    "layout": "Of the cover: counter, shelf or card.",
    "hashtags": "Without #.",
    "starts": "Empty: at once.",
    "ends": "Then it is taken down.",
    "time_zone": "Of the times.",
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


def write_window(path: Path, answers: Mapping[str, object]) -> None:
    """Write the file, its keys in the order of the answers.

    Raises InputError when it is there already, or when the answers make no window.
    """
    try:
        WindowDefinition.model_validate({"name": path.stem, **answers})
    except ValidationError as error:
        listed = "\n  ".join(problems(error))
        raise InputError(f"\n  {listed}\n", file=str(path), mend="Answer these anew.") from error
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write("\n".join(_lines(answers)))
    except FileExistsError as error:
        raise InputError("There is such a window already.", file=str(path), mend="Choose another name.") from error


def _lines(answers: Mapping[str, object]) -> list[str]:
    plain = {key: value for key, value in answers.items() if not isinstance(value, Mapping)}
    lines = [line for key, value in plain.items() for line in (_comment(key), f"{key} = {_toml(value)}") if line]
    for name, table in answers.items():
        if isinstance(table, Mapping):
            lines += ["", _comment(name), f"[{name}]", *(f"{key} = {_toml(value)}" for key, value in table.items())]
    return [*lines, ""]


def _comment(key: str) -> str:
    return f"# {_COMMENTS[key]}" if _COMMENTS.get(key) else ""


def _toml(value: object) -> str:
    """JSON's texts and lists of texts are TOML's too; a time stands bare."""
    if isinstance(value, str | list | bool | int):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
