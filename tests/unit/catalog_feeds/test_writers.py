"""A written feed holds exactly the projected rows, and is there whole or not at all."""

from __future__ import annotations

import csv
import errno
import gzip
import io
import tempfile
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from catalog_feeds import writers
from catalog_feeds.channels import REGISTRY
from catalog_feeds.channels.overrides import country_rows, language_code, language_rows
from catalog_feeds.item import as_items
from catalog_feeds.writers import FeedHead, write_feed
from socialshop.errors import InputError

G = f"{{{writers.NAMESPACE}}}"
Row = dict[str, str]
project = REGISTRY["meta"].project

# Without what XML cannot hold, or reads as something else.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1)
PICTURES = st.lists(st.from_regex(r"https://x\.example/[a-z&]{1,5}\.jpg", fullmatch=True), max_size=3)


def goods(*rows: dict[str, object]) -> pl.DataFrame:
    return as_items(pl.DataFrame([{"price": 1250, "currency": "EUR"} | row for row in rows], infer_schema_length=None))


GOUDA = {"id": "gouda", "title": 'Gouda "old"', "description": "Milk & salt,\nraw <3", "brand": "Käserei"}
BRIE = {"id": "brie", "title": "Brie", "additional_image_links": ["https://x.example/a.jpg", "https://x.example/b.jpg"]}


def unpacked(path: Path) -> bytes:
    content = path.read_bytes()
    return gzip.decompress(content) if path.suffix == ".gz" else content


def table_rows(path: Path, delimiter: str) -> list[Row]:
    file = io.StringIO(unpacked(path).decode(), newline="")
    rows = csv.DictReader(file, delimiter=delimiter)
    return [{name: value for name, value in row.items() if value} for row in rows]


def entries(path: Path) -> list[Row]:
    """Each entry of an RSS file; what comes several times is joined by commas, as a table has it."""
    return [_entry(item) for item in etree.fromstring(unpacked(path)).iterfind("channel/item")]


def _entry(item: etree._Element) -> Row:
    row: Row = {}
    for element in item:
        name = str(element.tag).removeprefix(G)
        row[name] = ",".join(filter(None, [row.get(name), element.text]))
    return row


def read_again(path: Path) -> list[Row]:
    return entries(path) if ".xml" in path.name else table_rows(path, "\t" if ".tsv" in path.name else ",")


def projected(items: pl.DataFrame) -> list[Row]:
    return [{name: value for name, value in row.items() if value} for row in project(items).to_dicts()]


@pytest.mark.parametrize("name", ["f.csv", "f.tsv", "f.xml", "F.CSV", "f.csv.gz", "f.tsv.gz", "f.xml.gz"])
def test_the_name_decides_the_format(tmp_path: Path, name: str) -> None:
    items = goods(GOUDA, BRIE)
    write_feed(items, tmp_path / name, project)
    lower = (tmp_path / name).rename(tmp_path / name.lower())
    assert read_again(lower) == projected(items)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT, PICTURES), max_size=4), st.sampled_from(writers.FORMATS))
def test_any_text_comes_back_as_it_was(texts: list[tuple[str, str, list[str]]], suffix: str) -> None:
    rows = [
        {"id": f"item-{number}", "title": title, "description": text, "additional_image_links": pictures}
        for number, (title, text, pictures) in enumerate(texts)
    ]
    items = goods(*rows) if rows else goods(GOUDA).clear()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"feed.{suffix}"
        write_feed(items, path, project)
        assert read_again(path) == projected(items)


@pytest.mark.parametrize("suffix", writers.FORMATS)
def test_parts_join_without_a_seam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    items = goods(*({"id": str(number), "title": "Gouda"} for number in range(5)))
    write_feed(items, tmp_path / f"whole.{suffix}", project)
    monkeypatch.setattr(writers, "_PART", 2)
    write_feed(items, tmp_path / f"parts.{suffix}", project)
    assert (tmp_path / f"parts.{suffix}").read_bytes() == (tmp_path / f"whole.{suffix}").read_bytes()


def test_a_feed_without_items_has_its_columns(tmp_path: Path) -> None:
    write_feed(goods(GOUDA).clear(), tmp_path / "feed.csv", project)
    assert (tmp_path / "feed.csv").read_text("utf-8").startswith("id,item_group_id,title")


def test_an_xml_feed_says_whose_it_is(tmp_path: Path) -> None:
    write_feed(goods(GOUDA), tmp_path / "feed.xml", project, FeedHead(title="Käse & Brot", link="https://x.example"))
    channel = etree.parse(tmp_path / "feed.xml").getroot().find("channel")
    assert channel is not None
    assert [channel.findtext(name) for name in ("title", "link", "description")] == [
        "Käse & Brot",
        "https://x.example",
        "All products",
    ]


def test_what_xml_cannot_hold_is_left_out(tmp_path: Path) -> None:
    write_feed(goods({"id": "gouda", "title": "Go\x00u\x1bda\ufffe"}), tmp_path / "feed.xml", project)
    assert entries(tmp_path / "feed.xml")[0]["title"] == "Gouda"


def test_the_same_items_give_the_same_packed_file(tmp_path: Path) -> None:
    for name in ("one.csv.gz", "two.csv.gz"):
        write_feed(goods(GOUDA), tmp_path / name, project)
    assert (tmp_path / "one.csv.gz").read_bytes() == (tmp_path / "two.csv.gz").read_bytes()


# --- whole or not at all ---------------------------------------------------------------------------


def breaks_later(error: Exception) -> writers.Projection:
    """A projection that fails: of XML, which is written in parts, after the first one."""
    parts = 0

    def projection(items: pl.DataFrame) -> pl.DataFrame:
        nonlocal parts
        parts += 1
        if parts > 1 or items.height > 1:
            raise error
        return project(items)

    return projection


@pytest.mark.parametrize("name", ["feed.csv", "feed.xml", "feed.csv.gz"])
def test_a_full_disk_leaves_the_old_feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / name).write_text("old")
    monkeypatch.setattr(writers, "_PART", 1)
    with pytest.raises(InputError, match="No space left"):
        write_feed(goods(GOUDA, BRIE), tmp_path / name, breaks_later(OSError(errno.ENOSPC, "No space left on device")))
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(name, "old")]


def test_whatever_ends_the_writing_leaves_the_old_feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "feed.csv").write_text("old")
    monkeypatch.setattr(writers, "_PART", 1)
    with pytest.raises(ZeroDivisionError):
        write_feed(goods(GOUDA, BRIE), tmp_path / "feed.csv", breaks_later(ZeroDivisionError()))
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("feed.csv", "old")]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file or directory") as caught:
        write_feed(goods(GOUDA), tmp_path / "absent" / "feed.csv", project)
    assert caught.value.mend


def test_a_feed_may_be_read_by_whom_its_forerunner_could(tmp_path: Path) -> None:
    path = tmp_path / "feed.csv"
    path.touch(mode=0o640)
    path.chmod(0o640)
    write_feed(goods(GOUDA), path, project)
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_new_feed_may_be_read_as_any_new_file(tmp_path: Path) -> None:
    write_feed(goods(GOUDA), tmp_path / "feed.csv", project)
    (tmp_path / "other").touch()
    assert (tmp_path / "feed.csv").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.parametrize("name", ["feed", "feed.txt", "feed.gz", "feed.json.gz"])
def test_a_name_without_a_format_is_told_before_anything_is_written(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError) as caught:
        write_feed(goods(GOUDA), tmp_path / name, project)
    assert caught.value.found == name
    assert list(tmp_path.iterdir()) == []


# --- Meta's overrides ------------------------------------------------------------------------------


def test_a_country_has_its_prices_and_links() -> None:
    (row,) = country_rows(goods(GOUDA | {"availability": "in stock", "link": "https://x.example/at"}), "AT").to_dicts()
    assert row == {
        "id": "gouda",
        "override": "AT",
        "availability": "in stock",
        "price": "12.50 EUR",
        "sale_price": None,
        "sale_price_effective_date": None,
        "link": "https://x.example/at",
    }


def test_a_language_has_its_texts_and_nothing_that_a_country_has() -> None:
    rows = language_rows(goods(GOUDA), "de_DE")
    assert rows.columns == ["id", "override", "title", "description", "color", "size", "material", "pattern"]
    assert not (set(rows.columns) - {"id", "override"}) & set(country_rows(goods(GOUDA), "AT").columns)


@pytest.mark.parametrize(
    ("text", "code"), [("de", "de_DE"), ("en", "en_XX"), ("pt_XX", "pt_XX"), ("klingon", None), ("DE", None)]
)
def test_languages_have_metas_names(text: str, code: str | None) -> None:
    assert language_code(text) == code
