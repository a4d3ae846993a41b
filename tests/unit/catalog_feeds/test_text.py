"""Markup becomes the text that a person would read."""

from __future__ import annotations

import polars as pl
import pytest

from catalog_feeds.text import path_segment, plain_text, slug


def apply(expression: pl.Expr, text: str | None) -> str | None:
    found: str | None = pl.DataFrame({"text": [text]}, {"text": pl.String}).select(expression).item()
    return found


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("Ripe Gouda", "Ripe Gouda"),
        ("<p>Ripe</p><p>Gouda</p>", "Ripe\nGouda"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<ul>\n  <li>Salt</li>\n  <li>Milk</li>\n</ul>", "Salt\nMilk"),
        ("a <strong>very</strong>  ripe\n cheese", "a very ripe cheese"),
        ("K&auml;se &amp; Brot&nbsp;!", "Käse & Brot !"),
        ('<img alt="a > b" src="x">after', "after"),
        ("under 5 < 6 kg", "under 5 < 6 kg"),
        ("<STYLE>p { color: red }</STYLE>text<script>if (a < b) {}</script>", "text"),
        ("before<!-- <p>hidden</p> -->after", "before after"),
        ("<p> &nbsp; </p>", None),
        ("", None),
        (None, None),
    ],
)
def test_markup_becomes_plain_text(markup: str | None, expected: str | None) -> None:
    assert apply(plain_text(pl.col("text")), markup) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("Größe 5 ½", "größe-5-½"), ("  XL / Rot ", "xl-rot"), ("---", ""), (None, None)]
)
def test_a_slug_keeps_letters_and_digits_of_any_language(text: str | None, expected: str | None) -> None:
    assert apply(slug(pl.col("text")), text) == expected


@pytest.mark.parametrize(("text", "expected"), [("ripe-gouda", "ripe-gouda"), ("käse & co", "k%C3%A4se%20%26%20co")])
def test_a_path_segment_is_encoded_where_it_must_be(text: str, expected: str) -> None:
    assert apply(path_segment(pl.col("text")), text) == expected
