"""Where somebody goes on when a conversation has left their list, and how they take that back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby, islice

from sqlmodel import Session

from socialshop.inbox.query import MOST_COUNTED, conversations
from socialshop.store import reading
from socialshop.store.numbers import row_number
from socialshop.web.listing import PAGE, Listing
from socialshop.web.visits import INBOX, Visit

_ROOM = 1_500
"""Characters that the session's cookie has for the entries. What is done with many at once is written down one after
the other, so that a thousand are a few spans, such as 17-516, unless many others write at the same time."""


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
    """The next page offers to take these acts back; they are named by their entries in the audit log. Where these are
    too scattered to be kept it offers nothing."""
    spans = list(_spans(ids))
    if spans and sum(map(len, spans)) <= _ROOM:
        here.request.session["undo"] = {"ids": spans, "query": listing.query}


def kept_for_undo(spans: Iterable[str]) -> list[int]:
    """The numbers of the entries that the form names; what is no span is none, and of too many the first are taken."""
    return list(islice((number for span in spans for number in _numbers(span)), MOST_COUNTED))


def _spans(ids: Collection[int]) -> Iterator[str]:
    """Numbers that follow one another, as '17-516', in their order; one alone as '17'."""
    for _, run in groupby(enumerate(sorted(set(ids))), lambda place: place[1] - place[0]):
        numbers = [number for _, number in run]
        yield str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"


def _numbers(span: str) -> range:
    first, _, last = span.partition("-")
    ends = row_number(first), row_number(last or first)
    return range(ends[0], ends[1] + 1) if ends[0] is not None and ends[1] is not None else range(0)
