"""Marks in the items' links, by which the shop's statistics know where a visitor came from."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

import polars as pl


def tagged(items: pl.DataFrame, tags: Mapping[str, str]) -> pl.DataFrame:
    """The items with `utm_{name}={value}` in their links, for each of the tags; a tag that stands there already stays.

    https://support.google.com/analytics/answer/10917952
    """
    for name, value in tags.items():
        items = items.with_columns(link=_with_parameter(f"utm_{name}", value))
    return items


def _with_parameter(name: str, value: str) -> pl.Expr:
    link = pl.col("link")
    page, fragment = link.str.extract(r"^([^#]*)"), link.str.extract(r"(#.*)$").fill_null("")
    separator = pl.when(page.str.contains("?", literal=True)).then(pl.lit("&")).otherwise(pl.lit("?"))
    added = pl.concat_str(page, separator, pl.lit(f"{name}={quote(value, safe='')}"), fragment)
    return pl.when(page.str.contains(rf"[?&]{name}=")).then(link).otherwise(added)
