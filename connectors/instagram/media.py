"""A window as a post or carousel: containers, which nobody sees, then one publication.

What Instagram tells of it again are its caption, the alt texts of its pictures and the products that they are tagged
with. Of these only tags can be added later, and none taken away.

https://developers.facebook.com/docs/instagram-platform/content-publishing
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from connectors.graph import Graph
from connectors.instagram.containers import Containers, Expired
from connectors.instagram.tags import Tagger, Tags
from connectors.parts import Shown, digests, one_line, shown
from connectors.rules import CLOCK_SKEW, RULES, limit
from socialshop.errors import NotFound, NotPermitted, OutcomeUnknown, Permanent, Throttled
from socialshop.phrases import phrase
from socialshop.ports import Display, ObjectKind, Part, Picture, PublishedObject, Room, Steps

DRAFTS = 20
NOTHING = "–"
"""Says that a picture is tagged with no product."""
CHANGEABLE = frozenset({"products"})
_NO_WORDS = phrase("Instagram changes no words and pictures of a published post.")
_NO_TAGS = phrase("Instagram takes no tags away from a published post.")


def media_part(display: Display) -> Part:
    """One picture as a post, more as a carousel."""
    seen = shown(display, limit("instagram.carousel.max"))
    pictures = tuple(one.picture for one in seen)
    fields = {
        "text": display.text.strip(),
        "pictures": digests(pictures),
        "alts": "\n".join(one_line(picture.alt) for picture in pictures),
        "products": _written(_tagged(seen, display)),
    }
    return Part("post", ObjectKind.MEDIA, fields, pictures, fetched=True)


def mend_of_tags(before: str, after: str) -> str:
    """What a person has to do so that the field 'products' can say something else; empty where tags are only added."""
    pairs = enumerate(zip(_read(before), _read(after), strict=False))
    mends = (_mend_of_tags(tagged, items, number) for number, (tagged, items) in pairs)
    return " ".join(mend for mend in mends if mend)


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
            media = self._graph.get(published.external_id, fields="caption,alt_text,children{id,alt_text}")
            seen = _pictures(media)
            tagged = self._tagger.told([str(one["id"]) for one in seen])
        except NotFound:
            return None
        said = {"text": media.get("caption", "").strip()}
        if any(one.get("alt_text") for one in seen):  # not of every post does Instagram tell them
            said["alts"] = "\n".join(one_line(one.get("alt_text", "")) for one in seen)
        return said if tagged is None else said | {"products": _written(tagged)}

    def change(self, published: PublishedObject, part: Part, fields: frozenset[str]) -> None:
        """Tags are added. Raises Permanent for one that somebody else added, and for all else."""
        if fields - CHANGEABLE:
            raise self._permanent(_NO_WORDS, phrase("Take it down and publish it anew."))
        seen = _pictures(self._graph.get(published.external_id, fields="children{id}"))
        wanted = _items(part)
        found = self._tagger.look([item_id for items in wanted for item_id in items])
        told = self._tagger.told([str(one["id"]) for one in seen]) or [() for _ in seen]
        for number, (tagged, items) in enumerate(zip(told, wanted, strict=False)):
            if mend := _mend_of_tags(tagged, items, number):
                raise self._permanent(_NO_TAGS, mend)
            if set(items) - set(tagged):
                self._tagger.add(published.external_id, found.tags(items), number if len(seen) > 1 else None)

    def _permanent(self, what: str, mend: str) -> Permanent:
        return Permanent(what, channel=self._channel, mend=mend)

    def untagged(self, item_ids: Sequence[str]) -> Mapping[str, str]:
        return self._tagger.look(item_ids).refused

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
                phrase("Instagram does not let this app delete posts."),
                channel=self._channel,
                code=error.code,
                mend=phrase(
                    "Delete {post} in the Instagram app, or give the token the permission instagram_manage_contents.",
                    post=published.url or phrase("the post"),
                ),
            ) from None

    def room(self) -> Room | None:
        """None where Instagram does not say how many posts it takes."""
        answer = self._graph.get(f"{self._account}/content_publishing_limit", fields="quota_usage,config")
        usage = answer["data"][0]
        config = usage.get("config", {})
        if not config:
            return None
        total = int(config["quota_total"])
        left = max(total - usage["quota_usage"], 0)
        return Room(left, total, timedelta(seconds=config["quota_duration"]), RULES["instagram.daily"].source)

    # --- from pictures to a post ----------------------------------------------------------------

    def _publish(self, part: Part, steps: Steps) -> str:
        """The id of the media. Containers that expired since an interrupted attempt are made anew."""
        for number in range(DRAFTS):
            try:
                return self._publish_draft(part, steps, f"draft/{number}/{part.fields['pictures'][:16]}")
            except Expired:
                continue
        raise Permanent(
            phrase("Instagram let every draft expire."), channel=self._channel, mend=phrase("Apply the window again.")
        )

    def _publish_draft(self, part: Part, steps: Steps, draft: str) -> str:
        container = self._container(part, steps, draft)
        text = part.fields["text"]
        return steps.run("publish", lambda: self._send(container), lambda since: self._find(container, text, since))

    def _container(self, part: Part, steps: Steps, draft: str) -> str:
        text, items = part.fields["text"], _items(part)
        found = self._tagger.look([item_id for shown in items for item_id in shown])
        tags = [found.tags(shown) for shown in items]
        seen = list(zip(part.pictures, tags, strict=False))
        if len(seen) == 1:
            (only,) = seen
            return steps.run(f"{draft}/container", lambda: self._picture(only, caption=text), _not_public)
        children = [
            steps.run(f"{draft}/child/{number}", partial(self._picture, one, is_carousel_item=True), _not_public)
            for number, one in enumerate(seen)
        ]
        return steps.run(f"{draft}/container", lambda: self._containers.carousel(children, text), _not_public)

    def _picture(self, seen: tuple[Picture, Tags], **params: Any) -> str:
        return self._containers.picture(*seen, **params)

    def _send(self, container: str) -> str:
        self._require_room()
        self._containers.wait_for([container])
        return str(self._graph.post(f"{self._account}/media_publish", creation_id=container)["id"])

    def _require_room(self) -> None:
        """Raises Throttled when the day's posts are used up; how many, the platform says itself."""
        room = self.room()
        if room is not None and room.left == 0:
            raise Throttled(
                phrase("Instagram's posts of the day are used up."),
                channel=self._channel,
                mend=phrase("Nothing to do: a later run publishes it."),
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
                phrase("Instagram published the post and does not list it yet."),
                channel=self._channel,
                mend=phrase("Nothing to do: the next run looks again."),
            )
        return None


def _tagged(seen: Iterable[Shown], display: Display) -> list[list[str]]:
    """By picture, the items that it shall be tagged with; a picture that stands alone is with all of them."""
    seen = list(seen)
    if len(seen) == 1:
        return [[product.item_id for product in display.products if product.tagged]]
    return [[one.product.item_id] if one.product and one.product.tagged else [] for one in seen]


def _written(tagged: Iterable[Iterable[str]]) -> str:
    """The field 'products': a line a picture, its items in the order of their ids."""
    return "\n".join(",".join(sorted(items)) or NOTHING for items in tagged)


def _pictures(media: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Those of a carousel, or the one that it is itself."""
    return list(media.get("children", {}).get("data", [])) or [media]


def _items(part: Part) -> list[list[str]]:
    return _read(part.fields["products"])


def _read(products: str) -> list[list[str]]:
    """What `_written` wrote."""
    return [line.split(",") if line != NOTHING else [] for line in products.split("\n")]


def _mend_of_tags(tagged: Iterable[str], items: Iterable[str], number: int) -> str:
    strange = ", ".join(sorted(set(tagged) - set(items)))
    if not strange:
        return ""
    told = {"items": strange, "number": number + 1}
    return phrase("Take the tag of {items} away in the Instagram app, from picture {number}.", **told)


def _not_public(_since: datetime) -> None:
    """Containers are listed nowhere and seen by nobody: after a crash one is made anew."""
