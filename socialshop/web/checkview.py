"""What the pages show of a catalog check: one that was just made, or one that was kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog_feeds.score import COSTS, FAIR, GOOD
from socialshop.money import Money
from socialshop.web.i18n import mark

PLACES = {"meta": mark("Facebook and Instagram"), "pinterest": "Pinterest", "google": "Google Merchant Center"}
LOOKS: dict[str, Any] = {
    "good": GOOD,
    "fair": FAIR,
    "costs": {severity.value: cost for severity, cost in COSTS.items()},
}
"""What the templates need to show scores."""


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check's sums; `rules` are the broken ones (see `catalog_feeds.score.rule_costs`)."""

    channel: str
    name: str
    source: str
    items: int
    ok: int
    flawless: int
    score: int
    excluded: Mapping[str, int]
    merchant_rules: Mapping[str, int]
    rules: Sequence[Mapping[str, Any]]
    checked_at: datetime | None = None

    @property
    def where(self) -> str:
        """To be translated."""
        return PLACES.get(self.channel, self.channel)


@dataclass(frozen=True, slots=True)
class ItemCard:
    """One item that lost points; `picture` is an address, or the picture itself as a data address."""

    row: int | None
    id: str
    title: str
    price: Money | None
    link: str
    picture: str
    score: int
    issues: Sequence[Mapping[str, Any]]
