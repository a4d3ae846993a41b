"""What the program says of its own accord, in the reader's language: its sentences are kept as they are said, in
English."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache, lru_cache

from babel.dates import format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from socialshop.web.i18n import FOLDER

_NAME = re.compile(r"\\\{(\w+)\\\}")
_VALUE = r"(?P<\1>(?:(?!\\. ).)+?)"  # within one sentence, and no more than is needed
_LONGEST = 1_000  # characters: what is longer is no sentence of ours
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d \d\d:\d\d)( UTC)?")
_JOINTS = (re.compile(r"(?<=[.!?])\s+"), re.compile(r"; | · "), re.compile(r": "), re.compile(r", "))
"""Between sentences, between what is said and what it is said of, and in a list."""


@lru_cache(maxsize=10_000)
def translated(text: str, language: str) -> str:
    """The sentence in the language; as it is where the language has no other. What it was filled with is translated,
    too, where it is a phrase itself, a number or a time, and of several sentences each."""
    whole, templates = _catalogue(language)
    if len(text) > _LONGEST:
        return text
    if text in whole:
        return whole[text]
    for pattern, template in templates:
        if found := pattern.fullmatch(text):
            return template.format(**{name: translated(value, language) for name, value in found.groupdict().items()})
    if _GROUPED.fullmatch(text):
        return str(format_decimal(int(text.replace(",", "")), locale=language))
    if found := _MOMENT.fullmatch(text):
        return str(format_datetime(datetime.fromisoformat(found[1]), "short", locale=language)) + (found[2] or "")
    joint = next((found for joint in _JOINTS if (found := joint.search(text))), None)
    if joint is None:
        return text
    return translated(text[: joint.start()], language) + joint[0] + translated(text[joint.end() :], language)


@cache
def _catalogue(language: str) -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """The sentences without, and the templates with something to fill in, those that say most first."""
    path = FOLDER / language / "LC_MESSAGES" / "phrases.po"
    if not path.is_file():
        return {}, []
    with path.open("rb") as file:
        told = {str(message.id): str(message.string) for message in read_po(file, locale=language) if message.id}
    templates = sorted((text for text in told if "{" in text), key=len, reverse=True)
    return told, [(_pattern(text), told[text]) for text in templates]


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(_NAME.sub(_VALUE, re.escape(template)), re.DOTALL)
