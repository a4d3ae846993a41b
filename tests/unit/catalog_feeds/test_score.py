"""What a flaw costs, and whom."""

from __future__ import annotations

import polars as pl

from catalog_feeds.issues import ISSUE_SCHEMA, Severity
from catalog_feeds.item import as_items
from catalog_feeds.score import catalog_score, item_scores, rule_costs

ERROR, WARNING = Severity.ERROR.value, Severity.WARNING.value


def items(*ids: str) -> pl.DataFrame:
    return as_items(pl.DataFrame({"id": ids, "source_row": range(2, len(ids) + 2)}))


def issues(*found: tuple[int, str | None, str, str]) -> pl.DataFrame:
    rows = [
        {"row": row, "item_id": item, "field": rule.partition(".")[0], "severity": severity, "rule": rule}
        for row, item, severity, rule in found
    ]
    return pl.DataFrame(rows, ISSUE_SCHEMA)


def test_a_flawless_catalog_is_worth_100() -> None:
    scores = item_scores(items("gouda", "brie"), issues())
    assert scores["score"].to_list() == [100, 100]
    assert catalog_score(scores) == 100


def test_an_error_costs_half_and_a_warning_a_tenth() -> None:
    found = issues((2, "gouda", ERROR, "title.required"), (3, "brie", WARNING, "gtin.format"))
    scores = item_scores(items("gouda", "brie"), found)
    assert scores.select("item_id", "errors", "warnings", "score").rows() == [("gouda", 1, 0, 50), ("brie", 0, 1, 90)]
    assert catalog_score(scores) == 70


def test_a_rule_costs_an_item_once() -> None:
    found = issues((2, "gouda", WARNING, "gtin.format"), (2, "gouda", WARNING, "gtin.format"))
    assert item_scores(items("gouda"), found)["score"].to_list() == [90]


def test_no_item_is_worth_less_than_nothing() -> None:
    found = issues(*((2, "gouda", ERROR, f"field{number}.required") for number in range(3)))
    assert item_scores(items("gouda"), found)["score"].to_list() == [0]


def test_a_refused_row_counts_as_the_item_that_it_should_be() -> None:
    found = issues((3, None, ERROR, "Handle.required"))
    scores = item_scores(items("gouda"), found)
    assert scores.select("row", "item_id", "score").rows() == [(2, "gouda", 100), (3, None, 50)]


def test_one_flaw_in_a_thousand_keeps_the_catalog_from_100() -> None:
    scores = item_scores(items(*map(str, range(1000))), issues((2, "0", WARNING, "gtin.format")))
    assert catalog_score(scores) == 99


def test_a_catalog_without_items_is_worth_nothing() -> None:
    assert catalog_score(item_scores(items(), issues())) == 0


def test_the_dearest_rule_comes_first() -> None:
    found = issues(
        (2, "gouda", WARNING, "gtin.format"),
        (3, "brie", WARNING, "gtin.format"),
        (3, "brie", ERROR, "title.required"),
    )
    costs = rule_costs(found)
    assert costs.select("rule", "items", "each", "points").rows() == [
        ("title.required", 1, 50, 50),
        ("gtin.format", 2, 10, 20),
    ]
