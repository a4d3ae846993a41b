"""Money is an integer of minor units with its ISO 4217 currency: never a float."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from functools import lru_cache

_AMOUNT = re.compile(r"-?\d+(\.\d+)?")


@lru_cache
def minor_digits(currency: str) -> int:
    """How many decimals a currency has (EUR 2, JPY 0, KWD 3), from Unicode CLDR.

    Raises ValueError for a code that CLDR does not know.
    """
    from babel.core import get_global
    from babel.numbers import get_currency_precision

    if currency not in get_global("all_currencies"):
        raise ValueError(f"unknown currency {currency!r}: expected an ISO 4217 code such as EUR")
    return int(get_currency_precision(currency))


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """`minor` minor units (cents) of `currency`."""

    minor: int
    currency: str

    @classmethod
    def of(cls, amount: str | Decimal, currency: str) -> Money:
        """Read a plain decimal amount such as '12.50'. Raises ValueError when it is no amount of that currency."""
        text = str(amount).strip()
        if not _AMOUNT.fullmatch(text):
            raise ValueError(f"not an amount: {text!r}, expected digits with a decimal point, such as 12.50")
        try:
            scaled = Decimal(text).scaleb(minor_digits(currency))
        except InvalidOperation as error:
            raise ValueError(f"not an amount: {text!r}") from error
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{text} has more decimals than {currency} has ({minor_digits(currency)})")
        return cls(int(scaled), currency)

    @property
    def amount(self) -> Decimal:
        return Decimal(self.minor).scaleb(-minor_digits(self.currency))

    def __str__(self) -> str:
        return f"{self.amount:.{minor_digits(self.currency)}f} {self.currency}"

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __add__(self, other: Money) -> Money:
        self._same_currency(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        return self + -other

    def share(self, basis_points: int) -> Money:
        """The given share (100 basis points are one per cent), rounded half to even."""
        exact = Decimal(self.minor) * basis_points / 10_000
        return Money(int(exact.to_integral_value(ROUND_HALF_EVEN)), self.currency)

    def format(self, locale: str) -> str:
        """As people of that locale write it: '12,50 €' or '€12.50'."""
        from babel.numbers import format_currency

        return str(format_currency(self.amount, self.currency, locale=locale))

    def _same_currency(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ValueError(f"cannot add {other.currency} to {self.currency}")
