"""A new window's file says what was answered, can be read again, and never takes another's place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from socialshop.errors import ConfigurationError, InputError
from socialshop.windows.definition import read_window
from socialshop.windows.writing import given, trouble, write_window

CHANNELS = ("facebook", "instagram", "pinterest")
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
    write_window(path, ANSWERS, CHANNELS)
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
    write_window(
        path, {"topic": {"kind": "question"}} | {k: v for k, v in ANSWERS.items() if k != "products"}, CHANNELS
    )
    window = read_window(path)
    assert window.topic
    assert window.topic.kind == "question"
    assert window.title.startswith("Käse")


def test_no_file_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "regen.toml"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match=r"regen\.toml: There is such a window already"):
        write_window(path, ANSWERS, CHANNELS)
    assert path.read_text(encoding="utf-8") == "mine"


def test_answers_that_make_no_window_are_not_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="channels: missing"):
        write_window(tmp_path / "regen.toml", {k: v for k, v in ANSWERS.items() if k != "channels"}, CHANNELS)
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


def test_everything_that_a_window_may_have_is_written_and_read_again(tmp_path: Path) -> None:
    path = tmp_path / "regen.toml"
    story = 'Drinnen "schmilzt" der Käse.\n\nUnd draußen \\ nieselt es.'
    extras = [{"title": "Ein Wein", "link": "https://wein.example"}, {"title": "Brot", "link": "https://brot.example"}]
    english = {"title": "Rain", "story": "One.\nTwo.", "motive": "Rain."}
    answers: dict[str, object] = ANSWERS | {
        "story": story,
        "texts": {"en": english},
        "products": {"ids": ["brie"], "where": "price < 2000", "at_most": 3, "next": ["feta"]},
        "extras": extras,
        "audience": {"who": ["Anna"], "quota": 12},
        "wording": {"facebook": {"title": "Regen"}, "pinterest": {"language": "en", "hashtags": ["rain"]}},
        "slots": ["mon 18:00"],
    }
    write_window(path, answers, CHANNELS)
    window = read_window(path)
    assert window.story == story
    assert window.texts["en"].story == "One.\nTwo."
    assert (window.products.where, window.products.at_most, window.products.next) == ("price < 2000", 3, ("feta",))
    assert [extra.title for extra in window.extras] == ["Ein Wein", "Brot"]
    assert (window.audience.who, window.audience.quota) == (("Anna",), 12)
    assert (window.language_on("pinterest"), window.hashtags_on("pinterest")) == ("en", ("rain",))
    text = path.read_text(encoding="utf-8")
    assert '"""\nDrinnen' in text, "a story of several lines is read as such"
    assert text.count("\n# ") >= 8


def test_a_script_sets_the_keys_of_the_file() -> None:
    told = given(
        ["title=Käse = Glück", "products=['brie']", "audience.who=experts", "audience.quota=12", "prices=false"]
    )
    assert told == {
        "title": "Käse = Glück",
        "products": ["brie"],
        "audience": {"who": "experts", "quota": 12},
        "prices": False,
    }
    for wrong in (["title"], ["=x"], ["audience.=1"], ["title=x", "title.de=y"]):
        with pytest.raises(ConfigurationError, match="sets no key"):
            given(wrong)


def test_a_channel_that_is_not_configured_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not configured"):
        write_window(tmp_path / "regen.toml", ANSWERS, ["facebook"])
