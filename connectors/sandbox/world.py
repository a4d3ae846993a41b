"""The state of the three platforms, and the customers' hands in it."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import RLock
from typing import Literal

from connectors.sandbox.accounts import (
    INSTAGRAM_ID,
    INSTAGRAM_NAME,
    PAGE_ID,
    PINTEREST_ID,
    PINTEREST_NAME,
    SECRETS,
    SHOP_NAME,
)
from connectors.sandbox.faults import Faults
from connectors.sandbox.records import (
    Batch,
    Board,
    Comment,
    Container,
    DirectMessage,
    Feed,
    FeedUpload,
    Image,
    ItemSet,
    Maker,
    Media,
    MentioningMedia,
    Photo,
    Pin,
    Platform,
    Post,
    Record,
    Request,
    Review,
    Row,
    Section,
    VisitorPost,
)
from socialshop.clock import Clock

_SHOP: dict[Platform, tuple[str, str]] = {
    Platform.FACEBOOK: (PAGE_ID, SHOP_NAME),
    Platform.INSTAGRAM: (INSTAGRAM_ID, INSTAGRAM_NAME),
    Platform.PINTEREST: (PINTEREST_ID, PINTEREST_NAME),
}


@dataclass(frozen=True, slots=True)
class Happening:
    """What the customers see of the shop: an object was published, or it wrote a `comment` or a private `message`."""

    platform: Platform
    object_id: str
    text: str
    comment: Comment | None = None
    message: DirectMessage | None = None

    @property
    def is_publication(self) -> bool:
        return self.comment is None and self.message is None


class World:
    """Everything that stands on the platforms, by id. Hold `lock` to look at more than one thing at a time."""

    def __init__(self, clock: Clock, *, latency_polls: int = 1, public: Mapping[str, Path] | None = None) -> None:
        self.clock = clock
        self.latency_polls = latency_polls
        self.public = dict(public or {})
        self.buckets: dict[str, str] = {}
        """Further public hosts, and where the server of each is really to be had."""
        self.lost_pages: set[str] = set()
        self.lock = RLock()
        self.faults = Faults()
        self.listeners: list[Callable[[str, Record], None]] = []
        """Told what changed, such as 'comment.added', and what it was: webhooks are made of it."""
        self.reset()

    def reset(self) -> None:
        """Everything as on the first day: nothing stands, nothing waits, every token lives."""
        self.faults.clear()
        self.requests: list[Request] = []
        self._calls: Counter[tuple[str, str]] = Counter()
        self.posts: dict[str, Post] = {}
        self.photos: dict[str, Photo] = {}
        self.containers: dict[str, Container] = {}
        self.media: dict[str, Media] = {}
        self.posted: list[Media] = []
        """Everything that ever went out on Instagram: what was deleted since counts for the day's limit, too."""
        self.may_tag = True
        """Whether the Instagram account is eligible for product tags."""
        self.rejected: dict[str, str] = {}
        """Item ids that Instagram's review of the shop turned down, and its reasons."""
        self.boards: dict[str, Board] = {}
        self.sections: dict[str, Section] = {}
        self.pins: dict[str, Pin] = {}
        self.comments: dict[str, Comment] = {}
        self.visitor_posts: dict[str, VisitorPost] = {}
        self.mentioning: dict[str, MentioningMedia] = {}
        self.reviews: dict[str, Review] = {}
        self.messages: dict[str, DirectMessage] = {}
        self.batches: dict[str, Batch] = {}
        self.sets: dict[str, ItemSet] = {}
        self.groups: dict[str, ItemSet] = {}
        self.product_feeds: dict[str, Feed] = {}
        """Meta's."""
        self.feeds: dict[str, Feed] = {}
        """Pinterest's."""
        self.uploads: dict[str, FeedUpload] = {}
        self.pinterest_trial = False
        """Trial access: a thousand requests a day."""
        self._catalogs: dict[str, dict[str, Row]] = {"meta": {}, "pinterest": {}}
        self._live = set(SECRETS.values())
        self._issued: set[str] = set()
        self._watchers: list[Callable[[Happening], None]] = []
        self._published: list[Happening] = []
        self._agenda: list[tuple[datetime, Callable[[], object]]] = []
        self._number = 0

    # --- calls --------------------------------------------------------------------------------

    def log(self, host: str, method: str, path: str, status: int) -> None:
        with self.lock:
            request = Request(self.clock(), host, method, path, status)
            self.requests.append(request)
            self.count(host)

    def count(self, host: str, calls: int = 1) -> None:
        """Calls that the platform's allowance is used up by."""
        now = self.clock()
        self._calls.update({(host, f"{now:%Y-%m-%d}"): calls, (host, f"{now:%Y-%m-%dT%H}"): calls})

    def calls_today(self, host: str) -> int:
        return self._calls[host, f"{self.clock():%Y-%m-%d}"]

    def calls_this_hour(self, host: str) -> int:
        return self._calls[host, f"{self.clock():%Y-%m-%dT%H}"]

    # --- tokens -------------------------------------------------------------------------------

    def is_live(self, token: str) -> bool:
        return token in self._live

    def issue(self, token: str) -> str:
        self._live.add(token)
        return self.keep_secret(token)

    def keep_secret(self, text: str) -> str:
        """Let it stand in no recording."""
        self._issued.add(text)
        return text

    def expire(self, token: str) -> None:
        """From now on the token is dead."""
        with self.lock:
            self._live.discard(token)

    def secrets(self) -> set[str]:
        """Every secret of this world, dead ones too: none may stand in a recording."""
        return {*SECRETS.values(), *self._issued}

    # --- the catalog --------------------------------------------------------------------------

    def catalog_items(self, channel: Literal["meta", "pinterest"]) -> dict[str, Row]:
        """The rows that stand in the catalog, by item id."""
        return self._catalogs[channel]

    # --- records ------------------------------------------------------------------------------

    def next_number(self) -> int:
        self._number += 1
        return self._number

    def shop_comments(
        self,
        platform: Platform,
        object_id: str,
        text: str,
        parent_id: str | None = None,
        picture: Image | None = None,
    ) -> Comment:
        author = _SHOP[platform]
        comment = self._comment(platform, object_id, parent_id, author, text, Maker.SHOP, None, picture)
        self.tell(Happening(platform, object_id, text, comment))
        return comment

    def replies(self, comment_id: str) -> list[Comment]:
        return [comment for comment in self.comments.values() if comment.parent_id == comment_id]

    def first_comments(self, object_id: str) -> list[Comment]:
        """Those that answer no other comment."""
        return [c for c in self.comments.values() if c.object_id == object_id and c.parent_id is None]

    def remove_comment(self, comment_id: str) -> None:
        """A comment goes with the answers to it."""
        for comment in (*self.replies(comment_id), self.comments[comment_id]):
            self.announce("comment.removed", self.comments.pop(comment.id))

    def remove_comments_of(self, object_id: str) -> None:
        """With their object; of these nobody is told."""
        for comment in [comment for comment in self.comments.values() if comment.object_id == object_id]:
            del self.comments[comment.id]

    def announce(self, what: str, record: Record) -> None:
        for listener in self.listeners:
            listener(what, record)

    # --- the customers ------------------------------------------------------------------------

    def customer_comments(
        self, object_id: str, name: str, text: str, parent_id: str | None = None, at: datetime | None = None
    ) -> str:
        """A customer writes beneath what stands; the comment's id. Raises KeyError for what does not stand."""
        with self.lock:
            platform = self._platform_of(object_id)
            if parent_id is not None:
                parent_id = self.top_comment(self.comments[parent_id])
            author = (person_id(name), name)
            return self._comment(platform, object_id, parent_id, author, text, Maker.CUSTOMER, at).id

    def customer_edits(self, comment_id: str, text: str) -> None:
        with self.lock:
            self.comments[comment_id].text = text
            self.announce("comment.edited", self.comments[comment_id])

    def customer_removes(self, comment_id: str) -> None:
        with self.lock:
            self.remove_comment(comment_id)

    def top_comment(self, comment: Comment) -> str:
        """Threads have two levels: an answer to an answer stands under the first comment."""
        return comment.parent_id or comment.id

    # --- what happens and when ----------------------------------------------------------------

    def watch(self, watcher: Callable[[Happening], None]) -> None:
        self._watchers.append(watcher)

    def published(self) -> list[Happening]:
        """What was published so far."""
        return list(self._published)

    def tell(self, happening: Happening) -> None:
        if happening.is_publication:
            self._published.append(happening)
        for watcher in self._watchers:
            watcher(happening)

    def at(self, due: datetime, action: Callable[[], object]) -> None:
        """Do it when the clock gets there: before the next call is answered."""
        self._agenda.append((due, action))

    def settle(self) -> None:
        """Do what is due."""
        with self.lock:
            now = self.clock()
            due = sorted((entry for entry in self._agenda if entry[0] <= now), key=lambda entry: entry[0])
            self._agenda = [entry for entry in self._agenda if entry[0] > now]
            for _, action in due:
                action()

    def _platform_of(self, object_id: str) -> Platform:
        if object_id in self.posts or object_id in self.visitor_posts or object_id in self.reviews:
            return Platform.FACEBOOK
        if object_id in self.media:
            return Platform.INSTAGRAM
        if object_id in self.pins:
            return Platform.PINTEREST
        raise KeyError(object_id)

    def _comment(
        self,
        platform: Platform,
        object_id: str,
        parent_id: str | None,
        author: tuple[str, str],
        text: str,
        made_by: Maker,
        at: datetime | None,
        picture: Image | None = None,
    ) -> Comment:
        number = self.next_number()
        comment = Comment(
            id=_comment_id(platform, object_id, number),
            number=number,
            at=at or self.clock(),
            made_by=made_by,
            platform=platform,
            object_id=object_id,
            parent_id=parent_id,
            author_id=author[0],
            author_name=author[1],
            text=text,
            picture=picture,
        )
        self.comments[comment.id] = comment
        self.announce("comment.added", comment)
        return comment


def person_id(name: str) -> str:
    """By which the platforms know somebody to this shop, the same in public and in private."""
    return f"{zlib.crc32(name.encode()) + 10**15}"


def _comment_id(platform: Platform, object_id: str, number: int) -> str:
    if platform is Platform.FACEBOOK:
        return f"{object_id.rpartition('_')[2]}_{900_000_000_000_000 + number}"
    if platform is Platform.INSTAGRAM:
        return str(18_000_000_000_000_000 + number)
    return str(5_200_000_000_000_000_000 + number)
