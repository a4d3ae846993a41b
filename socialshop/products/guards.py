"""What a delivery must not do unnoticed: wipe a catalog, change every id, or sell in another currency."""

from __future__ import annotations

import polars as pl

MEND = "Look whether the product file is complete and means it; `--allow-mass-delete` lets it through."
MEND_RENAMED = (
    "Give the items their old ids back, or declare the new ones in [catalog.renamed]; `--allow-mass-delete` "
    "takes the old ones down and puts the new ones up."
)


def delivery_problem(
    items: pl.DataFrame, faulty: pl.Series, known: pl.DataFrame, most_deletions_percent: int
) -> tuple[str, str] | None:
    """What is suspicious of a delivery as a whole, and the mend; None for a sound one.

    `items` is canonical; `faulty` are ids that it has with faults; `known` are the products of the delivery before:
    `id`, `title`, `link`, `currency`.
    """
    if items.is_empty():
        return f"The delivery has no items; {known.height} stood in the one before.", MEND
    gone = known.filter(~pl.col("id").is_in(pl.concat([items["id"], faulty]).implode()))
    return (
        _changed_ids(items, known, gone)
        or _changed_currency(items, known)
        or _shrunken(known.height, gone.height, most_deletions_percent)
    )


def mass_deletion(deleted: int, standing: int, most_percent: int) -> tuple[str, str] | None:
    """Whether too large a part of what stands on a channel would be deleted, and the mend."""
    if not _exceeds(deleted, standing, most_percent):
        return None
    return f"{deleted} of {standing} items would be deleted ({_allowed(most_percent)}), so nothing was sent.", MEND


def _shrunken(known: int, gone: int, most_percent: int) -> tuple[str, str] | None:
    if not _exceeds(gone, known, most_percent):
        return None
    return f"{gone} of the {known} items of the delivery before are missing ({_allowed(most_percent)}).", MEND


def _changed_ids(items: pl.DataFrame, known: pl.DataFrame, gone: pl.DataFrame) -> tuple[str, str] | None:
    """Most ids are new, most old ones gone, and what they stood for is still there under its title or address."""
    new = items.filter(~pl.col("id").is_in(known["id"].implode()))
    is_same = pl.col("link").is_in(new["link"].implode()) | pl.col("title").is_in(new["title"].implode())
    moved = gone.filter(is_same)
    if not (_most(new.height, items.height) and _most(gone.height, known.height) and _most(moved.height, gone.height)):
        return None
    example = moved.row(0, named=True)
    return (
        f"{new.height} of {items.height} ids are new, {gone.height} of {known.height} old ones are gone, and "
        f"{moved.height} of these go on under another id, such as {example['id']} ({example['title']}).",
        MEND_RENAMED,
    )


def _changed_currency(items: pl.DataFrame, known: pl.DataFrame) -> tuple[str, str] | None:
    both = items.join(known.select("id", before="currency"), on="id")
    changed = both.filter(pl.col("currency") != pl.col("before"))
    if changed.is_empty():
        return None
    first = changed.row(0, named=True)
    return (
        f"{changed.height} of {both.height} known items are in another currency than before, such as {first['id']}: "
        f"{first['currency']}, before {first['before']}.",
        MEND,
    )


def _most(part: int, whole: int) -> bool:
    return 2 * part > whole


def _exceeds(part: int, whole: int, most_percent: int) -> bool:
    return part * 100 > whole * most_percent


def _allowed(most_percent: int) -> str:
    return f"allowed are {most_percent} %"
