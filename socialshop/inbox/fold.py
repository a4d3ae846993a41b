"""A message is the fold over its events, in the platform's time: late, twice and out of order need no special case."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import takewhile
from operator import attrgetter
from typing import NamedTuple, TypeVar

from msgspec.structs import replace

from socialshop.ports import Attachment, Author, EventKind, InboundEvent, MessageKind

_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")  # PostgreSQL refuses NUL; no database takes half a surrogate pair
_UNSEEN = re.compile(
    r"[\s\x00-\x1f\x7f-\xa0\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    r"\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e0fff]*"
)
"""What no font draws: spaces, controls, joiners, marks of direction, and the blanks of Braille and Korean."""
# An edit outranks its addition whatever the clocks say.
_RANK = {"added": 0, "edited": 1}
WRITTEN = {kind: said for kind in EventKind if (said := kind.message) and kind.change in _RANK}
"""What somebody writes or edits, by the kinds of events that tell its text and author."""
_TOLD = ("object_id", "parent_id", "author", "text", "thread_id", "attachments", "links", "item_ids", "rating")
T = TypeVar("T")


class Folded(NamedTuple):
    """What all known events together say of one message. `direct_id` names the private thread that it is of."""

    external_id: str
    object_id: str
    parent_id: str | None
    author: Author | None
    text: str
    at: datetime
    edited_at: datetime | None
    removed_at: datetime | None
    kind: MessageKind = MessageKind.COMMENT
    hidden_at: datetime | None = None
    direct_id: str | None = None
    attachments: tuple[Attachment, ...] = ()
    links: tuple[str, ...] = ()
    item_ids: tuple[str, ...] = ()
    rating: str = ""
    is_ours: bool = False

    @property
    def own_name(self) -> str:
        """Who of us wrote it, as the platform calls them; empty for a customer's."""
        return self.author.name if self.is_ours and self.author else ""


def fold(events: Sequence[InboundEvent]) -> Folded | None:
    """The state of one message after its events, which may come in any order; a removal is final.

    None while nothing is known but its removal: there is nothing to show, and its text may still arrive.
    """
    if len(events) == 1 and events[0].kind in WRITTEN:
        return _only(events[0])
    ordered = sorted((event for event in events if event.kind.message), key=attrgetter("at", "kind", "text"))
    told = sorted((event for event in ordered if event.kind.change in _RANK), key=lambda e: _RANK[e.kind.change])
    return _folded(ordered, told) if told else None


def _only(event: InboundEvent) -> Folded:
    """What one event alone says: most messages have no other."""
    kind, author = event.kind, event.author
    return Folded(  # by position: by name it takes twice as long
        event.external_id,
        event.object_id,
        _parent(event) or None,
        author,
        event.text,
        event.at,
        event.at if kind.change == "edited" else None,
        None,
        WRITTEN[kind],
        None,
        direct(event.thread_id) if event.thread_id else None,
        event.attachments,
        event.links,
        event.item_ids,
        event.rating,
        author is not None and author.is_us,
    )


def _folded(ordered: Sequence[InboundEvent], told: Sequence[InboundEvent]) -> Folded:
    first, last = told[0], told[-1]
    author = _author(told)
    is_edited = last.kind.change == "edited"
    person = _last(event.thread_id for event in told)
    return Folded(
        external_id=first.external_id,
        object_id=_last(event.object_id for event in told) or "",
        parent_id=_last(_parent(event) for event in told),
        author=author,
        text=last.text if is_edited else _last(event.text for event in told) or "",
        at=first.at,
        edited_at=_since(told).at if is_edited else None,
        removed_at=next((event.at for event in ordered if event.kind.change == "removed"), None),
        kind=_kind(told),
        hidden_at=_hidden_at(ordered),
        direct_id=direct(person) if person else None,
        attachments=_last(event.attachments for event in told) or (),
        links=_last(event.links for event in told) or (),
        item_ids=_last(event.item_ids for event in told) or (),
        rating=_last(event.rating for event in told) or "",
        is_ours=author is not None and author.is_us,
    )


def _since(told: Sequence[InboundEvent]) -> InboundEvent:
    """The edit since which the text reads as it does: polling may have seen later what a webhook told of."""
    edits = takewhile(lambda event: event.kind.change == "edited" and event.text == told[-1].text, reversed(told))
    return deque(edits, maxlen=1)[0]


def direct(person: str) -> str:
    """The thread of all that a customer and we write to each other privately."""
    return f"direct:{person}"


def joined(one: InboundEvent, other: InboundEvent) -> InboundEvent:
    """Two tellings of the same event as one, which has whatever either knows; their order and number do not matter."""
    pairs = {name: (getattr(one, name), getattr(other, name)) for name in _TOLD}
    return replace(one, **{name: max(pair, key=_weight) for name, pair in pairs.items()})


def clean(text: str) -> str:
    """The text with each character that a database cannot hold replaced by U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


def name_of(author: Author) -> str:
    """What somebody calls themselves, on one line; '' where nothing of it is to be seen."""
    name = " ".join(author.name.split())
    return "" if _UNSEEN.fullmatch(name) else name


def cleaned(event: InboundEvent) -> InboundEvent:
    """The event as a database can hold it: mostly the very same."""
    author = event.author
    if not _UNSTORABLE.search(_all_that_is_told(event)):
        return event
    return replace(
        event,
        external_id=clean(event.external_id),
        object_id=clean(event.object_id),
        parent_id=event.parent_id and clean(event.parent_id),
        author=author and Author(clean(author.external_id), clean(author.name), author.is_us),
        text=clean(event.text),
        thread_id=event.thread_id and clean(event.thread_id),
        attachments=tuple(
            Attachment(one.kind, clean(one.url), clean(one.title), clean(one.external_id)) for one in event.attachments
        ),
        links=tuple(map(clean, event.links)),
        item_ids=tuple(map(clean, event.item_ids)),
    )


def _all_that_is_told(event: InboundEvent) -> str:
    author = event.author
    said = f"{event.external_id}{event.object_id}{event.parent_id}{event.thread_id}{event.text}"
    if author:
        said += f"{author.external_id}{author.name}"
    if event.attachments or event.links or event.item_ids:
        attached = (part for one in event.attachments for part in (one.url, one.title, one.external_id))
        said += "".join((*attached, *event.links, *event.item_ids))
    return said


def _last(values: Iterable[T | None]) -> T | None:
    """The last one that says anything."""
    said = [value for value in values if value]
    return said[-1] if said else None


def _author(told: Collection[InboundEvent]) -> Author | None:
    """A webhook may know the id alone, and polling the name."""
    authors = [event.author for event in told if event.author]
    return next((author for author in authors if author.name), authors[0] if authors else None)


def _kind(told: Collection[InboundEvent]) -> MessageKind:
    """One way of telling may know more exactly what it was: a reply to a story is a message as well."""
    kinds = {event.kind.message for event in told}
    return max((kind for kind in kinds if kind), key=lambda kind: (kind is not MessageKind.MESSAGE, kind))


def _hidden_at(ordered: Iterable[InboundEvent]) -> datetime | None:
    shown = [event for event in ordered if event.kind.change in ("hidden", "unhidden")]
    return shown[-1].at if shown and shown[-1].kind.change == "hidden" else None


def _parent(event: InboundEvent) -> str | None:
    """The message that is answered: Meta's webhooks name the post as the parent of a first comment."""
    return None if event.parent_id in (event.external_id, event.object_id) else event.parent_id


def _weight(value: object) -> tuple[bool, bool, str]:
    """Something weighs more than nothing, and a person with a name more than one without."""
    return bool(value), isinstance(value, Author) and bool(value.name), str(value)
