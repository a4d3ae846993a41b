"""What time and rules do to conversations, whoever wrote: wake what was put off, set due times, tell topics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select, update
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.inbox.model import AWAKE, Conversation, Decider, Message
from socialshop.inbox.service import ServiceTargets
from socialshop.inbox.standing import settle
from socialshop.store import ask, table_of

_SLICE = 500
TEXTS = 3
"""So many of the customer's first messages say what a conversation is about."""
BY_CUSTOMER = (col(Message.is_ours).is_(False), col(Message.removed_at).is_(None), col(Message.text) != "")
"""Whether a message is a text of the customer's that stands."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a conversation is about and in which language; '' where nobody can tell."""

    topic: str
    topic_by: Decider
    language: str


class Teller(Protocol):
    """Says of texts what they are for."""

    def tell(self, texts: Sequence[str]) -> list[Verdict]: ...


@dataclass(frozen=True, slots=True)
class Care:
    """How a shop cares for its conversations; without `targets` no clock runs."""

    teller: Teller
    targets: ServiceTargets | None = None


@dataclass(frozen=True, slots=True)
class Tended:
    """What was done: the numbers of the conversations that came back in time, and how many became due or were told."""

    woken: tuple[int, ...] = ()
    due: int = 0
    told: int = 0


def tend(session: Session, care: Care, clock: Clock) -> Tended:
    """Look after all that changed since; the caller commits. Doing it twice changes nothing."""
    woken = _wake(session, clock())
    due = set_due(session, care.targets) if care.targets else 0
    return Tended(woken, due, _tell(session, care.teller))


def _wake(session: Session, now: datetime) -> tuple[int, ...]:
    due = select(col(Conversation.id)).where(col(Conversation.snoozed_until) <= now)
    ids = tuple(id_ for id_ in session.scalars(due) if id_ is not None)
    for start in range(0, len(ids), _SLICE):
        part = ids[start : start + _SLICE]
        session.execute(update(Conversation).where(col(Conversation.id).in_(part)).values(**AWAKE))
        settle(session, part)
    return ids


def set_due(session: Session, targets: ServiceTargets, *which: ColumnElement[bool]) -> int:
    """When an answer is due to each customer who waits for one and has no such time yet, of all or of those `which`
    are asked for; how many. The caller commits."""
    undue = and_(col(Conversation.waiting_since).is_not(None), col(Conversation.due_at).is_(None), *which)
    count = 0
    for part in _slices(session, (Conversation.waiting_since, Conversation.answered_at), undue):
        rows = []
        for id_, since, answered_at in part:
            due = targets.due(since, answered_before=answered_at is not None and answered_at < since)
            rows.append({"row_id": id_, "row_since": since, "new_due": due})
        _update_waiting(session, rows)
        count += len(rows)
    return count


def _update_waiting(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Only where the customer still waits for the same answer: somebody may have answered meanwhile."""
    table = table_of(Conversation)
    statement = (
        update(table)
        .where(table.c.id == bindparam("row_id"), table.c.waiting_since == bindparam("row_since"))
        .values(due_at=bindparam("new_due"))
    )
    session.connection().execute(statement, list(rows))


def _tell(session: Session, teller: Teller) -> int:
    untold = or_(col(Conversation.topic_by) == "", col(Conversation.language_by) == "")
    count = 0
    for part in _slices(session, (Conversation.topic_by, Conversation.language_by), untold):
        texts = first_texts(session, [id_ for id_, *_ in part])
        spoken = [(id_, texts[id_], topic_by, language_by) for id_, topic_by, language_by in part if id_ in texts]
        verdicts = teller.tell([text for _, text, *_ in spoken])
        for (id_, _, topic_by, language_by), verdict in zip(spoken, verdicts, strict=True):
            _write_verdict(session, id_, verdict, topic_by, language_by)
        count += len(spoken)
    return count


def _write_verdict(session: Session, id_: int, verdict: Verdict, topic_by: str, language_by: str) -> None:
    values: dict[str, str] = {}
    if not topic_by:
        values |= {"topic": verdict.topic, "topic_by": verdict.topic_by}
    if not language_by:
        values |= {"language": verdict.language, "language_by": Decider.MODEL}
    session.execute(update(Conversation).where(col(Conversation.id) == id_).values(values))


def first_texts(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """What the customer wrote at first, by conversation; one in which no text of theirs stands is left out."""
    rows = ask(session, _said_by_customers(), {"ids": list(ids)})
    found: dict[int, list[str]] = {}
    for id_, text in rows:
        found.setdefault(id_, []).append(text)
    return {id_: "\n".join(texts[:TEXTS]) for id_, texts in found.items()}


@cache
def _said_by_customers() -> Select[int, str]:
    theirs = col(Message.conversation_id).in_(bindparam("ids", expanding=True))
    in_order = col(Message.conversation_id), col(Message.at), col(Message.id)
    return select(col(Message.conversation_id), col(Message.text)).where(theirs, *BY_CUSTOMER).order_by(*in_order)


def _slices(
    session: Session, columns: Sequence[Any], condition: ColumnElement[bool]
) -> Iterator[Sequence[tuple[Any, ...]]]:
    """(id, *columns) of the conversations that the condition leaves, some at a time."""
    id_, last = col(Conversation.id), 0
    while True:
        chosen = select(id_, *columns).where(id_ > last, condition).order_by(id_).limit(_SLICE)
        rows = [tuple(row) for row in session.execute(chosen)]
        if not rows:
            return
        yield rows
        last = rows[-1][0]
