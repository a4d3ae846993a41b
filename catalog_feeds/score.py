"""How good a catalog is: 0 to 100 an item and for all of it, and what each broken rule costs.

An item begins with 100 points. Each rule that it breaks costs once: an error, which keeps it from the channel, half of
them; a warning a tenth. The catalog's score is the mean of its items, rounded down, so that 100 means flawless.
"""

from __future__ import annotations

import polars as pl

from catalog_feeds.issues import Severity

FULL = 100
GOOD, FAIR = 90, 60  # what is shown as good from here on, and as fair
COSTS = {Severity.ERROR: 50, Severity.WARNING: 10}


def item_scores(items: pl.DataFrame, issues: pl.DataFrame) -> pl.DataFrame:
    """`row`, `item_id`, `errors`, `warnings` (rules broken) and `score` of every row that is, or should be, an item.

    `items` is canonical; `issues` are those of the reading, whose rows are no items, and of the check.
    """
    severity = pl.col("severity")
    broken = issues.group_by("row", maintain_order=True).agg(
        pl.col("item_id").first().alias("refused_id"),
        errors=pl.col("rule").filter(severity == Severity.ERROR.value).n_unique(),
        warnings=pl.col("rule").filter(severity == Severity.WARNING.value).n_unique(),
    )
    known = items.select(pl.col("source_row").alias("row"), pl.col("id").alias("item_id"))
    cost = pl.col("errors") * COSTS[Severity.ERROR] + pl.col("warnings") * COSTS[Severity.WARNING]
    return (
        known.join(broken, on="row", how="full", coalesce=True, maintain_order="left_right")
        .with_columns(pl.col("errors", "warnings").fill_null(0).cast(pl.Int64))
        .select(
            "row",
            pl.coalesce("item_id", "refused_id").alias("item_id"),
            "errors",
            "warnings",
            (FULL - cost).clip(lower_bound=0).alias("score"),
        )
    )


def catalog_score(scores: pl.DataFrame) -> int:
    """Of `item_scores`; a catalog without items is worth nothing."""
    total = int(scores["score"].sum())
    return total // scores.height if scores.height else 0


def rule_costs(issues: pl.DataFrame) -> pl.DataFrame:
    """A line a broken rule, the dearest first: `rule`, `field`, `severity`, `expected`, `fix`, the number of `items`,
    an example `found`, and the points that it takes from each item (`each`) and from all together (`points`)."""
    each = pl.col("severity").replace_strict({key.value: cost for key, cost in COSTS.items()}, return_dtype=pl.Int64)
    grouped = issues.group_by("rule", "field", "severity", "expected", "fix", maintain_order=True).agg(
        items=pl.col("row").n_unique().cast(pl.Int64), found=pl.col("found").drop_nulls().first()
    )
    return grouped.with_columns(each=each, points=each * pl.col("items")).sort("points", descending=True)
