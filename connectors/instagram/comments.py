"""Comments beneath a media object, with the answers to them.

https://developers.facebook.com/docs/instagram-platform/comment-moderation
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from connectors.graph import Graph, next_cursor
from connectors.http import Answer
from connectors.rules import limit
from socialshop.ports import Author, EventKind, EventPage, InboundEvent

_PAGE_SIZE = limit("instagram.page_size")
_FIELDS = "id,text,timestamp,username,parent_id,from{id,username,self_ig_scoped_id}"
_WITH_REPLIES = f"{_FIELDS},replies{{{_FIELDS}}}"


def sweep(graph: Graph, channel: str, account_id: str, object_id: str, cursor: str | None) -> Iterator[EventPage]:
    """All comments, every time: the edge knows no 'since'. A broken sweep goes on where it stopped.

    Nobody can edit a comment on Instagram; that one was removed, polling does not tell.
    """
    after = json.loads(cursor).get("after") if cursor else None
    for page in graph.pages(f"{object_id}/comments", after, fields=_WITH_REPLIES, limit=_PAGE_SIZE):
        told = [entry for comment in page.data for entry in (comment, *_beneath(comment, _replies(graph, comment)))]
        events = tuple(comment_event(entry, channel, account_id, object_id) for entry in told)
        yield EventPage(events, json.dumps({"after": page.after}))


def find(graph: Graph, account_id: str, thread_id: str, text: str, since: datetime) -> str | None:
    """The id of our own answer in a thread with that text, made since then."""
    for page in graph.pages(f"{thread_id}/replies", fields=_FIELDS, limit=_PAGE_SIZE):
        for reply in page.data:
            ours = _is_us(reply.get("from", {}), account_id) and time_of(reply) >= since
            if ours and reply.get("text", "").strip() == text.strip():
                return str(reply["id"])
    return None


def _beneath(comment: Mapping[str, Any], replies: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """The replies, each naming what it stands beneath, which the platform may leave to the nesting."""
    return ({"parent_id": comment.get("id"), **reply} for reply in replies)


def _replies(graph: Graph, comment: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Those that came with the comment, and the further pages of a long thread."""
    nested = comment.get("replies", {})
    yield from nested.get("data", [])
    after = next_cursor(nested)
    if after is not None:
        for page in graph.pages(f"{comment['id']}/replies", after, fields=_FIELDS, limit=_PAGE_SIZE):
            yield from page.data


def comment_event(told: Mapping[str, Any], channel: str, account_id: str, object_id: str) -> InboundEvent:
    comment = Answer(channel, told)
    return InboundEvent(
        channel=channel,
        kind=EventKind.COMMENT_ADDED,
        external_id=str(comment["id"]),
        object_id=object_id,
        parent_id=comment.get("parent_id"),
        author=_author(comment, account_id),
        text=comment.get("text", ""),
        at=time_of(comment),
        raw={name: value for name, value in comment.items() if name != "replies"},  # they are events themselves
    )


def _author(comment: Mapping[str, Any], account_id: str) -> Author | None:
    author = comment.get("from")
    if not author:
        return None
    name = author.get("username") or comment.get("username", "")
    return Author(str(author["id"]), name, is_us=_is_us(author, account_id))


def _is_us(author: Mapping[str, Any], account_id: str) -> bool:
    """`self_ig_scoped_id` is there for the account's own comments alone."""
    return "self_ig_scoped_id" in author or str(author.get("id")) == account_id


def time_of(comment: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(comment["timestamp"]).astimezone(UTC)
