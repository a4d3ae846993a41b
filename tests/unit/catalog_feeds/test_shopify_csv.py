"""Shopify's product export becomes canonical items, and every row of it is accounted for."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_feeds.item import ITEM_SCHEMA
from catalog_feeds.sources import Reading, ShopFacts, read, shopify_csv
from socialshop.errors import InputError
from tests.unit.catalog_feeds.exports import Load, Row, loader, only, write

FACTS = ShopFacts(currency="EUR", url="https://shop.example/", language="de")
COLUMNS = [
    *("Handle", "Title", "Body (HTML)", "Vendor", "Type", "Published", "Status"),
    *(f"Option{n} {part}" for n in (1, 2, 3) for part in ("Name", "Value")),
    *("Variant SKU", "Variant Inventory Tracker", "Variant Inventory Qty", "Variant Inventory Policy"),
    *("Variant Price", "Variant Compare At Price", "Variant Barcode", "Variant Image"),
    *("Image Src", "Image Position", "SEO Title"),
    *(f"Google Shopping / {name}" for name in ("Gender", "Age Group", "MPN", "Condition", "Google Product Category")),
]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    return loader(tmp_path, COLUMNS, FACTS)


def product(handle: str = "gouda", **fields: str) -> dict[str, str]:
    row = {"Handle": handle, "Title": handle.title(), "Variant Price": "12.50", "Option1 Value": "Default Title"}
    return row | {name.replace("_", " "): value for name, value in fields.items()}


def variant(handle: str, size: str, **fields: str) -> dict[str, str]:
    row = {"Handle": handle, "Option1 Value": size, "Variant Price": "12.50"}
    return row | {name.replace("_", " "): value for name, value in fields.items()}


def sized(handle: str, size: str, option: str = "Size", **fields: str) -> dict[str, str]:
    """A product's first row, with its first variant."""
    return product(handle, **fields) | {"Option1 Name": option, "Option1 Value": size}


def ids(reading: Reading) -> list[str]:
    return reading.items["id"].to_list()


def test_items_have_exactly_the_canonical_columns(load: Load) -> None:
    assert load(product()).items.schema == ITEM_SCHEMA


def test_a_plain_product_is_one_item(load: Load) -> None:
    item = only(load(product(Vendor="Molkerei", Type="Cheese > Hard")))
    assert item["id"] == "gouda"
    assert item["item_group_id"] is None
    assert (item["price"], item["sale_price"], item["currency"]) == (1250, None, "EUR")
    assert item["link"] == "https://shop.example/products/gouda"
    assert (item["brand"], item["product_type"]) == ("Molkerei", "Cheese > Hard")
    assert (item["condition"], item["language"], item["source_row"]) == ("new", "de", 2)


def test_variants_share_a_group_and_inherit_the_products_fields(load: Load) -> None:
    first = sized("gouda", "Small", Vendor="Molkerei") | {"Body (HTML)": "<p>Ripe</p>"}
    items = load(first, variant("gouda", "Large")).items
    assert items["id"].to_list() == ["gouda-small", "gouda-large"]
    assert items["item_group_id"].to_list() == ["gouda", "gouda"]
    assert items["size"].to_list() == ["Small", "Large"]
    assert items["title"].to_list() == ["Gouda", "Gouda"]
    assert items["brand"].to_list() == ["Molkerei", "Molkerei"]
    assert items["description"].to_list() == ["Ripe", "Ripe"]


def test_a_variant_whose_product_says_nothing_is_an_item_all_the_same(load: Load) -> None:
    (item,) = load({"Handle": "gouda", "Variant SKU": "G-1", "Variant Price": "12.50"}).items.to_dicts()
    assert (item["id"], item["price"], item["title"]) == ("G-1", 1250, None)
    assert item["link"].endswith("/products/gouda")


def test_a_part_number_is_not_handed_down_to_other_variants(load: Load) -> None:
    first = sized("gouda", "Small") | {"Google Shopping / MPN": "G-1", "Google Shopping / Gender": "Unisex"}
    items = load(first, variant("gouda", "Large")).items
    assert items["mpn"].to_list() == ["G-1", None]
    assert items["gender"].to_list() == ["unisex", "unisex"]


def test_the_sku_is_the_id_without_the_spreadsheets_apostrophe(load: Load) -> None:
    item = only(load(product(Variant_SKU="'00123", Variant_Barcode="'4006381333931")))
    assert item["id"] == "00123"
    assert item["gtin"] == "4006381333931"


@pytest.mark.parametrize(
    ("option", "field"),
    [("Color", "color"), ("Farbe", "color"), ("Größe", "size"), ("Gewicht", "size"), ("Stoff", "material")],
)
def test_options_are_told_by_their_name_in_english_and_german(load: Load, option: str, field: str) -> None:
    items = load(sized("gouda", "erste", option), variant("gouda", "zweite")).items
    assert items[field].to_list() == ["erste", "zweite"]


def test_a_second_option_counts_too(load: Load) -> None:
    row = sized("shirt", "L") | {"Option2 Name": "Farbe", "Option2 Value": "Rot"}
    item = only(load(row))
    assert (item["id"], item["size"], item["color"]) == ("shirt-l-rot", "L", "Rot")


def test_pictures_come_in_their_order_from_rows_of_their_own(load: Load) -> None:
    reading = load(
        product(Image_Src="https://cdn.example/2.jpg", Image_Position="2"),
        {"Handle": "gouda", "Image Src": "https://cdn.example/3.jpg", "Image Position": "3"},
        {"Handle": "gouda", "Image Src": "https://cdn.example/1.jpg", "Image Position": "1"},
    )
    item = only(reading)
    assert reading.pictures == 2
    assert item["image_link"] == "https://cdn.example/1.jpg"
    assert item["additional_image_links"] == ["https://cdn.example/2.jpg", "https://cdn.example/3.jpg"]


def test_a_variants_own_picture_comes_first(load: Load) -> None:
    items = load(
        sized("gouda", "Small", Image_Src="https://cdn.example/1.jpg", Image_Position="1"),
        variant("gouda", "Large", Variant_Image="https://cdn.example/large.jpg"),
    ).items
    assert items["image_link"].to_list() == ["https://cdn.example/1.jpg", "https://cdn.example/large.jpg"]
    assert items["additional_image_links"].to_list() == [[], ["https://cdn.example/1.jpg"]]


@pytest.mark.parametrize(
    ("price", "compare", "expected"),
    [
        ("12.50", "", (1250, None)),
        ("12.50", "15", (1500, 1250)),
        ("12.50", "12.50", (1250, None)),
        ("12.50", "9.00", (1250, None)),
        ("0.5", "", (50, None)),
        ("12.5000", "", (1250, None)),
    ],
)
def test_a_higher_compare_at_price_makes_a_sale(
    load: Load, price: str, compare: str, expected: tuple[int, int | None]
) -> None:
    item = only(load(product(Variant_Price=price, Variant_Compare_At_Price=compare)))
    assert (item["price"], item["sale_price"]) == expected


def test_prices_follow_the_currency(load: Load) -> None:
    assert only(load(product(Variant_Price="1250"), facts=ShopFacts("JPY", FACTS.url, "ja")))["price"] == 1250
    assert only(load(product(Variant_Price="1.250"), facts=ShopFacts("KWD", FACTS.url, "ar")))["price"] == 1250


@pytest.mark.parametrize(
    ("tracker", "stock", "policy", "expected"),
    [
        ("", "0", "deny", ("in stock", None)),
        ("shopify", "3", "deny", ("in stock", 3)),
        ("shopify", "0", "deny", ("out of stock", 0)),
        ("shopify", "-2", "deny", ("out of stock", -2)),
        ("shopify", "", "deny", ("out of stock", None)),
        ("shopify", "0", "continue", ("in stock", 0)),
    ],
)
def test_availability_follows_stock_and_policy(
    load: Load, tracker: str, stock: str, policy: str, expected: tuple[str, int | None]
) -> None:
    row = product(Variant_Inventory_Tracker=tracker, Variant_Inventory_Qty=stock, Variant_Inventory_Policy=policy)
    item = only(load(row))
    assert (item["availability"], item["quantity"]) == expected


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [("Published", "false", "unpublished"), ("Status", "draft", "draft"), ("Status", "Archived", "archived")],
)
def test_what_the_shop_does_not_show_is_left_out_and_counted(load: Load, field: str, value: str, reason: str) -> None:
    hidden = sized("gouda", "Small") | {field: value}
    picture = {"Handle": "gouda", "Image Src": "https://cdn.example/2.jpg"}
    reading = load(hidden, variant("gouda", "Large"), picture, product("brie"))
    assert ids(reading) == ["brie"]
    assert reading.excluded == {reason: 3}


@pytest.mark.parametrize(
    ("row", "field", "found"),
    [
        (product(Variant_Price=""), "Variant Price", None),
        (product(Variant_Price="twelve"), "Variant Price", "twelve"),
        (product(Variant_Price="1,2,5"), "Variant Price", "1,2,5"),
        (product(Variant_Price="-1"), "Variant Price", "-1"),
        (product(Variant_Price="1.255"), "Variant Price", "1.255"),
        (product(Variant_Compare_At_Price="x"), "Variant Compare At Price", "x"),
        (product(Variant_Inventory_Qty="many"), "Variant Inventory Qty", "many"),
        (product(Handle=""), "Handle", None),
        ({"Handle": "brie", "SEO Title": "Buy"}, "Handle", "brie"),
    ],
)
def test_a_row_that_can_be_no_item_becomes_an_issue(load: Load, row: Row, field: str, found: str | None) -> None:
    reading = load(product("brie"), row)
    assert ids(reading) == ["brie"]
    (issue,) = reading.issues.to_dicts()
    assert (issue["row"], issue["field"], issue["found"], issue["severity"]) == (3, field, found, "error")
    assert issue["expected"]
    assert issue["fix"]


def test_an_id_given_twice_is_refused_for_both_since_neither_is_surely_meant(load: Load) -> None:
    reading = load(product("brie", Variant_SKU="1"), product("gouda", Variant_SKU="1"), product("feta"))
    assert ids(reading) == ["feta"]
    assert reading.issues["row"].to_list() == [2, 3]


def test_the_newer_column_names_are_read_too(tmp_path: Path) -> None:
    path = tmp_path / "products.csv"
    path.write_text(
        "Title,URL handle,Description,Vendor,Published on online store,Status,SKU,Option1 name,Option1 value,Price,"
        "Compare-at price,Inventory tracker,Inventory quantity,Continue selling when out of stock,Product image URL,"
        "Image position,Variant image URL,Google Shopping / Manufacturer part number (MPN),"
        "Google Shopping / Custom label 0\n"
        "Gouda,gouda,<p>Ripe</p>,Molkerei,TRUE,Active,G-1,Size,Small,12.50,15,shopify,0,DENY,https://cdn.example/1.jpg,"
        "1,,M-1,Winter\n"
        ",gouda,,,,,G-2,,Large,20.00,,shopify,0,CONTINUE,,,https://cdn.example/2.jpg,,\n",
        encoding="utf-8",
    )
    items = read(path, FACTS).items
    assert items["id"].to_list() == ["G-1", "G-2"]
    assert items["price"].to_list() == [1500, 2000]
    assert items["sale_price"].to_list() == [1250, None]
    assert items["availability"].to_list() == ["out of stock", "in stock"]
    assert items["image_link"].to_list() == ["https://cdn.example/1.jpg", "https://cdn.example/2.jpg"]
    assert items["description"].to_list() == ["Ripe", "Ripe"]
    assert items["custom_label_0"].to_list() == ["Winter", "Winter"]
    assert items["mpn"].to_list() == ["M-1", None]


def test_a_handle_is_percent_encoded_in_the_link(load: Load) -> None:
    assert only(load(product("käse")))["link"] == "https://shop.example/products/k%C3%A4se"


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    assert ids(read(write(tmp_path / "p.csv", COLUMNS, [product()], "utf-8-sig"), FACTS)) == ["gouda"]


def test_blank_lines_are_counted(tmp_path: Path) -> None:
    path = write(tmp_path / "p.csv", COLUMNS, [product()])
    path.write_text(path.read_text() + "\n\n", encoding="utf-8")
    reading = read(path, FACTS)
    assert (reading.rows, reading.excluded) == (3, {"blank": 2})


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (ShopFacts(url=FACTS.url, language="de"), "currency"),
        (ShopFacts(currency="XQX", url=FACTS.url, language="de"), "currency"),
        (ShopFacts(currency="EUR", language="de"), "url"),
        (ShopFacts(currency="EUR", url=FACTS.url), "language"),
    ],
)
def test_what_the_file_cannot_say_is_one_error_for_the_file(load: Load, facts: ShopFacts, field: str) -> None:
    with pytest.raises(InputError) as caught:
        load(product(), product("brie"), facts=facts)
    assert (caught.value.field, caught.value.row) == (field, None)
    assert caught.value.expected
    assert caught.value.mend


# --- properties ------------------------------------------------------------------------------------

_SIZES = st.lists(st.sampled_from(["S", "M", "L", "XL"]), min_size=1, max_size=4, unique=True)
_TEXTS = st.sampled_from(["", "12.50", "0", "abc", "-3", "99.999"])


@st.composite
def exports(draw: st.DrawFn) -> list[Row]:
    """An export's rows: products with variants, pictures, drafts, flaws."""
    rows: list[Row] = []
    for handle in draw(st.lists(st.sampled_from(["gouda", "brie", "feta", ""]), unique=True, max_size=4)):
        sizes = draw(_SIZES)
        hidden = {"Status": draw(st.sampled_from(["active", "draft", ""]))}
        rows.append(sized(handle, sizes[0], Variant_Price=draw(_TEXTS)) | hidden)
        rows += [variant(handle, size, Variant_Price=draw(_TEXTS)) for size in sizes[1:]]
        rows += [
            {"Handle": handle, "Image Src": f"https://cdn.example/{handle}/{n}.jpg", "Image Position": str(n)}
            for n in range(draw(st.integers(0, 3)))
        ]
    return rows


@given(exports())
@settings(max_examples=40)
def test_every_row_is_accounted_for(tmp_path_factory: pytest.TempPathFactory, rows: list[Row]) -> None:
    reading = read(write(tmp_path_factory.mktemp("export") / "p.csv", COLUMNS, rows), FACTS)
    accounted = reading.items.height + reading.refused + reading.pictures + sum(reading.excluded.values())
    assert reading.rows == len(rows) == accounted
    assert reading.items["id"].is_unique().all()


@given(rows=exports(), data=st.data())
@settings(max_examples=40)
def test_the_order_of_the_rows_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("export")
    shuffled = data.draw(st.permutations(rows))
    one, other = (
        read(write(folder / name, COLUMNS, order), FACTS).items.drop("source_row").sort("id")
        for name, order in (("one.csv", rows), ("other.csv", shuffled))
    )
    assert one.equals(other, null_equal=True)


def test_parts_join_without_a_seam(load: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        sized("gouda", "250 g", Vendor="Dairy", Image_Src="https://cdn.example/1.jpg"),
        *(variant("gouda", f"{size} g", Variant_Image=f"https://cdn.example/{size}.jpg") for size in (500, 750)),
        sized("brie", "125 g", Variant_Compare_At_Price="15.00"),
        variant("brie", "250 g"),
    ]
    whole = load(*rows).items
    monkeypatch.setattr(shopify_csv, "_PART", 2)
    assert load(*rows).items.equals(whole)
    assert whole.height == 5
