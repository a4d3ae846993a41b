"""A comment is the fold over its events, in the platform's time: late, twice and out of order need no special case."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from socialshop.ports import Author, EventKind, InboundEvent

_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")  # PostgreSQL refuses NUL; no database takes half a surrogate pair
# An edit outranks its addition whatever the clocks say.
_RANK = {EventKind.COMMENT_ADDED: 0, EventKind.COMMENT_EDITED: 1}


@dataclass(frozen=True, slots=True)
class Comment:
    """What all known events together say of one comment."""

    external_id: str
    object_id: str
    parent_id: str | None
    author: Author | None
    text: str
    at: datetime
    edited_at: datetime | None
    removed_at: datetime | None

    @property
    def is_ours(self) -> bool:
        return self.author is not None and self.author.is_us


def fold(events: Iterable[InboundEvent]) -> Comment | None:
    """The state of one comment after its events, which may come in any order; a removal is final.

    None while nothing is known but its removal: there is nothing to show, and its text may still arrive.
    """
    ordered = sorted(events, key=lambda event: (event.at, event.text))
    told = sorted((event for event in ordered if event.kind in _RANK), key=lambda event: _RANK[event.kind])
    if not told:
        return None
    first, last = told[0], told[-1]
    return Comment(
        external_id=first.external_id,
        object_id=first.object_id,
        parent_id=next((parent for event in told if (parent := _parent(event))), None),
        author=next((event.author for event in told if event.author), None),
        text=last.text,
        at=first.at,
        edited_at=last.at if last.kind is EventKind.COMMENT_EDITED else None,
        removed_at=next((event.at for event in ordered if event.kind is EventKind.COMMENT_REMOVED), None),
    )


def clean(text: str) -> str:
    """The text with each character that a database cannot hold replaced by U+FFFD."""
    return _UNSTORABLE.sub("\ufffd", text)


def cleaned(event: InboundEvent) -> InboundEvent:
    author = event.author
    return replace(
        event,
        external_id=clean(event.external_id),
        object_id=clean(event.object_id),
        parent_id=event.parent_id and clean(event.parent_id),
        author=author and Author(clean(author.external_id), clean(author.name), author.is_us),
        text=clean(event.text),
    )


def _parent(event: InboundEvent) -> str | None:
    """The comment that is answered: Meta's webhooks name the post as the parent of a first comment."""
    return None if event.parent_id in (event.external_id, event.object_id) else event.parent_id
