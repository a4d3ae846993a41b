"""Plain text from what shops store, as expressions over whole columns."""

from __future__ import annotations

import html
from collections.abc import Callable
from urllib.parse import quote

import polars as pl

# A parser builds a tree that nobody needs here and takes forty times as long as these patterns, which run in linear
# time; quoted attributes are passed over whole, since they may hold a '>'.
_UNSEEN = r"(?is)<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)\s*>"
_BLOCK = r"p|div|li|ul|ol|h[1-6]|tr|table|section|article|blockquote"
# Several at once, and '<' first: a pattern that begins with one character alone is found faster.
_BREAKS = rf"(?:<(?:(?i:br|hr)\s*/?|/?(?i:{_BLOCK})(?:\s[^>]*)?)>\s*)+"
# White space that is not a single blank already: leaving those alone, nearly all of them, saves most of the time.
_SPACE = r"[^\S ]\s*| \s+"
_SPACE_IN_LINE = r"[^\S\n ][^\S\n]*| [^\S\n]+"
_MARKUP = r"<[a-zA-Z/!]|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+\d*);"
_TAG = r"""</?[a-zA-Z](?:"[^"]*"|'[^']*'|[^'">])*>"""
# Nearly all entities of nearly all texts; frames replace them in one pass, so that '&amp;lt;' becomes '&lt;' and stays.
_USUAL_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&nbsp;": "\xa0"}


def clean(column: str) -> pl.Expr:
    """Trimmed; an empty text becomes null."""
    return pl.col(column).str.strip_chars().replace("", None)


def plain_text(markup: pl.Expr) -> pl.Expr:
    """HTML as text: a line a paragraph, entities resolved, white space collapsed; null when nothing is left."""
    words = markup.str.replace_all(_UNSEEN, " ").str.replace_all(_SPACE, " ")
    text = words.str.replace_all(_BREAKS, "\n").str.replace_all(_TAG, "").map_batches(_without_entities, pl.String)
    tidy = text.str.replace_all(_SPACE_IN_LINE, " ").str.replace_all(r" ?\n\s*", "\n").str.strip_chars()
    return tidy.replace("", None)


def text_of(column: str) -> pl.Expr:
    """A text that may be HTML or not, as text: the lines of what holds no markup stay as they are."""
    text = pl.col(column)
    return pl.when(text.str.contains(_MARKUP)).then(plain_text(text)).otherwise(text)


def path_segment(text: pl.Expr) -> pl.Expr:
    """Percent-encoded where a web address needs it."""
    return _each(text, r"[^A-Za-z0-9._~-]", lambda value: quote(value, safe=""))


def slug(text: pl.Expr) -> pl.Expr:
    """Lower case, with a hyphen for each run of what is neither letter nor digit."""
    return text.str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", "-").str.strip_chars("-")


def _without_entities(texts: pl.Series) -> pl.Series:
    usual = texts.str.count_matches("|".join(_USUAL_ENTITIES))
    has_others = usual != texts.str.count_matches("&", literal=True)
    unescaped = [html.unescape(text) for text in texts.filter(has_others)]
    return texts.str.replace_many(_USUAL_ENTITIES).scatter(has_others.arg_true(), unescaped)


def _each(text: pl.Expr, pattern: str, function: Callable[[str], str]) -> pl.Expr:
    """`function` of the texts that match `pattern`, called once a distinct text: few need what only Python has."""

    def replace(series: pl.Series) -> pl.Series:
        found = series.filter(series.str.contains(pattern)).unique()
        return series.replace(found, pl.Series([function(value) for value in found], dtype=pl.String))

    return text.map_batches(replace, return_dtype=pl.String)
