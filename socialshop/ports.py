"""What the core asks of a platform: one small Protocol a capability, and the frozen data that passes through it.

A connector implements the Protocols that its platform has and lists them in `capabilities`;
the core asks `capabilities` before it calls. Every method may raise the errors of
`socialshop.errors`, translated by the connector in one place, and nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol, runtime_checkable

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import core_schema

from socialshop.clock import Clock, utc_now
from socialshop.errors import ConfigurationError
from socialshop.validation import VARIABLE_NAME


class Capability(StrEnum):
    CATALOG = "catalog"
    WINDOWS = "windows"
    CONVERSATIONS = "conversations"
    REPLIES = "replies"


# --- settings ----------------------------------------------------------------------------------


class Secret:
    """The NAME of an environment variable; the value is read when it is needed and never shown."""

    def __init__(self, variable: str) -> None:
        self.variable = variable

    def reveal(self) -> str:
        value = os.environ.get(self.variable, "")
        if not value:
            raise ConfigurationError(
                f"The environment variable {self.variable} is not set or empty.",
                mend=f"Set it to the secret, for example with `export {self.variable}=…`.",
            )
        return value

    def __repr__(self) -> str:
        return f"Secret({self.variable})"

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_after_validator_function(
            cls, core_schema.str_schema(pattern=VARIABLE_NAME, strict=True)
        )


class ChannelSettings(BaseModel):
    """Base of every connector's settings: one table `[channels.NAME]` of the configuration."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    def secrets(self) -> dict[str, Secret]:
        """The secrets that are configured, by key; those of a table within as 'table.key'."""
        return _secrets(self)


def _secrets(table: BaseModel) -> dict[str, Secret]:
    found: dict[str, Secret] = {}
    for key, value in table:
        if isinstance(value, Secret):
            found[key] = value
        elif isinstance(value, BaseModel):
            found |= {f"{key}.{inner}": secret for inner, secret in _secrets(value).items()}
    return found


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """How calls leave this machine.

    `addresses` points a platform's host at another address, such as
    `{"graph.facebook.com": "http://127.0.0.1:8750"}` for the sandbox or a proxy.
    """

    connect_timeout: float = 5.0
    read_timeout: float = 30.0
    retries: int = 3
    backoff: float = 0.5
    addresses: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Traffic:
    """What a connector's calls cost, counted by its session; the run report reads it."""

    requests: int = 0
    retries: int = 0
    throttled: int = 0
    waited_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Environment:
    """What the composition root hands to every connector."""

    http: HttpSettings = field(default_factory=HttpSettings)
    clock: Clock = utc_now
    sleep: Callable[[float], None] | None = None
    """Replaces time.sleep in tests; None is the real one."""


# --- the connector itself ----------------------------------------------------------------------


@runtime_checkable
class Connector(Protocol):
    """One platform. `name` is the channel's name in the configuration, the database and the CLI."""

    name: ClassVar[str]
    traffic: Traffic

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What it can do as it is configured."""
        ...

    def check(self) -> str:
        """Ask the platform who we are: the account's name. Raises AuthExpired for a dead token."""
        ...


# --- catalog -----------------------------------------------------------------------------------


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
    """What the platform said of one item."""

    item_id: str
    accepted: bool
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


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


@dataclass(frozen=True, slots=True)
class StandingItem:
    """An item as the platform tells it. `fields` are columns of the channel's rows, written as we write them; what
    the platform tells in another form, or not at all, is not among them."""

    item_id: str
    fields: Mapping[str, str]


@runtime_checkable
class CatalogTarget(Protocol):
    catalog: ClassVar[str]
    """The channel table in `catalog_feeds.channels` whose rows this target takes: 'meta', 'pinterest'."""
    batch_size: ClassVar[int]

    def submit(self, changes: Sequence[ItemChange]) -> BatchTicket:
        """Send one batch. Raises TooMuchData when the platform wants smaller ones."""
        ...

    def batch_status(self, handle: str) -> BatchStatus: ...

    def standing(self, known: Sequence[str]) -> Iterator[StandingItem]:
        """The items that stand: all of them, or, where a platform lists none, those of the ids in `known`."""
        ...


# --- windows -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Picture:
    """`url` is public; `content` holds the bytes where we have the file ourselves."""

    url: str
    alt: str
    content: bytes | None = None


@dataclass(frozen=True, slots=True)
class DisplayProduct:
    item_id: str
    title: str
    description: str
    link: str
    """With the UTM parameters of this window and channel."""
    picture: Picture


@dataclass(frozen=True, slots=True)
class Display:
    """A shop window as one channel shall show it: texts are final, within the limits of `WindowTarget.limits`."""

    window: str
    title: str
    text: str
    link: str
    products: tuple[DisplayProduct, ...]


class ObjectKind(StrEnum):
    POST = "post"
    MEDIA = "media"
    BOARD = "board"
    PIN = "pin"


@dataclass(frozen=True, slots=True)
class PublishedObject:
    """Something of ours that stands on a platform. `item_id` where it shows one product alone."""

    kind: ObjectKind
    external_id: str
    url: str = ""
    item_id: str | None = None


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
class WindowLimits:
    """A platform's limits for one window, with the address of the page that documents them.

    `links` says whether an address in a text can be followed; `per_product` whether each product becomes an object
    of its own, with the window's text before the product's.
    """

    text: int
    pictures: tuple[int, int]
    hashtags: int | None
    mentions: int | None
    source: str
    links: bool = False
    per_product: bool = False


@runtime_checkable
class WindowTarget(Protocol):
    limits: ClassVar[WindowLimits]

    def publish(self, display: Display, steps: Steps) -> tuple[PublishedObject, ...]:
        """Put the window up; calling it again with the same steps continues where it stopped."""
        ...

    def withdraw(self, published: PublishedObject) -> None:
        """Take it down; nothing happens when it is gone already. Raises Permanent where a platform cannot."""
        ...


# --- conversations -----------------------------------------------------------------------------


class EventKind(StrEnum):
    COMMENT_ADDED = "comment.added"
    COMMENT_EDITED = "comment.edited"
    COMMENT_REMOVED = "comment.removed"


@dataclass(frozen=True, slots=True)
class Author:
    external_id: str
    name: str
    is_us: bool = False


@dataclass(frozen=True, slots=True)
class InboundEvent:
    """Something that happened on a platform. Identity: (channel, external_id, kind, at)."""

    channel: str
    kind: EventKind
    external_id: str
    object_id: str
    """The post, media or pin that it happened under."""
    parent_id: str | None
    """The comment that it answers."""
    author: Author | None
    text: str
    at: datetime
    raw: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EventPage:
    """Events and the cursor from which reading goes on after them: both are stored in one transaction."""

    events: tuple[InboundEvent, ...]
    cursor: str


@runtime_checkable
class ConversationSource(Protocol):
    def events(self, published: PublishedObject, cursor: str | None) -> Iterator[EventPage]:
        """What happened under one object since the cursor; at least once, in any order."""
        ...


@dataclass(frozen=True, slots=True)
class ReplyTarget:
    """The comment that is answered, and its thread's first comment (the same for a first comment)."""

    object_id: str
    comment_id: str
    thread_id: str
    author_name: str


@runtime_checkable
class ConversationTarget(Protocol):
    reply_limit: ClassVar[int]
    """Most characters of a public reply."""

    def reply(self, target: ReplyTarget, text: str) -> str:
        """Answer publicly; the external id of our comment."""
        ...

    def find_reply(self, target: ReplyTarget, text: str, since: datetime) -> str | None:
        """The id of our own comment with that text, made since then, if it stands on the platform."""
        ...


@dataclass(frozen=True, slots=True)
class ConnectorSpec:
    """What the REGISTRY holds of a connector: its settings and how to build it from them."""

    name: str
    settings: type[ChannelSettings]
    build: Callable[[Any, Environment], Connector]
