"""What came of a conversation: its orders with their evidence, the commission on them, the codes that were given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Select, bindparam, func, select
from sqlmodel import Session, col

from socialshop.inbox.model import ConversationCode
from socialshop.money import Money
from socialshop.orders.model import Order, OrderLink
from socialshop.referrals.ledger import EXPENSE
from socialshop.referrals.model import LedgerEntry, LedgerTransaction, Partner


@dataclass(frozen=True, slots=True)
class Commission:
    """What a partner receives for an order, refunds taken off."""

    partner: str
    money: Money


@dataclass(frozen=True, slots=True)
class Dealing:
    """An order that belongs to the conversation, and why."""

    number: str
    placed_at: datetime
    total: Money
    refunded: Money
    evidence: Sequence[OrderLink]
    commissions: Sequence[Commission]


def dealings(session: Session, conversation_id: int) -> list[Dealing]:
    """The orders linked to a conversation, the latest first; links that were undone do not count."""
    links: defaultdict[str, list[OrderLink]] = defaultdict(list)
    for link in session.scalars(_standing_links(), {"id": conversation_id}):
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


def codes(session: Session, conversation_id: int) -> Sequence[ConversationCode]:
    """The one-time codes that were given in a conversation, the latest first."""
    return session.scalars(_given_codes(), {"id": conversation_id}).all()


@cache
def _standing_links() -> Select[OrderLink]:
    of_it = select(OrderLink).where(col(OrderLink.conversation_id) == bindparam("id"))
    return of_it.where(col(OrderLink.undone_at).is_(None)).order_by(col(OrderLink.score).desc(), col(OrderLink.id))


@cache
def _given_codes() -> Select[ConversationCode]:
    given = select(ConversationCode).where(col(ConversationCode.conversation_id) == bindparam("id"))
    return given.order_by(col(ConversationCode.given_at).desc())


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
