"""A new window's file says what was answered, can be read again, and never takes another's place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from socialshop.errors import InputError
from socialshop.windows.definition import read_window
from socialshop.windows.writing import trouble, write_window

ANSWERS = {
    "title": 'Käse "für" Regentage',
    "motive": "Weil es\nnieselt.",
    "story": "Drinnen schmilzt der Käse.",
    "language": "de",
    "channels": ["facebook", "pinterest"],
    "products": ["gruyere", "brie"],
    "layout": "shelf",
    "hashtags": ["käse"],
    "time_zone": "Europe/Berlin",
    "starts": datetime(2026, 11, 27, 9, 0),  # noqa: DTZ001 - as somebody types it: of the time zone beside it
}


def test_what_was_answered_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "regen.toml"
    write_window(path, ANSWERS)
    window = read_window(path)
    assert (window.title, window.motive, window.products.ids) == (
        'Käse "für" Regentage',
        "Weil es\nnieselt.",
        ("gruyere", "brie"),
    )
    assert window.starts == datetime(2026, 11, 27, 8, 0, tzinfo=UTC)
    assert "# Why we show it, in the customer's words." in path.read_text(encoding="utf-8")


def test_a_topic_is_a_table_after_all_else(tmp_path: Path) -> None:
    path = tmp_path / "frage.toml"
    write_window(path, {"topic": {"kind": "question"}} | {k: v for k, v in ANSWERS.items() if k != "products"})
    window = read_window(path)
    assert window.topic
    assert window.topic.kind == "question"
    assert window.title.startswith("Käse")


def test_no_file_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "regen.toml"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"regen\.toml: There is such a window already"):
        write_window(path, ANSWERS)
    assert path.read_text(encoding="utf-8") == "mine"


def test_answers_that_make_no_window_are_not_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="channels: missing"):
        write_window(tmp_path / "regen.toml", {k: v for k, v in ANSWERS.items() if k != "channels"})
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("key", "value", "so_far", "said"),
    [
        ("title", "", {}, "at least 1 character"),
        ("language", "fr", {}, "'de' or 'en'"),
        ("layout", "pile", {}, "'counter', 'shelf' or 'card'"),
        ("topic", {"kind": "customer"}, {}, "consent"),
        ("ends", datetime(2026, 1, 1, tzinfo=UTC), {"starts": datetime(2026, 2, 1, tzinfo=UTC)}, "`ends` after"),
        ("title", "Käse", {}, ""),
    ],
)
def test_an_answer_is_held_against_the_definition_at_once(
    key: str, value: object, so_far: dict[str, object], said: str
) -> None:
    found = trouble(key, value, so_far)
    assert said in found
    assert bool(said) == bool(found)
