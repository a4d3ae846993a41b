"""What is wrong with a row, and how to mend it: the frame that readers and checks share."""

from __future__ import annotations

from enum import StrEnum

import polars as pl

ISSUE_SCHEMA = pl.Schema(
    {
        "row": pl.Int64,  # as `source_row` of the item
        "item_id": pl.String,  # null where the row has none
        "field": pl.String,
        "severity": pl.String,  # one of Severity
        "rule": pl.String,  # such as 'title.max_length'
        "found": pl.String,  # null when nothing was there
        "expected": pl.String,
        "fix": pl.String,
    }
)


class Severity(StrEnum):
    ERROR = "error"  # the item does not go out
    WARNING = "warning"  # it goes out, and could be better


def no_issues() -> pl.DataFrame:
    return ISSUE_SCHEMA.to_frame()
