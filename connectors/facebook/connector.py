"""The Facebook Page: catalog, windows as posts, comments and our answers to them."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import ClassVar

from connectors.facebook import comments, posts
from connectors.facebook.shop import MetaShop
from connectors.graph import DEFAULT_VERSION, Graph
from connectors.parts import Kept
from connectors.rules import CLOCK_SKEW, RULES, limit
from socialshop.ports import (
    Capability,
    ChannelSettings,
    ConnectorSpec,
    Display,
    Environment,
    EventPage,
    ObjectKind,
    Part,
    PictureLimits,
    PublishedObject,
    ReplyTarget,
    Room,
    Scheduling,
    Secret,
    Steps,
    Traffic,
    WindowLimits,
)


class FacebookSettings(ChannelSettings):
    page_id: str
    page_token: Secret
    app_secret: Secret | None = None
    """Signs every call; Meta demands it of apps that are set to 'Require app secret'."""
    catalog_id: str = ""
    """Empty: no catalog is pushed."""
    carousel: bool = False
    """Show a window of 2 to 5 products as a carousel of links, in the place of a post with its pictures."""
    version: str = DEFAULT_VERSION


class Facebook(MetaShop, Kept):
    name: ClassVar[str] = "facebook"
    reply_limit: ClassVar[int] = limit("facebook.comment.text")
    limits: ClassVar[WindowLimits] = WindowLimits(
        text=limit("facebook.post.text"),
        pictures=(0, limit("facebook.post.pictures")),
        hashtags=None,
        mentions=None,
        source=RULES["facebook.post.text"].source,
        links=True,
        picture=PictureLimits(
            preferred=(1080, 1080),
            narrowest=0.0,
            widest=math.inf,
            min_width=0,
            max_width=sys.maxsize,
            max_bytes=limit("facebook.photo.bytes"),
            formats=("image/jpeg", "image/png", "image/gif"),
            source=RULES["facebook.photo.bytes"].source,
        ),
        scheduling=Scheduling(
            earliest=timedelta(minutes=limit("facebook.schedule.min")),
            latest=timedelta(days=limit("facebook.schedule.max")),
            source=RULES["facebook.schedule.max"].source,
        ),
    )
    changeable: ClassVar[Mapping[ObjectKind, frozenset[str]]] = {ObjectKind.POST: posts.CHANGEABLE}

    def __init__(self, settings: FacebookSettings, environment: Environment) -> None:
        self.traffic = Traffic()
        self._settings = settings
        self._catalog_id = settings.catalog_id
        self._clock = environment.clock
        app_secret = settings.app_secret.reveal() if settings.app_secret else None
        token = settings.page_token.reveal()
        self._graph = Graph(self.name, token, app_secret, settings.version, environment, self.traffic)
        self._keepers = {ObjectKind.POST: posts.Posts(self._graph, self.name, settings.page_id)}

    @property
    def capabilities(self) -> frozenset[Capability]:
        without_catalog = frozenset({Capability.WINDOWS, Capability.CONVERSATIONS, Capability.REPLIES})
        return without_catalog | {Capability.CATALOG, Capability.SETS} if self._settings.catalog_id else without_catalog

    def check(self) -> str:
        return str(self._graph.get(self._settings.page_id, fields="name")["name"])

    # --- windows ------------------------------------------------------------------------------

    def parts(self, display: Display) -> tuple[Part, ...]:
        """One post: with pictures, with a carousel of links, or with the window's link."""
        return (posts.post_part(display, self._settings.carousel),)

    def room(self) -> Room | None:
        """Facebook names no limit of a Page's posts."""
        return None

    def publish(self, display: Display, steps: Steps) -> tuple[PublishedObject, ...]:
        return tuple(self.create(part, None, steps) for part in self.parts(display))

    # --- conversations ------------------------------------------------------------------------

    def events(self, published: PublishedObject, cursor: str | None) -> Iterator[EventPage]:
        """See `connectors.facebook.comments.sweep` for what polling does not tell."""
        page_id = self._settings.page_id
        return comments.sweep(self._graph, self.name, page_id, published.external_id, cursor, self._clock)

    def reply(self, target: ReplyTarget, text: str) -> str:
        return str(self._graph.post(f"{target.comment_id}/comments", message=text)["id"])

    def find_reply(self, target: ReplyTarget, text: str, since: datetime) -> str | None:
        parents = frozenset({target.comment_id, target.thread_id})
        return comments.find(self._graph, self._settings.page_id, target.object_id, parents, text, since - CLOCK_SKEW)


spec = ConnectorSpec(Facebook.name, FacebookSettings, Facebook)
