"""Text is as large as it can be, in even lines, and parted as German is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from socialshop.windows.pictures.typesetting import parts, set_text

from .conftest import brand_with

FACE = brand_with().text


@pytest.mark.parametrize(
    ("word", "pieces"),
    [
        ("Schokoladenkuchen", "Scho-ko-la-den-ku-chen"),
        ("Bergkäsefondue", "Berg-kä-se-fon-due"),
        ("Käsebrettchen", "Kä-se-brett-chen"),
        ("Geschenkgutschein", "Ge-schenk-gut-schein"),
        ("Brot", "Brot"),
        ("Käse", "Kä-se"),
    ],
)
def test_words_are_parted_where_german_parts_them(word: str, pieces: str) -> None:
    assert "-".join(parts(word)) == pieces


def test_a_word_with_a_hyphen_is_parted_there_without_a_second_one() -> None:
    block = set_text("Weihnachts-Käseauswahl", FACE, 40, 300, lines=2)
    assert block.lines == ("Weihnachts-", "Käseauswahl")


def test_lines_are_even() -> None:
    block = set_text("Ein kleiner Käse für alle", FACE, 40, 420, lines=2)
    assert block.lines == ("Ein kleiner", "Käse für alle")


def test_short_of_room_it_is_set_smaller_before_a_word_is_parted() -> None:
    block = set_text("Spätburgunder", FACE, 60, 340, lines=1)
    assert block.lines == ("Spätburgunder",)
    assert block.font.size < 60


def test_a_long_word_is_parted_rather_than_made_tiny() -> None:
    block = set_text("Alpenmilchschokoladenosterhase", FACE, 40, 260, lines=3)
    assert len(block.lines) > 1
    assert all(line.endswith("-") for line in block.lines[:-1])
    assert "".join(line.removesuffix("-") for line in block.lines) == "Alpenmilchschokoladenosterhase"


def test_what_does_not_fit_at_all_ends_with_an_ellipsis() -> None:
    block = set_text("Käse " * 60, FACE, 40, 200, lines=2)
    assert len(block.lines) == 2
    assert block.lines[-1].endswith("…")


@settings(max_examples=60)
@given(text=st.text("abcdeäöüßsch -„“", min_size=1, max_size=80), width=st.integers(120, 900), lines=st.integers(1, 4))
def test_no_line_leaves_its_box(text: str, width: int, lines: int) -> None:
    block = set_text(text, FACE, 48, width, lines=lines)
    assert len(block.lines) <= lines
    assert block.width <= width
