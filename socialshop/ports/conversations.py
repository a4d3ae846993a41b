"""Conversations: what is said to us and of us, publicly and privately, and what becomes of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol, runtime_checkable

from msgspec import Struct

from socialshop.ports.windows import PublishedObject


class MessageKind(StrEnum):
    """What somebody said, by where and how."""

    COMMENT = "comment"
    POST = "post"  # a visitor's, on our Page
    REVIEW = "review"  # a rating or recommendation
    MENTION = "mention"  # of us, in somebody else's post or comment
    MESSAGE = "message"
    STORY_REPLY = "story_reply"
    STORY_MENTION = "story_mention"
    POSTBACK = "postback"  # a button was pressed
    REFERRAL = "referral"  # an ad, a link or a product led to the conversation

    @property
    def is_private(self) -> bool:
        """Whether only the customer and we can read it."""
        return self not in _PUBLIC

    @property
    def is_host(self) -> bool:
        """Whether comments beneath it belong to its own conversation: the object that they stand under is it."""
        return self in _HOSTS


_HOSTS = frozenset({MessageKind.POST, MessageKind.REVIEW, MessageKind.MENTION})
_PUBLIC = _HOSTS | {MessageKind.COMMENT}


class EventKind(StrEnum):
    """What happened, as 'what.how'. Whatever has no kind of its own is UNSUPPORTED: kept as it came, and counted."""

    COMMENT_ADDED = "comment.added"
    COMMENT_EDITED = "comment.edited"
    COMMENT_REMOVED = "comment.removed"
    COMMENT_HIDDEN = "comment.hidden"
    COMMENT_UNHIDDEN = "comment.unhidden"
    POST_ADDED = "post.added"
    POST_EDITED = "post.edited"
    POST_REMOVED = "post.removed"
    POST_HIDDEN = "post.hidden"
    POST_UNHIDDEN = "post.unhidden"
    REVIEW_ADDED = "review.added"
    REVIEW_EDITED = "review.edited"
    REVIEW_REMOVED = "review.removed"
    MENTION_ADDED = "mention.added"
    MENTION_EDITED = "mention.edited"
    MENTION_REMOVED = "mention.removed"
    MESSAGE_ADDED = "message.added"
    MESSAGE_EDITED = "message.edited"
    MESSAGE_REMOVED = "message.removed"
    STORY_REPLY_ADDED = "story_reply.added"
    STORY_MENTION_ADDED = "story_mention.added"
    POSTBACK_ADDED = "postback.added"
    REFERRAL_ADDED = "referral.added"
    REACTION_ADDED = "reaction.added"
    REACTION_REMOVED = "reaction.removed"
    DELIVERED = "receipt.delivered"
    READ = "receipt.read"
    UNSUPPORTED = "unsupported"

    @property
    def message(self) -> MessageKind | None:
        """The kind of message that the event tells of; None for reactions, receipts and what is unsupported."""
        return _MESSAGES.get(self)

    @property
    def change(self) -> str:
        """'added', 'edited', 'removed', 'hidden', 'unhidden', 'delivered', 'read' or ''."""
        return _CHANGES[self]


# Looked up and not worked out: it is asked for many times of every event.
_CHANGES = {kind: kind.partition(".")[2] for kind in EventKind}
_MESSAGES = {
    kind: MessageKind(what) for kind in EventKind for what in [kind.partition(".")[0]] if what in set(MessageKind)
}


class Author(Struct, frozen=True):
    external_id: str
    name: str
    is_us: bool = False


class AttachmentKind(StrEnum):
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    FILE = "file"
    STICKER = "sticker"
    SHARE = "share"  # a post, a link, a reel
    STORY = "story"
    PRODUCT = "product"
    LOCATION = "location"
    TEMPLATE = "template"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something that came with a message; `url` is the platform's and may die, `title` what it says of itself."""

    kind: AttachmentKind
    url: str = ""
    title: str = ""
    external_id: str = ""


class InboundEvent(Struct, frozen=True, omit_defaults=True):
    """Something that happened on a platform. Identity: (channel, external_id, kind, at).

    `external_id` is the message's; of a reaction 'MESSAGE/PERSON', of a receipt the `thread_id`. The `at` of a receipt
    is the time up to which was delivered or read.
    """

    channel: str
    kind: EventKind
    external_id: str
    object_id: str
    """The post, media or pin that it happened under; empty for what is private."""
    parent_id: str | None
    """The message that it answers; of a reaction the one that is reacted to."""
    author: Author | None
    text: str
    """Of a reaction its name or emoji."""
    at: datetime
    raw: Any = {}
    """As the platform told it: what its JSON says, or that JSON itself, `msgspec.Raw`."""
    thread_id: str | None = None
    """Of a private message: whose conversation with us it belongs to, by the customer's id on the channel."""
    attachments: tuple[Attachment, ...] = ()
    links: tuple[str, ...] = ()
    """Addresses that it bears outside of its text: what was shared, where a referral came from."""
    item_ids: tuple[str, ...] = ()
    """Products that the platform itself names: tagged, shared, or asked about."""
    rating: str = ""
    """Of a review: 'positive', 'negative' or '1' to '5'."""


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


@runtime_checkable
class PresenceSource(Protocol):
    """Polling tells what is there, and not what is there no more: that is asked for."""

    def gone(self, held: Mapping[str, Collection[str]]) -> frozenset[str]:
        """Of these messages, by the object that they stand beneath ('' is the account), those that stand no more.

        What a platform does not say for certain is not among them.
        """
        ...


@runtime_checkable
class MentionSource(Protocol):
    """Some webhooks tell of a mention by ids alone: what was said is asked for."""

    def mention(self, object_id: str, external_id: str) -> InboundEvent | None:
        """What was said; `object_id` is where. None where it is not to be seen any more."""
        ...


@runtime_checkable
class NameSource(Protocol):
    """Some webhooks tell who wrote by a number alone: the name is asked for."""

    def person_name(self, external_id: str) -> str:
        """As the platform shows it; '' where it does not say. Raises Permanent where we may not know."""
        ...


@runtime_checkable
class AccountSource(Protocol):
    """What is said to the account and of it, wherever no object of ours is."""

    streams: tuple[str, ...]
    """Those that are read as it is configured, such as 'messages', 'reviews', 'visitor posts' or 'mentions'."""

    def stream(self, name: str, cursor: str | None) -> Iterator[EventPage]:
        """What happened in one stream since the cursor; at least once, in any order."""
        ...


class Parsed(Struct, frozen=True):
    """What a body holds that a platform sent: events, and in words what of it was ignored or refused.

    `recognised` is whether it is of the platform's making at all; `account` whose it is, where that is not our own;
    `is_answer` whether it shows how things stood when somebody asked, and does not tell what happened.
    """

    events: tuple[InboundEvent, ...] = ()
    ignored: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    recognised: bool = True
    account: str = ""
    is_answer: bool = False


@runtime_checkable
class WebhookSource(Protocol):
    webhook_bytes: ClassVar[int]
    """The largest body that is taken."""

    def challenge(self, query: Mapping[str, str]) -> str | None:
        """What the platform wants to hear when it asks whether we are there; None where it is not the platform."""
        ...

    def is_genuine(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Whether the platform signed exactly these bytes; header names are lower case."""
        ...

    def parse(self, body: bytes) -> Parsed:
        """What a webhook's body holds; what is of another account is ignored. Never raises."""
        ...

    def parse_file(self, body: bytes) -> Parsed:
        """What a file holds: a webhook's body or an answer of the platform, of whatever account. Never raises."""
        ...
