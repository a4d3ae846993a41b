"""Whatever a file is written in, the same items come out of it; what cannot be told is refused."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from catalog_feeds.sources import ShopFacts, read
from socialshop.errors import InputError

FACTS = ShopFacts("EUR", "https://shop.example", "de")
HEADER = ["Handle", "Title", "Variant Price", "Option1 Value"]
ROWS = [["kaese", "Käse für Genießer – „würzig“", "12.50", "Groß"], ["creme", "Crème fraîche, 5 €", "3", "Klein"]]
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]


def written(delimiter: str, rows: list[list[str]] = ROWS, end: str = "\r\n") -> str:
    quoted = [['"' + field.replace('"', '""') + '"' for field in row] for row in [HEADER, *rows]]
    return "".join(delimiter.join(row) + end for row in quoted)


def titles(path: Path) -> list[str]:
    reading = read(path, FACTS)
    assert reading.issues.is_empty()
    titles: list[str] = reading.items["title"].to_list()
    return titles


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_and_delimiter_gives_the_same_items(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "products.csv"
    path.write_bytes(written(delimiter).encode(encoding))
    assert titles(path) == [row[1] for row in ROWS]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_gzip_is_unpacked_by_its_content(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "products.csv"
    path.write_bytes(gzip.compress(written(";").encode(encoding)))
    assert titles(path) == [row[1] for row in ROWS]


def test_a_text_that_stops_being_utf8_far_below_is_read_as_what_it_is(tmp_path: Path) -> None:
    plain = [[f"plain-{number}", "Cheddar", "1", "S"] for number in range(4_000)]
    path = tmp_path / "products.csv"
    path.write_bytes(written(",", [*plain, *ROWS]).encode("cp1252"))
    assert titles(path)[-2:] == [row[1] for row in ROWS]


@pytest.mark.parametrize(
    ("title", "encoding"),
    [
        ("Сыр гауда", "cp1251"),
        ("Żółty ser, łosoś", "cp1250"),
        ("Τυρί φέτα", "cp1253"),
        ("Käse für Genießer", "cp850"),
        ("Käse für Genießer", "mac_roman"),
        ("チーズ", "shift_jis"),
    ],
)
def test_what_is_clearly_no_windows_1252_is_refused(tmp_path: Path, title: str, encoding: str) -> None:
    path = tmp_path / "products.csv"
    path.write_bytes(written(",", [["a", title, "1", "S"]]).encode(encoding))
    with pytest.raises(InputError, match="encoding of the text is not clear") as caught:
        read(path, FACTS)
    assert caught.value.file == str(path)
    assert caught.value.expected


def test_a_gzip_file_that_was_cut_off_says_so(tmp_path: Path) -> None:
    path = tmp_path / "products.csv.gz"
    path.write_bytes(gzip.compress(written(",").encode())[:-20])
    with pytest.raises(InputError, match="gzip file is broken"):
        read(path, FACTS)


@pytest.mark.parametrize("note", ["sep=;\n", "# Required | An id; the shop's own\n", '# one\n"# two; ""quoted"""\n'])
def test_notes_above_the_header_are_passed_over_and_counted(tmp_path: Path, note: str) -> None:
    path = tmp_path / "products.csv"
    path.write_text(note + written(";"), encoding="utf-8-sig", newline="")
    reading = read(path, FACTS)
    assert reading.items["source_row"].to_list() == [2 + note.count("\n"), 3 + note.count("\n")]


_NAMES = st.text(st.sampled_from("abcdefäöüßéèñçøÅÆ –„“€,;|\t\"'&"), min_size=1, max_size=12).map(
    lambda text: f"Käse {text} Brot"
)


@given(
    names=st.lists(_NAMES, min_size=1, max_size=6),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be"]),
    delimiter=st.sampled_from(",;\t|"),
    packed=st.booleans(),
)
@settings(max_examples=60)
def test_titles_come_back_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], encoding: str, delimiter: str, packed: bool
) -> None:
    path = tmp_path_factory.mktemp("encoded") / "products"
    content = written(delimiter, [[f"p-{place}", name, "1", "S"] for place, name in enumerate(names)]).encode(encoding)
    path.write_bytes(gzip.compress(content) if packed else content)
    assert titles(path) == [name.strip() for name in names]
