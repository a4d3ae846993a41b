"""Which words name an order, and which only look like it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from socialshop.orders.mentions import mentions


def numbers(text: str) -> list[str]:
    return [mention.number for mention in mentions(text)]


@pytest.mark.parametrize(
    "text",
    [
        "#1001",
        "Wo bleibt #1001?",
        "(#1001)",
        "Meine Bestellung 1001 ist nicht da.",
        "Bestellnummer: 1001",
        "Bestell-Nr. 1001",
        "Bestellung Nr. #1001",
        "meine bestellung ist die 1001",
        "Auftrag 1001",
        "ORDER 1001",
        "my order number is 1001",
        "order no. 1001!",
        "order #1001",
    ],
)
def test_an_order_number_is_found(text: str) -> None:
    assert numbers(text) == ["1001"]


@pytest.mark.parametrize(
    "text",
    [
        "1001",
        "Ich nehme 1001 Gramm",
        "#10017",
        "#21001",
        "x#1001",
        "##1001",
        "#1001a",
        "#1001,50",
        "Bestellung 1001.50",
        "order 1001-22",
        "Bestellung vom 10.01.2026",
        "Bordered 1001",
        "reorder1001",
    ],
)
def test_other_digits_are_no_order_number(text: str) -> None:
    assert "1001" not in numbers(text)


def test_a_number_with_the_shops_own_prefix_needs_no_word() -> None:
    (mention,) = mentions("Danke, kt-1001 ist da!")
    assert mention.number == "KT-1001"
    assert mention.words == "kt-1001"


def test_the_words_are_kept_as_they_stand() -> None:
    assert [mention.words for mention in mentions("Zu Bestellung Nr. 1001 und #1002")] == [
        "Bestellung Nr. 1001",
        "#1002",
    ]


@given(st.integers(min_value=1, max_value=10**9), st.text(alphabet=" .,!?\n", max_size=5))
def test_any_number_is_found_between_spaces(number: int, around: str) -> None:
    assert numbers(f"a {around} #{number} {around} b") == [str(number)]


@given(st.text(max_size=200))
def test_what_is_found_stands_in_the_text(text: str) -> None:
    assert all(mention.words in text for mention in mentions(text))
