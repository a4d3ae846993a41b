"""The catalog page shows the check that the last push kept, filtered and page by page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lxml import html
from sqlalchemy import Engine, text

from catalog_feeds.sources import ShopFacts
from socialshop.products import checks
from socialshop.products.checking import check_reading
from socialshop.products.checks import keep_check
from socialshop.products.source import read_products
from socialshop.web.pages import catalog

HEADER = "Handle,Title,Body (HTML),Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src"
FREE = "brie,Brie,Soft,Dairy,Title,Default Title,B-1,0,https://cdn.example/b.jpg"
EVIL = "feta,<script>alert(1)</script>,Soft,Dairy,Title,Default Title,F_1,0,javascript:alert(1)"
FACTS = ShopFacts(currency="EUR", url="https://shop.example", language="de")


def keep(store: Engine, clock: Any, folder: Path, *rows: str, channel: str = "meta") -> None:
    path = folder / "products.csv"
    path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    keep_check(store, clock, str(path), read_products(path, FACTS), channel)


def plain(number: int) -> str:
    return f"c{number},Cheese {number},Soft,Dairy,Title,Default Title,C-{number},0,https://cdn.example/c.jpg"


def titles(answer: Any) -> list[str]:
    return [" ".join(found.text_content().split()) for found in html.document_fromstring(answer.text).findall(".//h3")]


def test_it_is_for_those_who_are_signed_in(visitor: Any) -> None:
    answer = visitor.get("/catalog", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Fcatalog")


def test_before_the_first_push_there_is_a_next_step(colleague: Any) -> None:
    assert "socialshop catalog push" in colleague.get("/catalog").text


def test_the_check_is_shown_with_its_channel_and_file(
    colleague: Any, store: Engine, clock: Any, tmp_path: Path
) -> None:
    keep(store, clock, tmp_path, FREE, EVIL)
    keep(store, clock, tmp_path, FREE, channel="pinterest")
    told = colleague.get("/catalog").text
    assert "Catalog check for Facebook and Instagram" in told
    assert "<script>alert" not in told
    assert 'src="javascript:' not in told
    assert "style=" not in told
    assert "Catalog check for Pinterest" in colleague.get("/catalog?channel=pinterest").text
    assert colleague.get("/catalog?channel=nowhere").status_code == 404


def test_in_german_all_of_it_is_german(colleague: Any, store: Engine, clock: Any, tmp_path: Path) -> None:
    keep(store, clock, tmp_path, FREE)
    told = colleague.get("/catalog?lang=de").text
    assert "Katalogprüfung für Facebook und Instagram" in told
    assert told.count("ein Betrag über null") == 2
    assert told.count("Berichtigen Sie „Preis“, oder nehmen Sie den Artikel aus dem Katalog.") == 2
    assert "an amount" not in told


def test_it_is_filtered_by_rule_weight_and_words(colleague: Any, store: Engine, clock: Any, tmp_path: Path) -> None:
    good = "gouda,Gouda,Firm,Dairy,Title,Default Title,G-1,3,https://cdn.example/g.jpg"
    keep(store, clock, tmp_path, FREE, EVIL, good)
    assert titles(colleague.get("/catalog?q=f_1")) == ["<script>alert(1)</script>"]
    assert titles(colleague.get("/catalog?q=%25")) == []
    assert "Brie" in titles(colleague.get("/catalog?rule=price.positive"))
    assert titles(colleague.get("/catalog?rule=no.such.rule")) == []
    assert len(titles(colleague.get("/catalog?severity=error"))) == 2
    assert titles(colleague.get("/catalog?severity=warning")) == ["Gouda"]


def test_the_next_page_goes_on_where_this_one_ends(
    colleague: Any, store: Engine, clock: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog, "PAGE", 2)
    keep(store, clock, tmp_path, *map(plain, range(5)))
    seen, address = [], "/catalog?severity=error"
    while address:
        answer = colleague.get(address)
        seen += titles(answer)
        links = html.document_fromstring(answer.text).xpath("//a[text()='More items']/@href")
        address = links[0] if links else ""
    assert seen == [f"Cheese {number}" for number in range(5)]


def test_another_version_of_the_program_checks_anew(
    store: Engine, clock: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, clock, tmp_path, FREE)
    checked: list[str] = []
    monkeypatch.setattr(checks, "recipe_of", lambda _modules: "another")
    monkeypatch.setattr(checks, "check_reading", lambda *given: checked.append("anew") or check_reading(*given))
    keep(store, clock, tmp_path, FREE)
    keep(store, clock, tmp_path, FREE)
    assert checked == ["anew"]


def test_what_is_as_it_was_is_not_checked_again(
    store: Engine, clock: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(store, clock, tmp_path, FREE)
    clock.advance(hours=1)
    with monkeypatch.context() as patch:
        patch.delattr(checks, "check_reading")
        keep(store, clock, tmp_path, FREE)
    with store.connect() as connection:
        assert str(connection.execute(text("SELECT checked_at FROM catalog_checks")).scalar_one())[:16].endswith(
            "10:00"
        )
    keep(store, clock, tmp_path, FREE, EVIL)
    with store.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM checked_items")).scalar_one() == 2


def test_of_very_many_the_worst_are_kept_and_an_example_of_each_rule(
    store: Engine, clock: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "MOST_KEPT", 2)
    monkeypatch.setattr(checks, "_OF_EACH_RULE", 1)
    shouting = FREE.replace(",0,", ",3,").replace("Brie", "SCHREIENDER KÄSE")
    keep(store, clock, tmp_path, *map(plain, range(5)), shouting)
    with store.connect() as connection:
        kept = connection.execute(text("SELECT item_id FROM checked_items ORDER BY position")).scalars().all()
    assert kept == ["C-0", "C-1", "B-1"]
