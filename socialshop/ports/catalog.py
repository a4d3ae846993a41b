"""Catalogs: changes go out in batches, and what stands is read back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import ClassVar, Protocol, runtime_checkable


class Operation(StrEnum):
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One item's change. `row` is the projected row of `catalog_feeds.channels`: empty for a deletion."""

    operation: Operation
    item_id: str
    row: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ItemOutcome:
    """What the platform said of one item; `mend` where sending it again does not help."""

    item_id: str
    accepted: bool
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    mend: str = ""


@dataclass(frozen=True, slots=True)
class BatchTicket:
    """A batch's handle, and the items that the platform refused at once."""

    handle: str
    refused: tuple[ItemOutcome, ...] = ()


@dataclass(frozen=True, slots=True)
class BatchStatus:
    """Where a batch stands. `outcomes` names the items that the platform spoke of; in a finished
    batch, an item that it did not speak of went through."""

    finished: bool
    outcomes: tuple[ItemOutcome, ...] = ()
    unnamed: int = 0
    """How many more items were refused without being named."""
    later: str = ""
    """Why it is in vain to ask again in this run: the platform reads a feed in its own time."""


@dataclass(frozen=True, slots=True)
class StandingItem:
    """An item as the platform tells it. `fields` are columns of the channel's rows, written as we write them; what
    the platform tells in another form, or not at all, is not among them."""

    item_id: str
    fields: Mapping[str, str]


@runtime_checkable
class CatalogTarget(Protocol):
    @property
    def catalog(self) -> str:
        """The channel table in `catalog_feeds.channels` whose rows this target takes: 'meta', 'pinterest'."""
        ...

    batch_size: ClassVar[int]

    def submit(self, changes: Sequence[ItemChange]) -> BatchTicket:
        """Send one batch. Raises TooMuchData when the platform wants smaller ones."""
        ...

    def batch_status(self, handle: str) -> BatchStatus: ...

    def standing(self, known: Sequence[str]) -> Iterator[StandingItem]:
        """The items that stand: all of them, or, where a platform lists none, those of the ids in `known`."""
        ...


@dataclass(frozen=True, slots=True)
class Feed:
    """A channel's whole catalog as a CSV file. `address` is where the platform finds it, empty where nowhere;
    `digest` is of its content."""

    path: Path
    address: str
    digest: str
    currency: str


@runtime_checkable
class FeedTarget(Protocol):
    """A catalog that takes its items as a whole file instead of as changes."""

    needs_address: ClassVar[bool]
    """The platform fetches the file by itself."""

    def deliver(self, feed: Feed) -> BatchTicket:
        """Have the feed read; it is registered the first time, and found again by its name after that.

        The handle, which ends with the feed's digest, is one of `CatalogTarget.batch_status`. What came by the feed
        and is not in it any more goes from the catalog.
        """
        ...


@dataclass(frozen=True, slots=True)
class ProductSet:
    """A selection of a catalog's items, by one of: a category, a label, ids.

    `name` is ours and never changes; by it the set is known again among those that people made by hand. `title` is
    what they read. `category` is the path of a product type, from the top; `product_types` are all types of the
    delivery at it and beneath it, for platforms that know no paths. `size` is how many delivered items are in it.
    """

    name: str
    title: str
    size: int
    category: tuple[str, ...] = ()
    product_types: tuple[str, ...] = ()
    label: tuple[str, str] | None = None
    """A custom label's column and its value."""
    item_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StandingSet:
    """A set of ours as the platform tells it, its definition written as `SetTarget.define` does."""

    name: str
    set_id: str
    definition: str


@runtime_checkable
class SetTarget(Protocol):
    catalog: ClassVar[str]

    def define(self, wanted: ProductSet) -> str:
        """The set in the platform's own words, the same for the same set. Makes no call; raises Permanent where the
        platform cannot have such a set."""
        ...

    def create_set(self, wanted: ProductSet) -> str:
        """Its id on the platform."""
        ...

    def change_set(self, set_id: str, wanted: ProductSet) -> None:
        """Raises NotFound where it does not stand any more."""
        ...

    def remove_set(self, set_id: str) -> None:
        """Nothing happens when it is gone already."""
        ...

    def standing_sets(self) -> Iterator[StandingSet]:
        """Those that we made: sets by other hands are not among them."""
        ...
