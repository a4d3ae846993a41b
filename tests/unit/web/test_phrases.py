"""What is said of items is said in German, too: every sentence of the readers and of the channels' rules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import catalog_feeds
from catalog_feeds.channels import REGISTRY
from catalog_feeds.channels.rules import Rule, words_of
from socialshop.web.i18n import FOLDER
from socialshop.web.phrases import translated

RULES = [rule for channel in REGISTRY.values() for rule in channel.rules]


def _catalogue() -> dict[str, str]:
    with (FOLDER / "de" / "LC_MESSAGES" / "catalog.po").open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale="de") if message.id}


def _templates() -> set[str]:
    folder = Path(catalog_feeds.__file__).parent
    found = extract_from_dir(folder, [("**.py", "python")], keywords={"phrase": None})
    return {str(text) for _, _, text, _, _ in found}


def _names(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_every_sentence_and_every_field_is_translated_and_no_other() -> None:
    assert set(_catalogue()) == _templates() | {words_of(rule.field) for rule in RULES}


def test_a_translation_fills_in_nothing_that_the_sentence_does_not() -> None:
    for text, german in _catalogue().items():
        assert german, text
        assert _names(german) <= _names(text), text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_no_rule_speaks_english_in_german(rule: Rule) -> None:
    for text in (rule.expected, rule.fix):
        german = translated(text, "de")
        assert german != text
        assert not re.search(r"\b(the|with|than|characters|its|Give|Shorten|Fill)\b", german)
        assert translated(text, "en") == text


@pytest.mark.parametrize(
    ("text", "german"),
    [
        ("Shorten the title to 200 characters.", "Kürzen Sie „Titel“ auf 200 Zeichen."),
        ("at most 20", "höchstens 20"),
        ("at most 20 characters", "höchstens 20 Zeichen"),
        ("an amount in EUR, such as 12.50", "ein Betrag in EUR, etwa 12.50"),
        ("an amount in CHF", "ein Betrag in CHF"),
        (
            "Fill in the condition: items without it are seen less.",
            "Füllen Sie „Zustand“ aus: ohne diese Angabe werden Artikel seltener gesehen.",
        ),
        (
            "Set the sale price below the price, or remove it.",
            "Setzen Sie „Aktionspreis“ unter „Preis“, oder entfernen Sie es.",
        ),
        ("What nobody says {of us}", "What nobody says {of us}"),
    ],
)
def test_a_sentence_is_found_by_its_form(text: str, german: str) -> None:
    assert translated(text, "de") == german
