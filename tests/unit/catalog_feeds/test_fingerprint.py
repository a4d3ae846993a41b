"""A fingerprint tells rows apart wherever they stand; what two frames have in common is found by it."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import polars as pl
from hypothesis import assume, given
from hypothesis import strategies as st

from catalog_feeds import diff, digest
from catalog_feeds.channels import REGISTRY, Kind
from catalog_feeds.fingerprint import apart, fingerprints, recipe_of
from catalog_feeds.issues import Severity
from catalog_feeds.item import ITEM_SCHEMA

VALUES: dict[object, st.SearchStrategy[object]] = {
    pl.String: st.text("ab,", max_size=3),
    pl.Int64: st.integers(-2, 2),
    pl.Datetime("us", "UTC"): st.sampled_from([datetime(2026, 1, day, tzinfo=UTC) for day in (1, 2)]),
    pl.List(pl.String): st.lists(st.none() | st.text("ab", max_size=2), max_size=3),
}
SOME = ("id", "price", "sale_price", "sale_price_starts", "additional_image_links", "title", "language")
ROWS = st.fixed_dictionaries({name: st.none() | VALUES[ITEM_SCHEMA[name]] for name in SOME})


def frame(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=ITEM_SCHEMA)


@given(ROWS, ROWS)
def test_rows_have_the_same_fingerprint_only_if_they_are_the_same(
    one: dict[str, object], other: dict[str, object]
) -> None:
    first, second = fingerprints(frame(one, other))
    assert (first == second) == (one == other)


@given(ROWS, st.sampled_from(ITEM_SCHEMA.names()), st.data())
def test_no_column_changes_unseen(row: dict[str, object], column: str, data: st.DataObject) -> None:
    changed = row | {column: data.draw(st.none() | VALUES[ITEM_SCHEMA[column]])}
    assume(changed[column] != row.get(column))
    first, second = fingerprints(frame(row, changed))
    assert first != second


@given(st.lists(ROWS, min_size=1, max_size=8), st.integers(0, 7))
def test_a_row_has_its_fingerprint_wherever_it_stands(rows: list[dict[str, object]], cut: int) -> None:
    whole = frame(*rows)
    pieces = pl.concat([whole[cut:], whole[:cut]], rechunk=False)
    expected = [fingerprints(frame(row)).item() for row in rows]
    assert fingerprints(whole).to_list() == expected
    assert fingerprints(pieces).to_list() == expected[cut:] + expected[:cut]


def test_another_process_takes_the_same_fingerprint() -> None:
    program = (
        "import polars as pl; from catalog_feeds.fingerprint import fingerprints;"
        "print(fingerprints(pl.DataFrame({'id': ['Käse'], 'price': [1250]})).item())"
    )
    told = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert int(told.stdout) == fingerprints(pl.DataFrame({"id": ["Käse"], "price": [1250]})).item()


def test_another_recipe_knows_nothing_again() -> None:
    rows = frame({"id": "a"}, {"id": "b"})
    assert not set(fingerprints(rows)) & set(fingerprints(rows, "another"))
    assert recipe_of([diff]) == recipe_of([diff]) != recipe_of([diff, digest])


# --- what two frames have in common ----------------------------------------------------------------

KEYS = ("id", "fingerprint")
PRINTS = st.none() | st.integers(1, 3)
ITEMS = st.lists(st.tuples(st.sampled_from("abcdef"), PRINTS), max_size=8)
BEFORE = st.dictionaries(st.sampled_from("abcdef"), PRINTS)


def pairs(rows: list[tuple[str, int | None]]) -> pl.DataFrame:
    return pl.DataFrame(rows, {"id": pl.String, "fingerprint": pl.Int64}, orient="row")


@given(ITEMS, BEFORE)
def test_what_is_the_same_is_taken_out_of_both(items: list[tuple[str, int | None]], before: dict[str, int]) -> None:
    ids = [item_id for item_id, _ in items]
    same = {item_id for item_id, told in items if told and ids.count(item_id) == 1 and before.get(item_id) == told}
    others, unmatched = apart(pairs(items), pairs(list(before.items())))
    assert others.rows() == [row for row in items if row[0] not in same]
    assert unmatched.rows() == [row for row in before.items() if row[0] not in same]


def test_no_error_looks_at_another_item_but_for_an_id_that_comes_twice() -> None:
    # An item that did not change is not checked again: see `socialshop.sync.plan.item_fingerprints`.
    beyond = {Kind.UNIQUE, Kind.SIBLINGS, Kind.DISTINCT}
    told = {rule.name for channel in REGISTRY.values() for rule in channel.rules
            if rule.severity is Severity.ERROR and rule.kind in beyond}  # fmt: skip
    assert told == {"id.unique"}
