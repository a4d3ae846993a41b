"""Product files that others wrote: how much of each becomes items, and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from catalog_feeds.channels import REGISTRY
from catalog_feeds.check import check
from catalog_feeds.sources import Reading, ShopFacts, read


@pytest.fixture
def apparel(shared_file: Callable[..., Path]) -> Reading:
    """20 products. The file has no SKUs, options only on one product, and a picture on every product's first row."""
    path = shared_file("products", "shopify_apparel.csv")
    return read(path, ShopFacts(currency="EUR", url="https://shop.example", language="en"))


def test_every_row_is_a_variant(apparel: Reading) -> None:
    # 19 products of one variant and one product in three sizes: no row is only a picture, none is a draft.
    assert apparel.source == "shopify_csv"
    assert apparel.rows == apparel.items.height == 22
    assert (apparel.pictures, dict(apparel.excluded), apparel.issues.height) == (0, {}, 0)


def test_one_product_has_variants(apparel: Reading) -> None:
    groups = apparel.items["item_group_id"].drop_nulls()
    assert groups.to_list() == ["classic-varsity-top"] * 3
    grouped = apparel.items.filter(apparel.items["item_group_id"].is_not_null())
    assert grouped["size"].to_list() == ["Small", "Medium", "Large"]
    assert apparel.items["link"].n_unique() == 20


def test_ids_are_made_of_handles_and_options_since_there_are_no_skus(apparel: Reading) -> None:
    ids = apparel.items["id"]
    assert ids.is_unique().all()
    assert {"ocean-blue-shirt", "classic-varsity-top-small"} <= set(ids)


def test_every_item_has_the_one_picture_of_its_product(apparel: Reading) -> None:
    # 20 pictures for 22 items: the three sizes share theirs.
    assert apparel.items["image_link"].null_count() == 0
    assert apparel.items["image_link"].n_unique() == 20
    assert apparel.items["additional_image_links"].list.len().sum() == 0


def test_nothing_is_sold_out_because_the_shop_counts_no_stock(apparel: Reading) -> None:
    # The inventory tracker is empty on every row, so the quantities beside it count for nothing.
    assert set(apparel.items["availability"]) == {"in stock"}
    assert apparel.items["quantity"].null_count() == 22


@pytest.mark.parametrize("channel", sorted(REGISTRY))
def test_no_channel_has_more_against_it_than_the_missing_category(apparel: Reading, channel: str) -> None:
    # Title, text, price, picture and vendor are all there, and within every limit; Google finds a category by itself.
    missing = [] if channel == "google" else ["google_product_category.recommended"] * 22
    assert check(apparel.items, channel)["rule"].to_list() == missing


def counted(issues: pl.DataFrame) -> dict[str, int]:
    """How many items break each rule."""
    return dict(issues.group_by("rule").len().iter_rows())


# --- WooCommerce's sample -----------------------------------------------------------------------------


@pytest.fixture
def woocommerce(shared_file: Callable[..., Path]) -> Reading:
    """25 rows: two variable products with seven variations, and one product of every other kind or more."""
    path = shared_file("products", "woocommerce_sample_products.csv")
    return read(path, ShopFacts(currency="GBP", url="https://shop.example", language="en"))


def test_woocommerces_rows_are_items_but_for_parents_groups_and_what_is_hidden(woocommerce: Reading) -> None:
    # 13 simple products that are shown, 7 variations and the external one; the hoodie with a pocket is hidden.
    assert (woocommerce.source, woocommerce.rows, woocommerce.issues.height) == ("woocommerce_csv", 25, 0)
    assert woocommerce.items.height == 13 + 7 + 1
    assert dict(woocommerce.excluded) == {"variable": 2, "grouped": 1, "hidden": 1}
    assert "woo-hoodie-with-pocket" not in set(woocommerce.items["id"])


def test_woocommerces_variations_belong_to_their_parents(woocommerce: Reading) -> None:
    groups = woocommerce.items["item_group_id"].drop_nulls().value_counts().sort("item_group_id")
    assert groups.rows() == [("woo-hoodie", 4), ("woo-vneck-tee", 3)]
    hoodies = woocommerce.items.filter(woocommerce.items["item_group_id"] == "woo-hoodie")
    assert hoodies["color"].to_list() == ["Red", "Green", "Blue", "Blue"]
    assert set(hoodies["product_type"]) == {"Clothing > Hoodies"}  # which only the parent says
    assert set(hoodies["link"]) == {"https://shop.example/?p=45"}


def test_woocommerces_tees_come_in_any_size(woocommerce: Reading) -> None:
    # The variations leave the size open and the parent names three: none of them is one item's size.
    tees = woocommerce.items.filter(woocommerce.items["item_group_id"] == "woo-vneck-tee")
    assert tees["size"].null_count() == 3


def test_woocommerces_sales(woocommerce: Reading) -> None:
    on_sale = woocommerce.items.filter(woocommerce.items["sale_price"].is_not_null())
    prices = on_sale.select("id", "price", "sale_price").rows()
    assert ("woo-beanie", 2000, 1800) in prices
    assert ("woo-hoodie-red", 4500, 4200) in prices
    assert len(prices) == 6


@pytest.mark.parametrize(
    ("channel", "missing"),
    [
        ("meta", {"brand.any_of": 21, "google_product_category.recommended": 21}),
        ("pinterest", {"google_product_category.recommended": 21}),
        ("google", {"gtin.any_of": 21}),
    ],
)
def test_what_channels_have_against_woocommerces_sample(
    woocommerce: Reading, channel: str, missing: dict[str, int]
) -> None:
    # It names neither brands, barcodes nor Google's categories. Two blue hoodies differ by their logo alone, which is
    # nothing that a channel's customer could choose by.
    found = check(woocommerce.items, channel)
    assert counted(found) == missing | {"item_group_id.distinct": 2}
    alike = found.filter(rule="item_group_id.distinct")["item_id"]
    assert set(alike) == {"woo-hoodie-blue", "woo-hoodie-blue-logo"}


# --- Meta's template -----------------------------------------------------------------------------------


@pytest.fixture
def template(shared_file: Callable[..., Path]) -> Reading:
    """One example below a row of notes and the header, behind a byte order mark."""
    path = shared_file("products", "meta_catalog_template.csv")
    return read(path, ShopFacts(currency="USD", url="https://shop.example", language="en"))


def test_metas_template_has_one_item(template: Reading) -> None:
    assert (template.source, template.rows, template.issues.height) == ("meta_csv", 1, 0)
    (item,) = template.items.to_dicts()
    assert (item["id"], item["source_row"], item["quantity"]) == ("1234567", 3, 75)
    assert (item["price"], item["sale_price"], item["currency"]) == (1000, 1000, "USD")
    assert (item["color"], item["size"], item["age_group"]) == ("royal blue", "M", "adult")
    assert item["sale_price_starts"] == datetime(2020, 4, 30, 17, 30, tzinfo=UTC)
    assert item["sale_price_ends"] == datetime(2020, 5, 31, 7, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("channel", "more"), [("meta", {"image_link.extension": 1}), ("pinterest", {}), ("google", {})]
)
def test_metas_own_example_breaks_rules(template: Reading, channel: str, more: dict[str, int]) -> None:
    # Its sale price is its price, a spreadsheet made 8.80609E+12 of its barcode, and its picture is no JPEG or PNG.
    assert counted(check(template.items, channel)) == {"sale_price.below": 1, "gtin.format": 1} | more


def test_a_file_in_another_currency_than_the_shops_has_no_items(shared_file: Callable[..., Path]) -> None:
    path = shared_file("products", "meta_catalog_template.csv")
    reading = read(path, ShopFacts(currency="EUR", url="https://shop.example", language="en"))
    assert reading.items.is_empty()
    assert reading.issues["rule"].to_list() == ["price.same_currency"]
