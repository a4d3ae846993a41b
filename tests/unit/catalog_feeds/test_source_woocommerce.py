"""WooCommerce's product export becomes canonical items, and every row of it is accounted for."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_feeds.sources import ShopFacts, read
from socialshop.errors import InputError
from tests.unit.catalog_feeds.exports import Load, Row, loader, only, write

FACTS = ShopFacts(currency="EUR", url="https://shop.example/", language="de", time_zone="Europe/Berlin")
COLUMNS = [
    *("ID", "Type", "SKU", "GTIN, UPC, EAN, or ISBN", "Name", "Published", "Visibility in catalog"),
    *("Short description", "Description", "Date sale price starts", "Date sale price ends", "In stock?", "Stock"),
    *("Backorders allowed?", "Sale price", "Regular price", "Categories", "Images", "Parent", "Brands"),
    *(f"Attribute {number} {part}" for number in (1, 2) for part in ("name", "value(s)", "visible", "global")),
]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    return loader(tmp_path, COLUMNS, FACTS, "utf-8-sig")


def simple(post: str = "1", **fields: str) -> dict[str, str]:
    shown = {"Published": "1", "Visibility in catalog": "visible", "In stock?": "1"}
    base = {"ID": post, "Type": "simple", "SKU": f"sku-{post}", "Name": f"Cheese {post}", "Regular price": "12.50"}
    return shown | base | {name.replace("_", " "): value for name, value in fields.items()}


def variable(post: str = "1", **fields: str) -> dict[str, str]:
    return simple(post, **fields) | {"Type": "variable", "Regular price": ""}


def variation(post: str, parent: str, **fields: str) -> dict[str, str]:
    return simple(post, **fields) | {"Type": "variation", "Parent": parent}


def test_a_simple_product_is_one_item(load: Load) -> None:
    texts = {
        "Description": "<p>Ripe</p>",
        "Categories": "Cheese > Hard, Cheese > Dutch",
        "Brands": "Smith\\, Sons, More",
    }
    item = only(load(simple() | texts | {"GTIN, UPC, EAN, or ISBN": "4006381333931"}))
    assert item["gtin"] == "4006381333931"
    assert (item["id"], item["item_group_id"], item["title"]) == ("sku-1", None, "Cheese 1")
    assert (item["price"], item["sale_price"], item["currency"]) == (1250, None, "EUR")
    assert (item["description"], item["product_type"], item["brand"]) == ("Ripe", "Cheese > Hard", "Smith, Sons")
    assert (item["link"], item["condition"], item["language"]) == ("https://shop.example/?p=1", "new", "de")


def test_without_a_sku_the_number_is_the_id(load: Load) -> None:
    assert only(load(simple("44", SKU="")))["id"] == "44"


@pytest.mark.parametrize("parent", ["sku-1", "id:1"])
def test_a_variation_inherits_what_it_does_not_say(load: Load, parent: str) -> None:
    mother = variable(
        Description="Ripe", Categories="Cheese", Images="https://a.example/1.jpg, https://a.example/2.jpg"
    )
    mother |= {"Attribute 1 name": "Farbe", "Attribute 1 value(s)": "Rot, Gelb"}
    mother |= {"Attribute 2 name": "Material", "Attribute 2 value(s)": "Milch"}
    red = variation("2", parent, Images="https://a.example/red.jpg") | {"Attribute 1 name": "Farbe"}
    anything = variation("3", parent, Description="Own words") | {"Attribute 1 name": "Farbe"}
    reading = load(mother, red | {"Attribute 1 value(s)": "Rot"}, anything)
    items = reading.items
    assert reading.excluded == {"variable": 1}
    assert items["item_group_id"].to_list() == ["sku-1", "sku-1"]
    assert items["link"].to_list() == ["https://shop.example/?p=1"] * 2
    assert items["description"].to_list() == ["Ripe", "Own words"]
    assert items["product_type"].to_list() == ["Cheese", "Cheese"]
    assert items["image_link"].to_list() == ["https://a.example/red.jpg", "https://a.example/1.jpg"]
    assert items["additional_image_links"].to_list() == [[], ["https://a.example/2.jpg"]]
    assert items["color"].to_list() == ["Rot", None]
    assert items["material"].to_list() == ["Milch", "Milch"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Published": "-1"}, "draft"),
        ({"Published": "0"}, "unpublished"),
        ({"Visibility in catalog": "hidden"}, "hidden"),
        ({"Type": "grouped"}, "grouped"),
    ],
)
def test_what_the_shop_does_not_show_is_left_out_and_counted(load: Load, change: Row, reason: str) -> None:
    reading = load(simple("1") | change, simple("2"))
    assert reading.items["id"].to_list() == ["sku-2"]
    assert reading.excluded == {reason: 1}


@pytest.mark.parametrize(
    ("change", "reason"),
    [({"Published": "-1"}, "draft"), ({"Visibility in catalog": "hidden"}, "hidden")],
)
def test_variations_are_hidden_with_their_parent(load: Load, change: Row, reason: str) -> None:
    reading = load(variable("1") | change, variation("2", "sku-1"))
    assert (reading.items.height, reading.excluded) == (0, {reason: 2})


@pytest.mark.parametrize("kind", ["external", "simple, downloadable, virtual", "subscription"])
def test_whatever_has_a_price_is_sold(load: Load, kind: str) -> None:
    assert only(load(simple(Type=kind)))["price"] == 1250


@pytest.mark.parametrize(
    ("in_stock", "stock", "backorders", "expected"),
    [
        ("1", "", "0", ("in stock", None)),
        ("1", "3", "0", ("in stock", 3)),
        ("0", "0", "0", ("out of stock", 0)),
        ("0", "-1", "notify", ("in stock", -1)),
        ("backorder", "0", "1", ("in stock", 0)),
    ],
)
def test_availability(load: Load, in_stock: str, stock: str, backorders: str, expected: tuple[str, int | None]) -> None:
    item = only(load(simple(Stock=stock) | {"In stock?": in_stock, "Backorders allowed?": backorders}))
    assert (item["availability"], item["quantity"]) == expected


def test_a_variation_may_draw_on_its_parents_stock(load: Load) -> None:
    assert load(variable(Stock="7"), variation("2", "sku-1", Stock="parent")).items["quantity"].to_list() == [7]


def test_a_sale_has_its_dates_in_the_shops_time(load: Load) -> None:
    dates = {"Date sale price starts": "2026-05-01", "Date sale price ends": "2026-05-31"}
    item = only(load(simple(Sale_price="9,99", Regular_price="12,50") | dates))
    assert (item["price"], item["sale_price"]) == (1250, 999)
    assert item["sale_price_starts"] == datetime(2026, 4, 30, 22, tzinfo=UTC)
    assert item["sale_price_ends"] == datetime(2026, 5, 31, 21, 59, 59, tzinfo=UTC)


def test_the_german_header_is_read(tmp_path: Path) -> None:
    row = {"ID": "44", "Typ": "simple", "Artikelnummer": "K-1", "Name": "Käse", "Veröffentlicht": "1", "Bilder": ""}
    row |= {"Sichtbarkeit im Katalog": "visible", "Regulärer Preis": "12,50", "Vorrätig?": "1", "Lager": "3"}
    row |= {"Attribut 1 Name": "Größe", "Attribut 1 Wert(e)": "Groß"}
    item = only(read(write(tmp_path / "p.csv", list(row), [row], "utf-8-sig"), FACTS))
    assert (item["id"], item["price"], item["quantity"], item["size"]) == ("K-1", 1250, 3, "Groß")


@pytest.mark.parametrize(
    ("row", "field", "found"),
    [
        (simple(Regular_price=""), "Regular price", None),
        (simple(Regular_price="viel"), "Regular price", "viel"),
        (simple(Regular_price="1.234"), "Regular price", "1.234"),
        (simple(Sale_price="1,2,3"), "Sale price", "1,2,3"),
        (simple(Stock="many"), "Stock", "many"),
        (simple(ID=""), "ID", None),
        (variation("1", "nobody"), "Parent", "nobody"),
        (variation("1", ""), "Parent", None),
        (simple() | {"Date sale price ends": "soon"}, "Date sale price ends", "soon"),
    ],
)
def test_a_row_that_can_be_no_item_becomes_an_issue(load: Load, row: Row, field: str, found: str | None) -> None:
    reading = load(row, simple("9", Regular_price="3"))
    assert reading.items["id"].to_list() == ["sku-9"]
    assert reading.issues.select("row", "field", "found").rows() == [(2, field, found)]


def test_an_id_given_twice_is_refused_for_both(load: Load) -> None:
    reading = load(simple("1", SKU="a"), simple("2", SKU="a"), simple("3"))
    assert reading.items["id"].to_list() == ["sku-3"]
    assert reading.issues["row"].to_list() == [2, 3]


def test_what_the_file_cannot_say_is_one_error_for_the_file(load: Load) -> None:
    with pytest.raises(InputError) as caught:
        load(simple(), simple("2"), facts=ShopFacts(currency="EUR", language="de"))
    assert caught.value.field == "url"
    assert "--shop-url" in caught.value.mend


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "Type": st.sampled_from(["simple", "variable", "variation", "grouped", "external", ""]),
                "SKU": st.sampled_from(["", "a", "b"]),
                "Parent": st.sampled_from(["", "a", "id:1", "nobody"]),
                "Published": st.sampled_from(["1", "0", "-1"]),
                "Visibility in catalog": st.sampled_from(["visible", "hidden"]),
                "Regular price": st.sampled_from(["", "12.50", "3,99", "1.234", "x"]),
            }
        ),
        max_size=8,
    )
)
@settings(max_examples=60)
def test_every_row_is_accounted_for(tmp_path_factory: pytest.TempPathFactory, rows: list[Row]) -> None:
    numbered = [row | {"ID": str(place), "Name": "Cheese"} for place, row in enumerate(rows)]
    reading = read(write(tmp_path_factory.mktemp("export") / "p.csv", COLUMNS, numbered, "utf-8-sig"), FACTS)
    assert reading.rows == len(rows)
    assert reading.rows == reading.items.height + reading.refused + sum(reading.excluded.values())
    assert reading.items["id"].is_unique().all()
