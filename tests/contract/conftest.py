"""The sandbox as the contract's `Platform`."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from connectors import spec
from connectors.http import RedactingFilter
from connectors.sandbox import Fault, FaultKind, Sandbox, directly, hands, visitors
from connectors.sandbox.accounts import CHANNELS, SECRETS
from connectors.sandbox.graph import auth
from connectors.sandbox.graph.product_sets import members
from connectors.sandbox.pinterest import groups
from connectors.sandbox.records import ItemSet, Maker, Platform
from connectors.sandbox.world import person_id
from socialshop.ports import Environment, HttpSettings, Picture, ReplyTarget
from socialshop.testing.catalog_contract import ROW
from socialshop.testing.platform import THROTTLED_SECONDS

SHOP = "www.kaesetheke.example"
META = tuple(kind for kind in FaultKind if kind.startswith("meta_8"))  # those that say when to come back
SILENT = (FaultKind.META_4, FaultKind.META_17, FaultKind.META_32, FaultKind.META_613)
THROTTLES = {"facebook": META, "instagram": META, "pinterest": (FaultKind.PINTEREST_429,)}
PUBLICATION = {"facebook": "/feed$", "instagram": "/media_publish$", "pinterest": "/v5/pins$"}
WORDS = {"facebook": "message", "instagram": "caption", "pinterest": "title"}
WRITE = {"pinterest": "/batch$|/AggregatedCommentResource/create/$"}


class SandboxPlatform:
    """See `socialshop.testing.platform.Platform`."""

    def __init__(
        self,
        channel: str,
        sandbox: Sandbox,
        clock: Any,
        pictures: Path,
        log: io.StringIO,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        self.clock = clock
        self.waits: list[float] = []
        self.throttles = tuple(map(str, THROTTLES[channel]))
        self.silent_throttles = () if channel == "pinterest" else tuple(map(str, SILENT))
        self.pictures = tuple(
            Picture(f"https://{SHOP}/{path.name}", path.stem, path.read_bytes() if number else None)
            for number, path in enumerate(sorted(pictures.iterdir()))
        )
        self.folder = pictures
        """What stands at the shop's public address."""
        self.settings: dict[str, Any] = {}
        """Of the channel, beside those that lead to the sandbox."""
        self.vault: Any = None
        self.world = sandbox.world
        self._channel = channel
        self._sandbox = sandbox
        self._log = log
        self._monkeypatch = monkeypatch

    def connect(self, **http: Any) -> Any:
        return self._connect({}, http)

    def connect_feed(self) -> Any:
        return self._connect({"delivery": "feed"}, {})

    def publish(self, path: Path) -> str:
        (self.folder / path.name).write_bytes(path.read_bytes())
        return f"https://{SHOP}/{path.name}"

    def break_feed(self) -> None:
        self.hit(FaultKind.UNREADABLE_FEED)

    def feeds(self) -> int:
        return len(self.world.feeds if self._channel == "pinterest" else self.world.product_feeds)

    def _connect(self, changed: dict[str, Any], http: dict[str, Any]) -> Any:
        made = spec(self._channel)
        settings = made.settings.model_validate(CHANNELS[self._channel] | self.settings | changed)
        given = HttpSettings(addresses=self._sandbox.addresses, **http)
        return made.build(settings, Environment(given, self.clock, self.waits.append, self.vault))

    def expire_tokens(self) -> None:
        for secret in SECRETS.values():
            self.world.expire(secret)

    def expire_access_token(self) -> None:
        self.world.expire(SECRETS["PINTEREST_ACCESS_TOKEN"])

    def throttle(self, how: str) -> None:
        after = THROTTLED_SECONDS if how == FaultKind.PINTEREST_429 else THROTTLED_SECONDS // 60
        self.hit(FaultKind(how), after=after)

    def fail(self, times: int, method: str | None = None) -> None:
        self.hit(FaultKind.UNAVAILABLE, times=times, method=method)

    def stall(self) -> None:
        self.hit(FaultKind.TIME_OUT, times=100)

    def drop_publication(self) -> None:
        self.hit(FaultKind.DROP_AFTER, method="POST", path=PUBLICATION[self._channel])

    def drop_write(self, path: str | None = None) -> None:
        self.hit(FaultKind.DROP_AFTER, method="POST", path=path or WRITE.get(self._channel))

    def fail_items(self, *item_ids: str) -> None:
        self.hit(FaultKind.FAILING_ITEMS, items=item_ids)

    def comment(self, object_id: str, name: str, text: str) -> str:
        return self.world.customer_comments(object_id, name, text)

    def mention(self, name: str, text: str, *, in_comment: bool) -> ReplyTarget:
        mention = visitors.mentions_in_comment if in_comment else visitors.mentions
        id_ = mention(self.world, name, text)
        (media,) = (media for media in self.world.mentioning.values() if id_ in (media.id, media.comment_id))
        return ReplyTarget(media.id, id_, id_, name, is_elsewhere=True)

    def write_privately(self, name: str, text: str) -> str:
        return directly.writes(self.world, Platform(self._channel), name, text)

    def own_messages(self) -> list[str]:
        return [message.text for message in self.world.messages.values() if message.made_by is Maker.SHOP]

    def own_pictures(self) -> list[str]:
        platform, comments, messages = Platform(self._channel), self.world.comments, self.world.messages
        shown = [one.picture.url for one in comments.values() if one.picture and one.platform is platform]
        return shown + [one.attached.url for one in messages.values() if one.attached and one.made_by is Maker.SHOP]

    def person(self, name: str) -> str:
        return person_id(name)

    def comments(self) -> dict[str, Any]:
        return dict(self.world.comments)

    def publications(self) -> int:
        world = self.world
        media = [one for one in world.media.values() if one.parent_id is None]
        return len({"facebook": world.posts, "instagram": media, "pinterest": world.pins}[self._channel])

    def stock(self, *item_ids: str) -> None:
        self.catalog().update({item_id: {"id": item_id, **ROW} for item_id in item_ids})

    def reword(self, object_id: str, text: str) -> None:
        hands.change(self.world, object_id, **{WORDS[self._channel]: text})

    def take_down(self, object_id: str) -> None:
        hands.delete(self.world, object_id)

    def own_comments(self) -> list[str]:
        comments = self.world.comments.values()
        return [c.text for c in comments if c.made_by is Maker.SHOP and c.platform == Platform(self._channel)]

    def catalog(self) -> dict[str, dict[str, Any]]:
        return self.world.catalog_items("pinterest" if self._channel == "pinterest" else "meta")

    def sets(self) -> dict[str, set[str]]:
        world, catalog = self._sandbox.world, self.catalog()
        if self._channel == "pinterest":
            return {
                group.name: {item_id for item_id, row in catalog.items() if groups.picks(group.filters, item_id, row)}
                for group in world.groups.values()
            }
        return {one.name: {p.item_id for p in members(world, one.filters)} for one in world.sets.values()}

    def make_set(self, title: str, item_id: str) -> None:
        world = self._sandbox.world
        number = world.next_number()
        ids = [item_id]
        by_hand = partial(ItemSet, id=str(number), number=number, at=world.clock(), name=title)
        world.sets[str(number)] = by_hand(filters={"retailer_id": {"is_any": ids}})
        filters = {"any_of": [{"ITEM_ID": {"values": ids, "negated": False}}]}
        world.groups[str(number)] = by_hand(filters=filters, place={"catalog_id": groups.CATALOG_ID, "feed_id": None})

    def secrets(self) -> set[str]:
        return self.world.secrets()

    def log(self) -> str:
        return self._log.getvalue()

    # --- what only some platforms can do ------------------------------------------------------

    def hit(self, kind: FaultKind, **details: Any) -> None:
        self.world.faults.add(Fault(kind, **details))

    def stop(self) -> None:
        """No call is answered any more, and the recording is written."""
        self._sandbox.stop()

    def slow_down(self, polls: int) -> None:
        """Pictures are worked on for as many looks."""
        self.world.latency_polls = polls

    def take_permissions(self) -> None:
        """The token lives on, and nothing is allowed to it."""
        self._monkeypatch.setitem(auth._MAY, SECRETS["INSTAGRAM_ACCESS_TOKEN"], frozenset())


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that is logged meanwhile, through the filter that the program hangs on its handlers."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(RedactingFilter())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.setLevel(level)
    root.removeHandler(handler)


@pytest.fixture
def shop_pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name, color in (("berg", "orange"), ("blau", "navy"), ("ziege", "ivory")):
        Image.new("RGB", (1080, 1080), color).save(folder / f"{name}.jpg")
    return folder


@pytest.fixture
def har(tmp_path: Path) -> Path:
    return tmp_path / "exchanges.har"


@pytest.fixture
def platform(
    request: pytest.FixtureRequest,
    clock: Any,
    shop_pictures: Path,
    logged: io.StringIO,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[SandboxPlatform]:
    """The channel of the test's class; recorded for a test that asks for `har`."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    har = request.getfixturevalue("har") if "har" in request.fixturenames else None
    with Sandbox(clock=clock, public={SHOP: shop_pictures}, har=har) as sandbox:
        yield SandboxPlatform(request.cls.channel, sandbox, clock, shop_pictures, logged, monkeypatch)
