"""What came of a conversation: its orders with their evidence, the commission on them, the codes that were given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, select
from sqlmodel import Session, col

from socialshop.inbox.model import ConversationCode
from socialshop.money import Money
from socialshop.orders.model import Order, OrderLink
from socialshop.referrals.ledger import EXPENSE
from socialshop.referrals.model import LedgerEntry, LedgerTransaction, Partner
from socialshop.store import Question


@dataclass(frozen=True, slots=True)
class Commission:
    """What a partner receives for an order, refunds taken off."""

    partner: str
    money: Money


class Evidence(NamedTuple):
    """Why an order belongs to the conversation, and how sure that is (0–100)."""

    id: int
    order_number: str
    evidence: str
    found: str
    score: int


class GivenCode(NamedTuple):
    code: str
    given_at: datetime


@dataclass(frozen=True, slots=True)
class Dealing:
    """An order that belongs to the conversation, and why."""

    number: str
    placed_at: datetime
    total: Money
    refunded: Money
    evidence: Sequence[Evidence]
    commissions: Sequence[Commission]


def dealings(session: Session, standing: Iterable[Evidence]) -> list[Dealing]:
    """The orders of these links, the latest first."""
    links: defaultdict[str, list[Evidence]] = defaultdict(list)
    for link in standing:
        links[link.order_number].append(link)
    if not links:
        return []
    commissions = _commissions(session, links.keys())
    sold = select(Order).where(col(Order.number).in_(list(links))).order_by(col(Order.placed_at).desc())
    return [
        Dealing(
            order.number,
            order.placed_at,
            Money(order.total, order.currency),
            Money(order.refunded, order.currency),
            links[order.number],
            commissions[order.number],
        )
        for order in session.scalars(sold)
    ]


@cache
def _standing_links() -> Select[*tuple[Any, ...]]:
    told = select(*(getattr(OrderLink, name) for name in Evidence._fields))
    standing = told.where(col(OrderLink.conversation_id) == bindparam("id"), col(OrderLink.undone_at).is_(None))
    return standing.order_by(col(OrderLink.score).desc(), col(OrderLink.id))


LINKED = Question(_standing_links, lambda rows: [Evidence(*row) for row in rows])
"""The orders linked to the conversation `id`; links that were undone do not count."""


@cache
def _given_codes() -> Select[str, datetime]:
    given = select(col(ConversationCode.code), col(ConversationCode.given_at))
    of_it = given.where(col(ConversationCode.conversation_id) == bindparam("id"))
    return of_it.order_by(col(ConversationCode.given_at).desc())


GIVEN = Question(_given_codes, lambda rows: [GivenCode(*row) for row in rows])
"""The one-time codes that were given in the conversation `id`, the latest first."""


def _commissions(session: Session, numbers: Collection[str]) -> defaultdict[str, list[Commission]]:
    rows = session.execute(
        select(
            col(LedgerTransaction.order_number),
            col(Partner.name),
            func.sum(col(LedgerEntry.amount)),
            col(LedgerEntry.currency),
        )
        .join(LedgerEntry, col(LedgerEntry.transaction_id) == col(LedgerTransaction.id))
        .join(Partner, col(Partner.code) == col(LedgerTransaction.partner_code))
        .where(col(LedgerTransaction.order_number).in_(list(numbers)), col(LedgerEntry.account) != EXPENSE)
        .group_by(col(LedgerTransaction.order_number), col(Partner.name), col(LedgerEntry.currency))
    )
    found: defaultdict[str, list[Commission]] = defaultdict(list)
    for number, partner, minor, currency in rows:
        found[number].append(Commission(partner, Money(int(minor), currency)))
    return found
