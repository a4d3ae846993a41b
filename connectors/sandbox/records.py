"""What stands on the sandbox's platforms."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from catalog_feeds.channels.rules import Rule
from catalog_feeds.issues import Severity


class Platform(StrEnum):
    FACEBOOK = "facebook"
    INSTAGRAM = "instagram"
    PINTEREST = "pinterest"


class Maker(StrEnum):
    SHOP = "shop"
    CUSTOMER = "customer"


@dataclass(slots=True, kw_only=True)
class Record:
    """`number` grows with every record: pages are cut by it, so they stay right when others are added or removed."""

    id: str
    number: int
    at: datetime
    made_by: Maker = Maker.SHOP


@dataclass(slots=True, kw_only=True)
class Image:
    format: str
    width: int
    height: int
    bytes: int
    url: str = ""


@dataclass(slots=True, kw_only=True)
class Photo(Record):
    """A `temporary` one may wait for a scheduled post."""

    caption: str
    alt: str
    image: Image
    published: bool
    temporary: bool = False
    post_id: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One link of a link carousel."""

    link: str
    name: str = ""
    description: str = ""
    picture: str = ""


@dataclass(slots=True, kw_only=True)
class Post(Record):
    message: str
    link: str = ""
    photos: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()
    published: bool = True
    scheduled: datetime | None = None
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class ProductTag:
    """A product of the catalog in a picture; `x` and `y` are parts of its width and height."""

    product_id: str
    x: float | None = None
    y: float | None = None


@dataclass(slots=True, kw_only=True)
class Container(Record):
    """An Instagram upload on its way; `polls` counts down to its end."""

    caption: str
    alt: str
    image: Image | None
    tags: tuple[ProductTag, ...] = ()
    children: tuple[str, ...] = ()
    carousel_item: bool = False
    polls: int = 0
    failure: str = ""
    media_id: str | None = None


@dataclass(slots=True, kw_only=True)
class Media(Record):
    """`parent_id` is the album of a picture in a carousel."""

    caption: str
    alt: str
    image: Image | None
    tags: tuple[ProductTag, ...] = ()
    children: tuple[str, ...] = ()
    parent_id: str | None = None
    comments_open: bool = True


@dataclass(slots=True, kw_only=True)
class Board(Record):
    name: str
    description: str
    privacy: str
    owner: str
    """Of a board that the account only works on, somebody else."""


@dataclass(slots=True, kw_only=True)
class Section(Record):
    board_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Slot:
    """What stands beneath one picture of a carousel Pin."""

    title: str | None = None
    description: str | None = None
    link: str | None = None


@dataclass(slots=True, kw_only=True)
class Pin(Record):
    """A carousel has as many `slots` as images, any other Pin has none."""

    board_id: str
    section_id: str | None = None
    title: str | None
    description: str | None
    link: str | None
    alt: str | None
    images: tuple[Image, ...]
    slots: tuple[Slot, ...] = ()

    @property
    def aggregated_id(self) -> str:
        """pinterest.com hangs comments on the picture behind all Pins of it, which has an id of its own."""
        return str(int(self.id) + 4_000_000_000_000_000_000)


@dataclass(slots=True, kw_only=True)
class Comment(Record):
    platform: Platform
    object_id: str
    parent_id: str | None
    author_id: str
    author_name: str
    text: str
    picture: Image | None = None
    hidden: bool = False
    liked: bool = False


@dataclass(slots=True, kw_only=True)
class ItemSet(Record):
    """A product set of Meta's, a product group of Pinterest's; `place` is what a group says of where it belongs."""

    name: str
    filters: dict[str, Any]
    retailer_id: str = ""
    description: str | None = None
    place: dict[str, Any] = field(default_factory=dict)
    updated: datetime | None = None


@dataclass(slots=True, kw_only=True)
class VisitorPost(Record):
    """A person's post on the Page, or elsewhere with the Page tagged in it."""

    author_id: str
    author_name: str
    message: str
    elsewhere: bool = False
    liked: bool = False


@dataclass(slots=True, kw_only=True)
class MentioningMedia(Record):
    """Somebody else's media on Instagram in which the account is tagged, or beneath which a comment mentions it.

    `is_named` is whether caption or comment mention it: the picture alone tags it otherwise.
    """

    author_name: str
    caption: str
    is_named: bool = True
    comment_id: str | None = None
    comment: str = ""


@dataclass(slots=True, kw_only=True)
class Review(Record):
    author_id: str
    author_name: str
    text: str
    positive: bool


@dataclass(frozen=True, slots=True)
class Attached:
    """What came with a private message: an image, a video, an audio, a file, a sticker or a share."""

    type: str
    url: str
    title: str = ""
    sticker_id: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """The story that a private message is about: ours that it answers, or theirs that mentions us."""

    id: str
    url: str
    is_ours: bool


@dataclass(slots=True, kw_only=True)
class DirectMessage(Record):
    """A private message between a person and the shop; `private_reply_to` is the comment or post that it answers.

    A `button` that was pressed is told as a message of its title.
    """

    platform: Platform
    person_id: str
    person_name: str
    text: str
    private_reply_to: str | None = None
    attached: Attached | None = None
    story: Story | None = None
    button: str = ""


@dataclass(slots=True, kw_only=True)
class Reaction(Record):
    """What somebody feels about what was said; it stands nowhere, and is told when it is given or taken."""

    target: Comment | DirectMessage | VisitorPost
    person_id: str
    person_name: str
    feeling: str
    emoji: str = ""


@dataclass(slots=True, kw_only=True)
class Receipt(Record):
    """That a person has, or has read, all of the shop's private messages until `at`."""

    platform: Platform
    person_id: str
    message_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Breach:
    """A rule of the channel that an item breaks, and what was found instead."""

    rule: Rule
    found: str


@dataclass(slots=True, kw_only=True)
class ItemResult:
    """What became of one item of a batch or a feed. `breaches` are the rules among `errors` and `warnings`."""

    item_id: str
    errors: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    breaches: list[Breach] = field(default_factory=list)

    def break_rule(self, rule: Rule, found: str) -> None:
        said = f"Invalid value for {rule.field}: expected {rule.expected}"
        (self.errors if rule.severity is Severity.ERROR else self.warnings).append(said)
        self.breaches.append(Breach(rule, found))


@dataclass(slots=True, kw_only=True)
class Feed(Record):
    """A feed of a catalog. `items` are those that came by it and stand."""

    name: str
    settings: dict[str, Any]
    items: set[str] = field(default_factory=set)
    updated: datetime | None = None


@dataclass(slots=True, kw_only=True)
class FeedUpload(Record):
    """A feed's file, read once; `polls` counts down to the end, `problem` is what was wrong with the whole file."""

    feed_id: str
    results: list[ItemResult]
    polls: int
    detected: int = 0
    deleted: int = 0
    problem: str = ""


@dataclass(slots=True, kw_only=True)
class Batch(Record):
    """A catalog batch; `polls` counts down to its end."""

    results: list[ItemResult]
    polls: int


@dataclass(frozen=True, slots=True)
class Request:
    """One call that came in; `status` 0 when it got no answer."""

    at: datetime
    host: str
    method: str
    path: str
    status: int


Row = dict[str, Any]
"""An item of a catalog, as it was sent."""
