"""The attributes of WooCommerce's export: numbered pairs of columns, a name and one value or several."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from catalog_feeds.sources.options import OPTION_NAMES
from catalog_feeds.sources.table import Names

_PAIRS = {
    "name": re.compile(r"attribut[e]? (\d+) name", re.IGNORECASE),
    "value": re.compile(r"(?:attribute (\d+) value\(s\)|attribut (\d+) wert\(e\))", re.IGNORECASE),
}


def attribute_names(columns: Sequence[str]) -> Names:
    """The columns of complete pairs: `attribute_name_0` and `attribute_value_0`, and so on."""
    found: dict[str, dict[str, str]] = {part: {} for part in _PAIRS}
    for column in columns:
        for part, pattern in _PAIRS.items():
            if match := pattern.fullmatch(column):
                number = next(filter(None, match.groups()))
                found[part][number] = column
    numbers = [number for number in found["name"] if number in found["value"]]
    return {
        f"attribute_{part}_{place}": [found[part][number]] for place, number in enumerate(numbers) for part in _PAIRS
    }


def attributes(pairs: int) -> dict[str, pl.Expr]:
    """The item's fields that attributes say, by their name; several values are a choice, and no item's property."""
    return {field: _value(pairs, names) for field, names in OPTION_NAMES.items()}


def _value(pairs: int, names: Sequence[str]) -> pl.Expr:
    values: list[pl.Expr] = [
        pl.when(pl.col(f"attribute_name_{place}").str.to_lowercase().is_in(names)).then(
            pl.col(f"attribute_value_{place}")
        )
        for place in range(pairs)
    ]
    said = pl.coalesce(pl.lit(None, pl.String), *values)
    return pl.when(~said.str.contains(",", literal=True)).then(said)
