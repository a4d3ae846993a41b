"""What an Instagram account's webhooks tell beside its messages: comments and mentions.

https://developers.facebook.com/docs/instagram-platform/webhooks
"""

from __future__ import annotations

from typing import Any

from msgspec import Raw

from connectors.told import Ignored, author, moment, needed, said, unsupported
from connectors.webhooks import Value, read_raw
from socialshop.ports import EventKind, InboundEvent

CHANNEL = "instagram"
_STATISTICS = frozenset({"story_insights"})


class AccountValue(Value, rename={"sent_by": "from"}):
    """What an account's webhook says of a change, by the names that Meta gives it."""

    id: Any = None
    media: Any = None
    parent_id: Any = None
    sent_by: Any = None
    text: Any = None
    media_id: Any = None
    comment_id: Any = None


def read_change(field: str, value: AccountValue, raw: Raw, time: object, ours: frozenset[str]) -> InboundEvent:
    """One change of an account. Raises Refused or Ignored.

    A comment comes without its time: what counts is the entry's, until polling tells the comment's own.
    """
    if field in _STATISTICS:
        raise Ignored(f"'{field}' are statistics")
    at = moment(time)
    if field in ("comments", "live_comments"):
        return InboundEvent(  # by position: by name it takes twice as long
            CHANNEL,
            EventKind.COMMENT_ADDED,
            needed(value.id, "id"),
            said(value.media.get("id")) if isinstance(value.media, dict) else "",
            said(value.parent_id) or None,
            author(value.sent_by, ours, "username") if isinstance(value.sent_by, dict) else None,
            said(value.text),
            at,
            raw,
        )
    if field == "mentions":
        media = needed(value.media_id, "media_id")
        return InboundEvent(
            CHANNEL, EventKind.MENTION_ADDED, said(value.comment_id) or media, media, None, None, "", at, raw
        )
    return unsupported(CHANNEL, field, read_raw(raw), at)
