"""What is said to a Page and of it: private messages, visitors' posts, reviews, mentions.

https://developers.facebook.com/docs/graph-api/reference/page
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Literal

from connectors.direct import Direct
from connectors.facebook import answers
from connectors.graph import Graph
from connectors.streams import OVERLAP, sweep
from connectors.told import Told
from socialshop.clock import Clock
from socialshop.ports import EventPage, InboundEvent

COMMENTED = timedelta(days=14)
"""How long a visitor's post or review is read again for new comments."""
STREAMS: tuple[Literal["messages", "visitor posts", "reviews", "mentions"], ...] = (
    "messages",
    "visitor posts",
    "reviews",
    "mentions",
)


class Account:
    def __init__(self, graph: Graph, channel: str, page_id: str, direct: Direct, clock: Clock) -> None:
        self._graph = graph
        self._channel = channel
        self._page_id = page_id
        self._direct = direct
        self._clock = clock
        self._ours = frozenset({page_id})

    def stream(self, name: str, cursor: str | None) -> Iterator[EventPage]:
        if name == "messages":
            return self._direct.sweep(cursor)
        if name == "visitor posts":
            return self._sweep("visitor_posts", cursor, self._post, answers.POST_FIELDS, COMMENTED)
        if name == "reviews":
            return self._sweep("ratings", cursor, self._review, answers.REVIEW_FIELDS, COMMENTED)
        return self._sweep("tagged", cursor, self._mention, "id,message,created_time,from{id,name}", OVERLAP)

    def _sweep(
        self, edge: str, cursor: str | None, read: Callable[[Told], list[InboundEvent]], fields: str, again: timedelta
    ) -> Iterator[EventPage]:
        path = f"{self._page_id}/{edge}"
        return sweep(self._graph, self._channel, path, cursor, self._clock, read, fields=fields, again=again)

    def _post(self, node: Told) -> list[InboundEvent]:
        return answers.read_post(node, self._ours)

    def _review(self, node: Told) -> list[InboundEvent]:
        return answers.read_review(node, self._ours)

    def _mention(self, node: Told) -> list[InboundEvent]:
        return [answers.read_mention(node, self._ours)]
