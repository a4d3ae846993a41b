"""What somebody typed into the search, beside its words: phrases, numbers of orders, e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from socialshop.inbox.folding import folded_words
from socialshop.orders.record import hash_email

_QUOTED = re.compile(r"""["“”„»«]([^"“”„»«]+)["“”„»«]""")
_ADDRESS = re.compile(r"[^\s@,;<>()]+@[^\s@,;<>()]+\.[^\s@,;<>().]{2,}")
_NUMBER = re.compile(r"(?<![\w@-])[\w-]*\d+(?![\w@-])")


def phrases_in(sought: str) -> list[str]:
    """What stands between quotation marks of any kind, folded; one word alone is no phrase."""
    quoted = (folded_words(said) for said in _QUOTED.findall(sought))
    return [" ".join(words) for words in quoted if len(words) > 1]


def says_all(said: str, phrases: Sequence[str]) -> bool:
    """Whether a text has each of the phrases in it, word for word."""
    if not phrases:
        return True
    folded = f" {' '.join(folded_words(said))} "
    return all(f" {phrase} " in folded for phrase in phrases)


def order_clues(sought: str) -> tuple[list[str], list[str]]:
    """The numbers that an order may bear, each with '#' and without, and the hashes of e-mail addresses."""
    tokens = {token for found in _NUMBER.findall(sought) for token in (found, found.upper())}
    numbers = sorted(tokens | {f"#{token}" for token in tokens})
    return numbers, [hash_email(address) for address in _ADDRESS.findall(sought)]
