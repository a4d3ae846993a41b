"""What each channel gets of an item, and what it would have against it."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import ean

from catalog_feeds.channels import REGISTRY, Kind, Rule
from catalog_feeds.check import check, check_rows
from catalog_feeds.issues import ISSUE_SCHEMA
from catalog_feeds.item import AVAILABILITY, CONDITION, ITEM_SCHEMA

CHANNELS = sorted(REGISTRY)
SOUND = {
    "id": "gouda",
    "title": "Gouda",
    "description": "Ripened for a year",
    "availability": "in stock",
    "condition": "new",
    "price": 1250,
    "currency": "EUR",
    "link": "https://shop.example/products/gouda",
    "image_link": "https://shop.example/gouda.jpg",
    "brand": "Molkerei",
    "google_product_category": "429",
    "source_row": 2,
}


def items(**fields: object) -> pl.DataFrame:
    return pl.DataFrame([SOUND | fields], ITEM_SCHEMA)


def projected(channel: str, **fields: object) -> dict[str, str | None]:
    (row,) = REGISTRY[channel].project(items(**fields)).to_dicts()
    return row


def issues(channel: str, **fields: object) -> list[tuple[str, str]]:
    return list(check(items(**fields), channel).select("rule", "severity").iter_rows())


def errors(channel: str, **fields: object) -> list[str]:
    return [rule for rule, severity in issues(channel, **fields) if severity == "error"]


def found(channel: str, rows: list[dict[str, object]]) -> list[tuple[str, str]]:
    """The items that have an issue, each with its rule."""
    frame = pl.DataFrame([SOUND | row for row in rows], ITEM_SCHEMA)
    return list(check(frame, channel).select("item_id", "rule").iter_rows())


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_field_is_text_as_feeds_are(channel: str) -> None:
    rows = REGISTRY[channel].project(items(quantity=3))
    assert set(rows.dtypes) == {pl.String}


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_rule_is_about_a_field_that_is_sent_and_says_where_it_is_from(channel: str) -> None:
    columns = REGISTRY[channel].project(items()).columns
    for rule in REGISTRY[channel].rules:
        assert rule.field in columns
        assert rule.expected
        assert rule.fix
        assert rule.source.startswith("https://")


@pytest.mark.parametrize("channel", CHANNELS)
def test_no_rule_stands_twice(channel: str) -> None:
    names = [rule.name for rule in REGISTRY[channel].rules]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(
    ("field", "word"),
    [*(("availability", word) for word in AVAILABILITY), *(("condition", word) for word in CONDITION)],
)
def test_every_canonical_word_is_one_of_the_channels(channel: str, field: str, word: str) -> None:
    assert issues(channel, **{field: word}) == []


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(
    ("currency", "price", "text"),
    [("EUR", 1250, "12.50 EUR"), ("EUR", 5, "0.05 EUR"), ("JPY", 1250, "1250 JPY"), ("KWD", 1250, "1.250 KWD")],
)
def test_a_price_has_its_currency_and_its_decimals(channel: str, currency: str, price: int, text: str) -> None:
    row = projected(channel, currency=currency, price=price)
    assert (row["price"], row["sale_price"]) == (text, None)


def test_currencies_may_be_mixed() -> None:
    both = pl.concat([items(), items(id="sake", currency="JPY")])
    assert REGISTRY["meta"].project(both)["price"].to_list() == ["12.50 EUR", "1250 JPY"]


@pytest.mark.parametrize(("channel", "limit"), [("meta", 20), ("pinterest", 10), ("google", 10)])
def test_the_first_pictures_are_sent_and_a_warning_says_that_there_are_more(channel: str, limit: int) -> None:
    pictures = [f"https://shop.example/{n}.jpg" for n in range(limit + 1)]
    sent = projected(channel, additional_image_links=pictures)["additional_image_link"]
    assert sent == ",".join(pictures[:limit])
    (issue,) = check(items(additional_image_links=pictures), channel).to_dicts()
    assert (issue["rule"], issue["severity"]) == ("additional_image_link.max_count", "warning")
    assert issue["found"] == str(limit + 1)


def test_a_comma_in_an_address_does_not_split_the_list() -> None:
    row = projected("meta", additional_image_links=["https://shop.example/a,b.jpg", "https://shop.example/c.jpg"])
    assert row["additional_image_link"] == "https://shop.example/a%2Cb.jpg,https://shop.example/c.jpg"


def test_no_more_pictures_is_no_value() -> None:
    assert projected("meta", additional_image_links=[])["additional_image_link"] is None


def test_oversold_stock_is_none_left() -> None:
    assert projected("meta", quantity=-2)["quantity_to_sell_on_facebook"] == "0"


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_sound_item_has_no_issues(channel: str) -> None:
    found = check(items(), channel)
    assert found.is_empty()
    assert found.schema == ISSUE_SCHEMA


_LIMITS = [(name, rule) for name in CHANNELS for rule in REGISTRY[name].rules if rule.kind is Kind.MAX_LENGTH]


@pytest.mark.parametrize(("channel", "rule"), _LIMITS, ids=lambda value: getattr(value, "name", value))
def test_a_text_may_be_as_long_as_its_limit_and_no_longer(channel: str, rule: Rule) -> None:
    assert isinstance(rule.value, int)
    longest = "https://shop.example/".ljust(rule.value, "ä") if rule.field.endswith("link") else "ä" * rule.value
    assert errors(channel, **{rule.field: longest}) == []
    assert errors(channel, **{rule.field: longest + "ä"}) == [rule.name]


_REQUIRED = [(name, rule) for name in CHANNELS for rule in REGISTRY[name].rules if rule.kind is Kind.REQUIRED]


@pytest.mark.parametrize(("channel", "rule"), _REQUIRED, ids=lambda value: getattr(value, "name", value))
def test_a_required_field_must_be_there(channel: str, rule: Rule) -> None:
    assert errors(channel, **{rule.field: None}) == [rule.name]


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(
    ("field", "value", "rule", "severity"),
    [
        ("availability", "perhaps", "availability.one_of", "error"),
        ("condition", "shiny", "condition.one_of", "error"),
        ("gender", "cheese", "gender.one_of", "error"),
        ("age_group", "ripe", "age_group.one_of", "error"),
        ("link", "shop.example/gouda", "link.format", "error"),
        ("image_link", "https:///gouda.jpg", "image_link.format", "error"),
        ("gtin", "4711", "gtin.format", "warning"),
        ("gtin", "4006381333932", "gtin.check_digit", "warning"),
        ("google_product_category", "Food>Cheese", "google_product_category.format", "warning"),
        ("additional_image_links", ["https://x.example/a b.jpg"], "additional_image_link.format", "warning"),
        ("title", "<b>Gouda</b>", "title.markup", "warning"),
        ("description", "Raw milk &amp; salt", "description.markup", "warning"),
        ("link", "https://shop.example/a b", "link.format", "error"),
        ("price", 0, "price.positive", "error"),
        ("item_group_id", "alone", "item_group_id.siblings", "warning"),
        ("sale_price", 1250, "sale_price.below", "error"),
        ("sale_price", 2000, "sale_price.below", "error"),
    ],
)
def test_a_wrong_value_breaks_its_rule(channel: str, field: str, value: object, rule: str, severity: str) -> None:
    assert issues(channel, **{field: value}) == [(rule, severity)]


@pytest.mark.parametrize("channel", ["meta", "google"])
@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("title", "GOUDA, FOUR WEEKS OLD", "title.capitals"),
        ("title", "Gouda, free shipping", "title.promotion"),
        ("title", "Gouda, jetzt kaufen", "title.promotion"),
        ("title", "Gouda 20 % Rabatt", "title.promotion"),
        ("description", "FROM RAW MILK", "description.capitals"),
        ("image_link", "https://shop.example/gouda.SVG?v=2", "image_link.extension"),
    ],
)
def test_what_the_channel_would_rather_not_see_is_a_warning(channel: str, field: str, value: str, rule: str) -> None:
    assert issues(channel, **{field: value}) == [(rule, "warning")]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "AEG"),
        ("title", "IKEA BILLY Regal"),
        ("title", "Käse & Brot < 5 kg, gratis verpackt"),
        ("image_link", "https://shop.example/img/1250"),
        ("image_link", "https://shop.example/v1.2/gouda.jpeg?size=500.x"),
        ("image_link", "https://shop.example"),
        ("google_product_category", "Food, Beverages & Tobacco > Food Items"),
        ("gtin", "96385074"),
        ("gtin", "10614141000415"),
        ("gtin", "036000291452"),
    ],
)
def test_what_is_right_is_left_in_peace(field: str, value: str) -> None:
    assert issues("google", **{field: value}) == []


@pytest.mark.parametrize("gtin", ["2000000000015", "0200000000013", "200000000011", "12000000000015", "20000004"])
def test_google_takes_no_number_of_a_shops_own_labels(gtin: str) -> None:
    assert "gtin.reserved" in [rule for rule, _ in issues("google", gtin=gtin)]


@given(st.from_regex(r"[0-9]{8}|[0-9]{12,14}", fullmatch=True))
def test_the_check_digit_is_reckoned_as_elsewhere(number: str) -> None:
    # A number of 14 digits is no EAN, and follows the same rule: leading zeros change nothing.
    sound = ean.calc_check_digit(number[:-1].zfill(13)) == number[-1]
    assert ([rule for rule, _ in issues("meta", gtin=number)] == []) is sound


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_id_that_comes_twice_is_wrong_both_times(channel: str) -> None:
    twice = found(channel, [{"id": "gouda"}, {"id": "brie"}, {"id": "gouda"}])
    assert twice == [("gouda", "id.unique"), ("gouda", "id.unique")]


@pytest.mark.parametrize("channel", CHANNELS)
def test_variants_that_differ_in_nothing_are_told(channel: str) -> None:
    group = {"item_group_id": "gouda"}
    rows = [
        group | {"id": "small", "size": "S"},
        group | {"id": "large", "size": "L"},
        group | {"id": "big", "size": "L"},
    ]
    assert found(channel, rows) == [("big", "item_group_id.distinct"), ("large", "item_group_id.distinct")]
    assert found(channel, rows[:2]) == []


def test_a_text_that_repeats_the_title_says_nothing() -> None:
    assert issues("meta", description="Gouda") == [("description.differs", "warning")]


SPRING, AUTUMN = datetime(2026, 3, 1, 8, 30, tzinfo=UTC), datetime(2026, 9, 1, tzinfo=UTC)


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_sale_has_its_period(channel: str) -> None:
    row = projected(channel, sale_price=1000, sale_price_starts=SPRING, sale_price_ends=AUTUMN)
    assert row["sale_price_effective_date"] == "2026-03-01T08:30+00:00/2026-09-01T00:00+00:00"
    assert issues(channel, sale_price=1000, sale_price_starts=SPRING, sale_price_ends=AUTUMN) == []


def test_a_sale_without_an_end_goes_on_for_long() -> None:
    row = projected("meta", sale_price=1000, sale_price_starts=SPRING)
    assert row["sale_price_effective_date"] == "2026-03-01T08:30+00:00/2100-01-01T00:00+00:00"
    assert issues("meta", sale_price=1000, sale_price_starts=SPRING) == []


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_sale_that_ends_before_it_begins_is_wrong(channel: str) -> None:
    assert errors(channel, sale_price=1000, sale_price_starts=AUTUMN, sale_price_ends=SPRING) == [
        "sale_price_effective_date.period"
    ]


def test_a_sale_price_in_another_currency_is_wrong() -> None:
    row = REGISTRY["meta"].project(items(sale_price=1000)).with_columns(sale_price=pl.lit("10.00 USD"))
    assert check_rows(row, "meta")["rule"].to_list() == ["sale_price.currency"]


def test_prices_are_compared_as_numbers() -> None:
    assert issues("meta", price=10_000, sale_price=900) == []


@pytest.mark.parametrize("given", ["brand", "mpn", "gtin"])
def test_meta_wants_one_of_brand_part_number_and_gtin(given: str) -> None:
    assert issues("meta", **({"brand": None} | {given: "4006381333931"})) == []
    assert issues("meta", brand=None) == [("brand.any_of", "error")]


def test_an_issue_says_where_what_and_how_to_mend_it() -> None:
    (issue,) = check(items(title="g" * 201), "meta").to_dicts()
    assert issue == {
        "row": 2,
        "item_id": "gouda",
        "field": "title",
        "severity": "error",
        "rule": "title.max_length",
        "found": "201 characters",
        "expected": "at most 200 characters",
        "fix": "Shorten the title to 200 characters.",
    }


def test_a_long_wrong_value_is_told_shortened() -> None:
    (issue,) = check(items(gender="g" * 100), "meta").to_dicts()
    assert issue["found"] == "g" * 80 + "…"


def test_a_price_without_its_currency_is_no_amount() -> None:
    row = REGISTRY["pinterest"].project(items()).with_columns(price=pl.lit("12.50"))
    assert check_rows(row, "pinterest")["rule"].to_list() == ["price.format"]


def test_a_channels_row_lacks_what_it_has_no_column_for() -> None:
    found = check_rows(pl.DataFrame({"id": ["gouda"]}), "pinterest")
    wanted = [rule.name for rule in REGISTRY["pinterest"].rules if rule.kind in (Kind.REQUIRED, Kind.RECOMMENDED)]
    assert set(found["rule"]) == {*wanted} - {"id.required"}
