"""What customers wrote, in any number: threads of four messages beneath the posts of three channels, a quarter of which
still wait for an answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from socialshop.ports import Author, EventKind, InboundEvent

MESSAGES = 4  # of each thread
CHANNELS = ("facebook", "instagram", "pinterest")
WITH_WEBHOOKS = ("facebook", "instagram")
_POSTS = 50  # where nobody says how many
BENEATH = 300  # threads of each post of an inbox, whatever its size
_PEOPLE = 2_000
START = datetime(2026, 1, 1, tzinfo=UTC)
_SHOP = "Käsetheke"
_TEXTS = ("Ist der Bergkäse noch da?", "Ja, heute frisch angeschnitten.", "Wie lange hält er sich?", "Zwei Wochen.")


def comments(
    number: int, channels: tuple[str, ...] = CHANNELS, us: Mapping[str, str] | None = None, posts: int = _POSTS
) -> Iterator[InboundEvent]:
    """`number` events in the order of their time, beneath so many `posts`; `us` are our ids on the channels."""
    for count in range(number):
        thread, place = divmod(count, MESSAGES)
        channel = channels[thread % len(channels)]
        is_us = place == 1 or (place == 3 and thread % 4 > 0)
        person = Author(f"p{thread % _PEOPLE}", f"Kundin {thread % _PEOPLE}")
        yield InboundEvent(
            channel=channel,
            kind=EventKind.COMMENT_ADDED,
            external_id=f"c{count}",
            object_id=f"post-{thread % posts}",
            parent_id=f"c{thread * MESSAGES}" if place else None,
            author=Author((us or {}).get(channel, "shop"), _SHOP, is_us=True) if is_us else person,
            text=f"{_TEXTS[place]} ({count})",
            at=START + timedelta(seconds=count),
            raw={"id": f"c{count}"},
        )


def bodies(number: int, us: Mapping[str, str]) -> Iterator[bytes]:
    """The same as webhooks tell it, an event a body: such as Meta sends while nobody is in a hurry.

    https://developers.facebook.com/docs/graph-api/webhooks/reference/page
    https://developers.facebook.com/docs/instagram-platform/webhooks/examples
    """
    for event in comments(number, WITH_WEBHOOKS, us):
        about, change = _of_page(event) if event.channel == "facebook" else _of_instagram(event)
        entry = {"id": us[event.channel], "time": int(event.at.timestamp()), "changes": [change]}
        yield json.dumps({"object": about, "entry": [entry]}).encode()


def _of_page(event: InboundEvent) -> tuple[str, dict[str, Any]]:
    value = {
        "item": "comment",
        "verb": "add",
        "comment_id": event.external_id,
        "post_id": event.object_id,
        "parent_id": event.parent_id or event.object_id,
        "from": _person(event, "name"),
        "created_time": int(event.at.timestamp()),
        "message": event.text,
    }
    return "page", {"field": "feed", "value": value}


def _of_instagram(event: InboundEvent) -> tuple[str, dict[str, Any]]:
    value = {
        "id": event.external_id,
        "from": _person(event, "username"),
        "media": {"id": event.object_id, "media_product_type": "FEED"},
        "text": event.text,
    }
    answered = {"parent_id": event.parent_id} if event.parent_id else {}
    return "instagram", {"field": "comments", "value": value | answered}


def _person(event: InboundEvent, name: str) -> dict[str, str]:
    return {"id": event.author.external_id, name: event.author.name} if event.author else {}
