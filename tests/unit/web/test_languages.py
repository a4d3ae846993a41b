"""German and English are whole, agree with each other, and are chosen as people wish."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from babel import Locale
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.money import Money
from socialshop.staff.model import User
from socialshop.web.i18n import FOLDER, LANGUAGES, Formatter, negotiate

NOW = datetime(2026, 11, 3, 14, 12, tzinfo=UTC)
GLOSSARY = Path(__file__).parents[3] / "docs" / "reference" / "glossary.md"


def _texts() -> set[Any]:
    """Every text of the templates and of the code, found anew."""
    with (FOLDER / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {"_": None, "gettext": None, "ngettext": (1, 2), "mark": None}
    return {text for _, _, text, _, _ in extract_from_dir(FOLDER.parent, methods, options, keywords)}


def _catalogue(language: str) -> dict[Any, Message]:
    with (FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return {message.id: message for message in read_po(file, locale=language) if message.id}


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)s", text))


def test_the_texts_are_found() -> None:
    assert {"Resolve", "Not sent"} <= _texts()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_no_other(language: str) -> None:
    catalogue = _catalogue(language)
    assert set(catalogue) == _texts()
    for message in catalogue.values():
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(strings), message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_agree(language: str) -> None:
    for message in _catalogue(language).values():
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for string in strings:
            assert _placeholders(string) == _placeholders(ids[0]), message.id


def test_german_has_the_words_of_the_glossary() -> None:
    rows = re.findall(r"^\| ([^|]+) \| ([^|]*) \| [^|]+ \| ([^|]*) \|$", GLOSSARY.read_text("utf-8"), re.MULTILINE)[1:]
    german = {str(english): message.string for english, message in _catalogue("de").items()}
    assert {english: german[english] for english, *_ in rows if english in german} == {
        english: ours.strip() for english, ours, _ in rows if english in german
    }
    phrases = "".join(path.read_text("utf-8") for path in (FOLDER / "de").rglob("*.po"))
    shunned = [word for _, _, words in rows for word in re.findall(r"[\w-]+", words)]
    assert [word for word in shunned if re.search(rf"\b{word}", phrases)] == []


@pytest.mark.parametrize(
    ("wishes", "accepted", "default", "spoken"),
    [
        (["en", "de"], "de", "de", "en"),
        (["", "de"], "en", "en", "de"),
        (["fr"], "en;q=0.5, de-AT;q=0.9", "en", "de"),
        ([], "fr, en-GB;q=0.8, de;q=0.2", "de", "en"),
        ([], "de;q=0, en", "de", "en"),
        ([], "fr", "de-AT", "de"),
        ([], "", "fr", "en"),
        ([], "en;q=lots, ;;, de", "en", "de"),
    ],
)
def test_the_language_is_negotiated(wishes: list[str], accepted: str, default: str, spoken: str) -> None:
    assert negotiate(wishes, accepted, default) == spoken


def test_the_address_is_asked_first_then_the_person_then_the_browser(
    visit: Callable[..., Any], anna: None, store: Engine
) -> None:
    visitor = visit()
    assert '<html lang="en">' in visitor.get("/sign-in").text
    assert '<html lang="de">' in visitor.get("/sign-in?lang=de").text
    assert '<html lang="de">' in visitor.get("/sign-in").text
    visitor.sign_in()
    visitor.get("/inbox")
    assert '<html lang="en">' in visitor.post("/language", {"language": "en", "next": "/reports"}).text
    with Session(store) as session:
        assert session.exec(select(User)).one().language == "en"
    other_browser = visit()
    other_browser.client.headers["accept-language"] = "de"
    other_browser.sign_in()
    assert '<html lang="en">' in other_browser.get("/inbox").text


def test_an_unknown_language_changes_nothing(visitor: Any) -> None:
    visitor.get("/sign-in")
    assert '<html lang="en">' in visitor.post("/language", {"language": "xx", "next": "/sign-in"}).text


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("de", ["vor 1 Min.", "vor 52 Min.", "vor 7 Std.", "2. Nov.", "3. Nov. 2025", "1.234", "12,50\xa0€", "15:12"]),
        ("en", ["1 min. ago", "52 min. ago", "7 hr. ago", "Nov 2", "Nov 3, 2025", "1,234", "€12.50", "3:12\u202fPM"]),
    ],
)
def test_values_are_written_as_people_of_the_locale_do(language: str, shown: list[str]) -> None:
    write = Formatter(Locale.parse(language), ZoneInfo("Europe/Berlin"))
    ages = [timedelta(seconds=2), timedelta(minutes=52), timedelta(hours=7), timedelta(days=1), timedelta(days=365)]
    told = [write.ago(NOW - age, NOW) for age in ages]
    assert [*told, write.number(1234), write.money(Money(1250, "EUR")), write.time(NOW)] == shown


@pytest.mark.parametrize(
    ("language", "shown"), [("de", "28. Dez. 2026 – 24. Jan. 2027"), ("en", "Dec 28, 2026 – Jan 24, 2027")]
)
def test_days_are_written_from_the_first_to_the_last(language: str, shown: str) -> None:
    write = Formatter(Locale.parse(language), UTC)
    written = write.days(date(2026, 12, 28), date(2027, 1, 24))
    assert re.sub(r"\s", " ", written) == shown


def test_a_day_is_the_shops_day() -> None:
    write = Formatter(Locale.parse("de"), ZoneInfo("Europe/Berlin"))
    assert write.day(datetime(2026, 11, 2, 23, 30, tzinfo=UTC)) == "3. November 2026"


@pytest.mark.parametrize(
    ("language", "shown"),
    [("de", "1 Minute, 30 Minuten, 2 Stunden und 12 Stunden"), ("en", "1 minute, 30 minutes, 2 hours, and 12 hours")],
)
def test_spans_are_told_one_after_the_other(language: str, shown: str) -> None:
    write = Formatter(Locale.parse(language), UTC)
    assert write.spans(timedelta(minutes=minutes) for minutes in (1, 30, 120, 720)) == shown
    assert write.language("xx") == "xx"


@pytest.mark.parametrize(
    ("value", "told"),
    [(0, "0\u00a0%"), (0.001, "1\u00a0%"), (0.62, "62\u00a0%"), (0.995, "99\u00a0%"), (1, "100\u00a0%")],
)
def test_all_and_nothing_are_said_only_of_all_and_nothing(value: float, told: str) -> None:
    assert Formatter(Locale("de"), UTC).share(value) == told
