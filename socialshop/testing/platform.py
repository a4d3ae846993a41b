"""What the contract of connectors asks of a platform's stand-in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

from socialshop.ports import Picture, ReplyTarget

THROTTLED_SECONDS = 120


class SettableClock(Protocol):
    def __call__(self) -> Any: ...

    def advance(self, **delta: float) -> None: ...


class Platform(Protocol):
    """A platform's stand-in, and its weak moments."""

    clock: SettableClock
    waits: list[float]
    """Every wait that was asked for, in seconds: none is waited."""
    pictures: tuple[Picture, ...]
    """Pictures that the platform takes."""
    throttles: tuple[str, ...]
    """The ways in which it asks to slow down; each says to come back in THROTTLED_SECONDS."""
    silent_throttles: tuple[str, ...]
    """Those that do not say when to come back."""

    def connect(self, **http: Any) -> Any:
        """A new connector, as after a restart; `http` are fields of HttpSettings."""

    def connect_feed(self) -> Any:
        """The same, set to deliver feeds."""

    def publish(self, path: Path) -> str:
        """Let the file stand at a public address."""

    def break_feed(self) -> None:
        """The next feed that is read is no feed."""

    def feeds(self) -> int:
        """How many feeds are registered."""

    def expire_tokens(self) -> None: ...

    def throttle(self, how: str) -> None: ...

    def fail(self, times: int, method: str | None = None) -> None:
        """The next calls are answered with a server error."""

    def stall(self) -> None:
        """From now on no call is answered."""

    def drop_publication(self) -> None:
        """The next public object stands, and the answer is lost."""

    def drop_write(self, path: str | None = None) -> None:
        """The next write (or that to an address with this pattern in it) happens, and the answer is lost."""

    def fail_items(self, *item_ids: str) -> None:
        """These items of the next batch fail while it is worked on."""

    def comment(self, object_id: str, name: str, text: str) -> str: ...

    def mention(self, name: str, text: str, *, in_comment: bool) -> ReplyTarget:
        """A customer mentions us in a post of theirs, or in a comment beneath one: where an answer goes."""

    def write_privately(self, name: str, text: str) -> str:
        """A customer's private message; its id."""

    def own_messages(self) -> list[str]:
        """The texts of the shop's own private messages."""

    def own_pictures(self) -> list[str]:
        """The addresses that the pictures of the shop's own answers were fetched from, public ones and private."""

    def person(self, name: str) -> str:
        """By which id the platform knows a customer."""

    def comments(self) -> Mapping[str, Any]:
        """What stands of comments, by id; each has `hidden` and `liked`."""

    def publications(self) -> int:
        """How many posts, media or Pins stand."""

    def stock(self, *item_ids: str) -> None:
        """These items stand in the channel's own catalog."""

    def reword(self, object_id: str, text: str) -> None:
        """A person changes what an object says, in the platform's own app."""

    def take_down(self, object_id: str) -> None:
        """A person deletes an object, in the platform's own app."""

    def own_comments(self) -> list[str]:
        """The texts of the shop's own comments that stand."""

    def catalog(self) -> Mapping[str, Mapping[str, Any]]: ...

    def sets(self) -> Mapping[str, set[str]]:
        """The ids of the items in each product set that stands, by its title."""

    def make_set(self, title: str, item_id: str) -> None:
        """Somebody makes a product set by hand."""

    def secrets(self) -> Iterable[str]: ...

    def log(self) -> str:
        """Everything that was logged, as it would be written."""
