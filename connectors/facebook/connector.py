"""The Facebook Page: catalog, windows as posts, comments and our answers to them."""

from __future__ import annotations

import math
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Any, ClassVar, Literal

from connectors import presence, window_sets
from connectors.acts import MetaAnswers
from connectors.allowances import KINDS, Kinds
from connectors.direct import Direct
from connectors.facebook import comments, posts, sets
from connectors.facebook.account import STREAMS, Account
from connectors.facebook.answers import read_node
from connectors.facebook.shop import MetaShop
from connectors.facebook.webhooks import PageValue, read_change
from connectors.graph import DEFAULT_VERSION, Graph
from connectors.parts import Kept
from connectors.rules import CLOCK_SKEW, RULES, limit
from connectors.streams import FROM_LIST
from connectors.webhooks import MetaWebhooks
from socialshop.ports import (
    Act,
    Beside,
    Capability,
    ChannelSettings,
    ConnectorSpec,
    Display,
    Environment,
    EventPage,
    MessageKind,
    ObjectKind,
    Part,
    PictureLimits,
    PictureTerms,
    PublishedObject,
    ReplyTarget,
    Room,
    Scheduling,
    Secret,
    Subject,
    Traffic,
    WindowLimits,
)


class FacebookSettings(ChannelSettings):
    page_id: str
    page_token: Secret
    app_secret: Secret | None = None
    """Signs every call, which Meta demands of apps that are set to 'Require app secret', and every webhook."""
    verify_token: Secret | None = None
    """What Meta says when it asks for the webhook's address; with `app_secret`, webhooks are taken."""
    streams: Annotated[tuple[Literal["messages", "visitor posts", "reviews", "mentions"], ...], FROM_LIST] = STREAMS
    """What is polled beside the comments beneath our posts; what the token may not read is left out."""
    catalog_id: str = ""
    """Empty: no catalog is pushed."""
    delivery: Literal["batch", "feed"] = "batch"
    """Only what changed, in batches, or the whole catalog as a file."""
    carousel: bool = False
    """Show a window of 2 to 5 products as a carousel of links, in the place of a post with its pictures."""
    version: str = DEFAULT_VERSION


class Facebook(MetaShop, Kept, MetaWebhooks, MetaAnswers):
    name: ClassVar[str] = "facebook"
    about: ClassVar[str] = "page"
    change_value = PageValue
    read_change = staticmethod(read_change)
    read_node = staticmethod(read_node)
    message_limit: ClassVar[int] = limit("facebook.message.text")
    # Messenger names no formats: those that it shows on Instagram as well.
    message_pictures: ClassVar[PictureTerms] = PictureTerms(
        formats=("image/jpeg", "image/png", "image/gif"),
        max_bytes=limit("facebook.message.picture.bytes"),
        text=Beside.APART,
        source=RULES["facebook.message.picture.bytes"].source,
    )
    # All that the Send API sends goes as a private reply: one message, and the next once the customer wrote.
    private_reply_pictures: ClassVar[PictureTerms | None] = replace(
        message_pictures, text=Beside.INSTEAD, source=RULES["meta.private_reply"].source
    )
    comment_pictures: ClassVar[PictureTerms] = PictureTerms(
        formats=("image/jpeg", "image/png", "image/gif"),
        max_bytes=limit("facebook.photo.bytes"),
        text=Beside.TOGETHER,
        source=RULES["facebook.comment.text"].source,
    )
    hide_parameter: ClassVar[str] = "is_hidden"
    # https://developers.facebook.com/docs/messenger-platform/discovery/private-replies
    kinds: ClassVar[Kinds] = {**KINDS, Act.PRIVATE_REPLY: KINDS[Act.PRIVATE_REPLY] | {MessageKind.POST}}
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
    changeable: ClassVar[Mapping[ObjectKind, frozenset[str]]] = {
        ObjectKind.POST: posts.CHANGEABLE,
        ObjectKind.PRODUCT_SET: window_sets.CHANGEABLE,
    }

    def __init__(self, settings: FacebookSettings, environment: Environment) -> None:
        self.traffic = Traffic()
        self._settings = settings
        self._catalog_id = settings.catalog_id
        self._delivers_feeds = settings.delivery == "feed"
        self._clock = environment.clock
        app_secret = settings.app_secret.reveal() if settings.app_secret else None
        self._accept_webhooks(settings.page_id, app_secret, settings.verify_token)
        token = settings.page_token.reveal()
        self._graph = Graph(self.name, token, app_secret, settings.version, environment, self.traffic)
        self.streams = settings.streams
        ours = frozenset({settings.page_id})
        self._direct = Direct(self._graph, self.name, "messenger", settings.page_id, ours, self._clock)
        self._account = Account(self._graph, self.name, settings.page_id, self._direct, self._clock)
        self._keepers = {
            ObjectKind.POST: posts.Posts(self._graph, self.name, settings.page_id),
            ObjectKind.PRODUCT_SET: window_sets.WindowSets(self, ObjectKind.PRODUCT_SET, sets.item_ids),
        }

    @property
    def capabilities(self) -> frozenset[Capability]:
        can = self._shop_capabilities | {Capability.WINDOWS, Capability.CONVERSATIONS, *self._answering}
        return can | {Capability.WEBHOOKS} if self._takes_webhooks else can

    def check(self) -> str:
        return str(self._graph.get(self._settings.page_id, fields="name")["name"])

    # --- windows ------------------------------------------------------------------------------

    def parts(self, display: Display) -> tuple[Part, ...]:
        """One post, with pictures, with a carousel of links, or with the window's link; and a product set, if there is
        a catalog."""
        chosen = window_sets.set_parts(display, ObjectKind.PRODUCT_SET) if self._catalog_id else ()
        return (posts.post_part(display, self._settings.carousel), *chosen)

    def room(self) -> Room | None:
        """Facebook names no limit of a Page's posts."""
        return None

    # --- conversations ------------------------------------------------------------------------

    def events(self, published: PublishedObject, cursor: str | None) -> Iterator[EventPage]:
        """See `connectors.facebook.comments.sweep` for what polling does not tell."""
        page_id = self._settings.page_id
        return comments.sweep(self._graph, self.name, page_id, published.external_id, cursor, self._clock)

    def gone(self, held: Mapping[str, Collection[str]]) -> frozenset[str]:
        return presence.gone(self._graph, self._settings.page_id, held)

    def stream(self, name: str, cursor: str | None) -> Iterator[EventPage]:
        return self._account.stream(name, cursor)

    @property
    def _offered(self) -> Mapping[Act, int | None]:
        return {
            **dict.fromkeys(Act),
            Act.REPLY: self.reply_limit,
            Act.PRIVATE_REPLY: self.message_limit,
            Act.MESSAGE: self.message_limit,
        }

    def like(self, external_id: str) -> None:
        self._graph.post(f"{external_id}/likes")

    def unlike(self, external_id: str) -> None:
        self._graph.delete(f"{external_id}/likes")

    def reply(self, target: ReplyTarget, text: str) -> str:
        return str(self._graph.post(f"{target.comment_id}/comments", message=text)["id"])

    def find_reply(self, target: ReplyTarget, text: str, since: datetime) -> str | None:
        return next((str(comment["id"]) for comment in self._own_replies(target, text, since)), None)

    def picture_terms(self, act: Act) -> PictureTerms | None:
        return self.comment_pictures if act is Act.REPLY else super().picture_terms(act)

    def send_picture(self, act: Act, subject: Subject, url: str, text: str) -> str:
        if act is not Act.REPLY:
            return super().send_picture(act, subject, url, text)
        said = {"attachment_url": url} | ({"message": text} if text else {})
        return str(self._graph.post(f"{subject.to.comment_id}/comments", None, **said)["id"])

    def find_picture(
        self, act: Act, subject: Subject, text: str, since: datetime, known: Collection[str]
    ) -> str | None:
        if act is not Act.REPLY:
            return super().find_picture(act, subject, text, since, known)
        shown = (comment for comment in self._own_replies(subject.to, text, since) if comment.get("attachment"))
        return next((str(comment["id"]) for comment in shown if comment["id"] not in known), None)

    def _own_replies(self, target: ReplyTarget, text: str, since: datetime) -> Iterator[Mapping[str, Any]]:
        parents = frozenset({target.comment_id, target.thread_id})
        page_id, since = self._settings.page_id, since - CLOCK_SKEW
        return comments.find(self._graph, page_id, target.object_id, parents, text, since)


spec = ConnectorSpec(Facebook.name, FacebookSettings, Facebook, windows=Facebook)
