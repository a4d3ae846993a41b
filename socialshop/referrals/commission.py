"""What an order earns its partner, as a pure function of the order as it now stands.

The base is `subtotal`: the goods after discounts, without shipping and without taxes added on top (taxes that are
included in the prices stay in it, as in the shop's own figure). Shopify tells one refunded sum of the whole order;
it is taken to pay back the goods first, with the taxes on top of them in proportion, and shipping last. So a
returned product takes back what it earned, a full refund takes back all, and a refund of more never takes more.
"""

from __future__ import annotations

from fractions import Fraction

from socialshop.money import Money
from socialshop.orders.model import Order

_NEVER_PAID = frozenset({"voided", "expired"})


def goods_kept(order: Order) -> Money:
    """The part of the order's subtotal that is not refunded, rounded half to even; 0 at a full refund."""
    goods_with_tax = max(order.total - order.shipping, order.subtotal)
    kept_with_tax = max(goods_with_tax - order.refunded, 0)
    if not goods_with_tax:
        return Money(0, order.currency)
    return Money(round(Fraction(order.subtotal * kept_with_tax, goods_with_tax)), order.currency)


def is_void(order: Order) -> bool:
    """Cancelled, or its payment never came: it earns nothing."""
    return order.cancelled_at is not None or order.financial_status in _NEVER_PAID


def commission_due(order: Order, commission_bp: int) -> Money:
    """What the partner shall have of this order in all.

    The ledger is brought to it by the difference, so any number of refunds in any order end at the same sum.
    """
    return Money(0, order.currency) if is_void(order) else goods_kept(order).share(commission_bp)
