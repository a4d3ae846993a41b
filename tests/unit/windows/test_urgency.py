"""Typed urgency is found, and honest words are let through."""

from __future__ import annotations

import pytest

from socialshop.windows.urgency import RULES, typed_urgency


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Nur noch 3 Laibe!", "Nur noch 3"),
        ("Jetzt heißt es: schnell zugreifen.", "schnell zugreifen"),
        ("Solange der Vorrat reicht", "Solange der Vorrat reicht"),
        ("Deine letzte Chance", "letzte Chance"),
        ("Der Bestseller im Herbst", "Bestseller"),
        ("Fast ausverkauft", "Fast ausverkauft"),
        ("Nicht verpassen: Raclette", "Nicht verpassen"),
        ("Only 5 pieces left", "Only 5 pieces left"),
        ("Last chance to taste", "Last chance"),
        ("While stocks last", "While stocks last"),
        ("It is selling fast", "selling fast"),
        ("Don't miss out", "Don't miss out"),
        ("Everybody wants it", "Everybody wants"),
    ],
)
def test_words_that_press_people_are_found(text: str, found: str) -> None:
    pressing = typed_urgency(text)
    assert pressing is not None
    assert pressing[0] == found
    assert pressing[1].startswith("Leave it out")


@pytest.mark.parametrize(
    "text",
    [
        "Der letzte Schnee ist weg, und der Bergkäse ist reif.",
        "Wir haben nur Käse, den wir selbst essen.",
        "Bis 24. Dezember um zwei.",
        "It lasts for weeks in the fridge.",
        "Leicht bald, schwer nie.",
        "Only we know the farmer.",
    ],
)
def test_honest_words_are_let_through(text: str) -> None:
    assert typed_urgency(text) is None


def test_every_rule_says_what_to_do_instead() -> None:
    assert all(rule.instead for rule in RULES)
