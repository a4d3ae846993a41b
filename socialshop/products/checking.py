"""Looking a product file over for a channel before anything leaves, and writing the channel's feed of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from catalog_feeds.channels import REGISTRY
from catalog_feeds.channels.overrides import country_rows, is_country, language_code, language_rows
from catalog_feeds.check import check
from catalog_feeds.issues import Severity
from catalog_feeds.merchant_rules import RULE
from catalog_feeds.score import FULL, catalog_score, item_scores, rule_costs
from catalog_feeds.sources import Reading, ShopFacts
from catalog_feeds.utm import tagged
from catalog_feeds.writers import FeedHead, Projection, format_of, write_feed
from socialshop.config import Catalog, Http
from socialshop.errors import ConfigurationError
from socialshop.money import Money
from socialshop.phrases import phrase
from socialshop.products.source import read_products, shown, tags_of

_UNDETERMINED = "und"


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One item of a check, or a row that should have been one: then it has its id at most."""

    row: int | None
    id: str
    title: str
    price: Money | None
    link: str
    image_link: str
    score: int
    errors: int
    issues: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class CheckReport:
    """What a channel has against a product file, and how good that makes it.

    `items` counts the rows that are, or should be, items; `ok` those without an error; `scores` and `rules` are the
    frames of `catalog_feeds.score`; `issues` those of the reading and of the check; `products` is canonical.
    `merchant_rules` says how many items each of the merchant's own rules met.
    """

    file: str
    source: str
    channel: str
    items: int
    ok: int
    score: int
    issues: pl.DataFrame
    scores: pl.DataFrame
    rules: pl.DataFrame
    products: pl.DataFrame
    excluded: Mapping[str, int]
    merchant_rules: Mapping[str, int]

    @property
    def is_flawless(self) -> bool:
        return self.ok == self.items

    def to_json(self) -> dict[str, Any]:
        told = {name: getattr(self, name) for name in ("file", "source", "channel", "items", "ok", "score")}
        return told | {"issues": self.issues.to_dicts()}

    @property
    def excluded_by_file(self) -> Mapping[str, int]:
        """Without what the merchant's own rules excluded: these are told by themselves."""
        return {reason: count for reason, count in self.excluded.items() if not reason.startswith(RULE)}

    @property
    def flawless(self) -> int:
        return self.scores.filter(score=FULL).height

    def rows_of(self, scores: pl.DataFrame) -> Iterator[CheckedRow]:
        """What the check knows of each of these rows of `scores`, in their order."""
        rows = scores["row"].implode()
        products = {found["source_row"]: found for found in _where(self.products, "source_row", rows)}
        issues: dict[int | None, list[dict[str, Any]]] = {}
        for issue in _where(self.issues, "row", rows):
            issues.setdefault(issue["row"], []).append(issue)
        for item in scores.iter_rows(named=True):
            product = products.get(item["row"], {})
            yield CheckedRow(
                row=item["row"],
                id=item["item_id"] or "",
                title=product.get("title") or "",
                price=_price(product),
                link=product.get("link") or "",
                image_link=product.get("image_link") or "",
                score=item["score"],
                errors=item["errors"],
                issues=issues.get(item["row"], []),
            )

    def worst(self, most: int) -> pl.DataFrame:
        """Up to so many rows of `scores` that lost points, the lowest first."""
        return self.scores.filter(pl.col("errors") + pl.col("warnings") > 0).sort("score", "row").head(most)


@dataclass(frozen=True, slots=True)
class FeedReport:
    """A feed that was written, and the rows that were left out of it for their errors; `override` is the country or the
    language, as Meta calls it, of an override feed."""

    file: str
    channel: str
    out: str
    written: int
    left_out: int
    issues: pl.DataFrame
    override: str = ""

    def to_json(self) -> dict[str, Any]:
        told = {name: getattr(self, name) for name in ("file", "channel", "out", "written", "left_out")}
        return told | {"issues": self.issues.to_dicts()}


def check_file(
    file: str | Path, channel: str, facts: ShopFacts, catalog: Catalog | None = None, http: Http | None = None
) -> CheckReport:
    """Look it over, read as the configuration says.

    Raises ConfigurationError for an unknown channel, InputError for a file that cannot be read.
    """
    _require_channel(channel)
    return check_reading(str(file), _read(file, channel, facts, catalog or Catalog(), http), channel)


def check_reading(file: str, reading: Reading, channel: str) -> CheckReport:
    """Look over what was read of the file for the channel."""
    issues = _issues(reading, channel)
    scores = item_scores(reading.items, issues)
    return CheckReport(
        file=shown(file),
        source=reading.source,
        channel=channel,
        items=scores.height,
        ok=scores.filter(errors=0).height,
        score=catalog_score(scores),
        issues=issues,
        scores=scores,
        rules=rule_costs(issues),
        products=reading.items,
        excluded=reading.excluded,
        merchant_rules=reading.rules,
    )


def feed_file(
    file: str | Path,
    channel: str,
    facts: ShopFacts,
    out: Path,
    catalog: Catalog | None = None,
    http: Http | None = None,
    *,
    country: str = "",
    language: str = "",
) -> FeedReport:
    """Write the channel's feed of the file's sound items; of a `country` or a `language`, Meta's override feed.

    Raises ConfigurationError for options that do not fit, InputError for a file that cannot be read or written.
    """
    _require_channel(channel)
    format_of(out)
    project = _projection(channel, country, language)
    # A feed does not say its language, so nobody has to.
    known = replace(facts, language=facts.language or _UNDETERMINED)
    reading = _read(file, channel, known, catalog or Catalog(), http)
    issues = _issues(reading, channel).filter(pl.col("severity") == Severity.ERROR.value)
    sound = reading.items.filter(~pl.col("source_row").is_in(issues["row"].implode()))
    write_feed(sound, out, project, FeedHead(link=facts.url))
    left_out, override = issues["row"].n_unique(), country.upper() or language_code(language) or ""
    return FeedReport(shown(str(file)), channel, str(out), sound.height, left_out, issues, override)


def _read(file: str | Path, channel: str, facts: ShopFacts, catalog: Catalog, http: Http | None) -> Reading:
    """The file as it goes to the channel, with the marks of that in its links."""
    reading = read_products(file, facts, catalog, http)
    return replace(reading, items=tagged(reading.items, tags_of(catalog, channel)))


def _issues(reading: Reading, channel: str) -> pl.DataFrame:
    """By row, the errors before the warnings."""
    return pl.concat([reading.issues, check(reading.items, channel)]).sort("row", "severity", maintain_order=True)


def _where(frame: pl.DataFrame, column: str, rows: pl.Series) -> Iterator[dict[str, Any]]:
    return frame.filter(pl.col(column).is_in(rows, nulls_equal=True)).iter_rows(named=True)


def _price(product: Mapping[str, Any]) -> Money | None:
    if product.get("price") is None or not product.get("currency"):
        return None
    return Money(product["sale_price"] or product["price"], product["currency"])


def _require_channel(channel: str) -> None:
    if channel not in REGISTRY:
        raise ConfigurationError(
            phrase("There are no rules for {channel}.", channel=repr(channel)),
            mend=phrase("Choose one of: {names}.", names=", ".join(REGISTRY)),
        )


def _projection(channel: str, country: str, language: str) -> Projection:
    if not country and not language:
        return REGISTRY[channel].project
    if channel != "meta" or (country and language):
        both = phrase("An override feed is of one thing.")
        raise ConfigurationError(
            both if channel == "meta" else phrase("Only Meta has override feeds."),
            mend=phrase("Give --country or --language, with --channel meta."),
        )
    if country:
        if not is_country(country):
            raise ConfigurationError(
                phrase("{country} is no country.", country=repr(country)),
                mend=phrase("Give its ISO 3166-1 code, such as AT."),
            )
        return lambda items: country_rows(items, country)
    code = language_code(language)
    if code is None:
        raise ConfigurationError(
            phrase("{language} is no language of Meta's.", language=repr(language)),
            mend=phrase("Give a code such as de or en_XX."),
        )
    return lambda items: language_rows(items, code)
