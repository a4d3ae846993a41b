"""What has to change so that what stands on a channel becomes what should."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """`created`, `updated` and `unchanged` have the columns `id` and `digest`, `deleted` has `id`."""

    created: pl.DataFrame
    updated: pl.DataFrame
    deleted: pl.DataFrame
    unchanged: pl.DataFrame


def diff(target: pl.DataFrame, standing: pl.DataFrame) -> ChangeSet:
    """Compare two frames of `id` and `digest`.

    A null digest in `standing` says that something stands there and nobody knows what: it is updated.
    """
    both = target.join(standing, on="id", how="left", suffix="_standing", coalesce=True)
    is_new = ~pl.col("id").is_in(standing["id"].implode())
    is_same = (pl.col("digest") == pl.col("digest_standing")).fill_null(False)
    return ChangeSet(
        created=both.filter(is_new).select("id", "digest"),
        updated=both.filter(~is_new & ~is_same).select("id", "digest"),
        deleted=standing.join(target, on="id", how="anti").select("id"),
        unchanged=both.filter(~is_new & is_same).select("id", "digest"),
    )
