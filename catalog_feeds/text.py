"""Plain text from what shops store, as expressions over whole columns."""

from __future__ import annotations

import html
from collections.abc import Callable
from urllib.parse import quote

import polars as pl

# A parser builds a tree that nobody needs here and takes forty times as long as these patterns, which run in linear
# time; quoted attributes are passed over whole, since they may hold a '>'.
_UNSEEN = r"(?is)<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)\s*>"
_BREAK = r"(?i)<(?:br|hr)\s*/?>|</?(?:p|div|li|ul|ol|h[1-6]|tr|table|section|article|blockquote)(?:\s[^>]*)?>"
# White space that is not a single blank already: leaving those alone, nearly all of them, saves most of the time.
_SPACE = r"[^\S ]\s*| \s+"
_SPACE_IN_LINE = r"[^\S\n ][^\S\n]*| [^\S\n]+"
_TAG = r"""</?[a-zA-Z](?:"[^"]*"|'[^']*'|[^'">])*>"""


def clean(column: str) -> pl.Expr:
    """Trimmed; an empty text becomes null."""
    return pl.col(column).str.strip_chars().replace("", None)


def plain_text(markup: pl.Expr) -> pl.Expr:
    """HTML as text: a line a paragraph, entities resolved, white space collapsed; null when nothing is left."""
    words = markup.str.replace_all(_UNSEEN, " ").str.replace_all(_SPACE, " ")
    text = _each(words.str.replace_all(_BREAK, "\n").str.replace_all(_TAG, ""), r"&", html.unescape)
    tidy = text.str.replace_all(_SPACE_IN_LINE, " ").str.replace_all(r" ?\n\s*", "\n").str.strip_chars()
    return tidy.replace("", None)


def path_segment(text: pl.Expr) -> pl.Expr:
    """Percent-encoded where a web address needs it."""
    return _each(text, r"[^A-Za-z0-9._~-]", lambda value: quote(value, safe=""))


def slug(text: pl.Expr) -> pl.Expr:
    """Lower case, with a hyphen for each run of what is neither letter nor digit."""
    return text.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", "-").str.strip_chars("-")


def _each(text: pl.Expr, pattern: str, function: Callable[[str], str]) -> pl.Expr:
    """`function` of the texts that match `pattern`, called once a distinct text: few need what only Python has."""

    def replace(series: pl.Series) -> pl.Series:
        found = series.filter(series.str.contains(pattern)).unique()
        return series.replace(found, pl.Series([function(value) for value in found], dtype=pl.String))

    return text.map_batches(replace, return_dtype=pl.String)
