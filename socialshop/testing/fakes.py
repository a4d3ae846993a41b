"""In-memory stand-ins that behave like the real thing, for tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from socialshop.clock import Clock
from socialshop.errors import NotFound, OutcomeUnknown, Permanent, PlatformError, Throttled
from socialshop.ports import (
    Display,
    ObjectKind,
    Part,
    Picture,
    PublishedObject,
    Room,
    Scheduling,
    Steps,
    WindowLimits,
)
from socialshop.testing.catalog import Killed


class MemorySteps:
    """The outbox in memory. Set `kill_after` to a key, and the process dies between its effect and its storing."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.sent: dict[str, str] = {}
        self.begun: dict[str, datetime] = {}
        self.kill_after: str | None = None

    def run(self, key: str, send: Callable[[], str], find: Callable[[datetime], str | None]) -> str:
        if key in self.sent:
            return self.sent[key]
        found = find(self.begun[key]) if key in self.begun else None
        if found is None:
            found = self._send(key, send)
        self.sent[key] = found
        return found

    def _send(self, key: str, send: Callable[[], str]) -> str:
        self.begun.setdefault(key, self._clock())
        try:
            effect = send()
        except OutcomeUnknown:
            raise
        except PlatformError:
            del self.begun[key]
            raise
        if key == self.kill_after:
            self.kill_after = None
            raise Killed(key)
        return effect


@dataclass(slots=True)
class Standing:
    """An object of the `MemoryPlatform`: what it says, and the id of what it stands in."""

    kind: ObjectKind
    fields: dict[str, str]
    under: str | None
    made_at: datetime


class MemoryPlatform:
    """A platform in memory that shows a window as a post, and its products as Pins of a board; as strict as a real one.

    Texts can be changed, pictures and links cannot. A board takes its Pins with it. With `quota`, so many objects can
    be made in a day. Set `effects_left` to n, and the process dies right after the n-th effect from now.
    """

    limits: ClassVar[WindowLimits] = WindowLimits(
        text=2_000,
        pictures=(1, 10),
        hashtags=3,
        mentions=None,
        source="https://platform.example/limits",
        links=True,
        scheduling=Scheduling(timedelta(minutes=10), timedelta(days=75), "https://platform.example/schedule"),
    )
    changeable: ClassVar[Mapping[ObjectKind, frozenset[str]]] = {
        ObjectKind.POST: frozenset({"text", "publish_at"}),
        ObjectKind.BOARD: frozenset({"name"}),
        ObjectKind.PIN: frozenset({"title", "text"}),
    }

    def __init__(self, clock: Clock, quota: int | None = None) -> None:
        self._clock = clock
        self._quota = quota
        self._made = 0
        self._uses: list[datetime] = []
        self.standing: dict[str, Standing] = {}
        self.effects_left: int | None = None
        self.cannot_withdraw: Permanent | None = None
        self.refused: dict[str, PlatformError] = {}
        """The errors that creating parts raises, by the part's key."""
        self.turned_down: dict[str, str] = {}
        """Products that no picture is tagged with, and why."""

    def parts(self, display: Display) -> tuple[Part, ...]:
        pictures = display.pictures or tuple(product.picture for product in display.products)
        post = {"text": display.text, "pictures": _digests(pictures)}
        if display.publish_at:
            post["publish_at"] = display.publish_at.isoformat()
        board = Part("board", ObjectKind.BOARD, {"name": display.title})
        pins = [
            Part(
                key=f"pin:{product.item_id}",
                kind=ObjectKind.PIN,
                fields={
                    "title": product.title,
                    "text": product.description,
                    "link": product.link,
                    "pictures": _digests((product.picture,)),
                },
                pictures=(product.picture,),
                item_id=product.item_id,
                under=board.key,
            )
            for product in display.products
        ]
        return (Part("post", ObjectKind.POST, post, pictures, publish_at=display.publish_at), board, *pins)

    def create(self, part: Part, under: PublishedObject | None, steps: Steps) -> PublishedObject:
        parent = under.external_id if under else None
        if part.kind is ObjectKind.POST:
            for number, picture in enumerate(part.pictures):
                steps.run(f"picture/{number}", lambda shown=picture: f"upload-{shown.digest}", lambda _: None)  # type: ignore[misc]
        external_id = steps.run("object", lambda: self._create(part, parent), lambda since: self._find(part, since))
        return PublishedObject(part.kind, external_id, f"https://platform.example/{external_id}", part.item_id, parent)

    def untagged(self, item_ids: Sequence[str]) -> Mapping[str, str]:
        return {item_id: self.turned_down[item_id] for item_id in item_ids if item_id in self.turned_down}

    def told(self, published: PublishedObject) -> Mapping[str, str] | None:
        found = self.standing.get(published.external_id)
        return {name: value for name, value in found.fields.items() if name != "pictures"} if found else None

    def change(self, published: PublishedObject, part: Part, fields: frozenset[str]) -> None:
        if published.external_id not in self.standing:
            raise NotFound("There is no such object.", channel="memory")
        if not fields <= self.changeable.get(part.kind, frozenset()):
            raise Permanent("These fields cannot be changed.", channel="memory")
        self.standing[published.external_id].fields.update({name: part.fields[name] for name in fields})
        self._effect()

    def withdraw(self, published: PublishedObject) -> None:
        if self.cannot_withdraw:
            raise self.cannot_withdraw
        self.standing = {
            name: found for name, found in self.standing.items() if published.external_id not in (name, found.under)
        }
        self._effect()

    def room(self) -> Room | None:
        if self._quota is None:
            return None
        return Room(self._quota - len(self._used()), self._quota, timedelta(days=1), "https://platform.example/quota")

    def _create(self, part: Part, under: str | None) -> str:
        if part.key in self.refused:
            raise self.refused[part.key]
        if part.under and under not in self.standing:
            raise NotFound("There is no such board.", channel="memory")
        if len(part.fields.get("text", "")) > self.limits.text:
            raise Permanent("The text is too long.", channel="memory")
        if self._quota is not None and len(self._used()) >= self._quota:
            raise Throttled("The day's objects are used up.", channel="memory")
        self._made += 1
        external_id = f"{part.kind}-{self._made}"
        self.standing[external_id] = Standing(part.kind, dict(part.fields), under, self._clock())
        self._uses.append(self._clock())
        self._effect()
        return external_id

    def _find(self, part: Part, since: datetime) -> str | None:
        same = (
            name
            for name, found in self.standing.items()
            if found.kind is part.kind and found.fields == dict(part.fields) and found.made_at >= since
        )
        return next(same, None)

    def _used(self) -> list[datetime]:
        return [at for at in self._uses if at > self._clock() - timedelta(days=1)]

    def _effect(self) -> None:
        if self.effects_left is not None:
            self.effects_left -= 1
            if self.effects_left <= 0:
                self.effects_left = None
                raise Killed


def _digests(pictures: tuple[Picture, ...]) -> str:
    return ",".join(picture.digest for picture in pictures)
