"""A product file held against a channel, and the feed of it: what is counted, left out and told."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from catalog_feeds.channels import REGISTRY
from catalog_feeds.sources import ShopFacts
from socialshop.config import Catalog
from socialshop.errors import ConfigurationError, InputError
from socialshop.products.checking import check_file, feed_file

FACTS = ShopFacts(currency="EUR", url="https://shop.example", language="de")
HEADER = "Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src,Status"
SOUND = "gouda,Gouda,From raw milk,Dairy,Title,Default Title,G-1,12.50,https://cdn.example/g.jpg,active"
NO_PRICE = "brie,Brie,Soft and white,Dairy,Title,Default Title,B-1,,https://cdn.example/b.jpg,active"
NO_PICTURE = "feta,Feta,In brine,Dairy,Title,Default Title,F-1,3,,active"
DRAFT = "edam,Edam,Round,Dairy,Title,Default Title,E-1,3,https://cdn.example/e.jpg,draft"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "products.csv"
    path.write_text("\n".join([HEADER, SOUND, NO_PRICE, NO_PICTURE, DRAFT, ""]), encoding="utf-8")
    return path


def test_every_row_that_should_be_an_item_is_counted(file: Path) -> None:
    report = check_file(file, "google", FACTS)
    assert (report.items, report.ok, report.is_flawless) == (3, 1, False)
    assert dict(report.excluded) == {"draft": 1}
    assert report.score == (100 + 50 + 50) // 3


def test_the_json_has_the_reading_s_issues_and_the_check_s_by_row(file: Path) -> None:
    told = check_file(file, "google", FACTS).to_json()
    assert list(told) == ["file", "source", "channel", "items", "ok", "score", "issues"]
    assert [(issue["row"], issue["item_id"], issue["rule"]) for issue in told["issues"]] == [
        (3, "B-1", "Variant Price.required"),
        (4, "F-1", "image_link.required"),
    ]
    assert list(told["issues"][1]) == ["row", "item_id", "field", "severity", "rule", "found", "expected", "fix"]
    assert (told["source"], told["channel"], told["file"]) == ("shopify_csv", "google", str(file))


def test_warnings_keep_nobody_from_being_ok(file: Path) -> None:
    report = check_file(file, "meta", FACTS)
    assert set(report.issues.filter(severity="warning")["rule"]) == {"google_product_category.recommended"}
    assert report.ok == 1


def test_the_worst_come_first_and_the_flawless_not_at_all(file: Path) -> None:
    assert check_file(file, "google", FACTS).worst(5)["item_id"].to_list() == ["B-1", "F-1"]
    assert check_file(file, "google", FACTS).worst(1)["item_id"].to_list() == ["B-1"]


def test_a_channel_without_rules_is_told_with_those_that_have_some(file: Path) -> None:
    with pytest.raises(ConfigurationError) as caught:
        check_file(file, "tiktok", FACTS)
    assert all(name in caught.value.mend for name in REGISTRY)


@pytest.mark.parametrize("channel", sorted(REGISTRY))
def test_items_with_errors_are_left_out_of_the_feed_and_said(file: Path, tmp_path: Path, channel: str) -> None:
    out = tmp_path / "feed.csv"
    report = feed_file(file, channel, FACTS, out)
    with out.open(encoding="utf-8", newline="") as written:
        assert [row["id"] for row in csv.DictReader(written)] == ["G-1"]
    assert (report.written, report.left_out) == (1, 2)
    assert report.to_json()["issues"] == report.issues.to_dicts()
    assert report.issues["item_id"].to_list() == ["B-1", "F-1"]


def test_a_feed_needs_no_language(file: Path, tmp_path: Path) -> None:
    facts = ShopFacts(currency="EUR", url="https://shop.example")
    assert feed_file(file, "meta", facts, tmp_path / "feed.xml").written == 1


@pytest.mark.parametrize(
    ("options", "first"),
    [({"country": "AT"}, ["G-1", "AT", "in stock"]), ({"language": "de"}, ["G-1", "de_DE", "Gouda"])],
)
def test_an_override_feed_is_of_one_country_or_language(
    file: Path, tmp_path: Path, options: dict[str, str], first: list[str]
) -> None:
    out = tmp_path / "feed.csv"
    feed_file(file, "meta", FACTS, out, **options)
    with out.open(encoding="utf-8", newline="") as written:
        header, row = csv.reader(written)
    assert header[:2] == ["id", "override"]
    assert row[:3] == first


@pytest.mark.parametrize(
    ("channel", "options"),
    [
        ("pinterest", {"country": "AT"}),
        ("meta", {"country": "AT", "language": "de"}),
        ("meta", {"country": "Austria"}),
        ("meta", {"language": "tlh-Latn"}),
    ],
)
def test_options_that_do_not_fit_write_nothing(
    file: Path, tmp_path: Path, channel: str, options: dict[str, str]
) -> None:
    with pytest.raises(ConfigurationError):
        feed_file(file, channel, FACTS, tmp_path / "feed.csv", **options)
    assert not (tmp_path / "feed.csv").exists()


def test_a_wrong_name_is_told_before_the_file_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        feed_file(tmp_path / "absent.csv", "meta", FACTS, tmp_path / "feed.pdf")
    assert caught.value.found == "feed.pdf"


def test_the_merchants_own_rules_say_how_many_items_they_met(file: Path) -> None:
    catalog = Catalog.model_validate({"rules": ({"name": "no feta", "when": "title = 'Feta'", "exclude": True},)})
    report = check_file(file, "google", FACTS, catalog)
    assert dict(report.merchant_rules) == {"no feta": 1}
    assert report.items == 2
