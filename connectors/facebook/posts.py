"""A window as a post of the Page: with pictures, or with a carousel of links; at once, or at a time to come.

https://developers.facebook.com/docs/graph-api/reference/page/feed
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import chain, takewhile
from typing import Any

from connectors.facebook.photos import Photo, Photos
from connectors.graph import Graph
from connectors.parts import Shown, digests, link_lines, one_line, read_link_lines, shown
from connectors.rules import CLOCK_SKEW, limit
from socialshop.errors import NotFound
from socialshop.ports import Display, ObjectKind, Part, PublishedObject, Steps

CHANGEABLE = frozenset({"text", "publish_at"})
"""Of a post; its pictures and links stay what they were."""


def post_part(display: Display, carousel: bool) -> Part:
    """A carousel only where its number of links fits; without pictures a post with the window's link."""
    fits = limit("facebook.carousel.min") <= len(display.products) <= limit("facebook.carousel.max")
    if carousel and fits:
        seen, said = _products(display), {"link": display.link, "cards": _cards(display)}
    else:
        seen = shown(display, limit("facebook.post.pictures"))
        said = {"captions": _lines(_caption(one, display) for one in seen)} if seen else {"link": display.link}
    pictures = tuple(one.picture for one in seen)
    fields = {"text": display.text.strip(), "pictures": digests(pictures), **said}
    if display.publish_at:
        fields["publish_at"] = _written(display.publish_at)
    return Part("post", ObjectKind.POST, fields, pictures, publish_at=display.publish_at, fetched="cards" in said)


class Posts:
    def __init__(self, graph: Graph, channel: str, page_id: str) -> None:
        self._graph = graph
        self._page = page_id
        self._photos = Photos(graph, channel, page_id)

    def create(self, part: Part, _under: PublishedObject | None, steps: Steps) -> PublishedObject:
        shows = _carousel(part) if "cards" in part.fields else self._uploads(part, steps)
        post = steps.run("post", lambda: self._send(part, shows), lambda since: self._find(part.fields["text"], since))
        address = self._graph.get(post, fields="permalink_url").get("permalink_url", "")
        return PublishedObject(ObjectKind.POST, post, address)

    def told(self, published: PublishedObject) -> Mapping[str, str] | None:
        fields = "message,is_published,scheduled_publish_time,child_attachments"
        try:
            post = self._graph.get(published.external_id, fields=fields)
            attached = self._graph.get(f"{published.external_id}/attachments", fields="type,description,subattachments")
        except NotFound:
            return None
        said = {"text": str(post.get("message", "")).strip()}
        if cards := post.get("child_attachments"):
            said["cards"] = link_lines((card.get("name", ""), card.get("link", "")) for card in cards)
        elif captions := _told_captions(attached.get("data", [])):
            said["captions"] = captions
        if not post.get("is_published", True) and post.get("scheduled_publish_time"):
            said["publish_at"] = _written(datetime.fromtimestamp(int(post["scheduled_publish_time"]), UTC))
        return said

    def change(self, published: PublishedObject, part: Part, fields: frozenset[str]) -> None:
        """Another text at any time; another time, or none, only for what is not public yet."""
        changes: dict[str, Any] = {"message": part.fields["text"]} if "text" in fields else {}
        if "publish_at" in fields:
            changes |= self._moved(published, part.publish_at)
        if changes:
            self._graph.post(published.external_id, **changes)

    def withdraw(self, published: PublishedObject) -> None:
        """Deletes the post, public or waiting, with its pictures and comments."""
        try:
            self._graph.delete(published.external_id)
        except NotFound:
            return

    def _moved(self, published: PublishedObject, publish_at: datetime | None) -> dict[str, Any]:
        if publish_at is not None:
            return {"scheduled_publish_time": int(publish_at.timestamp())}
        waits = not self._graph.get(published.external_id, fields="is_published").get("is_published", True)
        return {"is_published": True} if waits else {}

    # --- what it shows -------------------------------------------------------------------------

    def _uploads(self, part: Part, steps: Steps) -> dict[str, Any]:
        captions = part.fields.get("captions", "").split("\n")
        photos = [
            Photo(picture, caption, temporary=part.publish_at is not None)
            for picture, caption in zip(part.pictures, captions, strict=False)
        ]
        ids = [self._photos.upload(photo, f"picture/{number}", steps) for number, photo in enumerate(photos)]
        return {"attached_media": [{"media_fbid": photo} for photo in ids]} if ids else {}

    # --- the post itself -----------------------------------------------------------------------

    def _send(self, part: Part, shows: dict[str, Any]) -> str:
        when: dict[str, Any] = {}
        if part.publish_at:
            kind = {"unpublished_content_type": "SCHEDULED"}
            when = {"published": False, "scheduled_publish_time": int(part.publish_at.timestamp()), **kind}
        link = {"link": part.fields["link"]} if "link" in part.fields else {}
        said = {"message": part.fields["text"], **link, **shows, **when}
        return str(self._graph.post(f"{self._page}/feed", **said)["id"])

    def _find(self, text: str, since: datetime) -> str | None:
        """Our post with that text made since then, public or waiting."""

        def is_new(post: Mapping[str, Any]) -> bool:
            return datetime.fromisoformat(post["created_time"]) >= since - CLOCK_SKEW

        public = takewhile(is_new, self._listed("published_posts"))  # the newest come first
        waiting = filter(is_new, self._listed("scheduled_posts"))
        ours = (str(post["id"]) for post in chain(public, waiting) if str(post.get("message", "")).strip() == text)
        return next(ours, None)

    def _listed(self, edge: str) -> Iterator[Mapping[str, Any]]:
        for page in self._graph.pages(f"{self._page}/{edge}", fields="id,message,created_time"):
            yield from page.data


def _carousel(part: Part) -> dict[str, Any]:
    cards = [
        {"link": link, "name": name, "picture": picture.url}
        for (name, link), picture in zip(read_link_lines(part.fields["cards"]), part.pictures, strict=False)
    ]
    return {"child_attachments": cards, "multi_share_end_card": False}


def _products(display: Display) -> tuple[Shown, ...]:
    return tuple(Shown(product.picture, product) for product in display.products)


def _caption(one: Shown, display: Display) -> str:
    return f"{one_line(one.product.title)} {one.product.link}" if one.product else one_line(display.title)


def _cards(display: Display) -> str:
    return link_lines((product.title, product.link) for product in display.products)


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines)


def _told_captions(attached: list[Mapping[str, Any]]) -> str:
    """Of the pictures in an album; a single one is told with the post's own text."""
    beneath = (attachment.get("subattachments", {}).get("data", []) for attachment in attached)
    return _lines(str(one.get("description", "")) for one in chain.from_iterable(beneath))


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
