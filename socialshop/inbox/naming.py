"""Which product of a window a customer speaks of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from socialshop.inbox.folding import folded, folded_words

_NAME_END = re.compile(r"[,;:(\[|]|\s[-–—]\s")
_ENGLISH = {"and", "are", "for", "from", "that", "the", "this", "with", "you", "your"}
_GERMAN = {"aus", "das", "dem", "den", "der", "die", "ein", "eine", "fuer", "mit", "nach", "ohne", "und", "vom", "von"}
_FUNCTION_WORDS = frozenset(map(folded, _ENGLISH | _GERMAN))
_CAPITALISED = re.compile(r"\b[^\W\d_a-zäöüß]\w+")
_ENDINGS = frozenset({"s", "es", "n", "en", "e"})
_SHORTEST_NOUN, _SHORTEST_PART, _SHORTEST_MISSPELT = 4, 6, 8
"""Letters from which on a noun is known inflected, as a part of a compound, and with a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Candidate:
    item_id: str
    title: str
    group: str | None = None


def named_product(texts: Sequence[str], candidates: Sequence[Candidate]) -> str | None:
    """The item id of the product that the first of the texts names, by its id or by the words of its title.

    A word counts the less, the more of the candidates bear it. None where two products are named alike;
    of one product's variants the first is taken. A product that stands alone need not be named. Where a text has no
    word of any title, its nouns are sought in another form: inflected, in a compound or with a slip of the pen.
    """
    if alone := _single(candidates):
        return alone
    words_of = {candidate: _title_words(candidate.title) for candidate in candidates}
    for text in texts:
        said = words(text)
        by_id = [candidate for candidate in candidates if _has_id(text, candidate.item_id)]
        leaders = _leaders({one: title & said for one, title in words_of.items()})
        if not (by_id or leaders):
            leaders = _leaders({one: _in_another_form(nouns(one.title), said) for one in candidates})
        if found := _single(by_id) or _single(leaders):
            return found
    return None


def _leaders(named: Mapping[Candidate, frozenset[str]]) -> list[Candidate]:
    """Those of which the most is said, by their words that are."""
    if not any(named.values()):
        return []
    spread = Counter(word for title in named.values() for word in title)
    scores = {one: sum(Fraction(1, spread[word]) for word in title) for one, title in named.items()}
    best = max(scores.values(), default=0)
    return [one for one, score in scores.items() if score == best > 0]


def named_in_full(texts: Sequence[str], candidates: Sequence[Candidate]) -> str | None:
    """The item id of the one product that a text names by its id or with every word of its name.

    The name is the title as far as its first comma, bracket or dash: nobody writes 'Bergkäse, 12 Monate gereift'.
    """
    names = {candidate: _title_words(_name(candidate.title)) for candidate in candidates}
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
    """The words that carry meaning, with case and accents folded: 'Bergkäse', 'BERGKAESE', 'bergkase' are one word."""
    return frozenset(word for word in folded_words(text) if len(word) > 2 and word not in _FUNCTION_WORDS)


def _name(title: str) -> str:
    return _NAME_END.split(title, maxsplit=1)[0]


@lru_cache(maxsize=10_000)
def _title_words(title: str) -> frozenset[str]:
    return words(title)


@lru_cache(maxsize=10_000)
def nouns(title: str) -> frozenset[str]:
    """Those words of a title's name that have a capital letter and are long enough to be known in another form."""
    long = (word for word in _CAPITALISED.findall(_name(title)) if len(word) >= _SHORTEST_NOUN)
    return words(" ".join(long))


def _in_another_form(named: frozenset[str], said: frozenset[str]) -> frozenset[str]:
    row = f" {' '.join(said)} "  # most texts name nothing: to seek in one string is quicker than word by word
    return frozenset(noun for noun in named if _is_said(noun, row) or _is_misspelt(noun, said))


def _is_said(noun: str, row: str) -> bool:
    """Whether a word begins or ends with it, or is inflected where it is short."""
    if len(noun) >= _SHORTEST_PART:
        return f" {noun}" in row or f"{noun} " in row
    return f" {noun}" in row and any(f" {noun}{ending} " in row for ending in _ENDINGS)


def _is_misspelt(noun: str, said: frozenset[str]) -> bool:
    """The first letter is right where somebody means it."""
    if len(noun) < _SHORTEST_MISSPELT:
        return False
    return any(word[0] == noun[0] and abs(len(word) - len(noun)) <= 1 and _is_one_off(word, noun) for word in said)


def _is_one_off(word: str, noun: str) -> bool:
    """Whether one letter is missing, too many or another one, or two next to each other are the wrong way round."""
    differing = (at for at, (one, other) in enumerate(zip(word, noun, strict=False)) if one != other)
    same = next(differing, min(len(word), len(noun)))
    rest, other = word[same:], noun[same:]
    return rest[1:] == other or rest == other[1:] or rest[1:] == other[1:] or rest == other[1::-1] + other[2:]


def _has_id(text: str, item_id: str) -> bool:
    if item_id.lower() not in text.lower():
        return False
    return re.search(rf"(?<![\w-]){re.escape(item_id)}(?![\w-])", text, re.IGNORECASE) is not None


def _single(candidates: Sequence[Candidate]) -> str | None:
    products = {candidate.group or candidate.item_id for candidate in candidates}
    return candidates[0].item_id if len(products) == 1 else None
