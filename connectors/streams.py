"""Streams of an account that list the newest first: read as far back as the last sweep."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from pydantic import BeforeValidator

from connectors.graph import Graph
from connectors.told import Ignored, Refused, Told, moment
from socialshop.clock import Clock
from socialshop.errors import Permanent
from socialshop.phrases import phrase
from socialshop.ports import EventPage, InboundEvent

OVERLAP = timedelta(minutes=10)
"""Read again with every sweep: the platform's clock is not ours."""
FROM_LIST = BeforeValidator(lambda listed: tuple(listed) if isinstance(listed, list) else listed)
"""TOML has lists; strict settings want the tuple that keeps them immutable."""
Read = Callable[[Told], list[InboundEvent]]


def sweep(
    graph: Graph,
    channel: str,
    path: str,
    cursor: str | None,
    clock: Clock,
    read: Read,
    *,
    fields: str,
    time: str = "created_time",
    again: timedelta = OVERLAP,
) -> Iterator[EventPage]:
    """What an edge lists since the last sweep, and as long before as `again` says; `time` is the field of its time.

    A sweep that broke off begins anew: the edge has grown at its beginning since.
    """
    since = datetime.fromisoformat(json.loads(cursor)["since"]) if cursor else None
    ahead = json.dumps({"since": clock().isoformat()})
    for page in graph.pages(path, fields=fields):
        new = [node for node in page.data if since is None or moment(node.get(time)) >= since - again]
        is_last = page.after is None or len(new) < len(page.data)
        events = tuple(event for node in new for event in _events(channel, node, read))
        yield EventPage(events, ahead if is_last else cursor or json.dumps({"since": _BEGINNING}))
        if is_last:
            return


_BEGINNING = "2004-02-04T00:00:00+00:00"  # nothing is older than Facebook


def _events(channel: str, node: Told, read: Read) -> list[InboundEvent]:
    try:
        return read(node)
    except Ignored:
        return []
    except Refused as error:
        raise Permanent(
            phrase("{channel} answered in a form that is not known here: {error}.", channel=channel, error=error),
            channel=channel,
        ) from None
