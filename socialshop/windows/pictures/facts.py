"""What a window's picture is drawn from: words, photos and prices."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from socialshop.money import Money

Size = tuple[int, int]
"""Width and height in pixels."""


class Layout(StrEnum):
    """How a cover is arranged."""

    COUNTER = "counter"  # one product large, the others in a row beneath the title
    SHELF = "shelf"  # all products alike, each over its price
    CARD = "card"  # the words first, the products in the background

    @property
    def places(self) -> int:
        """How many products it shows."""
        return {Layout.COUNTER: 5, Layout.SHELF: 9, Layout.CARD: 4}[self]


@dataclass(frozen=True, slots=True)
class ShownProduct:
    """A product as a picture shows it.

    `photo` is the file's content as the shop has it, `source` how to call that file in an error. Without a `price` no
    tag is drawn; `was` is the price before a reduction.
    """

    title: str
    photo: bytes
    source: str = ""
    price: Money | None = None
    was: Money | None = None

    @property
    def percent_off(self) -> int:
        """How much less it costs now, in whole per cent, rounded down; 0: nothing that would be worth a word."""
        if self.price is None or self.was is None or self.was.minor <= self.price.minor:
            return 0
        return (self.was.minor - self.price.minor) * 100 // self.was.minor


@dataclass(frozen=True, slots=True)
class Cover:
    """A window's first picture. `line` stands under the title where there is room; `language` is a tag such as 'de'."""

    title: str
    line: str
    language: str
    products: tuple[ShownProduct, ...] = ()
    layout: Layout = Layout.COUNTER

    @property
    def shown(self) -> tuple[ShownProduct, ...]:
        """The products that the layout has a place for."""
        return self.products[: self.layout.places]


@dataclass(frozen=True, slots=True)
class Tile:
    """The picture of one product in a window."""

    product: ShownProduct
    language: str
