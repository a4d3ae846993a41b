"""How many conversations are in lists that people keep, told as far as that costs little."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, select, union_all
from sqlmodel import Session, col

from socialshop.inbox.filters import Filters
from socialshop.inbox.model import Conversation, ConversationLabel, ConversationState

MOST_TOLD = 100
_FAR = 500  # conversations that are looked at of each state where an index alone does not choose


class Tally(NamedTuple):
    """So many were found; where there are `more`, nobody looked further."""

    number: int
    more: bool


def tallies(session: Session, lists: Sequence[Filters], now: datetime) -> list[Tally]:
    """Of each list in their order, by one statement: it costs the same however many conversations there are."""
    parts = [(place, part, far) for place, one in enumerate(lists) for part, far in _parts(one, now)]
    if not parts:
        return [Tally(0, more=False) for _ in lists]
    counted = union_all(*(_counted(place, part, far) for place, part, far in parts))
    numbers, more = [0] * len(lists), [False] * len(lists)
    for place, found, is_cut in session.execute(counted):
        numbers[place] += found
        more[place] = more[place] or bool(is_cut)
    return [Tally(*one) for one in zip(numbers, more, strict=True)]


def _counted(place: int, part: Select[Any], far: int) -> Select[Any]:
    looked = part.limit(far + 1).subquery()
    found = func.coalesce(func.sum(looked.c.chosen), 0)
    return select(literal(place), found, case((func.count() > far, 1), else_=0)).select_from(looked)


def _parts(filters: Filters, now: datetime) -> Iterator[tuple[Select[Any], int]]:
    """What is looked at, each with whether it is chosen, and how far: along an index for each state, or all that bear
    the label."""
    lead, rest = filters.conditions(Conversation)
    state, due, last = col(Conversation.state), col(Conversation.due_at), col(Conversation.last_at)
    if filters.label:
        overdue = [due <= now] if filters.overdue else []
        borne = select(col(ConversationLabel.conversation_id)).where(col(ConversationLabel.label) == filters.label)
        bearing = col(Conversation.id).in_(borne.limit(_FAR + 1))
        yield _chosen([state.in_(filters.states), *lead, *rest, *overdue]).where(bearing), _FAR
        return
    far = _FAR if rest else MOST_TOLD
    if filters.overdue:
        if ConversationState.OPEN in filters.states:  # no other one has a due time
            yield _chosen(rest).where(due <= now, *lead).order_by(due), far
        return
    for one in filters.states:
        yield _chosen(rest).where(state == one, *lead).order_by(last.desc()), far


def _chosen(conditions: Sequence[ColumnElement[bool]]) -> Select[Any]:
    return select((case((and_(*conditions), 1), else_=0) if conditions else literal(1)).label("chosen")).select_from(
        Conversation
    )
