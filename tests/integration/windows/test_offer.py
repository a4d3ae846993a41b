"""What a window shows follows what the shop sells: stock, pauses, prices, claims and conditions."""

from __future__ import annotations

from typing import Any

import pytest

from socialshop.sync.runs import Action
from socialshop.windows.facts import Expert, Voices
from socialshop.windows.plan import Act
from tests.integration.windows.conftest import Make, Street, acts, reasons


def test_sold_out_is_swapped_for_the_next_choice_and_said(street: Street, window: Make) -> None:
    made = window(products={"ids": ["gruyere", "brie"], "next": ["feta", "comte"]})
    street.apply(made)
    street.deliver("brie", availability="out of stock")
    tally = street.apply(made)
    assert sorted(street.pins()) == ["Comte", "Gruyere"]
    assert reasons(tally, Action.DELETED) == {
        "regentage: pin:brie": "brie: The product is sold out. comte stands in for it."
    }
    assert reasons(tally, Action.CREATED) == {"regentage: pin:comte": "comte: it stands in for brie."}
    assert tally.flawless
    assert acts(street, made) == {"post": Act.LEAVE}, "its pictures stay, and each plan says so"
    street.deliver("brie", availability="in stock")
    street.apply(made)
    assert sorted(street.pins()) == ["Brie", "Gruyere"]
    assert acts(street, made) == {}


def test_a_text_says_what_its_pictures_show_and_nobody_can_buy(street: Street, window: Make) -> None:
    street.apply(window(unchangeable="leave"))
    street.deliver("brie", availability="out of stock")
    street.apply(window())
    (text,) = street.texts()
    assert text.endswith("Nachtrag: Gerade nicht zu haben: Brie.")
    assert acts(street, window()) == {"post": Act.LEAVE}, "it is said once"
    street.deliver("brie", availability="in stock")
    street.apply(window())
    assert "Nachtrag" not in street.texts()[0]
    street.deliver("brie", availability="out of stock")
    street.apply(window(unchangeable="replace"))
    assert "Nachtrag" not in street.texts()[0], "a new post shows what can be had"


def test_sold_out_is_left_out_where_the_policy_says_so(street: Street, window: Make) -> None:
    made = window(policy="update", products={"ids": ["gruyere", "feta"], "next": ["comte"]})
    tally = street.apply(made)
    assert street.pins() == ["Gruyere"]
    assert "gate stock" in reasons(tally, Action.REJECTED)["regentage: feta"]


def test_the_window_comes_down_where_the_policy_says_so(street: Street, window: Make) -> None:
    made = window(policy="withdraw")
    street.apply(made)
    street.deliver("brie", availability="out of stock")
    tally = street.apply(made)
    assert street.platform.standing == {}
    assert "while this cannot be shown: brie" in reasons(tally, Action.DELETED)["regentage: post"]
    street.deliver("brie", availability="in stock")
    street.apply(made)
    assert len(street.platform.standing) == 4


def test_a_paused_product_is_taken_out(street: Street, window: Make) -> None:
    street.apply(window())
    street.facts["paused"] = {"brie": "too many complaints"}
    tally = street.apply(window())
    assert street.pins() == ["Gruyere"]
    assert "paused: too many complaints" in reasons(tally, Action.REJECTED)["regentage: brie"]


def test_a_new_price_is_said_where_it_changes_something(street: Street, window: Make) -> None:
    street.apply(window())
    street.deliver("gruyere", price=1290, description="Jetzt teurer.")
    tally = street.apply(window())
    told = reasons(tally, Action.UPDATED)["regentage: pin:gruyere"]
    assert "its price went from 9.90 EUR to 12.90 EUR" in told


@pytest.mark.parametrize(
    ("true", "said", "source"),
    [
        ({"quantity": 3}, "nur noch 3 da", "stock: 3 in the delivery of 2026-11-02 09:00 UTC"),
        ({"recommended": {"brie": (9, 10)}}, "9 von 10 empfehlen es", "inbox: 9 of 10 people"),
        ({"asked": {"brie": 4}}, "diese Woche am meisten gefragt", "inbox: 4 people asked"),
        ({"expert": "Greta"}, "die Wahl von Greta, Affineurin", "configuration: the choice of Greta"),
    ],
)
def test_a_claim_names_its_source_and_vanishes_in_the_next_run_after_it_was_true(
    street: Street, window: Make, true: dict[str, Any], said: str, source: str
) -> None:
    if "quantity" in true:
        street.deliver("brie", **true)
    elif "expert" in true:
        street.facts["experts"] = [Expert(true["expert"], "Affineurin", ["brie"])]
    else:
        street.facts["voices"] = Voices(**true)
    (plan,) = street.plan(window())
    ((item_id, text, named),) = ((one.item_id, one.text, one.source) for one in plan.claims)
    assert (item_id, text, source in named) == ("brie", said, True)
    street.apply(window())
    assert f"Brie ({said})" in street.texts()[0]
    street.facts.clear()
    street.deliver("brie", quantity=30)
    street.apply(window())
    assert said not in "".join((*street.texts(), *street.texts("pin")))
    assert street.plan(window())[0].claims == ()


def test_a_condition_keeps_what_stands_and_takes_the_remarkable_first(street: Street, window: Make) -> None:
    made = window(products={"where": "price < 1000 AND availability = 'in stock'", "at_most": 2})
    street.facts["voices"] = _asked(comte=4)
    street.apply(made)
    assert street.pins() == ["Comte", "Brie"]
    street.facts["voices"] = _asked(gruyere=9)
    assert street.plan(made)[0].notes == ()
    street.apply(made)
    assert street.pins() == ["Comte", "Brie"]
    street.deliver("comte", price=5000)
    street.apply(made)
    assert sorted(street.pins()) == ["Brie", "Gruyere"]


def _asked(**asked: int) -> Voices:
    return Voices(asked=asked)
