"""The check's page: whole without a server, safe with any text, with the pictures that are at hand."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import pytest
from lxml import html
from PIL import Image

from catalog_feeds.sources import ShopFacts
from socialshop.errors import InputError
from socialshop.products.checking import CheckReport, check_file
from socialshop.web import checkpage
from socialshop.web.checkpage import render, write_page

HEADER = "Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src"
GOUDA = "gouda,Gouda,From raw milk,Dairy,Title,Default Title,G-1,12.50,https://cdn.example/g.jpg"
FREE = "brie,Brie,Soft,Dairy,Title,Default Title,B-1,0,https://cdn.example/b.jpg"
EVIL = "feta,Feta & Co,Soft,Dairy,Title,Default Title,<script>alert(1)</script>,0,javascript:alert(1)"
LOST = "edam,Edam,Round,Dairy,Title,Default Title,E-1,,https://cdn.example/e.jpg"


def checked(folder: Path, *rows: str) -> CheckReport:
    path = folder / "products.csv"
    path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return check_file(path, "google", ShopFacts(currency="EUR", url="https://shop.example", language="de"))


def page(report: CheckReport, media: Path | None = None) -> html.HtmlElement:
    return html.document_fromstring(render(report, media))


def texts(element: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(found.text_content().split()) for found in element.findall(path)]


def test_it_tells_the_score_the_shares_and_the_rules(tmp_path: Path) -> None:
    found = page(checked(tmp_path, GOUDA, FREE, LOST))
    assert found.findtext(".//title") == "66 of 100 · products.csv · Google Merchant Center"
    assert texts(found, ".//ul[@class='key']/li/span/strong") == ["1", "0", "2"]
    assert set(texts(found, ".//table//code")) == {"Variant Price.required", "price.positive"}
    assert texts(found, ".//table//td[3]") == ["16.7", "16.7"]


def test_each_flawed_item_has_its_picture_price_and_mends_the_worst_first(tmp_path: Path) -> None:
    found = page(checked(tmp_path, GOUDA, FREE, EVIL))
    cards = found.findall(".//li[@class='card item']")
    assert [card.findtext(".//h3/a") for card in cards] == ["Feta & Co", "Brie"]
    brie = cards[1]
    assert brie.find(".//img").get("src") == "https://cdn.example/b.jpg"
    assert brie.find(".//h3/a").get("href") == "https://shop.example/products/brie"
    assert "Row 3 · B-1 · €0.00" in texts(brie, ".//p")
    assert "Correct the price, or take the item out of the catalog." in texts(brie, ".//p")


def test_a_row_that_became_no_item_is_shown_by_its_id(tmp_path: Path) -> None:
    (card,) = page(checked(tmp_path, GOUDA, LOST)).findall(".//li[@class='card item']")
    assert card.findtext(".//h3") == "E-1"
    assert card.find(".//img") is None


def test_no_text_of_the_file_becomes_code(tmp_path: Path) -> None:
    found = page(checked(tmp_path, EVIL))
    assert found.findall(".//script") == []
    assert [link for link in found.xpath("//@href | //@src") if link.startswith("javascript:")] == []
    assert "<script>alert(1)</script>" in found.text_content()


def test_it_needs_nothing_but_the_products_pictures(tmp_path: Path) -> None:
    written = render(checked(tmp_path, FREE))
    addresses = set(re.findall(r"""(?:src|href)=["']([^"'#][^"']*)""", written))
    assert addresses == {"https://cdn.example/b.jpg", "https://shop.example/products/brie"}
    assert "@import" not in written
    assert "url(" not in written


def test_pictures_at_hand_stand_in_the_page_small(tmp_path: Path) -> None:
    media = tmp_path / "media"
    media.mkdir()
    Image.new("RGB", (900, 600), "#b5651d").save(media / "b.jpg")
    source = page(checked(tmp_path, FREE), media).find(".//img").get("src")
    kind, _, content = source.partition(",")
    assert kind == "data:image/jpeg;base64"
    assert Image.open(io.BytesIO(base64.b64decode(content))).size == (176, 117)


def test_a_file_that_is_no_picture_is_left_to_the_browser(tmp_path: Path) -> None:
    (tmp_path / "b.jpg").write_text("no picture")
    assert page(checked(tmp_path, FREE), tmp_path).find(".//img").get("src") == "https://cdn.example/b.jpg"


def test_a_flawless_catalog_is_praised(tmp_path: Path) -> None:
    found = page(checked(tmp_path, GOUDA))
    assert found.findall(".//table") == []
    assert "Nothing to mend: every item is as Google Merchant Center wants it." in texts(found, ".//p")


def test_a_long_list_ends_and_says_how_many_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpage, "_MOST_ITEMS", 1)
    found = page(checked(tmp_path, GOUDA, FREE, LOST))
    assert len(found.findall(".//li[@class='card item']")) == 1
    assert [text for text in texts(found, ".//p") if text.startswith("1 item more lost points")]


def test_it_is_written_to_a_file_or_said_why_not(tmp_path: Path) -> None:
    report = checked(tmp_path, GOUDA)
    write_page(report, tmp_path / "check.html")
    assert (tmp_path / "check.html").read_text("utf-8").startswith("<!doctype html>")
    with pytest.raises(InputError, match="No such file or directory"):
        write_page(report, tmp_path / "absent" / "check.html")
