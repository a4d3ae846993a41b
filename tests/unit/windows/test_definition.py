"""A window file says what it means, or which key is wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from socialshop.errors import InputError
from socialshop.windows.definition import WindowDefinition, read_window, read_windows

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
    assert (window.name, window.products) == ("regentage", ("gruyere-200", "raclette-400"))


@pytest.mark.parametrize(
    ("line", "replacement", "complaint"),
    [
        ('motive = "Viele fragten, was man an nassen Abenden isst."', "", "motive: missing"),
        ('motive = "Viele fragten, was man an nassen Abenden isst."', 'motive = " "', "motive: found ' '"),
        ('language = "de"', 'language = "fr"', "language: found 'fr'; expected: Input should be 'de' or 'en'"),
        ("products = [", "products = [7, ", "products.0: found 7"),
        ("ends = 2026-11-08T20:00:00+01:00", "ends = 2026-10-08T20:00:00+01:00", "expected: `ends` after `starts`"),
        ("ends = 2026-11-08T20:00:00+01:00", "ends = 2026-11-08T20:00:00", "ends: found"),
        ("hashtags", "hashtag", "hashtag: unknown key"),
        ("title = ", "title ", "not valid TOML"),
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
        read_windows(tmp_path / "windows")


def test_it_is_open_from_its_start_until_its_end(tmp_path: Path) -> None:
    window = read_window(write(tmp_path, GOOD))
    hours = {6: (False, False), 7: (True, False)}
    for hour, expected in hours.items():
        now = datetime(2026, 11, 1, hour, tzinfo=UTC)
        assert (window.is_open(now), window.is_over(now)) == expected
    end = datetime(2026, 11, 8, 19, tzinfo=UTC)
    assert (window.is_open(end), window.is_over(end)) == (False, True)


def test_the_digest_follows_what_people_see(tmp_path: Path) -> None:
    window = read_window(write(tmp_path, GOOD))
    later: WindowDefinition = window.model_copy(update={"ends": None, "channels": ("pinterest",)})
    reworded = window.model_copy(update={"story": "Es nieselt."})
    assert later.digest == window.digest
    assert reworded.digest != window.digest
