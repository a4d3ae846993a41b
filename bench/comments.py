"""What customers wrote, in any number: threads of four messages beneath the posts of three channels, a quarter of which
still wait for an answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from socialshop.ports import Author, EventKind, InboundEvent

MESSAGES = 4  # of each thread
_CHANNELS = ("facebook", "instagram", "pinterest")
_POSTS = 50
_PEOPLE = 2_000
START = datetime(2026, 1, 1, tzinfo=UTC)
_SHOP = Author("shop", "Käsetheke", is_us=True)
_TEXTS = ("Ist der Bergkäse noch da?", "Ja, heute frisch angeschnitten.", "Wie lange hält er sich?", "Zwei Wochen.")


def comments(number: int) -> Iterator[InboundEvent]:
    """`number` events in the order of their time."""
    for count in range(number):
        thread, place = divmod(count, MESSAGES)
        person = Author(f"p{thread % _PEOPLE}", f"Kundin {thread % _PEOPLE}")
        yield InboundEvent(
            channel=_CHANNELS[thread % len(_CHANNELS)],
            kind=EventKind.COMMENT_ADDED,
            external_id=f"c{count}",
            object_id=f"post-{thread % _POSTS}",
            parent_id=f"c{thread * MESSAGES}" if place else None,
            author=_SHOP if place == 1 or (place == 3 and thread % 4) else person,
            text=f"{_TEXTS[place]} ({count})",
            at=START + timedelta(seconds=count),
            raw={"id": f"c{count}"},
        )
