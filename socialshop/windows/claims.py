"""What may be said of a product because it can be shown to be true today; nobody types a claim.

Each names its source. In the next plan after it stopped being true it is no longer said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt

from socialshop.phrases import phrase
from socialshop.products.model import Product
from socialshop.windows.facts import Facts

FEW = 5
"""Pieces in stock from which on 'only so many left' is said."""
LEAST_VOICES = 5
"""People who said whether they recommend a product, before their share is told."""
LEAST_SHARE = 0.5
"""The share of recommendations that is certain enough: the lower bound of Wilson's interval, at 95 %."""
LEAST_ASKED = 3
"""People who asked about a product in a week, before it can be the one that was asked for most."""


class ClaimKind(StrEnum):
    FEW_LEFT = "few left"
    RECOMMENDED = "recommended"
    ASKED_FOR = "asked for"
    EXPERT = "expert"


_WORDS = {
    "de": {
        ClaimKind.FEW_LEFT: "nur noch {} da",
        ClaimKind.RECOMMENDED: "{} von {} empfehlen es",
        ClaimKind.ASKED_FOR: "diese Woche am meisten gefragt",
        ClaimKind.EXPERT: "die Wahl von {}",
    },
    "en": {
        ClaimKind.FEW_LEFT: "only {} left",
        ClaimKind.RECOMMENDED: "{} of {} recommend it",
        ClaimKind.ASKED_FOR: "asked for most this week",
        ClaimKind.EXPERT: "the choice of {}",
    },
}


@dataclass(frozen=True, slots=True)
class Claim:
    """`values` fill the words; `source` says where they come from, for whoever looks the window over."""

    kind: ClaimKind
    values: tuple[str, ...]
    source: str

    def text(self, language: str) -> str:
        return _WORDS[language][self.kind].format(*self.values)


@dataclass(frozen=True, slots=True)
class SaidClaim:
    """What is said of a product, in the window's language, and where it comes from."""

    item_id: str
    product: str
    text: str
    source: str


def claims_of(product: Product, facts: Facts) -> tuple[Claim, ...]:
    """Everything that is true of the product today."""
    return tuple(claim for found in _FINDERS for claim in found(product, facts))


def wilson(positive: int, total: int) -> float:
    """The lower bound of Wilson's score interval at 95 %: what a share of few voices is worth."""
    if total == 0:
        return 0.0
    z = 1.96
    share = positive / total
    centre = share + z * z / (2 * total)
    spread = z * sqrt((share * (1 - share) + z * z / (4 * total)) / total)
    return (centre - spread) / (1 + z * z / total)


def _few_left(product: Product, _facts: Facts) -> Iterator[Claim]:
    if product.availability == "in stock" and product.quantity is not None and 0 < product.quantity <= FEW:
        delivered = f"{product.updated_at:%Y-%m-%d %H:%M}"
        source = phrase("stock: {number} in the delivery of {at} UTC", number=product.quantity, at=delivered)
        yield Claim(ClaimKind.FEW_LEFT, (str(product.quantity),), source)


def _recommended(product: Product, facts: Facts) -> Iterator[Claim]:
    positive, total = facts.voices.recommended.get(product.id, (0, 0))
    if total >= LEAST_VOICES and wilson(positive, total) >= LEAST_SHARE:
        told = {"number": positive, "total": total}
        source = phrase("inbox: {number} of {total} people who said whether they recommend it", **told)
        yield Claim(ClaimKind.RECOMMENDED, (str(positive), str(total)), source)


def _asked_for(product: Product, facts: Facts) -> Iterator[Claim]:
    asked = facts.voices.asked
    count = asked.get(product.id, 0)
    if count >= LEAST_ASKED and count == max(asked.values()) and list(asked.values()).count(count) == 1:
        source = phrase("inbox: {number} people asked about it in the last seven days", number=count)
        yield Claim(ClaimKind.ASKED_FOR, (), source)


def _expert(product: Product, facts: Facts) -> Iterator[Claim]:
    for expert in facts.experts:
        if product.id in expert.choice:
            source = phrase("configuration: the choice of {name} in [[experts]]", name=expert.name)
            yield Claim(ClaimKind.EXPERT, (f"{expert.name}, {expert.about}",), source)


_FINDERS: tuple[Callable[[Product, Facts], Iterator[Claim]], ...] = (_few_left, _recommended, _asked_for, _expert)
