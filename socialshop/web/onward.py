"""Where somebody goes on when a conversation has left their list, and how they take that back."""

from __future__ import annotations

from collections.abc import Collection

from sqlmodel import Session

from socialshop.inbox.query import conversations
from socialshop.store import reading
from socialshop.web.listing import PAGE, Listing
from socialshop.web.visits import INBOX, Visit

_MOST = 100
"""Entries that the session's cookie has room for."""


def onward(here: Visit, listing: Listing, conversation_id: int, state: str) -> str:
    """The address of the next conversation of the list that this one leaves by getting into `state`; its own where it
    stays in it. To be asked before it leaves."""
    if listing.sought or listing.filters.state in ("", state):
        return listing.conversation(conversation_id)
    with Session(reading(here.site.store)) as session:
        page = conversations(session, listing.filters, now=here.site.clock(), before=listing.before, limit=PAGE)
    ids = [row.id for row in page.rows]
    place = ids.index(conversation_id) if conversation_id in ids else -1
    others = [*ids[place + 1 :], *reversed(ids[: max(place, 0)])]
    return listing.conversation(others[0]) if others else INBOX + listing.query


def keep_undo(here: Visit, ids: Collection[int], listing: Listing) -> None:
    """The next page offers to take these acts back; they are named by their entries in the audit log."""
    if 0 < len(ids) <= _MOST:
        here.request.session["undo"] = {"ids": sorted(ids), "query": listing.query}
