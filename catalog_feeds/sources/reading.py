"""What a reader is told, and what it gives back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from socialshop.errors import InputError
from socialshop.money import minor_digits
from socialshop.phrases import phrase


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """What a product file may not say: ISO 4217 currency, the shop's address, BCP 47 language, and how it writes.

    `time_zone` (IANA) is of times without one; `decimal_mark` ('.' or ',') is of amounts that may be read in two ways.
    """

    currency: str = ""
    url: str = ""
    language: str = ""
    time_zone: str = "UTC"
    decimal_mark: str = ""

    def require(self, file: str, *, currency: bool = False, url: bool = False, language: bool = False) -> None:
        """Raises one InputError for the file when a fact is missing that it does not hold itself."""
        if currency:
            self._require_currency(file)
        if url and not self.url.startswith(("http://", "https://")):
            raise _missing_fact(file, "url", self.url, phrase("the shop's address, such as https://shop.example"))
        if language and not self.language:
            raise _missing_fact(file, "language", self.language, phrase("a language tag, such as de"))

    def _require_currency(self, file: str) -> None:
        expected = phrase("an ISO 4217 code, such as EUR")
        try:
            minor_digits(self.currency)
        except ValueError as error:
            raise _missing_fact(file, "currency", self.currency, expected) from error


_OPTIONS = {"url": "shop-url"}


def _missing_fact(file: str, fact: str, found: str, expected: str) -> InputError:
    silent = phrase("This kind of file does not say the shop's {fact}, and nothing else did.", fact=fact)
    return InputError(
        phrase("What is said to be the shop's {fact} is none.", fact=fact) if found else silent,
        file=file,
        field=fact,
        found=found,
        expected=expected,
        mend=phrase(
            "Set `{fact}` in the [shop] table of the configuration, or give --{option}.",
            fact=fact,
            option=_OPTIONS.get(fact, fact),
        ),
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """A product file, every row of it accounted for.

    `items` has the columns of `catalog_feeds.item`, `issues` those of `catalog_feeds.issues`. Each of the `rows` below
    the header is an item, or refused by at least one issue, or counted in `pictures` (it only bears a picture of an
    item), or counted in `excluded` by its reason. `rules` says how many items each of the merchant's rules met.
    """

    source: str
    items: pl.DataFrame
    issues: pl.DataFrame
    rows: int
    pictures: int
    excluded: Mapping[str, int]
    rules: Mapping[str, int] = field(default_factory=dict)

    @property
    def refused(self) -> int:
        """Rows that should have been items."""
        return self.issues["row"].n_unique()


def counts(kinds: pl.Series, reasons: Sequence[str]) -> dict[str, int]:
    """How many rows were left out for each of the reasons, without those that were never met."""
    met = kinds.filter(kinds.is_in(list(reasons))).value_counts().sort(kinds.name)
    return dict(met.iter_rows())
