"""What an Instagram account's webhooks tell beside its messages: comments and mentions.

https://developers.facebook.com/docs/instagram-platform/webhooks
"""

from __future__ import annotations

from connectors.told import Ignored, Told, author, moment, part, required, text, unsupported
from socialshop.ports import EventKind, InboundEvent

CHANNEL = "instagram"
_STATISTICS = frozenset({"story_insights"})


def read_change(field: str, value: Told, entry: Told, ours: frozenset[str]) -> InboundEvent:
    """One change of an account. Raises Refused or Ignored.

    A comment comes without its time: what counts is the entry's, until polling tells the comment's own.
    """
    if field in _STATISTICS:
        raise Ignored(f"'{field}' are statistics")
    at = moment(entry.get("time"))
    if field in ("comments", "live_comments"):
        return InboundEvent(
            channel=CHANNEL,
            kind=EventKind.COMMENT_ADDED,
            external_id=required(value, "id"),
            object_id=text(part(value, "media"), "id"),
            parent_id=text(value, "parent_id") or None,
            author=author(part(value, "from"), ours, "username"),
            text=text(value, "text"),
            at=at,
            raw=value,
        )
    if field == "mentions":
        media = required(value, "media_id")
        external_id = text(value, "comment_id") or media
        return InboundEvent(CHANNEL, EventKind.MENTION_ADDED, external_id, media, None, None, "", at, value)
    return unsupported(CHANNEL, field, value, at)
