"""What the connectors' windows have in common: keepers of the objects of a kind, and pictures with their products."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, repeat
from typing import Protocol, runtime_checkable

from socialshop.ports import Display, DisplayProduct, Namesake, ObjectKind, Part, Picture, PublishedObject, Steps

_ARROW = " → "


class Keeper(Protocol):
    """Objects of one kind on one platform; the methods are those of `WindowTarget`."""

    def create(self, part: Part, under: PublishedObject | None, steps: Steps) -> PublishedObject: ...

    def told(self, published: PublishedObject) -> Mapping[str, str] | None: ...

    def change(self, published: PublishedObject, part: Part, fields: frozenset[str]) -> None: ...

    def withdraw(self, published: PublishedObject) -> None: ...


@runtime_checkable
class Finder(Protocol):
    """A keeper that finds what stands already; see `Adopting`."""

    def namesake(self, part: Part, under: PublishedObject | None, begun: datetime | None) -> Namesake | None: ...


class Kept:
    """The methods of `WindowTarget` that act on single objects, each given on to the keeper of the object's kind."""

    _keepers: Mapping[ObjectKind, Keeper]

    def create(self, part: Part, under: PublishedObject | None, steps: Steps) -> PublishedObject:
        return self._keepers[part.kind].create(part, under, steps)

    def namesake(self, part: Part, under: PublishedObject | None, begun: datetime | None) -> Namesake | None:
        keeper = self._keepers[part.kind]
        return keeper.namesake(part, under, begun) if isinstance(keeper, Finder) else None

    def told(self, published: PublishedObject) -> Mapping[str, str] | None:
        return self._keepers[published.kind].told(published)

    def change(self, published: PublishedObject, part: Part, fields: frozenset[str]) -> None:
        self._keepers[published.kind].change(published, part, fields)

    def withdraw(self, published: PublishedObject) -> None:
        self._keepers[published.kind].withdraw(published)


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of a window, and the product that it shows alone."""

    picture: Picture
    product: DisplayProduct | None = None


def shown(display: Display, most: int) -> tuple[Shown, ...]:
    """The window's pictures in their order, at most so many: its own, a cover and then a tile of each product and
    of what else it has, or, where it has none of its own, those of its products and extras."""
    if not display.pictures:
        beside = (Shown(extra.picture) for extra in display.extras if extra.picture)
        return (*(Shown(product.picture, product) for product in display.products), *beside)[:most]
    cover, *tiles = display.pictures
    behind = chain(display.products, repeat(None))
    return (Shown(cover), *(Shown(tile, product) for tile, product in zip(tiles, behind, strict=False)))[:most]


def digests(pictures: tuple[Picture, ...]) -> str:
    """The field 'pictures' of a part."""
    return ",".join(picture.digest for picture in pictures)


def link_lines(links: Iterable[tuple[str, str]]) -> str:
    """Titles and links as a field: one a line."""
    return "\n".join(f"{one_line(title)}{_ARROW}{link}" for title, link in links)


def read_link_lines(field: str) -> list[tuple[str, str]]:
    """What `link_lines` wrote."""
    split = (line.rpartition(_ARROW) for line in field.split("\n"))
    return [(title, link) for title, _, link in split]


def one_line(text: str) -> str:
    return " ".join(text.split())
