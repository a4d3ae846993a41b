"""Plain text from what shops store, as expressions over whole columns."""

from __future__ import annotations

import html
from collections.abc import Callable
from urllib.parse import quote

import polars as pl

# A parser builds a tree that nobody needs here and takes a hundred times as long as these patterns, which run in linear
# time; quoted attributes are passed over whole, since they may hold a '>'. Each pattern is tried on those texts alone
# that a test, which costs a tenth of it, lets through.
_LINE = "\x1f"  # where a line ends, until all other white space is a single blank
_HIDING = ["<!--", "<script", "<style"]
_UNSEEN = r"(?is)<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)\s*>"
_BLOCKS = ["p", "div", "li", "ul", "ol", *(f"h{level}" for level in range(1, 7)), "tr", "table"]
_BLOCK = "|".join([*_BLOCKS, "section", "article", "blockquote"])
_BREAKS = rf"(?:<(?:(?i:br|hr)\s*/?|/?(?i:{_BLOCK})(?:\s[^>]*)?)>\s*)+"
# Nearly all tags of nearly all texts, replaced in one pass.
_USUAL_TAGS = {
    **{f"</{name}><{name}>": _LINE for name in ("p", "div", "li")},
    **{f"<{slash}{name}>": _LINE for name in _BLOCKS for slash in ("", "/")},
    **dict.fromkeys(("<br>", "<br/>", "<br />"), _LINE),
    **{f"<{slash}{name}>": "" for name in ("b", "strong", "i", "em", "u", "span") for slash in ("", "/")},
}
_SPACE = r"[^\S ]\s*| \s+"  # not a single blank already
_GAPS = [_LINE * 2, f" {_LINE}", f"{_LINE} "]
_MARKUP = r"<[a-zA-Z/!]|&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+\d*);"
_TAG = r"""</?[a-zA-Z](?:"[^"]*"|'[^']*'|[^'">])*>"""
# Likewise the entities: one pass, so that '&amp;lt;' becomes '&lt;' and stays.
_USUAL_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&nbsp;": "\xa0"}


def plain_text(markup: pl.Expr) -> pl.Expr:
    """HTML as text: a line a paragraph, entities resolved, white space collapsed; null when nothing is left."""
    return markup.map_batches(_as_text, pl.String, is_elementwise=True)


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


def _as_text(markup: pl.Series) -> pl.Series:
    seen = _where(
        markup,
        markup.str.contains_any(_HIDING, ascii_case_insensitive=True),
        lambda texts: texts.str.replace_all(_UNSEEN, " "),
    ).str.replace_many(_USUAL_TAGS, leftmost=True)
    words = _where(
        seen,
        seen.str.contains("<", literal=True),
        lambda texts: texts.str.replace_all(_BREAKS, _LINE).str.replace_all(_TAG, ""),
    )
    text = _without_entities(words)
    spaced = _where(text, _may_have_gaps(text), lambda texts: texts.str.replace_all(_SPACE, " "))
    lines = _where(
        spaced, spaced.str.contains_any(_GAPS), lambda texts: texts.str.replace_all(f" ?{_LINE}[{_LINE} ]*", _LINE)
    )
    return lines.str.replace_all(_LINE, "\n", literal=True).str.strip_chars().replace("", None)


def _may_have_gaps(texts: pl.Series) -> pl.Series:
    """White space other than single blanks: of ASCII, or of what lies beyond it, which is not searched."""
    is_ascii = texts.str.len_bytes() == texts.str.len_chars()
    return texts.str.contains("  ", literal=True) | texts.str.contains(r"[\t-\r]") | ~is_ascii


def _where(texts: pl.Series, is_met: pl.Series, change: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """`change`, which leaves nulls alone, of the texts for which `is_met`, and the others as they are."""
    if not is_met.any():
        return texts
    return change(texts.set(~is_met, None)).zip_with(is_met.fill_null(False), texts)


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
