"""A window file says what it means, or which key is wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from socialshop.errors import InputError
from socialshop.windows.definition import read_window, window_files

GOOD = """
title = "Käse für Regentage"
story = "Draußen nieselt es, drinnen schmilzt der Käse."
motive = "Viele fragten, was man an nassen Abenden isst."
products = ["gruyere-200", "raclette-400"]
channels = ["facebook", "instagram"]
language = "de"
starts = 2026-11-01T08:00:00+01:00
ends = 2026-11-08T20:00:00+01:00
hashtags = ["Käse"]
"""


def write(folder: Path, text: str, name: str = "regentage.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_becomes_a_window_named_after_it(tmp_path: Path) -> None:
    window = read_window(write(tmp_path, GOOD))
    assert (window.name, window.products.ids) == ("regentage", ("gruyere-200", "raclette-400"))


@pytest.mark.parametrize(
    ("line", "replacement", "complaint"),
    [
        ('motive = "Viele fragten, was man an nassen Abenden isst."', "", "motive: missing"),
        ('motive = "Viele fragten, was man an nassen Abenden isst."', 'motive = " "', "motive: found ' '"),
        ('language = "de"', 'language = "fr"', "language: found 'fr'; expected: 'de' or 'en'"),
        ("products = [", "products = [7, ", "products.ids.0: found 7"),
        ("ends = 2026-11-08T20:00:00+01:00", "ends = 2026-10-08T20:00:00+01:00", "expected: `ends` after `starts`"),
        ("ends = 2026-11-08T20:00:00+01:00", "ends = 2026-11-08T20:00:00", "ends: found"),
        ("hashtags", "hashtag", "hashtag: unknown key"),
        ("title = ", "title ", "not valid TOML"),
        ('products = ["gruyere-200", "raclette-400"]', "", "expected: something to show: `products`, `extras`"),
        ("hashtags", 'policy = "hope"\nhashtags', "policy: found 'hope'; expected: 'swap', 'update'"),
        ("hashtags", 'slots = ["mon 18:00"]\nhashtags', "expected: `time_zone` of the slots"),
        ("hashtags", 'slots = ["monday 6 pm"]\nhashtags', "slots.0: found 'monday 6 pm'"),
        ("hashtags", 'time_zone = "Berlin"\nhashtags', "an IANA name such as Europe/Berlin, not 'Berlin'"),
        ("hashtags", 'topic = { kind = "customer" }\nhashtags', "topic: found"),
        ("hashtags", 'audience = { who = "experts" }\nhashtags', "expected: `quota`: how many may take part"),
        (
            "hashtags",
            'wording = { instagram = { language = "en" } }\nhashtags',
            "`texts.en`, which `wording",
        ),
        (
            "hashtags",
            "wording = { pinterest = {} }\nhashtags",
            "\n  expected: `wording` of the window's channels alone, not of 'pinterest'",
        ),
        ("hashtags", 'extras = [{ title = "Wein", link = "wein" }]\nhashtags', "extras.0.link: found 'wein'"),
        ("hashtags", 'sections = { Weich = ["brie"], Mild = ["brie"] }\nhashtags', "not 'brie' in 2"),
    ],
)
def test_a_wrong_file_names_the_key(tmp_path: Path, line: str, replacement: str, complaint: str) -> None:
    path = write(tmp_path, GOOD.replace(line, replacement))
    with pytest.raises(InputError) as error:
        read_window(path)
    assert str(path) in str(error.value)
    assert complaint in str(error.value)


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"windows\.folder"):
        window_files(tmp_path / "windows")


def test_times_without_an_offset_are_of_the_windows_time_zone(tmp_path: Path) -> None:
    text = GOOD.replace("+01:00", "").replace("hashtags", 'time_zone = "Europe/Berlin"\nhashtags')
    window = read_window(write(tmp_path, text + '[audience]\nwho = "experts"\nquota = 2\nends = 2026-07-01T10:00:00\n'))
    assert window.starts == datetime(2026, 11, 1, 7, tzinfo=UTC)
    assert window.audience.ends == datetime(2026, 7, 1, 8, tzinfo=UTC)


def test_a_channel_says_it_in_its_own_words(tmp_path: Path) -> None:
    wording = """
[texts.en]
title = "Cheese for rainy days"
story = "It drizzles."
motive = "Many asked."
[wording.instagram]
language = "en"
story = "Rain."
hashtags = []
"""
    window = read_window(write(tmp_path, GOOD + wording))
    texts = window.texts_on("instagram")
    assert (texts.title, texts.story, texts.motive) == ("Cheese for rainy days", "Rain.", "Many asked.")
    assert (window.hashtags_on("instagram"), window.hashtags_on("facebook")) == ((), ("Käse",))
    assert window.texts_on("facebook").title == "Käse für Regentage"
    assert {"It drizzles.", "Rain.", "Many asked."} < set(window.all_texts())


def test_it_is_open_from_its_start_until_its_end(tmp_path: Path) -> None:
    window = read_window(write(tmp_path, GOOD))
    hours = {6: (False, False), 7: (True, False)}
    for hour, expected in hours.items():
        now = datetime(2026, 11, 1, hour, tzinfo=UTC)
        assert (window.is_open(now), window.is_over(now)) == expected
    end = datetime(2026, 11, 8, 19, tzinfo=UTC)
    assert (window.is_open(end), window.is_over(end)) == (False, True)
