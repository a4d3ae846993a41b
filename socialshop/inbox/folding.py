"""Texts as they compare equal: case, accents and the ways to write an umlaut do not matter."""

from __future__ import annotations

import re
import unicodedata

_DIGRAPHS = (("ae", "a"), ("oe", "o"), ("ue", "u"))
_WORD = re.compile(r"[^\W_]+")


def folded(text: str) -> str:
    """'Käse', 'KAESE' and 'Kase' become 'kase', 'Straße' and 'Strasse' 'strasse'.

    The databases fold what they index by the same steps in the same order (see `search_index`).
    """
    lower = text.replace("ẞ", "ss").lower().replace("ß", "ss")
    for digraph, letter in _DIGRAPHS:
        lower = lower.replace(digraph, letter)
    return "".join(char for char in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(char))


def folded_words(text: str) -> list[str]:
    """Its words in their order."""
    return _WORD.findall(folded(text))
