"""A real merchant's product file: how much of it becomes items, and why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

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
