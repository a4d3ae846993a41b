"""What the rules that come along make of short German and English comments."""

from __future__ import annotations

import pytest

from demo.crowd import CROWD
from socialshop.inbox.cues import MATTERS
from socialshop.inbox.languages import language
from socialshop.inbox.topics import TopicRules, matter

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
        ("Guten Tag, bringen Sie auch etwas nach Wien?", "question"),
        ("Guten Tag!", "small talk"),
        ("Na, wie geht es euch bei dem Wetter?", "small talk"),
        ("🧀🧀", ""),
        ("Montag", ""),
        ("", ""),
    ],
)
def test_a_topic_is_told_by_its_cues(text: str, topic: str) -> None:
    assert RULES.topic(text) == topic


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Nie wieder!", "complaint"),
        ("Nie wieder Brie aus dem Supermarkt, Ihrer ist köstlich und traumhaft", "praise"),
        ("Einmal probiert, nie wieder ohne.", "praise"),
        ("Never again without this butter", "praise"),
        ("Gar nicht schlecht", "praise"),
        ("Ich war nicht enttäuscht", "praise"),
        ("Can't complain", "praise"),
        ("Das war nicht so toll", "complaint"),
        ("It isn't very great", "complaint"),
        ("Das kann ich nicht empfehlen", "complaint"),
        ("Nicht nur schön, auch lecker", "praise"),
        ("Der schmeckt uns nicht", "complaint"),
        ("Drei Tage gewartet, und dann war keiner da", "complaint"),
        ("Endlich, darauf habe ich gewartet. Vielen Dank!", "praise"),
    ],
)
def test_a_negation_turns_praise_and_complaint_around(text: str, topic: str) -> None:
    assert RULES.topic(text) == topic


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Danke für nichts", "complaint"),
        ("Na toll, wieder ausverkauft", "complaint"),
        ("Great, another delivery that arrived warm", "complaint"),
        ("Super lecker, toll verpackt, nur ein Glas Senf fehlte", "complaint"),
        ("Toll, schon wieder schimmlig angekommen", "complaint"),
        ("Schmeckt überhaupt nicht", "complaint"),
        ("Der Brie aus der Bestellung #1043 kam leider so weich an, dass er aus dem Papier lief", "complaint"),
    ],
)
def test_a_complaint_in_kind_words_is_one(text: str, topic: str) -> None:
    assert RULES.topic(text) == topic


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Paket ist heute angekommen, alles bestens, danke!", "praise"),
        ("Vielen Dank für die schnelle Lieferung", "praise"),
        ("Ich brauche eine Rechnung, danke", "order"),
        ("Mein Paket? Danke", "order"),
        ("Order arrived today, everything is perfect, thank you!", "praise"),
    ],
)
def test_thanks_for_an_order_is_praise_unless_something_is_wanted(text: str, topic: str) -> None:
    assert RULES.topic(text) == topic


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Welchen Wein empfehlt ihr dazu?", "question"),
        ("Any recommendations for a cheese board for 8?", "question"),
        ("Klare Empfehlung!", "recommendation"),
        ("Überragend! Der Käse ist der Hammer", "praise"),
        ("When I tasted it, amazing", "praise"),
        ("Ist der aus Rohmilch", "question"),
    ],
)
def test_what_is_asked_for_is_told_from_what_is_told(text: str, topic: str) -> None:
    assert RULES.topic(text) == topic


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("😍😍", "praise"),
        ("🤢", "complaint"),
        ("suuuuper", "praise"),
        ("Danke im Voraus", ""),
        ("Liebe Grüße aus dem Urlaub", "small talk"),
        ("Liebe Käsetheke, habt ihr Montag offen?", "question"),
        ("Le fromage est arrivé moisi", "complaint"),
        ("Quanto costa questo formaggio?", "question"),
        ("Mijn pakket is nog steeds niet aangekomen", "complaint"),
    ],
)
def test_pictures_drawn_out_words_courtesies_and_guests_are_understood(text: str, topic: str) -> None:
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
        ("Unser Lieblingskäse!", "de"),
        ("Combien coûte ce fromage ?", "fr"),
        ("Mijn pakket is nog steeds niet aangekomen", "nl"),
        ("Quanto costa questo formaggio?", "it"),
    ],
)
def test_a_language_is_one_of_the_shops_or_surely_another_or_nobody_can_tell(text: str, spoken: str) -> None:
    assert language(text, ("de", "en")) in (spoken, "") if len(text) > 100 else language(text, ("de", "en")) == spoken


def test_a_shop_of_one_language_is_written_to_in_it_unless_it_is_surely_another() -> None:
    assert language("Hallo", ("de",)) == "de"
    assert language("How much is the cheese?", ("de",)) == "en"


@pytest.mark.parametrize(
    ("text", "asks_for"),
    [
        ("Wieviel?", "price"),
        ("Lovely! How much?", "price"),
        ("How much is it?", "price"),
        ("Wie viel Käse rechnet man für sechs?", ""),
        ("How much cheese for six?", ""),
        ("Kleine Auswahl, große Geduld.", ""),
        ("Wie groß ist der Ofen?", "size"),
        ("Wo ist mein Paket?", ""),
        ("Wo ist euer Laden?", "place"),
        ("Wann öffnet ihr?", "opening hours"),
        ("Noch zu haben?", "availability"),
        ("", ""),
    ],
)
def test_what_a_question_asks_for_is_told_by_its_cues(text: str, asks_for: str) -> None:
    assert matter(text, MATTERS) == asks_for


def test_forty_ways_to_ask_for_a_price_are_told() -> None:
    assert [line.text for line in CROWD if matter(line.text, MATTERS) != "price"] == []
