"""The list beside every conversation: what it shows, and links that keep it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, cached_property
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Request
from sqlmodel import Session

from socialshop.desk.acts import LONGEST_LABEL
from socialshop.desk.menus import OFFERED
from socialshop.desk.notices import UNREAD
from socialshop.desk.search import LONGEST as LONGEST_SEARCH
from socialshop.desk.search import MOST_WORDS, Found, search
from socialshop.desk.views import LONGEST_NAME, SEEN, View
from socialshop.inbox.filters import UNASSIGNED, Filters
from socialshop.inbox.model import Contact
from socialshop.inbox.pulse import BEATEN
from socialshop.inbox.query import COUNTED, MOST_COUNTED, conversations
from socialshop.inbox.tallies import MOST_TOLD, Tally, tallies
from socialshop.products.model import Product
from socialshop.store import Together
from socialshop.sync.alarm import JOBS, overdue
from socialshop.sync.trouble import answered, hindered
from socialshop.web.i18n import formatter
from socialshop.web.visits import INBOX, Visit

PAGE = 25
"""Conversations of one page: more than a screen shows, and no more than is made quickly with each page beside it."""


@dataclass(frozen=True)
class Listing:
    """Chosen conversations, or those that were found for `sought`. `before` is the mark of a further page."""

    filters: Filters = field(default_factory=Filters)
    sought: str = ""
    before: str | None = None

    @property
    def chosen(self) -> dict[str, str]:
        """The parameters of the list's address, those of the page aside."""
        return {"q": self.sought} if self.sought else self.filters.chosen()

    @cached_property
    def query(self) -> str:
        encoded = urlencode(self.chosen | ({"before": self.before} if self.before else {}))
        return f"?{encoded}" if encoded else ""

    @property
    def is_whole(self) -> bool:
        """Nothing but the state chooses, and it is the first page."""
        return not self.before and self.chosen.keys() <= {"state"}

    def conversation(self, conversation_id: int, *, part: str = "latest", **more: object) -> str:
        """The address of one conversation beside this list; `more` are parameters of its page."""
        kept = self.chosen | ({"before": self.before} if self.before else {})
        encoded = urlencode(kept | {name: str(value) for name, value in more.items()})
        return f"{INBOX}/{conversation_id}" + (f"?{encoded}" if encoded else "") + (f"#{part}" if part else "")

    def link(self, **changes: str) -> str:
        """The address of the list with some filters changed, from its beginning."""
        filters = Filters.parsed(self.filters.chosen() | changes)
        return INBOX + replace(self, filters=filters, sought="", before=None).query

    def page(self, mark: str) -> str:
        """The address of the page that begins after `mark`."""
        return INBOX + replace(self, before=mark).query


async def _listing(request: Request) -> Listing:  # a plain one would wait for a thread
    given = request.query_params
    return Listing(Filters.parsed(given), given.get("q", "").strip(), given.get("before"))


Chosen = Annotated[Listing, Depends(_listing)]


@cache
def _around(channels: tuple[str, ...]) -> Together:
    """What every page of the inbox tells besides."""
    return Together.of(COUNTED, OFFERED, SEEN, UNREAD, BEATEN, JOBS, answered(channels))


def listed(here: Visit, session: Session, listing: Listing) -> dict[str, Any]:
    """What the template of the list needs."""
    assert here.person
    now = here.site.clock()
    found = _found(session, listing) if listing.sought else _page(here, session, listing)
    channels = tuple(here.site.connectors)
    around = _around(channels).ask(session, {"now": now, "user_id": here.person.id})
    return {
        "listing": listing,
        "found": found,
        "counts": around[COUNTED],
        "menus": around[OFFERED],
        "views": _views(here, session, around[SEEN], now),
        "notices": around[UNREAD],
        "pulse": around[BEATEN],
        "alarms": overdue(session, around[JOBS], now, here.site.alarm_hours),
        "troubles": hindered(session, around[answered(channels)]),
        "about": _about(session, listing.filters),
        "capped": lambda number: capped(here, number),
        "longest": {"label": LONGEST_LABEL, "view": LONGEST_NAME, "search": LONGEST_SEARCH, "words": MOST_WORDS},
        "mine": str(here.person.id),
        "unassigned": UNASSIGNED,
        "current": None,
    }


def capped(here: Visit, number: int) -> str:
    """'12', or '999+' where nobody counted further."""
    show = formatter(here.language, here.site.zone)
    return f"{show.number(MOST_COUNTED - 1)}+" if number >= MOST_COUNTED else show.number(number)


def _views(here: Visit, session: Session, kept: Sequence[View], now: datetime) -> list[tuple[View, str, str]]:
    """Each with the address of its list and how many are in it, as far as that was counted."""
    lists = [view.filters for view in kept]
    told = [_told(here, tally) for tally in tallies(session, lists, now)]
    addresses = [INBOX + Listing(filters).query for filters in lists]
    return list(zip(kept, addresses, told, strict=True))


def _told(here: Visit, tally: Tally) -> str:
    """'12', '99+', '12+' where more may be, or nothing where none was found so far."""
    show = formatter(here.language, here.site.zone)
    if not tally.more:
        return show.number(tally.number)
    return f"{show.number(min(tally.number, MOST_TOLD - 1))}+" if tally.number else ""


def _page(here: Visit, session: Session, listing: Listing) -> Found:
    chosen = conversations(session, listing.filters, now=here.site.clock(), before=listing.before, limit=PAGE)
    return Found(chosen.rows, chosen.next)


def _found(session: Session, listing: Listing) -> Found:
    return search(session, listing.sought, before=listing.before, limit=PAGE)


def _about(session: Session, filters: Filters) -> str:
    """The product or person that the list is about, in words."""
    if filters.item:
        product = session.get(Product, filters.item)
        return product.title if product else filters.item
    contact = session.get(Contact, int(filters.contact)) if filters.contact else None
    return contact.name if contact else ""
