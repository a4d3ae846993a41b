"""The Facebook Page: catalog, windows as posts, comments and our answers to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, ClassVar

from connectors.facebook import catalog, comments
from connectors.graph import DEFAULT_VERSION, Graph
from connectors.rules import CLOCK_SKEW, RULES, limit
from socialshop.errors import NotFound
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


class FacebookSettings(ChannelSettings):
    page_id: str
    page_token: Secret
    app_secret: Secret | None = None
    """Signs every call; Meta demands it of apps that are set to 'Require app secret'."""
    catalog_id: str = ""
    """Empty: no catalog is pushed."""
    version: str = DEFAULT_VERSION


class Facebook:
    name: ClassVar[str] = "facebook"
    catalog: ClassVar[str] = "meta"
    batch_size: ClassVar[int] = limit("meta.items_batch.advised")
    reply_limit: ClassVar[int] = limit("facebook.comment.text")
    limits: ClassVar[WindowLimits] = WindowLimits(
        text=limit("facebook.post.text"),
        pictures=(0, limit("facebook.post.pictures")),
        hashtags=None,
        mentions=None,
        source=RULES["facebook.post.text"].source,
        links=True,
    )

    def __init__(self, settings: FacebookSettings, environment: Environment) -> None:
        self.traffic = Traffic()
        self._settings = settings
        self._clock = environment.clock
        app_secret = settings.app_secret.reveal() if settings.app_secret else None
        token = settings.page_token.reveal()
        self._graph = Graph(self.name, token, app_secret, settings.version, environment, self.traffic)

    @property
    def capabilities(self) -> frozenset[Capability]:
        without_catalog = frozenset({Capability.WINDOWS, Capability.CONVERSATIONS, Capability.REPLIES})
        return without_catalog | {Capability.CATALOG} if self._settings.catalog_id else without_catalog

    def check(self) -> str:
        return str(self._graph.get(self._settings.page_id, fields="name")["name"])

    # --- catalog ------------------------------------------------------------------------------

    def submit(self, changes: Sequence[ItemChange]) -> BatchTicket:
        body = catalog.batch_body(changes, self.name)
        return catalog.ticket(self._graph.post_json(f"{self._settings.catalog_id}/items_batch", body))

    def batch_status(self, handle: str) -> BatchStatus:
        return catalog.merge(self._status(part) for part in handle.split(",") if part)

    def standing(self, known: Sequence[str]) -> Iterator[StandingItem]:
        """All of the catalog: `known` adds nothing."""
        for page in self._graph.pages(f"{self._settings.catalog_id}/products", fields=catalog.STANDING_FIELDS):
            yield from map(catalog.standing_item, page.data)

    def _status(self, handle: str) -> BatchStatus:
        path = f"{self._settings.catalog_id}/check_batch_request_status"
        answer = self._graph.get(path, handle=handle, load_ids_of_invalid_requests="true")
        return catalog.status(answer["data"][0], self.name)

    # --- windows ------------------------------------------------------------------------------

    def publish(self, display: Display, steps: Steps) -> tuple[PublishedObject, ...]:
        """One post with a photo of each product; without products, a post with the window's link."""
        photos = [self._photo(product, number, steps) for number, product in enumerate(display.products)]
        post = steps.run("post", lambda: self._post(display, photos), lambda since: self._find_post(display, since))
        address = self._graph.get(post, fields="permalink_url").get("permalink_url", "")
        return (PublishedObject(ObjectKind.POST, post, address),)

    def withdraw(self, published: PublishedObject) -> None:
        try:
            self._graph.delete(published.external_id)
        except NotFound:
            return

    def _photo(self, product: DisplayProduct, number: int, steps: Steps) -> str:
        """Nobody sees a photo before its post, and Meta lists it nowhere: after a crash it is sent again."""
        return steps.run(f"photo/{number}", lambda: self._upload(product), lambda _since: None)

    def _upload(self, product: DisplayProduct) -> str:
        picture = product.picture
        files = {"source": ("picture", picture.content)} if picture.content else None
        source = {} if files else {"url": picture.url}
        caption = f"{product.title}\n{product.link}"
        answer = self._graph.post(
            f"{self._settings.page_id}/photos",
            files,
            published=False,
            caption=caption,
            alt_text_custom=picture.alt,
            **source,
        )
        return str(answer["id"])

    def _post(self, display: Display, photos: Sequence[str]) -> str:
        shown: dict[str, Any] = {"attached_media": [{"media_fbid": photo} for photo in photos]} if photos else {}
        shown = shown or {"link": display.link}
        return str(self._graph.post(f"{self._settings.page_id}/feed", message=display.text, **shown)["id"])

    def _find_post(self, display: Display, since: datetime) -> str | None:
        for page in self._graph.pages(f"{self._settings.page_id}/published_posts", fields="id,message,created_time"):
            for post in page.data:
                if datetime.fromisoformat(post["created_time"]) < since - CLOCK_SKEW:
                    return None
                if post.get("message", "").strip() == display.text.strip():
                    return str(post["id"])
        return None

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
