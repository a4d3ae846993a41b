"""Conversations: what is said under what we published, and our answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Protocol, runtime_checkable

from socialshop.ports.windows import PublishedObject


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
