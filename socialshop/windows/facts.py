"""What is known of the day on which windows are planned: every fact that a text, a choice or a gate may rest on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from socialshop.windows.schedule import QuietHours


@dataclass(frozen=True, slots=True)
class Voices:
    """What the inbox says of products, by their ids."""

    asked: Mapping[str, int] = field(default_factory=dict)
    """How many people asked about it in the last seven days."""
    recommended: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """How many people recommended it, of how many who said whether they do."""
    complaints: Mapping[str, int] = field(default_factory=dict)
    """How many conversations complain of it and are not resolved."""


@dataclass(frozen=True, slots=True)
class Expert:
    """Somebody whose choice counts for something; `about` says why: 'cheese maker in Bern'."""

    name: str
    about: str
    choice: Sequence[str]


@dataclass(frozen=True, slots=True)
class Earner:
    """A partner who earns from orders: their code, and their share in basis points."""

    code: str
    name: str
    commission_bp: int


class Links(Protocol):
    """Whether addresses lead somewhere."""

    def trouble(self, address: str) -> str:
        """What is wrong with the address, in words; empty where it is alive."""
        ...


class NoLinks:
    """Holds every address for alive: where nothing may be asked."""

    def trouble(self, address: str) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class ShopFront:
    """What every window needs to know of the shop.

    `media` is the folder with the pictures' files, if we have them; `disclosure` has, by language, the word that leads
    what is said for consideration.
    """

    url: str
    media: Path | None = None
    disclosure: Mapping[str, str] = field(default_factory=lambda: {"de": "Werbung", "en": "Advertisement"})
    quiet: QuietHours | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """The day's facts. `paused` has, by product, why it is not to be shown."""

    now: datetime
    front: ShopFront
    voices: Voices = Voices()
    experts: Sequence[Expert] = ()
    earners: Mapping[str, Earner] = field(default_factory=dict)
    paused: Mapping[str, str] = field(default_factory=dict)
    links: Links = field(default_factory=NoLinks)
    photos: Links = field(default_factory=NoLinks)
    """Whether the products' photos can be shown."""
