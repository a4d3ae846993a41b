"""Pinterest: catalog, windows as Pins of a board, comments where they are configured."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cached_property
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from connectors.http import session
from connectors.pinterest import catalog
from connectors.pinterest.api import Credentials, PinterestApi
from connectors.pinterest.comments import PinComments
from connectors.rules import CLOCK_SKEW, RULES, limit
from socialshop.errors import NotFound, Permanent
from socialshop.ports import (
    BatchStatus,
    BatchTicket,
    Capability,
    ChannelSettings,
    ConnectorSpec,
    Display,
    DisplayProduct,
    Environment,
    EventPage,
    ItemChange,
    ObjectKind,
    PublishedObject,
    ReplyTarget,
    Secret,
    StandingItem,
    Steps,
    Traffic,
    WindowLimits,
)

_LONGEST_USERNAME = 30
_IMAGE_TYPES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}


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
    board: str = ""
    """Where all windows' Pins go; empty: a board for each window, by its title."""
    comments: CommentSettings | None = None

    def secrets(self) -> dict[str, Secret]:
        nested = {"comments.session_cookie": self.comments.session_cookie} if self.comments else {}
        return super().secrets() | nested


class Pinterest:
    name: ClassVar[str] = "pinterest"
    catalog: ClassVar[str] = "pinterest"
    batch_size: ClassVar[int] = limit("pinterest.items_batch")
    reply_limit: ClassVar[int] = limit("pinterest.comment.text") - len("@ ") - _LONGEST_USERNAME
    limits: ClassVar[WindowLimits] = WindowLimits(
        text=limit("pinterest.pin.description"),
        pictures=(1, limit("pinterest.pins")),
        hashtags=None,
        mentions=None,
        source=RULES["pinterest.pin.description"].source,
        per_product=True,
    )

    def __init__(self, settings: PinterestSettings, environment: Environment) -> None:
        self.traffic = Traffic()
        self._settings = settings
        self._session = session(self.name, environment.http, self.traffic, environment.clock, environment.sleep)
        credentials = Credentials(settings.access_token, settings.refresh_token, settings.app_id, settings.app_secret)
        self._api = PinterestApi(self.name, credentials, self._session, environment.clock)

    @property
    def capabilities(self) -> frozenset[Capability]:
        official = frozenset({Capability.CATALOG, Capability.WINDOWS})
        return official | {Capability.CONVERSATIONS, Capability.REPLIES} if self._settings.comments else official

    def check(self) -> str:
        return str(self._api.get("user_account")["username"])

    # --- catalog ------------------------------------------------------------------------------

    def submit(self, changes: Sequence[ItemChange]) -> BatchTicket:
        body = catalog.batch_body(changes, self._settings.country, self._language)
        return catalog.ticket(self._api.post("catalogs/items/batch", body))

    def batch_status(self, handle: str) -> BatchStatus:
        if not handle:
            return BatchStatus(finished=True)
        return catalog.status(self._api.get(f"catalogs/items/batch/{handle}"), self.name)

    def standing(self, known: Sequence[str]) -> Iterator[StandingItem]:
        """Those of `known`: what stands beside them cannot be found."""
        most = limit("pinterest.items")
        for start in range(0, len(known), most):
            body = catalog.items_body(known[start : start + most], self._settings.country, self._language)
            yield from catalog.standing_items(self._api.post("catalogs/items", body))

    @cached_property
    def _language(self) -> str:
        from babel.core import Locale

        return self._settings.language or Locale.parse(f"und_{self._settings.country}").language.upper()

    # --- windows ------------------------------------------------------------------------------

    def publish(self, display: Display, steps: Steps) -> tuple[PublishedObject, ...]:
        """A Pin for each product; it leads to the product's page in the shop."""
        name = (self._settings.board or display.title)[: limit("pinterest.board.name")]
        board = steps.run("board", lambda: self._board(name) or self._create_board(name), lambda _: self._board(name))
        return tuple(self._pin(product, display, board, steps) for product in display.products)

    def withdraw(self, published: PublishedObject) -> None:
        """Deletes the Pin; the board stays, others may have Pins there."""
        try:
            self._api.delete(f"pins/{published.external_id}")
        except NotFound:
            return

    def _board(self, name: str) -> str | None:
        return next((str(board["id"]) for board in self._api.items("boards") if board["name"] == name), None)

    def _create_board(self, name: str) -> str:
        return str(self._api.post("boards", {"name": name, "privacy": "PUBLIC"})["id"])

    def _pin(self, product: DisplayProduct, display: Display, board: str, steps: Steps) -> PublishedObject:
        pin = steps.run(
            f"pin/{product.item_id}",
            lambda: self._create_pin(product, display, board),
            lambda since: self._find_pin(board, product.link, since),
        )
        return PublishedObject(ObjectKind.PIN, pin, f"https://www.pinterest.com/pin/{pin}/", product.item_id)

    def _create_pin(self, product: DisplayProduct, display: Display, board: str) -> str:
        """The window's text comes first: what has to be disclosed stands there."""
        body = {
            "board_id": board,
            "title": product.title[: limit("pinterest.pin.title")],
            "description": f"{display.text}\n\n{product.description}".strip()[: limit("pinterest.pin.description")],
            "alt_text": product.picture.alt[: limit("pinterest.pin.alt_text")],
            "link": product.link,
            "media_source": _media_source(product),
        }
        return str(self._api.post("pins", body)["id"])

    def _find_pin(self, board: str, link: str, since: datetime) -> str | None:
        for pin in self._api.items(f"boards/{board}/pins"):
            if pin.get("link") == link and _time(pin["created_at"]) >= since - CLOCK_SKEW:
                return str(pin["id"])
        return None

    # --- conversations ------------------------------------------------------------------------

    def events(self, published: PublishedObject, cursor: str | None) -> Iterator[EventPage]:
        """See `connectors.pinterest.comments`. Raises Permanent where comments are not configured."""
        return self._comments.events(published.external_id, cursor)

    def reply(self, target: ReplyTarget, text: str) -> str:
        """A comment of our own on the Pin that begins with the name: the interface knows no answers to comments."""
        return self._comments.reply(target, text)

    def find_reply(self, target: ReplyTarget, text: str, since: datetime) -> str | None:
        return self._comments.find_reply(target, text, since - CLOCK_SKEW)

    @cached_property
    def _comments(self) -> PinComments:
        settings = self._settings.comments
        if settings is None:
            mend = "Configure [channels.pinterest.comments], and read there what it means."
            raise Permanent("Comments on Pins are not configured.", channel=self.name, mend=mend)
        return PinComments(self.name, settings.username, settings.session_cookie.reveal(), self._session)


def _media_source(product: DisplayProduct) -> dict[str, Any]:
    content = product.picture.content
    kind = next((kind for start, kind in _IMAGE_TYPES.items() if content and content.startswith(start)), None)
    if content is None or kind is None:
        return {"source_type": "image_url", "url": product.picture.url}
    return {"source_type": "image_base64", "content_type": kind, "data": base64.b64encode(content).decode()}


def _time(text: str) -> datetime:
    """Pinterest writes UTC without saying so."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


spec = ConnectorSpec(Pinterest.name, PinterestSettings, Pinterest)
