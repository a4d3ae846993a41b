"""What a conversation is about, and what says so: its post, a tag, a link or a text; a guess is none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from socialshop.inbox.about import About, Clues, find_about
from socialshop.products.model import Product

NOWHERE: dict[str, Any] = {"window": None, "item_id": None}


@pytest.fixture
def about(shop: Engine) -> Callable[..., About]:
    def about(**clues: Any) -> About:
        with Session(shop) as session:
            return find_about(session, {1: Clues(**(NOWHERE | clues))})[1]

    return about


def test_by_its_post(about: Callable[..., About]) -> None:
    assert about(window="herbst", item_id="BERG-1") == About("herbst", "BERG-1", "post", "post")


def test_by_a_tag(about: Callable[..., About]) -> None:
    """The window is the one that shows the product now."""
    assert about(tagged=["unknown", "BRIE-1"]) == About("herbst", "BRIE-1", "product", "tag: BRIE-1")


@pytest.mark.parametrize(
    "address",
    [
        "https://shop.example/BERG-1",
        "https://shop.example/BERG-1/?utm_source=x",
        "https://shop.example/p?variant=BERG-1",
        "https://shop.example/p?utm_campaign=herbst&utm_content=BERG-1",
    ],
)
def test_by_a_link(about: Callable[..., About], address: str) -> None:
    for found in (about(links=[address]), about(texts=[f"Meinten Sie {address} ?"])):
        assert (found.window, found.item_id, found.item_evidence) == ("herbst", "BERG-1", f"link: {address}")


@pytest.mark.parametrize(
    ("address", "item_id"),
    [
        ("https://shop.example/products/berg?fbclid=x&utm_source=ig", "BERG-1"),
        ("http://www.shop.example/Products/Berg/", "BERG-1"),
        ("https://elsewhere.example/products/berg", None),
        ("https://shop.example/", None),
    ],
)
def test_by_the_link_of_its_page(shop: Engine, about: Callable[..., About], address: str, item_id: str | None) -> None:
    _sell(shop, {"BERG-1": "https://www.shop.example/products/berg", "BRIE-1": "https://shop.example/"})
    assert about(links=[address]).item_id == item_id


def test_a_page_that_sells_two_names_neither(shop: Engine, about: Callable[..., About]) -> None:
    _sell(shop, dict.fromkeys(("BERG-1", "BRIE-1"), "https://shop.example/cheese"))
    assert about(links=["https://shop.example/cheese"]).item_id is None


def _sell(shop: Engine, pages: dict[str, str]) -> None:
    with Session(shop) as session:
        for item_id, link in pages.items():
            session.get_one(Product, item_id).link = link
        session.commit()


def test_a_link_may_name_the_window_alone(about: Callable[..., About]) -> None:
    address = "https://shop.example/?utm_campaign=herbst"
    assert about(links=[address]) == About("herbst", None, f"link: {address}", "")


def test_by_a_text(about: Callable[..., About]) -> None:
    assert about(texts=["Hallo", "Ist der BERGKAESE noch da?"]) == About(
        "herbst", "BERG-1", "product", "text: Ist der BERGKAESE noch da?"
    )
    assert about(window="herbst", texts=["Der Brie?"]).item_id == "BRIE-1", "within a window a word is enough"


def test_a_long_text_is_cut_where_one_sees_it(about: Callable[..., About]) -> None:
    evidence = about(texts=["Ist der BERGKAESE noch da? " + "Bitte! " * 30]).item_evidence
    assert evidence.startswith("text: Ist der BERGKAESE noch da? Bitte!")
    assert evidence.endswith("…")
    assert len(evidence) == len("text: ") + 80


def test_what_is_surer_comes_first(about: Callable[..., About]) -> None:
    link, text = "https://shop.example/BRIE-1", "Der Bergkäse?"
    assert about(tagged=["BERG-1"], links=[link]).item_evidence == "tag: BERG-1"
    assert about(links=[link], texts=[text]).item_evidence == f"link: {link}"
    assert about(window="herbst", item_id="BRIE-1", tagged=["BERG-1"], texts=[text]).item_evidence == "post"


@pytest.mark.parametrize(
    "clues",
    [
        {},
        {"texts": ["Was für ein Wetter!"]},
        {"texts": ["Bergkäse oder Brie de Meaux?"]},
        {"links": ["https://elsewhere.example/%", "http://[", "https://shop.example/?utm_campaign=nie"]},
        {"tagged": ["BERG-2"]},
    ],
)
def test_where_nothing_is_named_or_two_alike_nothing_is_guessed(
    about: Callable[..., About], clues: dict[str, Any]
) -> None:
    assert about(**clues) == About()


def test_many_are_found_at_once(shop: Engine) -> None:
    clues = {number: Clues(None, None, tagged=["BERG-1"] if number % 2 else []) for number in range(50)}
    with Session(shop) as session:
        found = find_about(session, clues)
    assert [number for number, one in found.items() if one.item_id] == list(range(1, 50, 2))
