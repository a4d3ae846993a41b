"""Where a page of the list begins and ends: keys, not offsets, so that the last page costs what the first does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select, union_all
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from socialshop.errors import SocialshopError
from socialshop.inbox.filters import Filters
from socialshop.inbox.model import Conversation, ConversationLabel, ConversationState
from socialshop.phrases import phrase
from socialshop.store import LARGEST_NUMBER, row_number

_FEW = 1_000  # conversations that are looked at all
_FAR = 1_000  # conversations of each state that are looked at for the first page
_FURTHER = 2  # times as many for somebody who asks for more
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
    of_them: Select[int | None]
    if filters.label:
        of_them = select(col(ConversationLabel.conversation_id)).where(col(ConversationLabel.label) == filters.label)
    elif filters.contact:
        of_them = select(col(Conversation.id)).where(col(Conversation.contact_id) == int(filters.contact))
    else:
        return Conversation
    number = session.scalar(select(func.count()).select_from(of_them.limit(_FEW + 1).subquery())) or 0
    if number > _FEW:
        return Conversation
    few = select(Conversation).where(col(Conversation.id).in_(of_them)).offset(0)  # a fence that planners respect
    return aliased(Conversation, few.subquery())


def overdue_places(session: Session, of: type[Conversation], filters: Filters, mark: Mark, limit: int) -> Stretch:
    """The chosen conversations that are overdue, the longest foremost; only open ones have a due time."""
    assert mark.now
    if ConversationState.OPEN not in filters.states:
        return Stretch([], None)
    due, id_ = col(of.due_at), col(of.id)
    lead, rest = filters.conditions(of)
    along = select(due, id_).where(*lead).order_by(due, id_)
    if mark.last:
        along = along.where(due >= mark.last.at, or_(due > mark.last.at, id_ > mark.last.id))
    far = along.where(due <= mark.now).offset(mark.reach).limit(1)
    end = session.scalar(far) if rest and of is Conversation else None
    # Not both times: of two bounds SQLite uses one.
    rows = session.execute(along.where(due <= (end or mark.now), *rest).limit(limit))
    found = [Place(at, number, True) for at, number in rows if at and number]
    return Stretch(found, Place(end, LARGEST_NUMBER, True) if end and len(found) < limit else None)


def latest_places(session: Session, of: type[Conversation], filters: Filters, mark: Mark, limit: int) -> Stretch:
    """The chosen conversations that are not overdue, the latest first.

    Each state has its own stretch of every index: a list of several states is merged from the first of each.
    """
    along = {state: _along(of, state, filters, mark) for state in filters.states}
    rests = {state: _rest(of, state, filters, mark) for state in filters.states}
    far = [along[state].offset(mark.reach).limit(1) for state, rest in rests.items() if rest and of is Conversation]
    end = _latest_end(session, far) if far else None
    since = [] if end is None else [col(of.last_at) >= end]
    parts = [along[state].where(*rests[state], *since).limit(limit).subquery() for state in filters.states]
    merged = union_all(*(select(part) for part in parts)).subquery()
    rows = session.execute(select(merged).order_by(merged.c.last_at.desc(), merged.c.id.desc()).limit(limit))
    found = [Place(at, number, False) for at, number in rows]
    return Stretch(found, Place(end, 0, False) if end and len(found) < limit else None)


def _along(of: type[Conversation], state: str, filters: Filters, mark: Mark) -> Select[datetime, int | None]:
    """What an index alone leads to, in its order."""
    last, id_ = col(of.last_at), col(of.id)
    lead, _ = filters.conditions(of)
    along = select(last, id_).where(col(of.state) == state, *lead)
    if mark.last and not mark.last.is_overdue:
        # The first condition is implied by the second; it lets both databases enter the index at the right place.
        along = along.where(last <= mark.last.at, or_(last < mark.last.at, id_ < mark.last.id))
    return along.order_by(last.desc(), id_.desc())


def _rest(of: type[Conversation], state: str, filters: Filters, mark: Mark) -> list[ColumnElement[bool]]:
    """What is asked of each of them."""
    _, rest = filters.conditions(of)
    return [*rest, _not_overdue(of, mark.now)] if mark.now is not None and state == ConversationState.OPEN else rest


def _latest_end(session: Session, far: Sequence[Select[datetime, int | None]]) -> datetime | None:
    """Where so many were looked at in one of the states: what is older is not known of all of them."""
    rows = union_all(*(select(end.subquery().c.last_at) for end in far))
    return max(session.scalars(rows), default=None)


def _not_overdue(of: type[Conversation], now: datetime) -> ColumnElement[bool]:
    due = col(of.due_at)
    return or_(due.is_(None), due > now)


def _moment(text: str) -> datetime:
    return datetime.strptime(text, _TIME).replace(tzinfo=UTC)
