"""Pinterest: catalog, windows as Pins of a board, comments where they are configured."""

from __future__ import annotations

import math
import sys
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from functools import cached_property
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field

from connectors import window_sets
from connectors.allowances import allowance
from connectors.http import session
from connectors.parts import Kept
from connectors.pinterest import groups
from connectors.pinterest.api import PinterestApi
from connectors.pinterest.boards import Boards, Sections
from connectors.pinterest.comments import PinComments
from connectors.pinterest.pins import CHANGEABLE, Pins, pin_parts, section_key, section_name
from connectors.pinterest.shop import PinterestShop
from connectors.pinterest.tokens import Credentials
from connectors.rules import CLOCK_SKEW, RULES, limit
from socialshop.errors import Permanent
from socialshop.phrases import phrase
from socialshop.ports import (
    Act,
    Allowance,
    Capability,
    ChannelSettings,
    ConnectorSpec,
    Display,
    DisplayExtra,
    DisplayProduct,
    Environment,
    EventPage,
    ObjectKind,
    Part,
    PictureLimits,
    PublishedObject,
    ReplyTarget,
    Room,
    Secret,
    Subject,
    Traffic,
    WindowLimits,
)

_LONGEST_USERNAME = 30


class CommentSettings(BaseModel):
    """Comments are unofficial: see `connectors.pinterest.comments`."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    session_cookie: Secret
    username: str


class PinterestSettings(ChannelSettings):
    access_token: Secret
    refresh_token: Secret | None = None
    """With `app_id` and `app_secret`: the access token is renewed when it dies."""
    app_id: str = ""
    app_secret: Secret | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    """Where the catalog sells, ISO 3166-1."""
    language: str = ""
    """Of the catalog, such as 'DE' or 'en-GB'; empty: the one that most people of the country speak."""
    delivery: Literal["batch", "feed"] = "batch"
    """Only what changed, in batches, or the whole catalog as a file that Pinterest fetches."""
    board: str = ""
    """Where all windows' Pins go; empty: a board for each window, by its title."""
    comments: CommentSettings | None = None

    def secrets(self) -> dict[str, Secret]:
        nested = {"comments.session_cookie": self.comments.session_cookie} if self.comments else {}
        return super().secrets() | nested


class Pinterest(PinterestShop, Kept):
    name: ClassVar[str] = "pinterest"
    reply_limit: ClassVar[int] = limit("pinterest.comment.text") - len("@ ") - _LONGEST_USERNAME
    limits: ClassVar[WindowLimits] = WindowLimits(
        text=limit("pinterest.pin.description"),
        pictures=(1, limit("pinterest.pins")),
        hashtags=None,
        mentions=None,
        source=RULES["pinterest.pin.description"].source,
        per_product=True,
        picture=PictureLimits(
            preferred=(1000, 1500),
            narrowest=0.0,
            widest=math.inf,
            min_width=0,
            max_width=sys.maxsize,
            max_bytes=limit("pinterest.picture.bytes"),
            formats=("image/jpeg", "image/png"),
            source=RULES["pinterest.picture.bytes"].source,
        ),
    )
    changeable: ClassVar[Mapping[ObjectKind, frozenset[str]]] = {
        ObjectKind.BOARD: frozenset({"name"}),
        ObjectKind.SECTION: frozenset({"name"}),
        ObjectKind.PIN: CHANGEABLE,
        ObjectKind.PRODUCT_GROUP: window_sets.CHANGEABLE,
    }

    def __init__(self, settings: PinterestSettings, environment: Environment) -> None:
        self.traffic = Traffic()
        self._settings = settings
        self._clock = environment.clock
        self._country = settings.country
        self._configured_language = settings.language
        self._delivers_feeds = settings.delivery == "feed"
        self._session = session(self.name, environment.http, self.traffic, environment.clock, environment.sleep)
        credentials = Credentials(settings.access_token, settings.refresh_token, settings.app_id, settings.app_secret)
        self._api = PinterestApi(self.name, credentials, self._session, environment.clock, environment.vault)
        boards = Boards(self._api, self.name, settings.board)
        sections = Sections(self._api, self.name, boards)
        pins = Pins(self._api, self.name, boards, sections)
        self._keepers = {
            ObjectKind.BOARD: boards,
            ObjectKind.SECTION: sections,
            ObjectKind.PIN: pins,
            ObjectKind.PRODUCT_GROUP: window_sets.WindowSets(self, ObjectKind.PRODUCT_GROUP, groups.item_ids),
        }

    @property
    def capabilities(self) -> frozenset[Capability]:
        official = frozenset({Capability.CATALOG, Capability.SETS, Capability.WINDOWS})
        official = official | {Capability.FEED} if self._delivers_feeds else official
        return official | {Capability.CONVERSATIONS, Capability.REPLIES} if self._settings.comments else official

    def check(self) -> str:
        return str(self._api.get("user_account")["username"])

    # --- windows ------------------------------------------------------------------------------

    def parts(self, display: Display) -> tuple[Part, ...]:
        """A board with its sections, unless all windows share one, the Pins in them, and a group of the products."""
        board = None if self._settings.board else "board"
        own = [Part(board, ObjectKind.BOARD, {"name": _board_name(display.title)})] if board else []
        shown: tuple[DisplayProduct | DisplayExtra, ...] = (*display.products, *display.extras)
        named = dict.fromkeys(one.section for one in shown if one.section)
        sections = [
            Part(section_key(name), ObjectKind.SECTION, {"name": section_name(name)}, under=board) for name in named
        ]
        group = window_sets.set_parts(display, ObjectKind.PRODUCT_GROUP)
        return (*own, *sections, *pin_parts(display, board), *group)

    def room(self) -> Room | None:
        """An account's 200,000 Pins are no matter of days."""
        return None

    # --- conversations ------------------------------------------------------------------------

    def events(self, published: PublishedObject, cursor: str | None) -> Iterator[EventPage]:
        """See `connectors.pinterest.comments`. Raises Permanent where comments are not configured."""
        return self._comments.events(published.external_id, cursor)

    def gone(self, held: Mapping[str, Collection[str]]) -> frozenset[str]:
        """What the lists of the Pins' comments do not have any more."""
        return self._comments.gone(held) if self._settings.comments else frozenset()

    def can(self, act: Act, subject: Subject, now: datetime) -> Allowance:
        """Nothing but public answers, where comments are configured."""
        return allowance(act, subject, now, {Act.REPLY: self.reply_limit} if self._settings.comments else {})

    def reply(self, target: ReplyTarget, text: str) -> str:
        """A comment of our own on the Pin that begins with the name: the interface knows no answers to comments."""
        return self._comments.reply(target, text)

    def find_reply(self, target: ReplyTarget, text: str, since: datetime) -> str | None:
        return self._comments.find_reply(target, text, since - CLOCK_SKEW)

    @cached_property
    def _comments(self) -> PinComments:
        settings = self._settings.comments
        if settings is None:
            mend = phrase("Configure [channels.pinterest.comments], and read there what it means.")
            raise Permanent(phrase("Comments on Pins are not configured."), channel=self.name, mend=mend)
        return PinComments(self.name, settings.username, settings.session_cookie.reveal(), self._session)


def _board_name(title: str) -> str:
    return title[: limit("pinterest.board.name")].strip()


spec = ConnectorSpec(Pinterest.name, PinterestSettings, Pinterest, windows=Pinterest)
