"""The form in which every channel's rules are written: one row of data a rule, read by check, preview and sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from catalog_feeds.issues import Severity


class Kind(StrEnum):
    """What a rule demands of a field of the projected row, and what its `value` means."""

    REQUIRED = "required"  # no value
    ANY_OF = "any_of"  # the names of other fields, of which one may stand in for this one
    MAX_LENGTH = "max_length"  # characters
    MAX_COUNT = "max_count"  # entries of a comma-separated list
    ONE_OF = "one_of"  # the allowed words
    FORMAT = "format"  # a regular expression that the whole field matches
    BELOW = "below"  # the name of the price that this price stays below


@dataclass(frozen=True, slots=True)
class Rule:
    """One demand of a channel. `expected` and `fix` are for people; `source` is where the channel says so."""

    field: str
    kind: Kind
    value: int | str | tuple[str, ...]
    expected: str
    fix: str
    source: str
    severity: Severity = Severity.ERROR

    @property
    def name(self) -> str:
        return f"{self.field}.{self.kind}"


WEB_ADDRESS = r"^https?://[^\s/]+\S*$"
AMOUNT = r"^\d+(\.\d+)? [A-Z]{3}$"
GTIN = r"^(\d{8}|\d{12,14})$"


def required(field: str, source: str, fix: str = "") -> Rule:
    return Rule(field, Kind.REQUIRED, "", "a value", fix or f"Fill in {_words(field)} in the shop.", source)


def any_of(fields: tuple[str, ...], source: str, fix: str) -> Rule:
    return Rule(fields[0], Kind.ANY_OF, fields[1:], f"one of {', '.join(fields)}", fix, source)


def max_length(field: str, limit: int, source: str) -> Rule:
    expected = f"at most {limit} characters"
    return Rule(field, Kind.MAX_LENGTH, limit, expected, f"Shorten {_words(field)} to {limit} characters.", source)


def max_count(field: str, limit: int, source: str) -> Rule:
    """More than `limit` is no error: the first ones are sent, and the warning says so."""
    fix = f"Only the first {limit} are sent: put the best ones first."
    return Rule(field, Kind.MAX_COUNT, limit, f"at most {limit}", fix, source, Severity.WARNING)


def one_of(field: str, words: tuple[str, ...], source: str) -> Rule:
    expected = f"one of: {', '.join(words)}"
    return Rule(field, Kind.ONE_OF, words, expected, f"Set {_words(field)} to one of these words.", source)


def web_address(field: str, source: str) -> Rule:
    fix = f"Give {_words(field)} as a full address."
    return Rule(field, Kind.FORMAT, WEB_ADDRESS, "an address that begins with http:// or https://", fix, source)


def amount(field: str, source: str) -> Rule:
    fix = f"Give {_words(field)} as a number with its currency."
    return Rule(field, Kind.FORMAT, AMOUNT, "an amount with its currency, such as 10.00 EUR", fix, source)


def gtin(source: str) -> Rule:
    expected = "8, 12, 13 or 14 digits"
    fix = "Correct the barcode, or remove it where it is the shop's own number."
    return Rule("gtin", Kind.FORMAT, GTIN, expected, fix, source, Severity.WARNING)


def below(field: str, other: str, source: str) -> Rule:
    fix = f"Set {_words(field)} below {_words(other)}, or remove it."
    return Rule(field, Kind.BELOW, other, f"less than {_words(other)}", fix, source)


def _words(field: str) -> str:
    return "the " + field.replace("_", " ")
