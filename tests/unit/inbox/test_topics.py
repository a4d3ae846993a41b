"""What the rules that come along make of short German and English comments."""

from __future__ import annotations

import pytest

from socialshop.inbox.languages import language
from socialshop.inbox.topics import TopicRules

RULES = TopicRules([("order", ["Gutschein*", "Abholung am"])])


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Preis?", "question"),
        ("Ist der Bergkäse noch da?", "question"),
        ("How much is it?", "question"),
        ("Danke, sehr lecker!", "praise"),
        ("Thanks, love it", "praise"),
        ("Danke für die schnelle Lieferung, super lecker!", "praise"),
        ("Mein Paket ist immer noch nicht angekommen", "complaint"),
        ("The cheese arrived broken, I want my money back", "complaint"),
        ("Wo ist meine Bestellung?", "order"),
        ("GUTSCHEINCODE einlösen", "order"),
        ("Abholung am Samstag", "order"),
        ("Kann ich nur empfehlen", "recommendation"),
        ("Schönes Wochenende!", "small talk"),
        ("Earn money with Bitcoin, DM me to start", "spam"),
        ("🧀🧀", ""),
        ("Montag", ""),
        ("", ""),
    ],
)
def test_a_topic_is_told_by_its_cues(text: str, topic: str) -> None:
    assert RULES.topic(text) == topic


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("Was kostet der Käse?", "de"),
        ("How much is the cheese?", "en"),
        ("Danke schön!", "de"),
        ("ok", ""),
        ("🧀", ""),
        ("x" * 5_000 + "\ud800", "de"),
    ],
)
def test_a_language_is_one_of_the_shops_or_nobody_can_tell(text: str, spoken: str) -> None:
    assert language(text, ("de", "en")) in (spoken, "") if len(text) > 100 else language(text, ("de", "en")) == spoken


def test_a_shop_of_one_language_needs_no_guess() -> None:
    assert language("Hello there", ("de",)) == "de"
