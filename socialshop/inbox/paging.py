"""Where a page of the list begins and ends: keys, not offsets, so that the last page costs what the first does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, or_, select, union_all
from sqlmodel import Session, col

from socialshop.errors import SocialshopError
from socialshop.inbox.filters import Filters
from socialshop.inbox.model import Conversation, ConversationState
from socialshop.store import row_number

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
            raise SocialshopError("There is no such page of the list.", mend="Begin with the first page.") from error


def overdue_places(session: Session, filters: Filters, mark: Mark, limit: int) -> list[Place]:
    """The chosen conversations that are overdue, the longest foremost; only open ones have a due time."""
    assert mark.now
    if ConversationState.OPEN not in filters.states:
        return []
    due = col(Conversation.due_at)
    chosen = select(due, col(Conversation.id)).where(due <= mark.now, *filters.conditions())
    if mark.last:
        chosen = chosen.where(due >= mark.last.at, or_(due > mark.last.at, col(Conversation.id) > mark.last.id))
    rows = session.execute(chosen.order_by(due, col(Conversation.id)).limit(limit))
    return [Place(at, id_, True) for at, id_ in rows if at and id_]


def latest_places(session: Session, filters: Filters, mark: Mark, limit: int) -> list[Place]:
    """The chosen conversations that are not overdue, the latest first.

    Each state has its own stretch of every index: a list of several states is merged from the first of each.
    """
    parts = [_latest(state, filters, mark, limit).subquery() for state in filters.states]
    merged = union_all(*(select(part) for part in parts)).subquery()
    rows = session.execute(select(merged).order_by(merged.c.last_at.desc(), merged.c.id.desc()).limit(limit))
    return [Place(at, id_, False) for at, id_ in rows]


def _latest(state: str, filters: Filters, mark: Mark, limit: int) -> Select[datetime, int | None]:
    last, id_ = col(Conversation.last_at), col(Conversation.id)
    chosen = select(last, id_).where(col(Conversation.state) == state, *filters.conditions())
    if mark.now is not None and state == ConversationState.OPEN:
        chosen = chosen.where(_not_overdue(mark.now))
    if mark.last and not mark.last.is_overdue:
        # The first condition is implied by the second; it lets both databases enter the index at the right place.
        chosen = chosen.where(last <= mark.last.at, or_(last < mark.last.at, id_ < mark.last.id))
    return chosen.order_by(last.desc(), id_.desc()).limit(limit)


def _not_overdue(now: datetime) -> ColumnElement[bool]:
    due = col(Conversation.due_at)
    return or_(due.is_(None), due > now)


def _moment(text: str) -> datetime:
    return datetime.strptime(text, _TIME).replace(tzinfo=UTC)
