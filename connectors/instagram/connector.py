"""Instagram: windows as posts and carousels, comments and our answers to them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar

from connectors.graph import DEFAULT_VERSION, Graph
from connectors.graph_errors import LACKS_PERMISSION
from connectors.instagram import comments
from connectors.instagram.publishing import Publisher
from connectors.rules import CLOCK_SKEW, RULES, limit
from socialshop.errors import AuthExpired, NotFound, Permanent
from socialshop.ports import (
    Capability,
    ChannelSettings,
    ConnectorSpec,
    Display,
    Environment,
    EventPage,
    ObjectKind,
    PublishedObject,
    ReplyTarget,
    Secret,
    Steps,
    Traffic,
    WindowLimits,
)


class InstagramSettings(ChannelSettings):
    account_id: str
    access_token: Secret
    app_secret: Secret | None = None
    """Signs every call; Meta demands it of apps that are set to 'Require app secret'."""
    version: str = DEFAULT_VERSION


class Instagram:
    name: ClassVar[str] = "instagram"
    reply_limit: ClassVar[int] = limit("instagram.comment.text")
    limits: ClassVar[WindowLimits] = WindowLimits(
        text=limit("instagram.caption"),
        pictures=(1, limit("instagram.carousel.max")),
        hashtags=limit("instagram.hashtags"),
        mentions=limit("instagram.mentions"),
        source=RULES["instagram.caption"].source,
    )

    def __init__(self, settings: InstagramSettings, environment: Environment) -> None:
        self.traffic = Traffic()
        self._account = settings.account_id
        app_secret = settings.app_secret.reveal() if settings.app_secret else None
        token = settings.access_token.reveal()
        self._graph = Graph(self.name, token, app_secret, settings.version, environment, self.traffic)
        self._publisher = Publisher(self._graph, self.name, self._account, environment.sleep or time.sleep)

    @property
    def capabilities(self) -> frozenset[Capability]:
        return frozenset({Capability.WINDOWS, Capability.CONVERSATIONS, Capability.REPLIES})

    def check(self) -> str:
        return str(self._graph.get(self._account, fields="username")["username"])

    def publish(self, display: Display, steps: Steps) -> tuple[PublishedObject, ...]:
        """One picture as a post, more as a carousel. Instagram fetches pictures itself: their `url` must be public."""
        media = self._publisher.publish(display, steps)
        address = self._graph.get(media, fields="permalink").get("permalink", "")
        return (PublishedObject(ObjectKind.MEDIA, media, address),)

    def withdraw(self, published: PublishedObject) -> None:
        """Deletes the post or the whole carousel; needs the permission instagram_manage_contents.

        https://developers.facebook.com/docs/instagram-platform/reference/instagram-media
        """
        try:
            self._graph.delete(published.external_id)
        except NotFound:
            return
        except AuthExpired as error:
            if error.code.partition("/")[0] not in LACKS_PERMISSION:
                raise
            raise Permanent(
                "Instagram does not let this app delete posts.",
                channel=self.name,
                code=error.code,
                mend=f"Delete {published.url or 'the post'} in the Instagram app, "
                "or give the token the permission instagram_manage_contents.",
            ) from None

    def events(self, published: PublishedObject, cursor: str | None) -> Iterator[EventPage]:
        """See `connectors.instagram.comments.sweep` for what polling does not tell."""
        return comments.sweep(self._graph, self.name, self._account, published.external_id, cursor)

    def reply(self, target: ReplyTarget, text: str) -> str:
        """Threads have two levels: the answer stands beneath the thread's first comment."""
        return str(self._graph.post(f"{target.thread_id}/replies", message=text)["id"])

    def find_reply(self, target: ReplyTarget, text: str, since: datetime) -> str | None:
        return comments.find(self._graph, self._account, target.thread_id, text, since - CLOCK_SKEW)


spec = ConnectorSpec(Instagram.name, InstagramSettings, Instagram)
