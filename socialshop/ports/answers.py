"""Answering: what can be done to what a customer said, whether it can be done now, and why not."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Protocol, runtime_checkable

from socialshop.phrases import phrase
from socialshop.ports.conversations import MessageKind


class Act(StrEnum):
    REPLY = "reply"  # for everybody to read
    PRIVATE_REPLY = "private_reply"  # to the writer of a comment, or of a post
    MESSAGE = "message"  # within a private conversation
    LIKE = "like"
    UNLIKE = "unlike"
    HIDE = "hide"
    UNHIDE = "unhide"
    DELETE = "delete"


class Term(StrEnum):
    """On which terms an act is allowed, or why it is not."""

    FREE = "free"
    IF_NAMED = "if_named"
    STANDARD_WINDOW = "standard_window"
    HUMAN_AGENT = "human_agent"
    ONCE = "once"

    NOT_OFFERED = "not_offered"
    WRONG_KIND = "wrong_kind"
    OWN = "own"
    ELSEWHERE = "elsewhere"
    REMOVED = "removed"
    DONE = "done"
    WINDOW_OVER = "window_over"
    NEVER_WROTE = "never_wrote"

    @property
    def allows(self) -> bool:
        return self in _ALLOWING


_ALLOWING = frozenset({Term.FREE, Term.IF_NAMED, Term.STANDARD_WINDOW, Term.HUMAN_AGENT, Term.ONCE})
_SENTENCES: dict[Term, str] = {
    Term.FREE: phrase("It can be done."),
    Term.IF_NAMED: phrase("It can be done where the text names us, not where only the picture tags us."),
    Term.STANDARD_WINDOW: phrase("The customer may be written to until {until}.", until="{until}"),
    Term.HUMAN_AGENT: phrase("The 24 hours are over; a person may still write until {until}.", until="{until}"),
    Term.ONCE: phrase("It can be done once, until {until}.", until="{until}"),
    Term.NOT_OFFERED: phrase("The channel does not offer it."),
    Term.WRONG_KIND: phrase("That cannot be done to a {kind}.", kind="{kind}"),
    Term.OWN: phrase("It is our own."),
    Term.ELSEWHERE: phrase("It stands beneath somebody else's post: only they can do that."),
    Term.REMOVED: phrase("It was removed."),
    Term.DONE: phrase("It was done already."),
    Term.WINDOW_OVER: phrase("It could be done until {until}: now the customer has to write first.", until="{until}"),
    Term.NEVER_WROTE: phrase("The customer has not written to us privately."),
}


@dataclass(frozen=True, slots=True)
class Allowance:
    """Whether an act is allowed now. `until` is when that ends, or ended; `limit` the most characters of its text."""

    term: Term
    until: datetime | None = None
    limit: int | None = None
    kind: str = ""

    @property
    def allowed(self) -> bool:
        return self.term.allows

    def __str__(self) -> str:
        until = f"{self.until:%Y-%m-%d %H:%M} UTC" if self.until else ""
        return _SENTENCES[self.term].format(until=until, kind=self.kind.replace("_", " ") or "message")


@dataclass(frozen=True, slots=True)
class ReplyTarget:
    """The comment that is answered, and its thread's first comment (the same for a first comment)."""

    object_id: str
    comment_id: str
    thread_id: str
    author_name: str
    is_elsewhere: bool = False
    """Whether it stands where somebody else mentions us: the object is theirs, or is itself what is answered."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A message that something is to be done to, with all that a platform's rules ask about."""

    to: ReplyTarget
    kind: MessageKind
    at: datetime
    person_id: str = ""
    """The customer, by the id on the channel, whom a private message goes to."""
    is_ours: bool = False
    is_removed: bool = False
    is_hidden: bool = False
    is_liked: bool = False
    wrote_at: datetime | None = None
    """When the customer wrote last in this private conversation."""
    private_reply_at: datetime | None = None
    """When this comment or post had its private reply."""


@runtime_checkable
class Answering(Protocol):
    """Every connector that can do any act says whether it can be done now, by the platform's own rules."""

    def can(self, act: Act, subject: Subject, now: datetime) -> Allowance: ...


@runtime_checkable
class ConversationTarget(Protocol):
    reply_limit: ClassVar[int]
    """Most characters of a public reply."""

    def reply(self, target: ReplyTarget, text: str) -> str:
        """Answer publicly; the external id of our comment."""
        ...

    def find_reply(self, target: ReplyTarget, text: str, since: datetime) -> str | None:
        """The id of our own comment with that text, made since then, if it stands on the platform.

        Raises Untraceable where the platform lets nobody look.
        """
        ...


@runtime_checkable
class PrivateReplyTarget(Protocol):
    def reply_privately(self, subject: Subject, text: str) -> str:
        """Write to who wrote a comment or post; the external id of our message. Raises Permanent where that is over."""
        ...

    def find_private_reply(self, subject: Subject, text: str, since: datetime) -> str | None:
        """The id of our message with that text to that person, sent since then, if it stands on the platform."""
        ...


@runtime_checkable
class MessageTarget(Protocol):
    message_limit: ClassVar[int]
    """Most characters of a private message."""

    def send_message(self, subject: Subject, text: str) -> str:
        """Write in a private conversation; the external id of our message. Raises Permanent where that is over."""
        ...

    def find_message(self, subject: Subject, text: str, since: datetime) -> str | None:
        """The id of our message with that text in that conversation, sent since then, if it stands on the platform."""
        ...


class Beside(StrEnum):
    """How a text stands beside a picture."""

    TOGETHER = "together"  # in one message
    APART = "apart"  # in a message of its own, before the picture
    INSTEAD = "instead"  # there is one message, so it has the one or the other


@dataclass(frozen=True, slots=True)
class PictureTerms:
    """Which pictures go with an answer, and how its text does: `formats` are MIME types."""

    formats: tuple[str, ...]
    max_bytes: int
    text: Beside
    source: str


@runtime_checkable
class PictureTarget(Protocol):
    def picture_terms(self, act: Act) -> PictureTerms | None:
        """None where such an answer takes no picture."""
        ...

    def send_picture(self, act: Act, subject: Subject, url: str, text: str) -> str:
        """Answer with the picture at a public address, and with a text where the terms say so; the external id of our
        message. Raises Permanent where the platform cannot have the picture, or where answering is over."""
        ...

    def find_picture(
        self, act: Act, subject: Subject, text: str, since: datetime, known: Collection[str]
    ) -> str | None:
        """The id of our message with a picture and that text, sent since then, which is none of the `known` ones."""
        ...


@runtime_checkable
class LikeTarget(Protocol):
    """Doing it twice is doing it once: after a crash it is simply done again. So it is of the following."""

    def like(self, external_id: str) -> None: ...

    def unlike(self, external_id: str) -> None: ...


@runtime_checkable
class HideTarget(Protocol):
    def hide(self, external_id: str) -> None:
        """Let nobody but its writer and their friends see it."""
        ...

    def unhide(self, external_id: str) -> None: ...


@runtime_checkable
class DeleteTarget(Protocol):
    def delete(self, external_id: str) -> None:
        """Take it off the platform for good; nothing happens when it is gone already."""
        ...
