"""Comments beneath a post, read by polling.

https://developers.facebook.com/docs/graph-api/reference/object/comments
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from connectors.facebook.answers import COMMENT_FIELDS, read_comment
from connectors.graph import Graph
from connectors.http import Answer
from connectors.told import Refused
from socialshop.clock import Clock
from socialshop.errors import Permanent
from socialshop.phrases import phrase
from socialshop.ports import EventPage, InboundEvent

OVERLAP = timedelta(minutes=10)
"""Read again with every sweep: the platform's clock is not ours, and comments are shown late."""


def sweep(
    graph: Graph, channel: str, page_id: str, object_id: str, cursor: str | None, clock: Clock
) -> Iterator[EventPage]:
    """All comments since the last sweep, answers to comments as well; a broken sweep goes on where it stopped.

    The platform may rank comments in spite of `order`, so pages alone say nothing about time: the next
    sweep asks for everything since the beginning of this one. Polling tells of comments that were
    added; that one was edited after that or removed, it does not tell.
    """
    position = json.loads(cursor) if cursor else {}
    begun = position.get("begun") or int((clock() - OVERLAP).timestamp())
    since: dict[str, Any] = {"since": position["since"]} if position.get("since") else {}
    query: dict[str, Any] = {"fields": COMMENT_FIELDS, "filter": "stream", "order": "chronological", **since}
    for page in graph.pages(f"{object_id}/comments", after=position.get("after"), **query):
        events = tuple(_event(comment, channel, page_id, object_id) for comment in page.data)
        ahead = {"begun": begun, "after": page.after, **since} if page.after else {"since": begun}
        yield EventPage(events, json.dumps(ahead))


def find(
    graph: Graph, page_id: str, object_id: str, parents: frozenset[str], text: str, since: datetime
) -> Iterator[Mapping[str, Any]]:
    """The Page's own comments with that text beneath one of the parents."""
    query: dict[str, Any] = {
        "fields": COMMENT_FIELDS,
        "filter": "stream",
        "order": "chronological",
        "since": int(since.timestamp()),
    }
    for page in graph.pages(f"{object_id}/comments", **query):
        for comment in page.data:
            ours = comment.get("from", {}).get("id") == page_id
            if ours and _parent(comment) in parents and comment.get("message", "").strip() == text.strip():
                yield comment


def _event(told: Mapping[str, Any], channel: str, page_id: str, object_id: str) -> InboundEvent:
    try:
        return read_comment(Answer(channel, told), object_id, frozenset({page_id}))
    except Refused as error:
        raise Permanent(
            phrase("{channel} answered in a form that is not known here: {error}.", channel=channel, error=error),
            channel=channel,
        ) from None


def _parent(comment: Mapping[str, Any]) -> str | None:
    parent = comment.get("parent")
    return str(parent["id"]) if parent else None
