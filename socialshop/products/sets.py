"""Product sets: the selections of items that the configuration names, as the channels shall have them."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from catalog_feeds.conditions import WrongCondition, are_met
from catalog_feeds.item import ITEM_SCHEMA
from socialshop.config import CatalogSet
from socialshop.errors import ConfigurationError
from socialshop.phrases import phrase
from socialshop.ports import ProductSet

_LEVEL = " > "


def select_sets(
    items: pl.DataFrame, tables: Mapping[str, CatalogSet], renamed: Mapping[str, str] | None = None
) -> tuple[ProductSet, ...]:
    """Each configured set with what it selects of the canonical items, in the order of its tables.

    `renamed` has, by the id that a table may name, the id of the item. Raises ConfigurationError that names the set
    whose condition is wrong.
    """
    return tuple(_select(items, name, table, renamed or {}) for name, table in tables.items())


def _select(items: pl.DataFrame, name: str, table: CatalogSet, renamed: Mapping[str, str]) -> ProductSet:
    if table.category:
        path = tuple(level.strip() for level in table.category.split(_LEVEL.strip()))
        types = items.filter(_is_within(_LEVEL.join(path)))["product_type"]
        return ProductSet(
            name, table.title, types.len(), category=path, product_types=tuple(types.unique().sort().to_list())
        )
    if table.label:
        ((column, value),) = table.label.items()
        return ProductSet(name, table.title, items.filter(pl.col(column) == value).height, label=(column, value))
    named = [renamed.get(item_id, item_id) for item_id in table.ids]
    chosen = pl.col("id").is_in(named) if named else _met(items, name, table.when)
    ids = items.filter(chosen)["id"].sort().to_list()
    return ProductSet(name, table.title, len(ids), item_ids=tuple(ids))


def _is_within(category: str) -> pl.Expr:
    """At the category or beneath it, and not in one whose name only begins alike."""
    product_type = pl.col("product_type")
    return (product_type == category) | product_type.str.starts_with(category + _LEVEL)


def _met(items: pl.DataFrame, name: str, condition: str) -> pl.Series:
    try:
        return are_met(items, condition)
    except WrongCondition as error:
        raise ConfigurationError(
            phrase("The set {name} in [catalog.sets] cannot be used: {error}.", name=repr(name), error=error),
            mend=phrase("Correct it; the columns are: {columns}.", columns=", ".join(ITEM_SCHEMA)),
        ) from error
