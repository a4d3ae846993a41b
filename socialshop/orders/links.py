"""Which order belongs to which conversation, on what evidence, and how sure that is.

| evidence | score |
|---|---|
| the order bears a one-time code that was given in the conversation | 100 |
| the customer names the order's number | 80 |
| the number was named before the order was placed, or the code given after it: it cannot have been meant | 30 |

A day is allowed for clocks that differ. Of several mentions in one conversation the most certain counts,
and of equals the earliest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from sqlalchemy import or_, select, update
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.inbox.model import ConversationCode, Message
from socialshop.orders.clues import tokens
from socialshop.orders.model import Clue, EvidenceKind, Order, OrderLink
from socialshop.store import table_of, upsert

CODE_SCORE = 100
NUMBER_SCORE = 80
WRONG_TIME_SCORE = 30
TOLERANCE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why one order and one conversation belong together."""

    order_number: str
    conversation_id: int
    kind: EvidenceKind
    found: str
    score: int

    @property
    def key(self) -> tuple[str, int, str]:
        return self.order_number, self.conversation_id, self.kind


def link_orders(session: Session, clock: Clock) -> int:
    """Link orders and conversations by all the evidence there is; how many links are new. The caller commits.

    What messages say counts as far as `read_clues` read it. Running it again changes nothing; a link that was undone
    stays undone.
    """
    strongest: dict[tuple[str, int, str], Evidence] = {}
    for evidence in chain(_by_number(session), _by_code(session)):
        known = strongest.get(evidence.key)
        if known is None or evidence.score > known.score:
            strongest[evidence.key] = evidence
    before = _before(session)
    changed = [item for key, item in strongest.items() if before.get(key) != (item.found, item.score)]
    _store(session, clock(), changed)
    return sum(item.key not in before for item in changed)


def _before(session: Session) -> dict[tuple[str, int, str], tuple[str, int]]:
    """What the links that there are rest on, and their scores."""
    key = col(OrderLink.order_number), col(OrderLink.conversation_id), col(OrderLink.evidence)
    links = session.execute(select(*key, col(OrderLink.found), col(OrderLink.score)))
    return {(number, conversation_id, kind): (found, score) for number, conversation_id, kind, found, score in links}


def undo_link(session: Session, clock: Clock, link_id: int) -> bool:
    """A person says that the link is wrong: it ends and does not come back. False when there is no such live link."""
    ended = session.connection().execute(
        update(OrderLink)
        .where(col(OrderLink.id) == link_id, col(OrderLink.undone_at).is_(None))
        .values(undone_at=clock())
    )
    return ended.rowcount == 1


def _by_number(session: Session) -> Iterator[Evidence]:
    """The orders that messages name, each message with its own: never orders times messages."""
    meant = col(Order.number).in_([col(Clue.name), "#" + col(Clue.name)])
    rows = session.execute(
        select(
            col(Order.number),
            col(Order.placed_at),
            col(Message.conversation_id),
            col(Message.at),
            col(Clue.found),
        )
        .select_from(Clue)
        .join(Order, meant)
        .join(Message, col(Message.id) == col(Clue.message_id))
        .where(
            col(Clue.evidence) == EvidenceKind.ORDER_NUMBER,
            col(Message.is_ours).is_(False),
            col(Message.removed_at).is_(None),
        )
        .order_by(col(Message.at), col(Message.id))
    )
    for number, placed_at, conversation_id, at, words in rows:
        score = _score(NUMBER_SCORE, earlier=placed_at, later=at)
        yield Evidence(number, conversation_id, EvidenceKind.ORDER_NUMBER, words, score)


def _by_code(session: Session) -> Iterator[Evidence]:
    given = {code.code: code for code in session.execute(select(ConversationCode)).scalars()}
    if not given:
        return
    orders = select(col(Order.number), col(Order.placed_at), col(Order.discount_code), col(Order.note)).where(
        or_(col(Order.discount_code) != "", col(Order.note) != "")
    )
    for number, placed_at, discount_code, note in session.execute(orders):
        for token in tokens(f"{discount_code} {note}"):
            if code := given.get(token):
                score = _score(CODE_SCORE, earlier=code.given_at, later=placed_at)
                yield Evidence(number, code.conversation_id, EvidenceKind.CODE, code.code, score)


def _score(full: int, *, earlier: datetime, later: datetime) -> int:
    return full if later >= earlier - TOLERANCE else WRONG_TIME_SCORE


def _store(session: Session, now: datetime, found: Sequence[Evidence]) -> None:
    rows = [
        {
            "order_number": item.order_number,
            "conversation_id": item.conversation_id,
            "evidence": item.kind.value,
            "found": item.found,
            "score": item.score,
            "linked_at": now,
        }
        for item in found
    ]
    upsert(
        session.connection(),
        table_of(OrderLink),
        rows,
        keys=["order_number", "conversation_id", "evidence"],
        update=["found", "score"],
    )
