"""A claim is said while it is true, and names its source."""

from __future__ import annotations

import pytest

from socialshop.windows.claims import claims_of, wilson
from socialshop.windows.facts import Expert, Voices
from tests.unit.windows.conftest import make_facts, make_product


@pytest.mark.parametrize(
    ("positive", "total", "bound"),
    [(1, 1, 0.2065), (2, 2, 0.3424), (9, 10, 0.5958), (90, 100, 0.8256), (100, 101, 0.9460), (0, 0, 0.0)],
)
def test_the_lower_bound_is_wilsons(positive: int, total: int, bound: float) -> None:
    assert wilson(positive, total) == pytest.approx(bound, abs=0.0001)


@pytest.mark.parametrize(
    ("quantity", "availability", "said"),
    [
        (5, "in stock", ["nur noch 5 da"]),
        (1, "in stock", ["nur noch 1 da"]),
        (6, "in stock", []),
        (0, "in stock", []),
        (None, "in stock", []),
        (3, "preorder", []),
    ],
)
def test_few_pieces_are_said_by_the_stock(quantity: int | None, availability: str, said: list[str]) -> None:
    found = claims_of(make_product(quantity=quantity, availability=availability), make_facts())
    assert [claim.text("de") for claim in found] == said
    assert all("2026-11-20 10:00 UTC" in claim.source for claim in found)


@pytest.mark.parametrize(
    ("voices", "said"),
    [((9, 10), ["9 of 10 recommend it"]), ((4, 4), []), ((5, 5), ["5 of 5 recommend it"]), ((6, 10), [])],
)
def test_recommendations_need_enough_voices(voices: tuple[int, int], said: list[str]) -> None:
    found = claims_of(make_product(), make_facts(voices=Voices(recommended={"brie": voices})))
    assert [claim.text("en") for claim in found] == said


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"brie": 3, "feta": 2}, ["diese Woche am meisten gefragt"]),
        ({"brie": 3, "feta": 3}, []),
        ({"brie": 2}, []),
        ({"brie": 4, "feta": 9}, []),
    ],
)
def test_one_product_alone_is_asked_for_most(asked: dict[str, int], said: list[str]) -> None:
    found = claims_of(make_product(), make_facts(voices=Voices(asked=asked)))
    assert [claim.text("de") for claim in found] == said


def test_an_experts_choice_says_whose() -> None:
    facts = make_facts(experts=[Expert("Greta Huber", "Affineurin in Bern", ["brie"])])
    (claim,) = claims_of(make_product(), facts)
    assert claim.text("de") == "die Wahl von Greta Huber, Affineurin in Bern"
    assert "[[experts]]" in claim.source
    assert claims_of(make_product("feta"), facts) == ()
