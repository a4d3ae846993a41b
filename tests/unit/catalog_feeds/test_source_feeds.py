"""Feeds in Google's columns, from whichever platform and in whatever form, become canonical items."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from catalog_feeds.sources import Reading, ShopFacts, read
from socialshop.errors import ConfigurationError, InputError
from tests.unit.catalog_feeds.exports import Load, only

FACTS = ShopFacts(currency="EUR", url="https://shop.example", language="de", time_zone="Europe/Berlin")
GOUDA = {
    "id": "gouda",
    "title": "Gouda",
    "description": "<p>Ripe</p>",
    "availability": "in_stock",
    "price": "12.50 EUR",
    "link": "https://shop.example/gouda",
    "image_link": "https://cdn.example/1.jpg",
}


def feed(*rows: dict[str, str], delimiter: str = "\t") -> str:
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = [columns, *([row.get(name, "") for name in columns] for row in rows)]
    return "\n".join(delimiter.join(line) for line in lines)


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def load_rows(*rows: dict[str, str], facts: ShopFacts = FACTS, columns: dict[str, str] | None = None) -> Reading:
        path = tmp_path / "feed"
        path.write_text(feed(*rows), encoding="utf-8")
        return read(path, facts, columns)

    return load_rows


def test_a_feeds_row_is_an_item(load: Load) -> None:
    more = {
        "sale price": "9.99 EUR",
        "additional image link": "https://cdn.example/2.jpg, https://cdn.example/3.jpg",
        "item group id": "cheese",
        "custom label 1": "Winter",
        "condition": "Used",
        "sale price effective date": "2026-05-01T00:00+02:00/2026-05-31",
    }
    item = only(load(GOUDA | more))
    assert (item["price"], item["sale_price"], item["currency"]) == (1250, 999, "EUR")
    assert (item["description"], item["availability"], item["condition"]) == ("Ripe", "in stock", "used")
    assert item["additional_image_links"] == ["https://cdn.example/2.jpg", "https://cdn.example/3.jpg"]
    assert (item["item_group_id"], item["custom_label_1"], item["language"]) == ("cheese", "Winter", "de")
    assert item["sale_price_starts"] == datetime(2026, 4, 30, 22, tzinfo=UTC)
    assert item["sale_price_ends"] == datetime(2026, 5, 31, 21, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Ripe & mild, 3 < 4", "Ripe & mild, 3 < 4"),
        ("<p>Ripe</p>mild", "Ripe\nmild"),
        ("Ripe &amp; mild", "Ripe & mild"),
    ],
)
def test_a_description_may_be_markup_or_plain(load: Load, written: str, text: str) -> None:
    assert only(load(GOUDA | {"description": written}))["description"] == text


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        ("", "google_feed"),
        ("fb_product_category", "meta_csv"),
        ("quantity_to_sell_on_facebook", "meta_csv"),
        ("ad_link", "pinterest_catalog"),
    ],
)
def test_the_platform_is_told_by_the_columns_that_only_it_has(load: Load, mark: str, name: str) -> None:
    assert load(GOUDA | {mark: "3"} if mark else GOUDA).source == name


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("in stock", "in stock"),
        ("In Stock", "in stock"),
        ("https://schema.org/InStock", "in stock"),
        ("available for order", "in stock"),
        ("out_of_stock", "out of stock"),
        ("discontinued", "out of stock"),
        ("pre-order", "preorder"),
    ],
)
def test_availability_has_many_spellings(load: Load, word: str, meaning: str) -> None:
    assert only(load(GOUDA | {"availability": word}))["availability"] == meaning


@pytest.mark.parametrize(("stock", "meaning"), [("3", "in stock"), ("0", "out of stock")])
def test_without_a_word_the_stock_tells(load: Load, stock: str, meaning: str) -> None:
    item = only(load(GOUDA | {"availability": "", "inventory": stock}))
    assert (item["availability"], item["quantity"]) == (meaning, int(stock))


@pytest.mark.parametrize(
    ("price", "currency", "minor"),
    [
        ("12.50 EUR", "EUR", 1250),
        ("EUR 12,50", "EUR", 1250),
        ("12,50 €", "EUR", 1250),
        ("£12.50", "GBP", 1250),
        ("1250 JPY", "JPY", 1250),
        ("1.2505 KWD", "KWD", None),
        ("1.250,00 eur", "EUR", 125000),
    ],
)
def test_the_price_says_its_currency(load: Load, price: str, currency: str, minor: int | None) -> None:
    reading = load(GOUDA | {"price": price}, facts=ShopFacts(language="de"))
    assert list(reading.items.select("price", "currency").iter_rows()) == ([(minor, currency)] if minor else [])


def test_a_price_without_a_currency_has_the_configured_one(load: Load) -> None:
    item = only(load(GOUDA | {"price": "12.50"}))
    assert (item["price"], item["currency"]) == (1250, "EUR")
    item = only(load(GOUDA | {"price": "12.50", "currency": "chf"}, facts=ShopFacts(language="de")))
    assert (item["price"], item["currency"]) == (1250, "CHF")


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"id": ""}, "id.required"),
        ({"price": ""}, "price.required"),
        ({"price": "12.50 XQX"}, "price.currency"),
        ({"price": "$12.50"}, "price.currency"),
        ({"price": "12.50 USD"}, "price.same_currency"),
        ({"price": "1.234 EUR"}, "price.format"),
        ({"price": "EUR"}, "price.format"),
        ({"sale_price": "1,2,3 EUR"}, "sale_price.format"),
        ({"sale_price": "9.99 CHF"}, "sale_price.same_currency"),
        ({"availability": "perhaps"}, "availability.one_of"),
        ({"availability": ""}, "availability.one_of"),
        ({"quantity": "many"}, "quantity.format"),
        ({"sale_price_effective_date": "soon"}, "sale_price_effective_date.format"),
    ],
)
def test_what_can_be_no_item_becomes_an_issue(load: Load, change: dict[str, str], rule: str) -> None:
    reading = load(
        GOUDA | change,
        dict.fromkeys(GOUDA, "") | {"id": "brie", "title": "Brie", "price": "1"} | {"availability": "in stock"},
    )
    assert reading.items["id"].to_list() == ["brie"]
    assert reading.issues["rule"].to_list() == [rule]
    assert (reading.rows, reading.refused) == (2, 1)


def test_an_id_given_twice_is_refused_for_both(load: Load) -> None:
    reading = load(GOUDA, GOUDA, GOUDA | {"id": "brie"})
    assert reading.items["id"].to_list() == ["brie"]
    assert reading.issues["row"].to_list() == [2, 3]


def test_no_currency_anywhere_is_one_error_for_the_file(load: Load) -> None:
    with pytest.raises(InputError) as caught:
        load(GOUDA | {"price": "12.50"}, GOUDA | {"price": "3"}, facts=ShopFacts(language="de"))
    assert caught.value.field == "currency"
    assert "--currency" in caught.value.mend


def test_a_file_that_does_not_say_what_can_be_bought_is_one_error(load: Load) -> None:
    rows = {name: value for name, value in GOUDA.items() if name != "availability"}
    with pytest.raises(InputError, match="what can be bought"):
        load(rows)


# --- other forms -----------------------------------------------------------------------------------

RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Theke</title><link>https://shop.example</link>
<item><g:id>gouda</g:id><title>Käse &amp; Brot</title><link>https://shop.example/gouda</link>
<g:image_link>https://cdn.example/1.jpg</g:image_link><g:price>12.50 EUR</g:price>
<g:shipping><g:country>DE</g:country><g:price>4.90 EUR</g:price></g:shipping>
<g:additional_image_link>https://cdn.example/2,3.jpg</g:additional_image_link>
<g:additional_image_link>https://cdn.example/4.jpg</g:additional_image_link>
<g:availability>in_stock</g:availability></item>
<item><g:id>brie</g:id><title>Brie</title><link>https://shop.example/brie</link><g:price>3 EUR</g:price>
<g:availability>preorder</g:availability><g:color>white</g:color></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><title>Theke</title>
<entry><id>tag:shop.example,2026:gouda</id><g:id>gouda</g:id><title>Gouda</title><summary>Ripe</summary>
<link href="https://shop.example/gouda"/><g:price>12.50 EUR</g:price><g:availability>in stock</g:availability></entry>
</feed>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_rss_is_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "feed"
    path.write_bytes(RSS.format(encoding=encoding).encode(encoding))
    items = read(path, FACTS).items
    assert items["id"].to_list() == ["gouda", "brie"]
    assert items["title"].to_list() == ["Käse & Brot", "Brie"]
    assert items["price"].to_list() == [1250, 300]
    assert items["additional_image_links"].to_list() == [
        ["https://cdn.example/2%2C3.jpg", "https://cdn.example/4.jpg"],
        [],
    ]
    assert items["color"].to_list() == [None, "white"]
    assert items["source_row"].to_list() == [1, 2]


def test_atom_is_read(tmp_path: Path) -> None:
    path = tmp_path / "feed"
    path.write_text(ATOM, encoding="utf-8")
    item = only(read(path, FACTS))
    assert (item["id"], item["link"], item["description"]) == ("gouda", "https://shop.example/gouda", "Ripe")


def test_xml_reads_nothing_but_itself(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("password", encoding="utf-8")
    path = tmp_path / "feed"
    doctype = f'<!DOCTYPE rss [<!ENTITY secret SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
    text = RSS.format(encoding="utf-8").replace("<rss", f"{doctype}<rss").replace("Brie<", "Brie &secret;<")
    path.write_text(text, encoding="utf-8")
    assert "password" not in str(read(path, FACTS).items.to_dicts())


def test_broken_xml_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "feed"
    path.write_text(RSS.format(encoding="utf-8").replace("</channel>", ""), encoding="utf-8")
    with pytest.raises(InputError, match="well-formed") as caught:
        read(path, FACTS)
    assert caught.value.row is not None


TYPED = {"id": ["44", "45"], "title": ["Gouda", "Brie"], "price": [12.5, 3.0], "link": ["https://a.example/1"] * 2}
STOCK = {"quantity": [3.0, None], "availability": [None, "preorder"], "custom_label_0": [True, False]}


def _parquet(path: Path) -> None:
    pl.DataFrame(TYPED | STOCK).write_parquet(path)


def _json_lines(path: Path) -> None:
    rows = pl.DataFrame(TYPED | STOCK).to_dicts()
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


@pytest.mark.parametrize("write", [_parquet, _json_lines])
def test_forms_with_kinds_of_value_are_read(tmp_path: Path, write: Callable[[Path], None]) -> None:
    path = tmp_path / "products"
    write(path)
    reading = read(path, FACTS)
    assert reading.issues.is_empty()
    assert reading.items["price"].to_list() == [1250, 300]
    assert reading.items["quantity"].to_list() == [3, None]
    assert reading.items["source_row"].to_list() == [1, 2]


def _workbook(path: Path, rows: list[list[str | float]]) -> None:
    """The least that a spreadsheet program would call a workbook."""

    def cell(value: str | float) -> str:
        return f"<c><v>{value}</v></c>" if isinstance(value, float) else f'<c t="inlineStr"><is><t>{value}</t></is></c>'

    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packed = "http://schemas.openxmlformats.org/package/2006/relationships"
    lines = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    with zipfile.ZipFile(path, "w") as book:
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{packed}"><Relationship Id="r1" Type="{kinds}/officeDocument"'
            ' Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{lines}</sheetData></worksheet>'
        )
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{kinds}">'
            '<sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{packed}"><Relationship Id="r1" Type="{kinds}/worksheet"'
            ' Target="worksheets/sheet1.xml"/></Relationships>',
        )


def test_a_workbook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "products"
    header: list[str | float] = ["id", "title", "price", "link", "availability", "gtin"]
    link = "https://a.example/1"
    _workbook(
        path, [header, ["44", "Käse", 12.5, link, "in stock", 4006381333931.0], [45.0, "Brie", 3.0, link, "x", ""]]
    )
    reading = read(path, FACTS)
    assert reading.items.select("id", "title", "price", "gtin").rows() == [("44", "Käse", 1250, "4006381333931")]
    assert reading.issues.select("row", "item_id", "field").rows() == [(3, "45", "availability")]


@pytest.mark.parametrize("magic", [b"PK\x03\x04", b"PAR1", b'{"id": '])
def test_a_broken_file_says_what_it_should_be(tmp_path: Path, magic: bytes) -> None:
    path = tmp_path / "products"
    path.write_bytes(magic + b"nothing of the kind")
    with pytest.raises(InputError, match="The file is no table in") as caught:
        read(path, FACTS)
    assert caught.value.mend


# --- a mapping of columns --------------------------------------------------------------------------

MAPPING = {"id": "Nummer", "title": "Bezeichnung", "price": "Preis", "quantity": "Bestand"}


def test_any_table_is_read_by_a_mapping(load: Load) -> None:
    item = only(
        load(
            {"Nummer": "1", "Bezeichnung": "Gouda", "Preis": "12,50", "Bestand": "3", "Farbe": "gelb"}, columns=MAPPING
        )
    )
    assert (item["id"], item["title"], item["price"], item["availability"]) == ("1", "Gouda", 1250, "in stock")


def test_an_issue_names_the_files_own_column(load: Load) -> None:
    reading = load({"Nummer": "1", "Bezeichnung": "Gouda", "Preis": "viel", "Bestand": "3"}, columns=MAPPING)
    assert reading.issues["field"].to_list() == ["Preis"]


def test_a_mapped_column_that_is_not_there_is_an_error(load: Load) -> None:
    with pytest.raises(InputError) as caught:
        load({"Nummer": "1", "Bezeichnung": "Gouda", "Preis": "1"}, columns=MAPPING)
    assert caught.value.field == "Bestand"


def test_a_mapping_must_reach_what_every_item_needs(load: Load) -> None:
    with pytest.raises(InputError) as caught:
        load({"Nummer": "1", "Bezeichnung": "Gouda", "Bestand": "1"}, columns={"id": "Nummer", "title": "Bezeichnung"})
    assert caught.value.field == "price"


def test_a_mapping_of_an_unknown_field_is_an_error_of_the_configuration(load: Load) -> None:
    with pytest.raises(ConfigurationError, match="'name'"):
        load(GOUDA, columns={"name": "title"})
