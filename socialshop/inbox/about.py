"""What conversations are about: the window and product that their post, a tag, a link or a text names, and why.

The surer evidence comes first, and a guess is none: where two products fit alike, none is taken.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from sqlalchemy import select
from sqlmodel import Session, col

from socialshop.inbox.naming import Candidate, named_in_full, named_product, shown_alone
from socialshop.products.model import Product
from socialshop.windows.model import Publication, PublicationState, WindowProduct, WindowRow

BY_PERSON = "person"
_ADDRESS = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)
_EXCERPT = 80


class Clues(NamedTuple):
    """What a conversation gives to go by: where it stands, and what the customer wrote, in its order.

    `window` and `item_id` are those of the publication that it stands beneath.
    """

    window: str | None
    item_id: str | None
    texts: Sequence[str] = ()
    links: Sequence[str] = ()
    tagged: Sequence[str] = ()


class About(NamedTuple):
    """The window and item, and what says so: 'post', 'tag: …', 'link: …', 'text: …', 'window' or 'product'."""

    window: str | None = None
    item_id: str | None = None
    window_evidence: str = ""
    item_evidence: str = ""


def find_about(session: Session, clues: Mapping[int, Clues]) -> dict[int, About]:
    """What each conversation is about, by its number; a few queries for all of them."""
    links = {id_: [_Link.read(address) for address in _addresses(given)] for id_, given in clues.items()}
    known = _Known.look_up(session, clues.values(), [link for found in links.values() for link in found])
    return {id_: _about(given, links[id_], known) for id_, given in clues.items()}


@dataclass(frozen=True, slots=True)
class _Link:
    """An address; where it is one of ours it names window and item, else its last part may be the item's id, or its
    page the item's: host and path, whatever was hung on by those who count visitors."""

    address: str
    window: str
    items: tuple[str, ...]
    page: str

    @classmethod
    def read(cls, address: str) -> _Link:
        try:
            parts = urlsplit(address)
            query = parse_qs(parts.query)
        except ValueError:
            return cls(address, "", (), "")
        last = unquote(parts.path.rstrip("/").rpartition("/")[2])
        named = (*query.get("utm_content", ()), *query.get("variant", ()), last)
        path = unquote(parts.path).rstrip("/").lower()
        page = f"{(parts.hostname or '').removeprefix('www.')}{path}" if path else ""
        return cls(address, next(iter(query.get("utm_campaign", ())), ""), tuple(filter(None, named)), page)


@dataclass
class _Known:
    """What of all that is named there really is."""

    items: set[str] = field(default_factory=set)
    windows: set[str] = field(default_factory=set)
    shelves: defaultdict[str, list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    showing: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Item id → the windows that show it now."""
    pages: defaultdict[str, list[Candidate]] = field(default_factory=lambda: defaultdict(list))
    """Page of the shop → the items of the windows that are sold there."""

    @classmethod
    def look_up(cls, session: Session, clues: Collection[Clues], links: Collection[_Link]) -> _Known:
        known = cls()
        ids = {item for given in clues for item in given.tagged} | {item for link in links for item in link.items}
        names = {link.window for link in links if link.window}
        if ids:
            known.items.update(session.execute(select(col(Product.id)).where(col(Product.id).in_(ids))).scalars())
        if names:
            found = session.execute(select(col(WindowRow.name)).where(col(WindowRow.name).in_(names)))
            known.windows.update(found.scalars())
        if any(given.item_id is None for given in clues):
            known._read_shelves(session, with_pages=bool(links))
        return known

    def _read_shelves(self, session: Session, *, with_pages: bool) -> None:
        """The products of each window, in their order."""
        live = select(col(Publication.window)).where(col(Publication.state) == PublicationState.LIVE)
        rows = session.execute(
            select(
                col(WindowProduct.window),
                col(Product.id),
                col(Product.title),
                col(Product.item_group_id),
                col(Product.link),
                col(WindowProduct.window).in_(live),
            )
            .join(Product, col(Product.id) == col(WindowProduct.item_id))
            .order_by(col(WindowProduct.window), col(WindowProduct.position))
        )
        for window, item_id, title, group, link, is_live in rows:
            candidate = Candidate(item_id, title, group)
            self.shelves[window].append(candidate)
            if with_pages and (page := _Link.read(link).page):
                self.pages[page].append(candidate)
            if is_live:
                self.showing[item_id].append(window)

    @cached_property
    def on_show(self) -> list[Candidate]:
        """Every product that some window shows now, once."""
        shown = {candidate.item_id: candidate for shelf in self.shelves.values() for candidate in shelf}
        return [candidate for item_id, candidate in shown.items() if item_id in self.showing]


def _about(given: Clues, links: Sequence[_Link], known: _Known) -> About:
    window, window_evidence = _window(given, links, known)
    item_id, item_evidence = _item(given, window, links, known)
    if window is None and item_id and len(known.showing[item_id]) == 1:
        window, window_evidence = known.showing[item_id][0], "product"
    return About(window, item_id, window_evidence, item_evidence)


def _window(given: Clues, links: Sequence[_Link], known: _Known) -> tuple[str | None, str]:
    if given.window:
        return given.window, "post"
    link = next((link for link in links if link.window in known.windows), None)
    return (link.window, _evidence("link", link.address)) if link else (None, "")


def _item(given: Clues, window: str | None, links: Sequence[_Link], known: _Known) -> tuple[str | None, str]:
    if given.item_id:
        return given.item_id, "post"
    for item_id in given.tagged:
        if item_id in known.items:
            return item_id, _evidence("tag", item_id)
    for link in links:
        for item_id in link.items:
            if item_id in known.items:
                return item_id, _evidence("link", link.address)
        if link.page in known.pages and (alone := shown_alone(known.pages[link.page])):
            return alone, _evidence("link", link.address)
    return _item_of_text(given.texts, window, known)


def _item_of_text(texts: Iterable[str], window: str | None, known: _Known) -> tuple[str | None, str]:
    """Within a window a word may be enough; without one the name has to be said in full."""
    shelf = known.shelves[window] if window else known.on_show
    if not shelf:
        return None, ""
    if window and (alone := shown_alone(shelf)):
        return alone, "window"
    name = named_product if window else named_in_full
    for text in texts:
        if item_id := name([text], shelf):
            return item_id, _evidence("text", text)
    return None, ""


def _addresses(given: Clues) -> list[str]:
    within = (address for text in given.texts if "://" in text for address in _ADDRESS.findall(text))
    return [*given.links, *within]


def _evidence(kind: str, found: str) -> str:
    words = " ".join(found.split())
    return f"{kind}: {words if len(words) <= _EXCERPT else words[: _EXCERPT - 1] + '…'}"
