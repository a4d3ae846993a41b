"""Which products a window shows today, who stands in for whom, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from socialshop.products.model import Product
from socialshop.windows.claims import claims_of
from socialshop.windows.definition import Policy, WindowDefinition
from socialshop.windows.facts import Facts
from socialshop.windows.gates import Gate, Refusal, refused_product

NEW = timedelta(days=14)
"""How long a product counts as new."""


@dataclass(frozen=True, slots=True)
class Assortment:
    """Where a choice is made from: `by_id` has every product that a window may show, `matching` the ids that the
    window's condition holds for, the first choice first."""

    by_id: Mapping[str, Product]
    matching: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """`shown` in their order; `refused` are the wanted ones that cannot be shown, and `swapped` says who stands in for
    whom. `gone` are the titles of those that cannot be bought. `held_back`: by its policy, the window shows nothing."""

    shown: tuple[Product, ...]
    refused: Mapping[str, Refusal] = field(default_factory=dict)
    swapped: Mapping[str, str] = field(default_factory=dict)
    gone: tuple[str, ...] = ()
    held_back: bool = False


def choose(window: WindowDefinition, assortment: Assortment, facts: Facts) -> Choice:
    """The choice of today: what the definition wants, each that cannot be shown replaced or left out by its policy."""
    candidates = list(dict.fromkeys((*window.products.ids, *assortment.matching)))
    wanted, rest = candidates[: window.products.places], candidates[window.products.places :]
    refused = {item_id: found for item_id in wanted if (found := refused_product(assortment.by_id.get(item_id), facts))}
    swapped: dict[str, str] = {}
    if window.policy is Policy.SWAP:
        pool = (item_id for item_id in dict.fromkeys((*window.products.next, *rest)) if item_id not in wanted)
        stand_ins = (item_id for item_id in pool if not refused_product(assortment.by_id.get(item_id), facts))
        swapped = dict(zip(refused, stand_ins, strict=False))
    shown = [swapped.get(item_id, item_id) for item_id in wanted if item_id not in refused or item_id in swapped]
    return Choice(
        shown=tuple(assortment.by_id[item_id] for item_id in shown),
        refused=refused,
        swapped=swapped,
        gone=tuple(
            assortment.by_id[item_id].title
            for item_id, one in refused.items()
            if one.gate in (Gate.STOCK, Gate.KNOWN) and item_id in assortment.by_id
        ),
        held_back=window.policy is Policy.WITHDRAW and bool(refused),
    )


def remarkable(product: Product, facts: Facts) -> tuple[int, int, bool]:
    """What makes a product worth stopping for, the greater the more: how much can truly be said of it, how many people
    asked about it this week, and whether it is new."""
    is_new = product.arrived_at is not None and facts.now - product.arrived_at < NEW
    return len(claims_of(product, facts)), facts.voices.asked.get(product.id, 0), is_new
