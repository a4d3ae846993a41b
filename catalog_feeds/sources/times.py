"""Times as product files write them, as expressions over whole columns."""

from __future__ import annotations

import polars as pl

UTC = pl.Datetime("us", "UTC")
_WITH_OFFSET = ("%Y-%m-%dT%H:%M:%S%:z", "%Y-%m-%dT%H:%M%:z")
_LOCAL = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M")
_DAY = "%Y-%m-%d"
_ALMOST_A_DAY = pl.duration(hours=23, minutes=59, seconds=59)


def moment(text: pl.Expr, time_zone: str, *, is_end: bool = False) -> pl.Expr:
    """ISO 8601 as a time in UTC; null for what is none.

    What names no offset is in `time_zone` (IANA). A day alone begins at midnight, and as an end lasts until the next.
    """
    written = text.str.strip_chars().str.replace(" ", "T", literal=True).str.replace(r"[zZ]$", "+00:00")
    exact = [written.str.to_datetime(form, time_unit="us", time_zone="UTC", strict=False) for form in _WITH_OFFSET]
    local = [written.str.to_datetime(form, time_unit="us", strict=False) for form in _LOCAL]
    day = written.str.to_date(_DAY, strict=False).cast(pl.Datetime("us"))
    local.append(day + _ALMOST_A_DAY if is_end else day)
    placed = pl.coalesce(local).dt.replace_time_zone(time_zone, ambiguous="earliest", non_existent="null")
    return pl.coalesce(*exact, placed.dt.convert_time_zone("UTC"))
