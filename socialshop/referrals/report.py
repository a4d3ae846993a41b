"""A partner's statement for people to read, with the sentence that says openly what they get."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func
from sqlmodel import Session, col, select

from socialshop.config import PartnerTable
from socialshop.errors import SocialshopError
from socialshop.money import Money
from socialshop.phrases import phrase
from socialshop.referrals.ledger import EXPENSE, Balance, balances
from socialshop.referrals.model import LedgerEntry, LedgerTransaction, Partner, TransactionKind

_DISCLOSURES = {
    "en": "{name} gets {percent} of the value of the goods (after discounts, without shipping) "
    "of every order with the code {code}.",
    "de": "{name} erhält {percent} des Warenwerts (nach Rabatten, ohne Versand) jeder Bestellung mit dem Code {code}.",
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


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner in one line: the commission in basis points of the goods' value, what is `owed` in each currency, of
    how many orders, when a commission was last posted, and since when nothing is any more."""

    code: str
    name: str
    commission_bp: int
    owed: tuple[Money, ...]
    orders: int
    last_commission_at: datetime | None
    ended_at: datetime | None


def partner_rows(session: Session, configured: Sequence[PartnerTable] = ()) -> list[PartnerRow]:
    """Every partner by code, those too that are `configured` and that no import has met yet."""
    known = {partner.code: partner for partner in session.exec(select(Partner))}
    for table in configured:
        code = table.code.upper()
        known.setdefault(code, Partner(code=code, name=table.name, commission_bp=table.commission_percent))
    owed: dict[str, list[Balance]] = {}
    for balance in balances(session):
        owed.setdefault(balance.partner_code, []).append(balance)
    last = dict(
        session.exec(
            select(LedgerTransaction.partner_code, func.max(LedgerTransaction.at))
            .where(LedgerTransaction.kind == TransactionKind.COMMISSION)
            .group_by(col(LedgerTransaction.partner_code))
        ).all()
    )
    return [
        PartnerRow(
            code,
            partner.name,
            partner.commission_bp,
            tuple(balance.money for balance in owed.get(code, ())),
            sum(balance.orders for balance in owed.get(code, ())),
            last.get(code),
            partner.ended_at,
        )
        for code, partner in sorted(known.items())
    ]


def percent_of(commission_bp: int, locale: str = "en") -> str:
    """'7.5 %'"""
    from babel.numbers import format_decimal

    return f"{format_decimal(Decimal(commission_bp) / 100, locale=locale)} %"


def disclosure(partner: Partner, language: str) -> str:
    """What the partner gets, in one sentence; in English where we do not speak the language."""
    locale = language if language in _DISCLOSURES else "en"
    percent = percent_of(partner.commission_bp, locale)
    return _DISCLOSURES[locale].format(name=partner.name, percent=percent, code=partner.code)


def statement(session: Session, partner_code: str, language: str = "en") -> Statement:
    """The partner's transactions, the oldest first. Raises SocialshopError for a code that nobody has."""
    partner = session.get(Partner, partner_code.upper())
    if partner is None:
        raise SocialshopError(
            phrase("There is no partner with the code {partner_code}.", partner_code=partner_code),
            mend=phrase("The configuration lists them under [[partners]]."),
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
