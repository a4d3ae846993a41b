"""A shop window as marketing writes it: one TOML file a window, in a folder that git can keep."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from socialshop.errors import InputError
from socialshop.phrases import phrase
from socialshop.validation import problems
from socialshop.windows.pictures.facts import Layout
from socialshop.windows.schedule import SLOT, Slots

HANDFUL = 5
"""More products than that make a shelf of a window."""


def _tuple(value: object) -> object:
    """TOML has lists; strict mode wants the tuple that keeps a definition immutable."""
    return tuple(value) if isinstance(value, list) else value


def _as_ids(value: object) -> object:
    """A list of products is their ids."""
    return {"ids": value} if isinstance(value, list | tuple) else value


Text = Annotated[str, Field(min_length=1)]
Names = Annotated[tuple[Text, ...], BeforeValidator(_tuple)]
Address = Annotated[str, Field(pattern=r"^https?://[^\s/]+(/[^\s]*)?$")]
Language = Literal["de", "en"]


class Policy(StrEnum):
    """What becomes of a window when one of its products cannot be shown any more."""

    SWAP = "swap"  # the next choice takes its place
    UPDATE = "update"  # it is left out
    WITHDRAW = "withdraw"  # the window comes down until it can be shown again


class Unchangeable(StrEnum):
    """What becomes of a public object that differs in something that its platform cannot change."""

    LEAVE = "leave"  # it stands as it is, and every plan says so
    REPLACE = "replace"  # it is taken down and published anew; what people wrote beneath it goes with it


class TopicKind(StrEnum):
    RECIPE = "recipe"
    QUESTION = "question"
    CUSTOMER = "customer"


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, str_strip_whitespace=True)


class Texts(_Table):
    """A window in one language; `motive` is why we show it, in the customer's words."""

    title: Text
    story: Text
    motive: Text


class Wording(_Table):
    """What one channel says differently; what is empty is said as everywhere."""

    language: Language | None = None
    title: str = ""
    story: str = ""
    hashtags: Names | None = None


class Products(_Table):
    """`ids` in their order, or those that `where` holds for (SQL over the item's columns, money in minor units);
    with both, the ids come first. `next` stand by for the ones that cannot be shown."""

    ids: Names = ()
    where: str = ""
    at_most: Annotated[int, Field(ge=1, le=10)] | None = None
    next: Names = ()

    @property
    def places(self) -> int:
        """How many products the window has room for."""
        return self.at_most or len(self.ids) or HANDFUL

    def named(self) -> tuple[str, ...]:
        """Every id that the definition names, each once."""
        return tuple(dict.fromkeys((*self.ids, *self.next)))


class Extra(_Table):
    """Something outside the assortment, with a link and without a price."""

    title: Text
    link: Address
    story: str = ""
    picture: str = ""
    """A public address, or a file in the folder `windows.media`."""
    section: str = ""


class Topic(_Table):
    """What the window is about in place of products; a customer's story is told with consent alone."""

    kind: Annotated[TopicKind, Field(strict=False)]
    picture: str = ""
    consent: str = ""
    """Who agreed, when and how; kept with the definition and never published."""

    @model_validator(mode="after")
    def _has_consent(self) -> Topic:
        if self.kind is TopicKind.CUSTOMER and not self.consent:
            raise ValueError("`consent` for a customer's story: who agreed, when and how")
        return self


class Audience(_Table):
    """Whom the window is for. `who` is everyone, experts, or the names of partners and contacts."""

    who: Literal["everyone", "experts"] | Names = "everyone"
    quota: Annotated[int, Field(ge=1)] | None = None
    """How many single-use codes there are."""
    ends: AwareDatetime | None = None

    @property
    def is_limited(self) -> bool:
        return self.who != "everyone"

    @model_validator(mode="after")
    def _limited_has_a_quota(self) -> Audience:
        if self.is_limited and self.quota is None:
            raise ValueError("`quota`: how many may take part")
        return self


class WindowDefinition(_Table):
    """What a window shows, why, where and when. `name` is the file's stem and stays for good."""

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$")]
    title: Text
    story: Text
    motive: Text
    """Why we show it, in the customer's words."""
    language: Language
    """Of title, story and motive."""
    texts: dict[Language, Texts] = {}
    """The window in further languages."""
    channels: Annotated[Names, Field(min_length=1)]
    wording: dict[str, Wording] = {}
    """By channel."""
    products: Annotated[Products, BeforeValidator(_as_ids)] = Products()
    sections: dict[Text, Names] = {}
    """Parts of the window with the ids of the products that stand in each: sections of the board on Pinterest."""
    extras: Annotated[tuple[Extra, ...], BeforeValidator(_tuple)] = ()
    topic: Topic | None = None
    hashtags: Names = ()
    partner: str = ""
    """The code of the partner who stands behind the window: it is in the links, and orders through it earn."""
    sponsor: str = ""
    """Who pays for the window, with money or goods."""
    audience: Audience = Audience()
    starts: AwareDatetime | None = None
    ends: AwareDatetime | None = None
    time_zone: str = ""
    """Of times without an offset, and of the slots."""
    slots: Annotated[tuple[Annotated[str, Field(pattern=SLOT)], ...], BeforeValidator(_tuple)] = ()
    """When the window may go up, such as 'mon 18:00'; empty: at any time."""
    policy: Annotated[Policy, Field(strict=False)] = Policy.SWAP
    unchangeable: Annotated[Unchangeable, Field(strict=False)] = Unchangeable.LEAVE
    layout: Annotated[Layout | None, Field(strict=False)] = None
    """How the cover is arranged; None: a card for a topic, else a counter."""
    prices: bool | None = None
    """Whether the pictures tell prices; None: where a changed price gets a new picture, as `unchangeable` says."""
    claims: bool = True
    """Whether what can be shown to be true of the products today is said."""

    @model_validator(mode="before")
    @classmethod
    def _local_times(cls, table: Any) -> Any:
        """Times without an offset are of the window's time zone."""
        if not isinstance(table, dict) or not isinstance(table.get("time_zone"), str):
            return table
        zone = _zone(table["time_zone"])
        audience = table.get("audience")
        localized = {"audience": audience | _localized(audience, zone)} if isinstance(audience, dict) else {}
        return table | _localized(table, zone) | localized

    @model_validator(mode="after")
    def _holds_together(self) -> WindowDefinition:
        wrong = next(self._contradictions(), None)
        if wrong:
            raise ValueError(wrong)
        return self

    def _contradictions(self) -> Iterator[str]:
        if self.starts and self.ends and self.ends <= self.starts:
            yield f"`ends` after `starts` ({self.starts.isoformat()})"
        if self.slots and not self.time_zone:
            yield "`time_zone` of the slots, such as 'Europe/Berlin'"
        if not (self.products.named() or self.products.where or self.extras or self.topic):
            yield "something to show: `products`, `extras` or a `topic`"
        for item_id, times in Counter(one for among in self.sections.values() for one in among).items():
            if times > 1:
                yield f"each product in one of the `sections`, not {item_id!r} in {times}"
        for channel in self.wording.keys() - set(self.channels):
            yield f"`wording` of the window's channels alone, not of {channel!r}"
        for channel, wording in self.wording.items():
            if wording.language and wording.language not in (self.language, *self.texts):
                yield f"`texts.{wording.language}`, which `wording.{channel}` asks for"

    def is_open(self, now: datetime) -> bool:
        return (self.starts is None or self.starts <= now) and not self.is_over(now)

    def is_over(self, now: datetime) -> bool:
        return self.ends is not None and self.ends <= now

    @property
    def tells_prices(self) -> bool:
        """No platform changes a public picture: a price in one that is left where it is may become a wrong one."""
        return self.unchangeable is Unchangeable.REPLACE if self.prices is None else self.prices

    def language_on(self, channel: str) -> Language:
        wording = self.wording.get(channel)
        return (wording.language if wording else None) or self.language

    def texts_on(self, channel: str) -> Texts:
        """Title, story and motive as the channel says them."""
        own = Texts(title=self.title, story=self.story, motive=self.motive)
        texts = own if self.language_on(channel) == self.language else self.texts[self.language_on(channel)]
        wording = self.wording.get(channel)
        given = {"title": wording.title, "story": wording.story} if wording else {}
        return texts.model_copy(update={name: text for name, text in given.items() if text})

    def hashtags_on(self, channel: str) -> Names:
        wording = self.wording.get(channel)
        return self.hashtags if wording is None or wording.hashtags is None else wording.hashtags

    def section_of(self, item_id: str) -> str:
        """The part of the window that the product stands in; '' for none."""
        return next((name for name, among in self.sections.items() if item_id in among), "")

    def calendar(self) -> Slots:
        return Slots(self.slots, ZoneInfo(self.time_zone or "UTC"))

    def all_texts(self) -> Sequence[str]:
        """Every text that somebody typed and that may become public."""
        texts = [self.title, self.story, self.motive]
        texts += [text for one in self.texts.values() for text in (one.title, one.story, one.motive)]
        texts += [text for wording in self.wording.values() for text in (wording.title, wording.story) if text]
        texts += self.sections
        return texts + [text for extra in self.extras for text in (extra.title, extra.story, extra.section) if text]


def read_window(path: Path) -> WindowDefinition:
    """Read one file. Raises InputError naming the file and every wrong key."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return WindowDefinition.model_validate(table | {"name": path.stem})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(
            phrase("not valid TOML: {error}.", error=error), file=str(path), mend=phrase("Correct that place.")
        ) from error
    except ValidationError as error:
        listed = "\n  ".join(problems(error))
        raise InputError(f"\n  {listed}\n", file=str(path), mend=phrase("Correct these keys and run again.")) from error


def window_files(folder: Path) -> list[Path]:
    """The files of a folder by name; a folder that is not there is an error (InputError), an empty one has none."""
    if not folder.is_dir():
        mend = phrase("Make it, or set windows.folder.")
        raise InputError(phrase("there is no such folder."), file=str(folder), mend=mend)
    return sorted(folder.glob("*.toml"))


def require_channels(window: WindowDefinition, file: Path, configured: Collection[str]) -> None:
    """Raises InputError for a window that names a channel that is not configured."""
    unknown = [name for name in window.channels if name not in configured]
    if unknown:
        raise InputError(
            phrase("the window names a channel that is not configured."),
            file=str(file),
            field="channels",
            found=unknown[0],
            expected=phrase("some of: {names}", names=", ".join(configured)),
        )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"`time_zone` to be an IANA name such as Europe/Berlin, not {name!r}") from error


def _localized(table: dict[str, Any], zone: ZoneInfo) -> dict[str, datetime]:
    times = {key: table.get(key) for key in ("starts", "ends")}
    return {key: at.replace(tzinfo=zone) for key, at in times.items() if isinstance(at, datetime) and at.tzinfo is None}
