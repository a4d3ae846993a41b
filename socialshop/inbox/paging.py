"""Where a page of the list begins and ends: keys, not offsets, so that the last page costs what the first does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, CompoundSelect, Select, bindparam, func, literal_column, or_, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from socialshop.errors import SocialshopError
from socialshop.inbox.filters import Filters
from socialshop.inbox.model import Conversation, ConversationLabel, ConversationState
from socialshop.phrases import phrase
from socialshop.store import LARGEST_NUMBER, ask, row_number

_FEW = 1_000  # conversations that are looked at all
_FAR = 400  # conversations of each state that are looked at for the first page
_FURTHER = 2  # times as many for somebody who asks for more
_LISTS = 200  # whose statements are kept
_TIME = "%Y%m%dT%H%M%S%f"


class Place(NamedTuple):
    """One conversation in the list's order, by its due time among the overdue and by its last message else."""

    at: datetime
    id: int
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a list was read. `now` is when it was begun: what falls due meanwhile must not move between pages."""

    now: datetime | None
    last: Place | None = None

    @property
    def past_overdue(self) -> bool:
        return self.now is None or (self.last is not None and not self.last.is_overdue)

    @property
    def reach(self) -> int:
        """How many conversations are looked at for the page that begins here."""
        return _FAR if self.last is None else _FAR * _FURTHER

    def after(self, last: Place) -> Mark:
        return replace(self, last=last)

    def __str__(self) -> str:
        assert self.last
        begun = f"{self.now:{_TIME}}" if self.now else ""
        return f"{'o' if self.last.is_overdue else 'l'}{self.last.at:{_TIME}}-{self.last.id}-{begun}"

    @classmethod
    def parsed(cls, text: str) -> Mark:
        """Raises SocialshopError for a mark that no page gave."""
        try:
            at, number, begun = text[1:].split("-")
            last = row_number(number)
            if text[0] not in "ol" or last is None:
                raise ValueError(text)
            return cls(_moment(begun) if begun else None, Place(_moment(at), last, text[0] == "o"))
        except (ValueError, IndexError) as error:
            raise SocialshopError(
                phrase("There is no such page of the list."), mend=phrase("Begin with the first page.")
            ) from error


class Stretch(NamedTuple):
    """The places that were found in their order. With an `end`, no further was looked: too many others lie between."""

    places: list[Place]
    end: Place | None


def source(session: Session, filters: Filters) -> type[Conversation]:
    """Where the chosen conversations are sought: among those few that bear a label or are of one person, else among
    all."""
    if not (filters.label or filters.contact):
        return Conversation
    few = _few(filters.label, filters.contact)
    number = ask(session, few.number, {"most": _FEW + 1}).scalar() or 0
    return few.conversations if number <= _FEW else Conversation


def overdue_places(session: Session, of: type[Conversation], filters: Filters, mark: Mark, limit: int) -> Stretch:
    """The chosen conversations that are overdue, the longest foremost; only open ones have a due time."""
    assert mark.now
    if ConversationState.OPEN not in filters.states:
        return Stretch([], None)
    given = _given(mark, limit)
    asked = _overdue(of, filters, limit, further=mark.last is not None)
    end = ask(session, asked.end, given).scalar() if asked.end is not None else None
    rows = ask(session, asked.places, given | {"until": end or mark.now})
    found = [Place(at, number, True) for at, number in rows if at and number]
    return Stretch(found, Place(end, LARGEST_NUMBER, True) if end and len(found) < limit else None)


def latest_places(session: Session, of: type[Conversation], filters: Filters, mark: Mark, limit: int) -> Stretch:
    """The chosen conversations that are not overdue, the latest first."""
    given = _given(mark, limit)
    further = mark.last is not None and not mark.last.is_overdue
    asked = _latest(of, filters, further=further, timed=mark.now is not None)
    end = max(ask(session, asked.end, given).scalars(), default=None) if asked.end is not None else None
    rows = ask(session, asked.since if end else asked.places, given | {"since": end})
    found = [Place(at, number, False) for at, number in rows]
    return Stretch(found, Place(end, 0, False) if end and len(found) < limit else None)


def _given(mark: Mark, limit: int) -> dict[str, Any]:
    last = mark.last._asdict() if mark.last else {}
    return last | {"now": mark.now, "reach": mark.reach, "limit": limit}


# --- the statements: every page asks them, and to make one takes longer than to ask it ----------


class _Few(NamedTuple):
    number: Select[int]
    conversations: type[Conversation]


class _Overdue(NamedTuple):
    """`end` asks for the time to look `until`, where others may lie between."""

    places: Select[*tuple[Any, ...]]
    end: Select[*tuple[Any, ...]] | None


class _Latest(NamedTuple):
    """`end` asks for a time of each state, of which the latest is that to look `since`."""

    places: Select[*tuple[Any, ...]]
    since: Select[*tuple[Any, ...]]
    end: CompoundSelect[datetime] | None


@lru_cache(maxsize=_LISTS)
def _few(label: str, contact: str) -> _Few:
    of_them: Select[int | None]
    if label:
        of_them = select(col(ConversationLabel.conversation_id)).where(col(ConversationLabel.label) == label)
    else:
        of_them = select(col(Conversation.id)).where(col(Conversation.contact_id) == int(contact))
    number = select(func.count()).select_from(of_them.limit(bindparam("most")).subquery())
    few = select(Conversation).where(col(Conversation.id).in_(of_them)).offset(0)  # a fence that planners respect
    return _Few(number, aliased(Conversation, few.subquery()))


@lru_cache(maxsize=_LISTS)
def _overdue(of: type[Conversation], filters: Filters, limit: int, *, further: bool) -> _Overdue:
    due, id_ = col(of.due_at), col(of.id)
    lead, rest = filters.conditions(of)
    along = select(due, id_).where(*lead).order_by(due, id_)
    if further:
        along = along.where(due >= bindparam("at"), or_(due > bindparam("at"), id_ > bindparam("id")))
    far = along.where(due <= bindparam("now")).offset(bindparam("reach")).limit(1)
    # Not both times: of two bounds SQLite uses one. The limit is no parameter: PostgreSQL plans anew for each.
    places = along.where(due <= bindparam("until"), *rest).limit(literal_column(str(limit)))
    return _Overdue(places, far if rest and of is Conversation else None)


@lru_cache(maxsize=_LISTS)
def _latest(of: type[Conversation], filters: Filters, *, further: bool, timed: bool) -> _Latest:
    """Each state has its own stretch of every index: a list of several states is merged from the first of each."""
    along = {state: _along(of, state, filters, further=further) for state in filters.states}
    rests = {state: _rest(of, state, filters, timed=timed) for state in filters.states}
    far = [along[state].offset(bindparam("reach")).limit(1) for state, rest in rests.items() if rest]
    chosen = [along[state].where(*rests[state]) for state in filters.states]
    since = [part.where(col(of.last_at) >= bindparam("since")) for part in chosen]
    end = union_all(*(select(part.subquery().c.last_at) for part in far)) if far and of is Conversation else None
    return _Latest(_merged(chosen), _merged(since), end)


def _along(of: type[Conversation], state: str, filters: Filters, *, further: bool) -> Select[datetime, int | None]:
    """What an index alone leads to, in its order."""
    last, id_ = col(of.last_at), col(of.id)
    lead, _ = filters.conditions(of)
    along = select(last, id_).where(col(of.state) == state, *lead)
    if further:
        # The first condition is implied by the second; it lets both databases enter the index at the right place.
        along = along.where(last <= bindparam("at"), or_(last < bindparam("at"), id_ < bindparam("id")))
    return along.order_by(last.desc(), id_.desc())


def _rest(of: type[Conversation], state: str, filters: Filters, *, timed: bool) -> list[ColumnElement[bool]]:
    """What is asked of each of them; where there is a time, an open one is not overdue at it."""
    _, rest = filters.conditions(of)
    due = col(of.due_at)
    return [*rest, or_(due.is_(None), due > bindparam("now"))] if timed and state == ConversationState.OPEN else rest


def _merged(parts: Sequence[Select[datetime, int | None]]) -> Select[*tuple[Any, ...]]:
    merged = union_all(*(select(part.limit(bindparam("limit")).subquery()) for part in parts)).subquery()
    return select(merged).order_by(merged.c.last_at.desc(), merged.c.id.desc()).limit(bindparam("limit"))


def _moment(text: str) -> datetime:
    return datetime.strptime(text, _TIME).replace(tzinfo=UTC)
