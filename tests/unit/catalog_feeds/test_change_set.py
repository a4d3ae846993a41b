"""Digests tell rows apart for ever; the difference of two catalogs, applied, makes one the other."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from catalog_feeds.diff import ChangeSet, diff
from catalog_feeds.digest import digests

FIELDS = ("id", "title", "brand")
ROWS = st.fixed_dictionaries(
    {"id": st.text("ab1:", max_size=3)} | {name: st.none() | st.text("ab1:", max_size=4) for name in FIELDS[1:]}
)


def digest(row: dict[str, str | None]) -> str:
    found: str = digests(pl.DataFrame([row], dict.fromkeys(row, pl.String)))["digest"].item()
    return found


def test_a_digest_never_changes() -> None:
    # Kept catalogs hold digests: if this fails, every item of every shop would be sent again.
    assert digest({"id": "gouda", "title": "Käse", "brand": None}) == "ad5e408352d52f3dfd72ddf0cce4ee94"


@given(ROWS, ROWS)
def test_rows_have_the_same_digest_only_if_they_are_the_same(
    one: dict[str, str | None], other: dict[str, str | None]
) -> None:
    assert (digest(one) == digest(other)) == (one == other)


def test_a_value_in_the_next_column_is_another_row() -> None:
    assert digest({"id": "a", "title": "x", "brand": None}) != digest({"id": "a", "title": None, "brand": "x"})


def test_nothing_is_not_the_empty_text() -> None:
    assert digest({"id": "a", "title": None}) != digest({"id": "a", "title": ""})


def test_a_column_that_an_item_does_not_use_changes_nothing() -> None:
    assert digest({"id": "a", "title": "x"}) == digest({"title": "x", "id": "a", "brand": None})


CATALOGS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["1", "2", "3"]))


def frame(catalog: dict[str, str | None]) -> pl.DataFrame:
    return pl.DataFrame({"id": list(catalog), "digest": list(catalog.values())}, {"id": pl.String, "digest": pl.String})


def apply(changes: ChangeSet, standing: dict[str, str]) -> dict[str, str]:
    gone = set(changes.deleted["id"])
    kept = {item: content for item, content in standing.items() if item not in gone}
    return kept | dict(changes.created.iter_rows()) | dict(changes.updated.iter_rows())


@given(target=CATALOGS, standing=CATALOGS)
def test_the_difference_applied_is_the_target(target: dict[str, str], standing: dict[str, str]) -> None:
    assert apply(diff(frame(target), frame(standing)), standing) == target


@given(target=CATALOGS, standing=CATALOGS)
def test_every_item_is_in_one_part_of_the_difference(target: dict[str, str], standing: dict[str, str]) -> None:
    changes = diff(frame(target), frame(standing))
    assert set(changes.created["id"]) == target.keys() - standing.keys()
    assert set(changes.deleted["id"]) == standing.keys() - target.keys()
    assert changes.created.height + changes.updated.height + changes.unchanged.height == len(target)
    assert changes.unchanged.height == sum(target[item] == standing.get(item) for item in target)


def test_what_stands_unknown_is_updated() -> None:
    changes = diff(frame({"a": "1"}), frame({"a": None}))
    assert changes.updated["id"].to_list() == ["a"]
