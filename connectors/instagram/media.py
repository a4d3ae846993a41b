"""A window as a post or carousel: containers, which nobody sees, then one publication.

https://developers.facebook.com/docs/instagram-platform/content-publishing
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from connectors.graph import Graph
from connectors.instagram.containers import Containers, Expired
from connectors.instagram.tags import Tagger
from connectors.parts import Shown, digests, shown
from connectors.rules import CLOCK_SKEW, RULES, limit
from socialshop.errors import NotFound, NotPermitted, OutcomeUnknown, Permanent, Throttled
from socialshop.ports import Display, ObjectKind, Part, Picture, PublishedObject, Room, Steps

DRAFTS = 20
NOTHING = "–"
"""Says that a picture shows no product."""


def media_part(display: Display) -> Part:
    """One picture as a post, more as a carousel. Nothing of it can be changed once it is published."""
    seen = shown(display, limit("instagram.carousel.max"))
    pictures = tuple(one.picture for one in seen)
    products = _products(seen, display)
    fields = {"text": display.text.strip(), "pictures": digests(pictures), "products": "\n".join(products)}
    return Part("post", ObjectKind.MEDIA, fields, pictures, fetched=True)


class Media:
    def __init__(self, graph: Graph, channel: str, account_id: str, sleep: Callable[[float], None]) -> None:
        self._graph = graph
        self._channel = channel
        self._account = account_id
        self._containers = Containers(graph, channel, account_id, sleep)
        self._tagger = Tagger(graph, account_id)

    def create(self, part: Part, _under: PublishedObject | None, steps: Steps) -> PublishedObject:
        """Instagram fetches pictures itself: their `url` must be public."""
        media = self._publish(part, steps)
        address = self._graph.get(media, fields="permalink").get("permalink", "")
        return PublishedObject(ObjectKind.MEDIA, media, address)

    def told(self, published: PublishedObject) -> Mapping[str, str] | None:
        try:
            return {"text": self._graph.get(published.external_id, fields="caption").get("caption", "").strip()}
        except NotFound:
            return None

    def change(self, published: PublishedObject, part: Part, fields: frozenset[str]) -> None:
        raise Permanent(
            "Instagram changes nothing of a published post.",
            channel=self._channel,
            mend="Take it down and publish it anew.",
        )

    def withdraw(self, published: PublishedObject) -> None:
        """Deletes the post or the whole carousel; needs the permission instagram_manage_contents.

        https://developers.facebook.com/docs/instagram-platform/reference/instagram-media
        """
        try:
            self._graph.delete(published.external_id)
        except NotFound:
            return
        except NotPermitted as error:
            raise Permanent(
                "Instagram does not let this app delete posts.",
                channel=self._channel,
                code=error.code,
                mend=f"Delete {published.url or 'the post'} in the Instagram app, "
                "or give the token the permission instagram_manage_contents.",
            ) from None

    def room(self) -> Room | None:
        """None where Instagram does not say how many posts it takes."""
        answer = self._graph.get(f"{self._account}/content_publishing_limit", fields="quota_usage,config")
        usage = answer["data"][0]
        config = usage.get("config", {})
        if not config:
            return None
        left = max(config["quota_total"] - usage["quota_usage"], 0)
        return Room(left, timedelta(seconds=config["quota_duration"]), RULES["instagram.daily"].source)

    # --- from pictures to a post ----------------------------------------------------------------

    def _publish(self, part: Part, steps: Steps) -> str:
        """The id of the media. Containers that expired since an interrupted attempt are made anew."""
        for number in range(DRAFTS):
            try:
                return self._publish_draft(part, steps, f"draft/{number}/{part.fields['pictures'][:16]}")
            except Expired:
                continue
        raise Permanent("Instagram let every draft expire.", channel=self._channel, mend="Apply the window again.")

    def _publish_draft(self, part: Part, steps: Steps, draft: str) -> str:
        container = self._container(part, steps, draft)
        text = part.fields["text"]
        return steps.run("publish", lambda: self._send(container), lambda since: self._find(container, text, since))

    def _container(self, part: Part, steps: Steps, draft: str) -> str:
        text, seen = part.fields["text"], list(zip(part.pictures, _items(part), strict=False))
        if len(seen) == 1:
            (only,) = seen
            return steps.run(f"{draft}/container", lambda: self._picture(only, caption=text), _not_public)
        children = [
            steps.run(f"{draft}/child/{number}", partial(self._picture, one, is_carousel_item=True), _not_public)
            for number, one in enumerate(seen)
        ]
        return steps.run(f"{draft}/container", lambda: self._containers.carousel(children, text), _not_public)

    def _picture(self, seen: tuple[Picture, list[str]], **params: Any) -> str:
        picture, item_ids = seen
        return self._containers.picture(picture, self._tagger.tags(item_ids), **params)

    def _send(self, container: str) -> str:
        self._require_room()
        self._containers.wait_for([container])
        return str(self._graph.post(f"{self._account}/media_publish", creation_id=container)["id"])

    def _require_room(self) -> None:
        """Raises Throttled when the day's posts are used up; how many, the platform says itself."""
        room = self.room()
        if room is not None and room.left == 0:
            raise Throttled(
                "Instagram's posts of the day are used up.",
                channel=self._channel,
                mend="Nothing to do: a later run publishes it.",
            )

    def _find(self, container: str, text: str, since: datetime) -> str | None:
        earliest = since - CLOCK_SKEW
        query: dict[str, Any] = {"fields": "id,caption,timestamp", "since": int(earliest.timestamp())}
        for page in self._graph.pages(f"{self._account}/media", **query):
            for media in page.data:
                if media.get("caption", "").strip() == text:
                    return str(media["id"])
        if self._containers.is_published(container):
            raise OutcomeUnknown(
                "Instagram published the post and does not list it yet.",
                channel=self._channel,
                mend="Nothing to do: the next run looks again.",
            )
        return None


def _products(seen: Iterable[Shown], display: Display) -> list[str]:
    """By picture, the ids of the products that it shows; a picture that stands alone shows all of them."""
    seen = list(seen)
    if len(seen) == 1:
        return [",".join(product.item_id for product in display.products) or NOTHING]
    return [one.product.item_id if one.product else NOTHING for one in seen]


def _items(part: Part) -> list[list[str]]:
    return [line.split(",") if line != NOTHING else [] for line in part.fields["products"].split("\n")]


def _not_public(_since: datetime) -> None:
    """Containers are listed nowhere and seen by nobody: after a crash one is made anew."""
