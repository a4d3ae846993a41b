"""The product that a customer speaks of beneath a window with several."""

from __future__ import annotations

import pytest

from socialshop.inbox.naming import Candidate, named_product

SHELF = [
    Candidate("BERG-12", "Bergkäse, 12 Monate gereift", "berg"),
    Candidate("BERG-24", "Bergkäse, 24 Monate gereift", "berg"),
    Candidate("BRIE-1", "Brie de Meaux aus Rohmilch"),
    Candidate("ZIEGE-1", "Ziegenkäse aus Rohmilch"),
]


@pytest.mark.parametrize(
    ("text", "item_id"),
    [
        ("Was kostet der Brie?", "BRIE-1"),
        ("was kostet der BERGKAESE", "BERG-12"),
        ("Bergka\u0308se bitte", "BERG-12"),
        ("Ich nehme ziege-1!", "ZIEGE-1"),
        ("XBERG-24X ist nichts", None),
        ("Ist das Rohmilch?", None),
        ("Brie oder Ziegenkäse?", None),
        ("Schöne Bilder, die aus dem Allgäu!", None),
        ("", None),
        ("٣" * 50_000, None),
    ],
)
def test_the_product_is_named_by_words_of_its_title_or_its_id(text: str, item_id: str | None) -> None:
    assert named_product([text], SHELF) == item_id


COUNTER = [
    Candidate("BERG", "Bergkäse vom Alpsommer"),
    Candidate("CAMEMBERT", "Camembert aus Rohmilch (250 g)"),
    Candidate("MUNSTER", "Munster aus den Vogesen"),
    Candidate("BRIE", "Brie nach Art von Meaux"),
    Candidate("EDAMER", "Edamer Kugel, ganz"),
    Candidate("SET", "Raclette-Set für vier"),
]


@pytest.mark.parametrize(
    ("text", "item_id"),
    [
        ("den bergkase bitte", "BERG"),
        ("Was kostet ein Stück des Bergkäses?", "BERG"),
        ("Zwei Bries, bitte", "BRIE"),
        ("Der Munsterkäse riecht bis hierher", "MUNSTER"),
        ("Habt ihr Camenbert?", "CAMEMBERT"),
        ("Habt ihr Camember?", "CAMEMBERT"),
        ("Camembret!", "CAMEMBERT"),
        ("camembertt", "CAMEMBERT"),
        ("camebert", "CAMEMBERT"),
        ("wie teuer das Raklette", "SET"),
        ("Die ganze Familie liebt euch", None),
        ("Habt ihr ein Muster?", None),
        ("Bergkäse und Camenbert", "BERG"),
        ("Bergkäses oder Camenbert", None),
    ],
)
def test_a_product_is_known_inflected_in_a_compound_and_with_a_slip_of_the_pen(text: str, item_id: str | None) -> None:
    assert named_product([text], COUNTER) == item_id


def test_the_first_text_that_names_one_decides() -> None:
    assert named_product(["Hallo!", "Der Brie?", "Oder doch Ziegenkäse?"], SHELF) == "BRIE-1"


def test_a_window_without_products_names_none() -> None:
    assert named_product(["Brie"], []) is None


def test_variants_of_one_product_that_stand_alone_need_not_be_named() -> None:
    assert named_product(["Wie schön!"], SHELF[:2]) == "BERG-12"
