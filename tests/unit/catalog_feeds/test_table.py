"""A file that is no proper table says where it is broken; a file of no known kind says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalog_feeds.sources import REGISTRY, ShopFacts, read
from socialshop.errors import InputError

HEADER = b"Handle,Title,Variant Price,Option1 Value\n"
FACTS = ShopFacts("EUR", "https://shop.example", "en")


@pytest.mark.parametrize(
    ("content", "row", "found"),
    [
        (HEADER + b'gouda,"Young\nGouda",1,S\nbrie,Brie,1,S,more\n', 3, "5 fields"),
        (b"# a note\n" + HEADER + b"brie,Brie,1,S,more\n", 3, "5 fields"),
        (b"Handle,Title,Handle\n1,2,3\n", 1, "Handle"),
    ],
    ids=["too many fields", "below a note", "a column twice"],
)
def test_a_broken_file_names_the_place(tmp_path: Path, content: bytes, row: int | None, found: str) -> None:
    path = tmp_path / "products.csv"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read(path, FACTS)
    assert (caught.value.file, caught.value.row, caught.value.found) == (str(path), row, found)
    assert caught.value.mend


def test_a_missing_file_is_an_error_of_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        read(tmp_path / "absent.csv", ShopFacts())


def test_a_file_of_no_known_kind_names_the_known_ones(tmp_path: Path) -> None:
    path = tmp_path / "notes.csv"
    path.write_text("date,note\n2026-01-01,cheese\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read(path, ShopFacts())
    assert caught.value.found == "date, note"
    assert all(name in caught.value.expected for name in REGISTRY)


def test_a_file_is_recognised_by_its_content_whatever_it_is_called(tmp_path: Path) -> None:
    path = tmp_path / "export.backup"
    path.write_bytes(HEADER + b"gouda,Gouda,1,S\n")
    assert read(path, FACTS).source == "shopify_csv"


def test_a_text_is_whole_that_is_longer_than_the_parts_in_which_a_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLARS_CSV_CHUNK_SIZE", "512")
    words = [f'line {number}, "so"' for number in range(500)]
    long = "\n".join(words).replace('"', '""')
    rows = "".join(f'cheese-{number},Cheese,1,"{long if number == 7 else "short"}"\n' for number in range(40))
    path = tmp_path / "products.csv"
    path.write_text(f"Handle,Title,Variant Price,Body (HTML)\n{rows}", encoding="utf-8")
    told = read(path, FACTS).items["description"].to_list()
    assert told == [" ".join(words) if number == 7 else "short" for number in range(40)]
