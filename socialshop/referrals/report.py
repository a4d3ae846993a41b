"""A partner's statement for people to read, with the sentence that says openly what they get."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session, col, select

from socialshop.errors import SocialshopError
from socialshop.money import Money
from socialshop.referrals.ledger import EXPENSE
from socialshop.referrals.model import LedgerEntry, LedgerTransaction, Partner

_DISCLOSURES = {
    "en": "{name} gets {percent} % of the value of the goods (after discounts, without shipping) "
    "of every order with the code {code}.",
    "de": "{name} erhält {percent} % des Warenwerts (nach Rabatten, ohne Versand) "
    "jeder Bestellung mit dem Code {code}.",
}


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One transaction; `balance` is what the partner is owed after it, in the same currency."""

    at: datetime
    order_number: str
    kind: str
    reason: str
    money: Money
    balance: Money


@dataclass(frozen=True, slots=True)
class Statement:
    code: str
    name: str
    disclosure: str
    lines: tuple[StatementLine, ...]


def disclosure(partner: Partner, language: str) -> str:
    """What the partner gets, in one sentence; in English where we do not speak the language."""
    from babel.numbers import format_decimal

    locale = language if language in _DISCLOSURES else "en"
    percent = format_decimal(Decimal(partner.commission_bp) / 100, locale=locale)
    return _DISCLOSURES[locale].format(name=partner.name, percent=percent, code=partner.code)


def statement(session: Session, partner_code: str, language: str = "en") -> Statement:
    """The partner's transactions, the oldest first. Raises SocialshopError for a code that nobody has."""
    partner = session.get(Partner, partner_code.upper())
    if partner is None:
        raise SocialshopError(
            f"There is no partner with the code {partner_code}.",
            mend="The configuration lists them under [[partners]].",
        )
    return Statement(partner.code, partner.name, disclosure(partner, language), tuple(_lines(session, partner.code)))


def _lines(session: Session, code: str) -> list[StatementLine]:
    query = (
        select(LedgerTransaction, LedgerEntry)
        .join(LedgerEntry, col(LedgerEntry.transaction_id) == col(LedgerTransaction.id))
        .where(col(LedgerTransaction.partner_code) == code, col(LedgerEntry.account) != EXPENSE)
        .order_by(col(LedgerTransaction.id))
    )
    balance: dict[str, Money] = {}
    lines = []
    for transaction, entry in session.exec(query):
        money = Money(entry.amount, entry.currency)
        balance[entry.currency] = balance.get(entry.currency, Money(0, entry.currency)) + money
        lines.append(
            StatementLine(
                transaction.at,
                transaction.order_number,
                transaction.kind,
                transaction.reason,
                money,
                balance[entry.currency],
            )
        )
    return lines
