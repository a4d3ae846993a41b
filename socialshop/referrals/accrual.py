"""Bringing the ledger in line with the orders: for each order, what is due less what was posted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.money import Money
from socialshop.orders.model import Order
from socialshop.referrals.commission import commission_due, goods_kept, is_void
from socialshop.referrals.ledger import EXPENSE, Leg, Posting, partner_account, post
from socialshop.referrals.model import LedgerEntry, LedgerTransaction, Partner, TransactionKind

Account = tuple[str, str]
"""A partner's code and a currency."""


@dataclass(slots=True)
class _Posted:
    """What the ledger holds of one order."""

    transactions: int = 0
    amounts: dict[Account, int] = field(default_factory=dict)
    rates: dict[str, int] = field(default_factory=dict)


def accrue(session: Session, clock: Clock) -> int:
    """Post what every order's coupon earns its partner, and take back what refunds, cancellations and changes undo.

    Returns how many transactions were posted; a second run posts none. The caller commits.
    """
    partners = {partner.code: partner for partner in session.exec(select(Partner))}
    posted = _posted(session)
    postings = [
        posting
        for order in _concerned(session)
        for posting in _difference(order, partner_of(order, partners), posted[order.number])
    ]
    return post(session, clock, postings)


def partner_of(order: Order, partners: Mapping[str, Partner]) -> Partner | None:
    """Whose coupon the order bears: the first one's, where it bears several (Shopify parts them by commas)."""
    for code in order.discount_code.split(","):
        partner = partners.get(code.strip().upper())
        if partner and (partner.ended_at is None or order.placed_at < partner.ended_at):
            return partner
    return None


def _concerned(session: Session) -> Iterator[Order]:
    """Orders with a coupon, and those that had one when they were posted."""
    in_ledger = select(LedgerTransaction.order_number)
    yield from session.exec(
        select(Order)
        .where(or_(col(Order.discount_code) != "", col(Order.number).in_(in_ledger)))
        .order_by(col(Order.placed_at), col(Order.number))
    )


def _posted(session: Session) -> defaultdict[str, _Posted]:
    posted: defaultdict[str, _Posted] = defaultdict(_Posted)
    query = (
        select_columns(
            col(LedgerTransaction.order_number),
            col(LedgerTransaction.partner_code),
            col(LedgerEntry.currency),
            func.sum(col(LedgerEntry.amount)),
            func.count(),
            func.min(col(LedgerTransaction.commission_bp)),
        )
        .join(LedgerEntry, col(LedgerEntry.transaction_id) == col(LedgerTransaction.id))
        .where(col(LedgerEntry.account) != EXPENSE)
        .group_by(col(LedgerTransaction.order_number), col(LedgerTransaction.partner_code), col(LedgerEntry.currency))
    )
    for order_number, code, currency, amount, transactions, rate in session.connection().execute(query):
        of_order = posted[order_number]
        of_order.transactions += transactions
        of_order.amounts[code, currency] = int(amount)
        of_order.rates[code] = rate
    return posted


def _difference(order: Order, partner: Partner | None, posted: _Posted) -> Iterator[Posting]:
    """One posting for each account that does not stand at what is due; a partner without the coupon is due nothing.

    The reference counts the order's transactions: of two that post the same difference at once, one is left out.
    """
    due: dict[Account, int] = dict.fromkeys(posted.amounts, 0)
    rates = dict(posted.rates)
    if partner:
        rate = rates.setdefault(partner.code, partner.commission_bp)
        due[partner.code, order.currency] = commission_due(order, rate).minor
    number = posted.transactions
    for (code, currency), amount in due.items():
        difference = amount - posted.amounts.get((code, currency), 0)
        if difference:
            number += 1
            yield _posting(order, number, code, rates[code], Money(difference, currency))


def _posting(order: Order, number: int, code: str, rate: int, difference: Money) -> Posting:
    return Posting(
        reference=f"commission:{order.number}:{number}",
        kind=TransactionKind.COMMISSION if difference.minor > 0 else TransactionKind.REFUND,
        order_number=order.number,
        partner_code=code,
        commission_bp=rate,
        reason=_reason(order),
        legs=(Leg(partner_account(code), difference), Leg(EXPENSE, -difference)),
    )


def _reason(order: Order) -> str:
    if is_void(order):
        return "cancelled or never paid"
    refunded = f", {Money(order.refunded, order.currency)} refunded" if order.refunded else ""
    return f"{goods_kept(order)} of goods{refunded}"
