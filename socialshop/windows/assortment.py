"""The products that a window may choose from, taken from what the shop delivered last."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from sqlmodel import Session

from catalog_feeds.conditions import WrongCondition, are_met
from socialshop.errors import InputError
from socialshop.phrases import phrase
from socialshop.products.lookup import arrived_since, as_items, by_ids
from socialshop.windows.choice import NEW, Assortment, remarkable
from socialshop.windows.claims import FEW
from socialshop.windows.definition import WindowDefinition
from socialshop.windows.facts import Facts

_LOOKED_AT = 50
"""Of the products that a condition holds for, the most that are looked at closely."""


def assortment_of(session: Session, window: WindowDefinition, facts: Facts, standing: Sequence[str]) -> Assortment:
    """Everything that the window may show. Of what its condition holds for, those that it shows already (`standing`)
    come first, so that nothing is exchanged without a reason, and then the remarkable ones.

    Raises InputError for a condition that is none.
    """
    matching = _matching(session, window, facts, standing) if window.products.where else []
    found = by_ids(session, {*window.products.named(), *matching})
    kept = [item_id for item_id in standing if item_id in matching]
    others = sorted(set(matching) - set(kept))
    others.sort(key=lambda item_id: remarkable(found[item_id], facts), reverse=True)
    return Assortment(found, (*kept, *others))


def _matching(session: Session, window: WindowDefinition, facts: Facts, standing: Sequence[str]) -> list[str]:
    """Those that stand, and the most promising others: a million items are ranked as a frame."""
    try:
        items = as_items(session)
        matching = items.filter(are_met(items, window.products.where, key="where"))
    except WrongCondition as error:
        raise InputError(
            phrase("the condition cannot be used: {error}.", error=error),
            file=f"{window.name}.toml",
            field="products.where",
            found=window.products.where,
            mend=phrase("Write it as SQL over the item's columns, money in minor units: price < 2000."),
        ) from error
    ids = set(matching["id"])
    voices = facts.voices
    chosen = (item_id for expert in facts.experts for item_id in expert.choice)
    spoken_of = {*voices.asked, *voices.recommended, *chosen}
    promising = matching.sort(
        pl.col("id").is_in(list(spoken_of)),
        (pl.col("quantity") <= FEW).fill_null(False),
        pl.col("id").is_in(list(arrived_since(session, facts.now - NEW))),
        descending=True,
        maintain_order=True,
    )
    kept = [item_id for item_id in standing if item_id in ids]
    return list(dict.fromkeys([*kept, *promising["id"].head(_LOOKED_AT)]))
