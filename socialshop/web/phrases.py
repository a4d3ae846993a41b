"""What `catalog_feeds` says of items, in the reader's language: its sentences are kept as they are said, in English."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from babel.messages.pofile import read_po

from socialshop.web.i18n import FOLDER

_NAME = re.compile(r"\\\{(\w+)\\\}")


@lru_cache(maxsize=10_000)
def translated(text: str, language: str) -> str:
    """The sentence in the language; as it is where the language has no other. What it was filled with is translated,
    too, where it is a sentence itself."""
    whole, templates = _catalogue(language)
    if text in whole:
        return whole[text]
    for pattern, template in templates:
        if found := pattern.fullmatch(text):
            return template.format(**{name: translated(value, language) for name, value in found.groupdict().items()})
    return text


@cache
def _catalogue(language: str) -> tuple[dict[str, str], list[tuple[re.Pattern[str], str]]]:
    """The sentences without, and the templates with something to fill in, those that say most first."""
    path = FOLDER / language / "LC_MESSAGES" / "catalog.po"
    if not path.is_file():
        return {}, []
    with path.open("rb") as file:
        told = {str(message.id): str(message.string) for message in read_po(file, locale=language) if message.id}
    templates = sorted((text for text in told if "{" in text), key=len, reverse=True)
    return told, [(_pattern(text), told[text]) for text in templates]


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(_NAME.sub(r"(?P<\1>.+)", re.escape(template)))
