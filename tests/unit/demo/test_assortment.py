"""The demo's goods and files: what the shop's readers take, and the flaws that they must find."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog_feeds.check import check
from catalog_feeds.sources import Reading, ShopFacts
from catalog_feeds.sources import read as read_products
from demo import assortment, customers, orders
from socialshop.orders.record import OrderRecord
from socialshop.orders.shopify_csv import read_orders
from socialshop.windows.definition import WindowDefinition, read_window, window_files

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
WINDOWS = Path(assortment.__file__).parent / "windows"


def read(path: Path, language: str = "de") -> Reading:
    return read_products(path, ShopFacts(currency="EUR", url=assortment.SHOP, language=language))


def windows() -> list[WindowDefinition]:
    return [read_window(path) for path in window_files(WINDOWS)]


@pytest.fixture
def order_file(tmp_path: Path) -> dict[str, OrderRecord]:
    return records(orders.write_orders(tmp_path, {"raclette-amount": "THEKE-7Q2X"}, NOON))


def records(path: Path) -> dict[str, OrderRecord]:
    return {record.number: record for record in read_orders(path) if isinstance(record, OrderRecord)}


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_products_are_read_in_both_languages_and_only_the_one_without_a_price_is_lost(
    tmp_path: Path, language: assortment.Language
) -> None:
    reading = read(assortment.write_products(tmp_path, language), language)

    assert len(assortment.products()) == 65
    assert reading.items.height == sum(len(product.ids) for product in assortment.products()) - 1
    assert reading.issues["item_id"].to_list() == ["zwiebelkonfituere"]


def test_the_header_is_that_of_the_export(tmp_path: Path, shared_file: object) -> None:
    assert callable(shared_file)
    with shared_file("products", "shopify_apparel.csv").open(encoding="utf-8", newline="") as theirs:
        expected = next(csv.reader(theirs))
    with assortment.write_products(tmp_path, "de").open(encoding="utf-8", newline="") as ours:
        assert next(csv.reader(ours)) == expected


def test_the_flawed_ones_are_found_by_the_rules(tmp_path: Path) -> None:
    items = read(assortment.write_products(tmp_path, "de")).items

    found = set(check(items, "meta").select("item_id", "rule").iter_rows())

    assert found == {
        ("ziegengouda-heublumen-150", "image_link.required"),
        ("ziegengouda-heublumen-300", "image_link.required"),
        ("kaesebrett-zwei", "title.max_length"),
        ("quittengelee", "gtin.format"),
    }


def test_both_languages_sell_the_same_variants_at_the_same_prices(tmp_path: Path) -> None:
    columns = ["id", "price", "sale_price", "quantity", "image_link"]
    german = read(assortment.write_products(tmp_path, "de")).items.select(columns)
    english = read(assortment.write_products(tmp_path, "en")).items.select(columns)

    assert german.equals(english)


def test_the_second_delivery_differs_in_two_prices_one_stock_one_new_and_one_gone(tmp_path: Path) -> None:
    first = read(assortment.write_products(tmp_path, "de")).items
    second = read(assortment.write_second_delivery(tmp_path, "de")).items

    both = first.join(second, on="id", suffix="_next")
    assert set(both.filter(both["price"] != both["price_next"])["item_group_id"].fill_null("-")) == {
        "gruyere-reserve",
        "-",
    }
    assert both.filter(both["availability"] != both["availability_next"])["id"].to_list() == ["vacherin-fichtenring"]
    assert first.join(second, on="id", how="anti")["id"].to_list() == ["essiggurken-dill"]
    assert second.join(first, on="id", how="anti")["item_group_id"].unique().to_list() == ["trueffelgouda"]


def test_every_product_of_a_window_can_be_shown_and_bought(tmp_path: Path) -> None:
    items = read(assortment.write_products(tmp_path, "de")).items
    unfit = set(check(items, "meta").filter(severity="error")["item_id"])
    sellable = set(items.filter(availability="in stock")["id"]) - unfit

    assert len(windows()) == 4
    for window in windows():
        assert set(window.products.named()) <= sellable, window.name


def test_every_customer_speaks_beneath_a_window_and_every_answer_has_its_line() -> None:
    names = {window.name for window in windows()}
    lines = {line.key: line for line in customers.LINES}

    assert len(lines) == len(customers.LINES)
    assert {line.window for line in customers.LINES} == names
    for line in customers.LINES:
        if line.answers is not None:
            asked = lines[line.answers]
            assert (asked.platform, asked.window) == (line.platform, line.window)
    assert {answer.line for answer in customers.ANSWERS} <= set(lines)
    assert [answer.line for answer in customers.ANSWERS if answer.gives_code] == ["raclette-amount"]


def test_the_price_in_an_answer_is_the_price_in_the_shop() -> None:
    prices = {variant.sku: variant.price for product in assortment.products() for variant in product.variants("de")}
    answer = next(answer.text for answer in customers.ANSWERS if answer.line == "gruyere-price")

    assert f"{prices['gruyere-reserve-300'].replace('.', ',')} €" in answer


def test_the_orders_carry_what_links_them(order_file: dict[str, OrderRecord]) -> None:
    assert len(order_file) == 12
    named = [line for line in customers.LINES if customers.ORDER_IN_CONVERSATION in line.text]
    assert len(named) == 1
    assert customers.ORDER_IN_CONVERSATION in order_file
    by_code = {record.number: record.discount_code for record in order_file.values() if record.discount_code}
    assert by_code == {"#1044": "ANNA10", "#1046": "ANNA10", "#1049": "THEKE-7Q2X"}


def test_an_order_adds_up(order_file: dict[str, OrderRecord]) -> None:
    for record in order_file.values():
        goods = sum(line.price * line.quantity for line in record.lines)
        assert record.subtotal + record.shipping == record.total
        assert goods == record.subtotal if not record.discount_code else goods > record.subtotal


def test_the_refund_changes_one_order_of_the_partner(tmp_path: Path, order_file: dict[str, OrderRecord]) -> None:
    after = records(orders.write_orders_after_refund(tmp_path, {"raclette-amount": "THEKE-7Q2X"}, NOON))

    changed = {number for number, record in after.items() if record != order_file[number]}
    assert changed == {orders.REFUNDED_ORDER}
    assert (after[orders.REFUNDED_ORDER].refunded, order_file[orders.REFUNDED_ORDER].refunded) == (1250, 0)


def test_nobody_has_a_real_address(tmp_path: Path) -> None:
    with orders.write_orders(tmp_path, {}, NOON).open(encoding="utf-8", newline="") as file:
        assert {row["Email"].rpartition("@")[2] for row in csv.DictReader(file)} == {"example.org"}
