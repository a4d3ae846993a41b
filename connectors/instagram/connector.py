"""Instagram: windows as posts and carousels, comments and our answers to them."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import model_validator

from connectors import presence
from connectors.acts import MetaAnswers
from connectors.allowances import KINDS, Kinds
from connectors.direct import Direct
from connectors.graph import DEFAULT_VERSION, Graph
from connectors.instagram import comments, mentions
from connectors.instagram.answers import MENTION_FIELDS, find_mention, read_mention, read_node
from connectors.instagram.media import CHANGEABLE, Media, media_part, mend_of_tags
from connectors.instagram.webhooks import AccountValue, read_change
from connectors.parts import Kept
from connectors.rules import CLOCK_SKEW, RULES, limit
from connectors.streams import FROM_LIST, sweep
from connectors.webhooks import MetaWebhooks
from socialshop.ports import (
    Act,
    Allowance,
    Beside,
    Capability,
    ChannelSettings,
    ConnectorSpec,
    Display,
    Environment,
    EventPage,
    InboundEvent,
    MessageKind,
    ObjectKind,
    Part,
    PictureLimits,
    PictureTerms,
    PublishedObject,
    ReplyTarget,
    Room,
    Secret,
    Subject,
    Term,
    Traffic,
    WindowLimits,
)


class InstagramSettings(ChannelSettings):
    account_id: str
    page_id: str = ""
    """Of the Page that the account is linked with; private messages go by way of it, and are off without it."""
    streams: Annotated[tuple[Literal["messages", "mentions"], ...] | None, FROM_LIST] = None
    """What is polled beside the comments beneath our posts, without it all that can be; what the token may not read
    is left out."""
    access_token: Secret
    app_secret: Secret | None = None
    """Signs every call, which Meta demands of apps that are set to 'Require app secret', and every webhook."""
    verify_token: Secret | None = None
    """What Meta says when it asks for the webhook's address; with `app_secret`, webhooks are taken."""
    version: str = DEFAULT_VERSION

    @model_validator(mode="after")
    def _messages_need_the_page(self) -> InstagramSettings:
        if "messages" in (self.streams or ()) and not self.page_id:
            raise ValueError("the stream 'messages' needs page_id: private messages go by way of the Page")
        return self

    def all_streams(self) -> tuple[str, ...]:
        if self.streams is not None:
            return self.streams
        return ("messages", "mentions") if self.page_id else ("mentions",)


class Instagram(Kept, MetaWebhooks, MetaAnswers):
    name: ClassVar[str] = "instagram"
    about: ClassVar[str] = "instagram"
    change_value = AccountValue
    read_change = staticmethod(read_change)
    read_node = staticmethod(read_node)
    message_limit: ClassVar[int] = limit("instagram.message.text")
    message_pictures: ClassVar[PictureTerms] = PictureTerms(
        formats=("image/jpeg", "image/png", "image/gif"),
        max_bytes=limit("instagram.message.picture.bytes"),
        text=Beside.APART,
        source=RULES["instagram.message.picture.bytes"].source,
    )  # of pictures in private replies, Instagram's documentation says nothing
    hide_parameter: ClassVar[str] = "hide"
    kinds: ClassVar[Kinds] = {**KINDS, Act.REPLY: KINDS[Act.REPLY] | {MessageKind.MENTION}}
    reply_limit: ClassVar[int] = limit("instagram.comment.text")
    limits: ClassVar[WindowLimits] = WindowLimits(
        text=limit("instagram.caption"),
        pictures=(1, limit("instagram.carousel.max")),
        hashtags=limit("instagram.hashtags"),
        mentions=limit("instagram.mentions"),
        source=RULES["instagram.caption"].source,
        picture=PictureLimits(
            preferred=(1080, 1350),
            narrowest=limit("instagram.picture.narrowest") / 100,
            widest=limit("instagram.picture.widest") / 100,
            min_width=limit("instagram.picture.width.min"),
            max_width=limit("instagram.picture.width.max"),
            max_bytes=limit("instagram.picture.bytes"),
            formats=("image/jpeg",),
            source=RULES["instagram.picture.bytes"].source,
        ),
    )
    changeable: ClassVar[Mapping[ObjectKind, frozenset[str]]] = {ObjectKind.MEDIA: CHANGEABLE}

    def __init__(self, settings: InstagramSettings, environment: Environment) -> None:
        self.traffic = Traffic()
        self._account = settings.account_id
        app_secret = settings.app_secret.reveal() if settings.app_secret else None
        self._accept_webhooks(settings.account_id, app_secret, settings.verify_token)
        token = settings.access_token.reveal()
        self._graph = Graph(self.name, token, app_secret, settings.version, environment, self.traffic)
        self._media = Media(self._graph, self.name, self._account, environment.sleep or time.sleep)
        self._clock = environment.clock
        self._page_id = settings.page_id
        self.streams = settings.all_streams()
        ours = frozenset({settings.account_id, settings.page_id})
        self._direct = Direct(self._graph, self.name, "instagram", settings.page_id, ours, self._clock)
        self._keepers = {ObjectKind.MEDIA: self._media}

    @property
    def capabilities(self) -> frozenset[Capability]:
        can = {Capability.WINDOWS, Capability.CONVERSATIONS, Capability.MENTIONS, *self._answering}
        return frozenset(can | {Capability.WEBHOOKS} if self._takes_webhooks else can)

    def check(self) -> str:
        return str(self._graph.get(self._account, fields="username")["username"])

    def parts(self, display: Display) -> tuple[Part, ...]:
        return (media_part(display),)

    def room(self) -> Room | None:
        return self._media.room()

    def mend_by_hand(self, kind: ObjectKind, field: str, before: str, after: str) -> str:
        """See `HandMending`."""
        return mend_of_tags(before, after) if field == "products" else ""

    def untagged(self, item_ids: Sequence[str]) -> Mapping[str, str]:
        """See `ProductTagging`."""
        return self._media.untagged(item_ids)

    def events(self, published: PublishedObject, cursor: str | None) -> Iterator[EventPage]:
        """See `connectors.instagram.comments.sweep` for what polling does not tell."""
        return comments.sweep(self._graph, self.name, self._account, published.external_id, cursor)

    def gone(self, held: Mapping[str, Collection[str]]) -> frozenset[str]:
        return presence.gone(self._graph, self._account, held)

    def stream(self, name: str, cursor: str | None) -> Iterator[EventPage]:
        if name == "messages":
            return self._direct.sweep(cursor)
        read, path = (lambda node: [read_mention(node)]), f"{self._account}/tags"
        return sweep(self._graph, self.name, path, cursor, self._clock, read, fields=MENTION_FIELDS, time="timestamp")

    def mention(self, object_id: str, external_id: str) -> InboundEvent | None:
        return find_mention(self._graph, self._account, object_id, external_id)

    @property
    def _offered(self) -> Mapping[Act, int | None]:
        """Instagram has no likes of comments for apps."""
        offered: dict[Act, int | None] = {Act.REPLY: self.reply_limit}
        offered |= dict.fromkeys((Act.HIDE, Act.UNHIDE, Act.DELETE))
        private = dict.fromkeys((Act.PRIVATE_REPLY, Act.MESSAGE), self.message_limit)
        return offered | private if self._page_id else offered

    def can(self, act: Act, subject: Subject, now: datetime) -> Allowance:
        """Who is tagged in a picture alone cannot comment on it, and the API does not say beforehand whether."""
        found = super().can(act, subject, now)
        is_caption = subject.kind is MessageKind.MENTION and mentions.is_caption(subject.to)
        return replace(found, term=Term.IF_NAMED) if found.term is Term.FREE and is_caption else found

    def reply(self, target: ReplyTarget, text: str) -> str:
        """Threads have two levels: the answer stands beneath the thread's first comment."""
        if target.is_elsewhere:
            return mentions.answer(self._graph, self._account, target, text)
        return str(self._graph.post(f"{target.thread_id}/replies", message=text)["id"])

    def find_reply(self, target: ReplyTarget, text: str, since: datetime) -> str | None:
        if target.is_elsewhere:
            return mentions.find(self._graph, self._account, target, text, since - CLOCK_SKEW)
        return comments.find(self._graph, self._account, target.thread_id, text, since - CLOCK_SKEW)


spec = ConnectorSpec(Instagram.name, InstagramSettings, Instagram, windows=Instagram)
