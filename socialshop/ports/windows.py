"""Shop windows: displays, the parts that they become on a platform, and its limits."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Picture:
    """`url` is public, or a bare name where nobody outside sees our file; `content` holds the bytes where we have the
    file ourselves; width and height in pixels, 0 where they are not known."""

    url: str
    alt: str
    content: bytes | None = None
    width: int = 0
    height: int = 0

    @property
    def digest(self) -> str:
        """The same for the same picture: sha256 of its content, or of its address where we have no content."""
        return hashlib.sha256(self.content if self.content is not None else self.url.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class DisplayProduct:
    item_id: str
    title: str
    description: str
    link: str
    """With the UTM parameters of this window and channel, and a partner's code where one stands behind it."""
    picture: Picture
    section: str = ""
    """The part of the window that it stands in; empty: none."""
    tagged: bool = True
    """Whether its pictures lead to it; not where the platform is known to tag no such product."""


@dataclass(frozen=True, slots=True)
class DisplayExtra:
    """Something outside the assortment: a recipe, a wine that we do not sell. `key` is unique within its window."""

    key: str
    title: str
    description: str
    link: str
    picture: Picture | None = None
    section: str = ""


@dataclass(frozen=True, slots=True)
class Display:
    """A shop window as one channel shall show it: texts are final, within the limits of `WindowTarget.limits`.

    `pictures` are the window's own, the cover first, in the order in which they are shown; without them its products'
    pictures are. `publish_at` is set where the platform shall publish by itself later; None: at once.
    """

    window: str
    title: str
    text: str
    link: str
    products: tuple[DisplayProduct, ...]
    extras: tuple[DisplayExtra, ...] = ()
    pictures: tuple[Picture, ...] = ()
    language: str = "en"
    publish_at: datetime | None = None


class ObjectKind(StrEnum):
    POST = "post"
    MEDIA = "media"
    BOARD = "board"
    SECTION = "section"
    PIN = "pin"
    PRODUCT_SET = "product_set"
    PRODUCT_GROUP = "product_group"


@dataclass(frozen=True, slots=True)
class Part:
    """One object of a window on one platform, as it shall stand there.

    `key` names it within its window and channel for good: 'post', 'board', 'section:wine', 'pin:ITEM'. `fields` is all
    that it shall say, as comparable text; its pictures are the field 'pictures', the digests of `pictures`.
    `under` is the key of the part that it stands in. `fetched`: the platform takes no files for it, and fetches its
    pictures from their public addresses.
    """

    key: str
    kind: ObjectKind
    fields: Mapping[str, str]
    pictures: tuple[Picture, ...] = ()
    item_id: str | None = None
    under: str | None = None
    publish_at: datetime | None = None
    fetched: bool = False


@dataclass(frozen=True, slots=True)
class PublishedObject:
    """Something of ours that stands on a platform. `item_id` where it shows one product alone; `under` is the external
    id of the object that it stands in."""

    kind: ObjectKind
    external_id: str
    url: str = ""
    item_id: str | None = None
    under: str | None = None


class Steps(Protocol):
    """The outbox, as a connector sees it: each public effect happens once, whatever breaks in between."""

    def run(self, key: str, send: Callable[[], str], find: Callable[[datetime], str | None]) -> str:
        """The external id of the step's effect.

        A step that was done before gives its stored id. A new one calls `send`. One that was begun and not
        ended (a crash, no answer) first calls `find` with the time of its beginning: the id that stands
        on the platform, or None, and only then `send`.
        """
        ...


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """What a platform takes as a picture. Proportions are width divided by height; `preferred` shows largest there."""

    preferred: tuple[int, int]
    narrowest: float
    widest: float
    min_width: int
    max_width: int
    max_bytes: int
    formats: tuple[str, ...]
    """MIME types."""
    source: str


@dataclass(frozen=True, slots=True)
class Scheduling:
    """How far ahead a platform takes an object that it publishes by itself."""

    earliest: timedelta
    latest: timedelta
    source: str


@dataclass(frozen=True, slots=True)
class WindowLimits:
    """A platform's limits for one window, with the address of the page that documents them.

    `links` says whether an address in a text can be followed; `per_product` whether each product becomes an object
    of its own, with the window's text before the product's. `scheduling` is None where the platform cannot publish
    later by itself.
    """

    text: int
    pictures: tuple[int, int]
    hashtags: int | None
    mentions: int | None
    source: str
    links: bool = False
    per_product: bool = False
    picture: PictureLimits | None = None
    scheduling: Scheduling | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """How many more objects the platform takes now, of `total`; each one given out comes back `period` after it was
    used."""

    left: int
    total: int
    period: timedelta
    source: str


@runtime_checkable
class WindowTarget(Protocol):
    """A platform that shows windows, object by object."""

    limits: ClassVar[WindowLimits]
    changeable: ClassVar[Mapping[ObjectKind, frozenset[str]]]
    """The fields that the platform lets us change after publishing. Another field's change needs a new object."""

    def parts(self, display: Display) -> tuple[Part, ...]:
        """The objects that make up the window, in order of creation. Pure: no call is made."""
        ...

    def create(self, part: Part, under: PublishedObject | None, steps: Steps) -> PublishedObject:
        """Put one part up; calling it again with the same steps continues where it stopped.

        After a crash it is first called only to look: with steps that send nothing, and with a part that may lack its
        pictures. So the public step's key and its `find` depend on `part.key` and `part.fields` alone.
        """
        ...

    def told(self, published: PublishedObject) -> Mapping[str, str] | None:
        """What stands there now: those of the part's fields that the platform tells, written as `parts` writes them.
        None: it is gone."""
        ...

    def change(self, published: PublishedObject, part: Part, fields: frozenset[str]) -> None:
        """Let those fields, all of them changeable, say what the part says; doing it twice changes nothing."""
        ...

    def withdraw(self, published: PublishedObject) -> None:
        """Take it down; nothing happens when it is gone already. Raises Permanent where a platform cannot."""
        ...

    def room(self) -> Room | None:
        """What is left of the platform's quota, asked of the platform; None: it has none that matters."""
        ...


@runtime_checkable
class HandMending(Protocol):
    """A platform that changes one of its changeable fields in some ways and leaves others to a person."""

    def mend_by_hand(self, kind: ObjectKind, field: str, before: str, after: str) -> str:
        """What a person has to do there, where the platform does not change the field so; else empty. Pure."""
        ...


@runtime_checkable
class ProductTagging(Protocol):
    """A platform that tags products of the catalog in pictures, if it likes them."""

    def untagged(self, item_ids: Sequence[str]) -> Mapping[str, str]:
        """Those of the items that it would not tag today, each with the platform's reason."""
        ...


@dataclass(frozen=True, slots=True)
class Namesake:
    """What stands on a platform where a part would be made. `obstacle`: why it cannot become the window's; `is_ours`:
    it bears a mark of ours, and nobody has to say that it is."""

    object: PublishedObject
    obstacle: str = ""
    is_ours: bool = False


@runtime_checkable
class Adopting(Protocol):
    """A platform on which something that stands already can become a window's."""

    def namesake(self, part: Part, under: PublishedObject | None, begun: datetime | None) -> Namesake | None:
        """What stands in the part's place, such as a board of its name, or a Pin that leads to its very address.
        What was made since `begun`, when we began to make the part ourselves, is none: `create` finds it."""
        ...
