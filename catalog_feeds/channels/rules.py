"""The form in which every channel's rules are written: one row of data a rule, read by check, preview and sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from catalog_feeds.issues import Severity
from socialshop.phrases import phrase


class Kind(StrEnum):
    """What a rule demands of a field of the projected row, and what its `value` means."""

    REQUIRED = "required"  # no value
    RECOMMENDED = "recommended"  # no value
    ANY_OF = "any_of"  # the names of other fields, of which one may stand in for this one
    UNIQUE = "unique"  # no value; no other row has the same
    MAX_LENGTH = "max_length"  # characters
    MAX_COUNT = "max_count"  # entries of a comma-separated list
    ONE_OF = "one_of"  # the allowed words
    FORMAT = "format"  # a regular expression that the whole field matches
    RESERVED = "reserved"  # a regular expression that the whole field must not match
    EXTENSION = "extension"  # the file name extensions that an address may have, where it has one
    MARKUP = "markup"  # a regular expression that no part of the field matches
    PROMOTION = "promotion"  # the same
    CAPITALS = "capitals"  # so many capitals without any small letter are too many
    CHECK_DIGIT = "check_digit"  # no value; the last digit is right, as GS1 reckons it
    POSITIVE = "positive"  # no value; an amount above nothing
    BELOW = "below"  # the name of the price that this price stays below
    PERIOD = "period"  # no value; a beginning before its end
    CURRENCY = "currency"  # the name of the price whose currency this price has
    DIFFERS = "differs"  # the name of the text that this text does not repeat
    SIBLINGS = "siblings"  # no value; another row has the same
    DISTINCT = "distinct"  # the fields of which at least one tells rows with the same value apart


_COMPARED = {Kind.ANY_OF, Kind.BELOW, Kind.CURRENCY, Kind.DIFFERS, Kind.DISTINCT}


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

    @property
    def words(self) -> tuple[str, ...]:
        """The value of a rule that has several words, or one."""
        return self.value if isinstance(self.value, tuple) else (str(self.value),)

    @property
    def number(self) -> int:
        """The value of a rule that counts."""
        return int(str(self.value))

    @property
    def fields(self) -> tuple[str, ...]:
        """Every field that it looks at."""
        return (self.field, *(self.words if self.kind in _COMPARED else ()))


WEB_ADDRESS = r"^https?://[^\s/]+\S*$"
WEB_ADDRESSES = r"^https?://[^\s,/]+[^\s,]*(,https?://[^\s,/]+[^\s,]*)*$"
AMOUNT = r"^\d+(\.\d+)? [A-Z]{3}$"
GTIN = r"^(\d{8}|\d{12,14})$"
# GS1 keeps these for the shops' own labels (2, 02, 04) and for coupons (05, 98, 99); 12 digits lack a leading zero.
RESERVED_GTIN = r"^(2\d{7}|[245]\d{11}|(2\d|0[245]|9[89])\d{11}|\d(2\d|0[245]|9[89])\d{11})$"
# Google's taxonomy by number, or by its path from the top.
CATEGORY = r"^(\d{1,7}|[^\s>][^>]*[^\s>]( > [^\s>][^>]*[^\s>])*)$"
TAGS_AND_ENTITIES = r"</?[a-zA-Z][^<>]*>|<!--|&([a-zA-Z][a-zA-Z0-9]{1,30}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});"
PROMOTIONS = (
    r"(?i)\b(free (shipping|delivery)|\d+ ?% (off|rabatt)|(buy|order) now|best price|special offer|limited time"
    r"|kostenlose[rn]? versand|gratisversand|versandkostenfrei|jetzt (kaufen|bestellen)|bestpreis|sonderangebot)\b"
)
VARIANT_FIELDS = ("color", "size", "material", "pattern", "gender", "age_group")
_MOST_CAPITALS = 10  # more than the names of most makers have


def required(field: str, source: str, fix: str = "") -> Rule:
    mend = fix or phrase("Fill in {field} in the shop.", field=words_of(field))
    return Rule(field, Kind.REQUIRED, "", phrase("a value"), mend, source)


def recommended(field: str, source: str, why: str) -> Rule:
    fix = phrase("Fill in {field}: {why}.", field=words_of(field), why=why)
    return Rule(field, Kind.RECOMMENDED, "", phrase("a value"), fix, source, Severity.WARNING)


def any_of(fields: tuple[str, ...], source: str, fix: str, severity: Severity = Severity.ERROR) -> Rule:
    expected = phrase("one of {fields}", fields=", ".join(fields))
    return Rule(fields[0], Kind.ANY_OF, fields[1:], expected, fix, source, severity)


def unique(field: str, source: str) -> Rule:
    fix = phrase("Give each item its own {name}.", name=field.replace("_", " "))
    return Rule(field, Kind.UNIQUE, "", phrase("a value that no other item has"), fix, source)


def max_length(field: str, limit: int, source: str) -> Rule:
    expected = phrase("at most {limit} characters", limit=limit)
    fix = phrase("Shorten {field} to {limit} characters.", field=words_of(field), limit=limit)
    return Rule(field, Kind.MAX_LENGTH, limit, expected, fix, source)


def max_count(field: str, limit: int, source: str) -> Rule:
    """More than `limit` is no error: the first ones are sent, and the warning says so."""
    fix = phrase("Only the first {limit} are sent: put the best ones first.", limit=limit)
    return Rule(field, Kind.MAX_COUNT, limit, phrase("at most {limit}", limit=limit), fix, source, Severity.WARNING)


def one_of(field: str, words: tuple[str, ...], source: str) -> Rule:
    expected = phrase("one of: {words}", words=", ".join(words))
    fix = phrase("Set {field} to one of these words.", field=words_of(field))
    return Rule(field, Kind.ONE_OF, words, expected, fix, source)


def web_address(field: str, source: str) -> Rule:
    fix = phrase("Give {field} as a full address, with %20 for each blank.", field=words_of(field))
    expected = phrase("an address without blanks that begins with http:// or https://")
    return Rule(field, Kind.FORMAT, WEB_ADDRESS, expected, fix, source)


def web_addresses(field: str, source: str) -> Rule:
    fix = phrase("Give each picture's full address, with %20 for each blank: a wrong one is left out by the channel.")
    expected = phrase("addresses without blanks that begin with http:// or https://")
    return Rule(field, Kind.FORMAT, WEB_ADDRESSES, expected, fix, source, Severity.WARNING)


def picture_format(field: str, extensions: tuple[str, ...], source: str) -> Rule:
    expected = phrase("a picture as {formats}", formats=", ".join(extensions))
    fix = phrase("Save the picture in one of these formats; the channel may not show another.")
    return Rule(field, Kind.EXTENSION, extensions, expected, fix, source, Severity.WARNING)


def amount(field: str, source: str) -> Rule:
    expected = phrase("an amount with its currency, such as 10.00 EUR")
    fix = phrase("Give {field} as a number with its currency.", field=words_of(field))
    return Rule(field, Kind.FORMAT, AMOUNT, expected, fix, source)


def positive(field: str, source: str) -> Rule:
    fix = phrase("Correct {field}, or take the item out of the catalog.", field=words_of(field))
    return Rule(field, Kind.POSITIVE, "", phrase("an amount above zero"), fix, source)


def below(field: str, other: str, source: str) -> Rule:
    expected = phrase("less than {other}", other=words_of(other))
    fix = phrase("Set {field} below {other}, or remove it.", field=words_of(field), other=words_of(other))
    return Rule(field, Kind.BELOW, other, expected, fix, source)


def period(field: str, source: str) -> Rule:
    expected = phrase("a beginning, '/' and a later end, in ISO 8601")
    return Rule(field, Kind.PERIOD, "", expected, phrase("Let the sale end after it begins."), source)


def same_currency(field: str, other: str, source: str) -> Rule:
    expected = phrase("the currency of {other}", other=words_of(other))
    fix = phrase("Give {field} in the currency of {other}.", field=words_of(field), other=words_of(other))
    return Rule(field, Kind.CURRENCY, other, expected, fix, source)


def gtin(source: str) -> tuple[Rule, Rule]:
    """Length and check digit. A wrong number costs the item its matches, not its place."""
    fix = phrase("Correct the barcode, or remove it where it is the shop's own number.")
    length = phrase("8, 12, 13 or 14 digits")
    digit = phrase("a number whose last digit fits the others")
    return (
        Rule("gtin", Kind.FORMAT, GTIN, length, fix, source, Severity.WARNING),
        Rule("gtin", Kind.CHECK_DIGIT, "", digit, fix, source, Severity.WARNING),
    )


def public_gtin(source: str) -> Rule:
    expected = phrase("a number that GS1 gave to a maker")
    fix = phrase("Remove the barcode: it is one of a shop's own labels, or of a coupon.")
    return Rule("gtin", Kind.RESERVED, RESERVED_GTIN, expected, fix, source, Severity.WARNING)


def category(source: str) -> Rule:
    expected = phrase("a number of Google's taxonomy, or its path with ' > ' between the levels")
    fix = phrase("Take number or path from Google's list of product categories.")
    return Rule("google_product_category", Kind.FORMAT, CATEGORY, expected, fix, source, Severity.WARNING)


def plain(field: str, source: str) -> Rule:
    expected = phrase("plain text without markup")
    fix = phrase("Take tags and entities out of {field}.", field=words_of(field))
    return Rule(field, Kind.MARKUP, TAGS_AND_ENTITIES, expected, fix, source, Severity.WARNING)


def sober(field: str, source: str) -> Rule:
    fix = phrase(
        "Say in {field} only what the product is; prices and offers have fields of their own.", field=words_of(field)
    )
    return Rule(field, Kind.PROMOTION, PROMOTIONS, phrase("no promotional text"), fix, source, Severity.WARNING)


def lower_case(field: str, source: str) -> Rule:
    fix = phrase("Write {field} as in a sentence.", field=words_of(field))
    return Rule(field, Kind.CAPITALS, _MOST_CAPITALS, phrase("not all in capitals"), fix, source, Severity.WARNING)


def differs(field: str, other: str, source: str) -> Rule:
    expected = phrase("another text than {other}", other=words_of(other))
    fix = phrase("Say more in {field} than in {other}.", field=words_of(field), other=words_of(other))
    return Rule(field, Kind.DIFFERS, other, expected, fix, source, Severity.WARNING)


def variants(source: str) -> tuple[Rule, Rule]:
    """A group has several members, and something that a customer can choose by."""
    told = ", ".join(VARIANT_FIELDS).replace("_", " ")
    several = phrase("a group of two or more")
    alone = phrase("Remove the group id, or add the other variants.")
    differing = phrase("a difference in {fields}", fields=told)
    alike = phrase("Give each variant of the group its own value in one of: {fields}.", fields=told)
    return (
        Rule("item_group_id", Kind.SIBLINGS, "", several, alone, source, Severity.WARNING),
        Rule("item_group_id", Kind.DISTINCT, VARIANT_FIELDS, differing, alike, source, Severity.WARNING),
    )


def labels(limit: int, source: str) -> tuple[Rule, ...]:
    return tuple(max_length(f"custom_label_{number}", limit, source) for number in range(5))


def words_of(field: str) -> str:
    """As sentences call it."""
    return "the " + field.replace("_", " ")
