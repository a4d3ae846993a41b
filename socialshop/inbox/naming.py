"""Which product of a window a customer speaks of."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

_WORD = re.compile(r"\w+")
_NAME_END = re.compile(r"[,;:(\[|]|\s[-–—]\s")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_ENGLISH = {"and", "are", "for", "from", "that", "the", "this", "with", "you", "your"}
_GERMAN = {"aus", "das", "dem", "den", "der", "die", "ein", "eine", "fuer", "mit", "nach", "ohne", "und", "vom", "von"}
_FUNCTION_WORDS = _ENGLISH | _GERMAN


@dataclass(frozen=True, slots=True)
class Candidate:
    item_id: str
    title: str
    group: str | None = None


def named_product(texts: Sequence[str], candidates: Sequence[Candidate]) -> str | None:
    """The item id of the product that the first of the texts names, by its id or by the words of its title.

    A word counts the less, the more of the candidates bear it. None where two products are named alike;
    of one product's variants the first is taken. A product that stands alone need not be named.
    """
    if alone := _single(candidates):
        return alone
    words_of = {candidate.item_id: words(candidate.title) for candidate in candidates}
    spread = Counter(word for title in words_of.values() for word in title)
    for text in texts:
        said = words(text)
        scores = {
            candidate: sum(Fraction(1, spread[word]) for word in words_of[candidate.item_id] & said)
            for candidate in candidates
        }
        best = max(scores.values(), default=0)
        leaders = [candidate for candidate, score in scores.items() if score == best > 0]
        by_id = [candidate for candidate in candidates if _has_id(text, candidate.item_id)]
        if found := _single(by_id) or _single(leaders):
            return found
    return None


def named_in_full(texts: Sequence[str], candidates: Sequence[Candidate]) -> str | None:
    """The item id of the one product that a text names by its id or with every word of its name.

    The name is the title as far as its first comma, bracket or dash: nobody writes 'Bergkäse, 12 Monate gereift'.
    """
    names = {candidate: words(_NAME_END.split(candidate.title, maxsplit=1)[0]) for candidate in candidates}
    for text in texts:
        said = words(text)
        found = [c for c, name in names.items() if (name and name <= said) or _has_id(text, c.item_id)]
        if named := _single(_longest(found, names)):
            return named
    return None


def shown_alone(candidates: Sequence[Candidate]) -> str | None:
    """The item id where there is but one product, be it in several variants."""
    return _single(candidates)


def _longest(found: Sequence[Candidate], names: Mapping[Candidate, frozenset[str]]) -> list[Candidate]:
    """Without those whose name is but a part of another's: who says 'alter Bergkäse' does not mean 'Bergkäse'."""
    return [one for one in found if not any(names[one] < names[other] for other in found)]


def words(text: str) -> frozenset[str]:
    """The words that carry meaning, with case and accents folded: 'Bergkäse' and 'BERGKAESE' are one word."""
    composed = unicodedata.normalize("NFC", text.casefold()).translate(_UMLAUTS)
    plain = "".join(char for char in unicodedata.normalize("NFKD", composed) if not unicodedata.combining(char))
    return frozenset(word for word in _WORD.findall(plain) if len(word) > 2 and word not in _FUNCTION_WORDS)


def _has_id(text: str, item_id: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(item_id)}(?![\w-])", text, re.IGNORECASE) is not None


def _single(candidates: Sequence[Candidate]) -> str | None:
    products = {candidate.group or candidate.item_id for candidate in candidates}
    return candidates[0].item_id if len(products) == 1 else None
