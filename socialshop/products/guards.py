"""What a delivery must not do unnoticed: wipe a catalog, change every id, or sell in another currency."""

from __future__ import annotations

import polars as pl

from socialshop.phrases import phrase
from socialshop.products.delivery import Difference

MEND = phrase("Look whether the product file is complete and means it; `--allow-mass-delete` lets it through.")
MEND_RENAMED = phrase(
    "Give the items their old ids back, or declare the new ones in [catalog.renamed]; `--allow-mass-delete` "
    "takes the old ones down and puts the new ones up."
)


def delivery_problem(difference: Difference, most_deletions_percent: int) -> tuple[str, str] | None:
    """What is suspicious of a delivery as a whole, and the mend; None for a sound one."""
    if not difference.delivered:
        return phrase("The delivery has no items; {known} stood in the one before.", known=difference.known), MEND
    return (
        _changed_ids(difference)
        or _changed_currency(difference)
        or _shrunken(difference.known, difference.gone.height, most_deletions_percent)
    )


def mass_deletion(deleted: int, standing: int, most_percent: int) -> tuple[str, str] | None:
    """Whether too large a part of what stands on a channel would be deleted, and the mend."""
    if not _exceeds(deleted, standing, most_percent):
        return None
    what = phrase(
        "{deleted} of {standing} items would be deleted (allowed are {most} %), so nothing was sent.",
        deleted=deleted,
        standing=standing,
        most=most_percent,
    )
    return what, MEND


def _shrunken(known: int, gone: int, most_percent: int) -> tuple[str, str] | None:
    if not _exceeds(gone, known, most_percent):
        return None
    what = phrase(
        "{gone} of the {known} items of the delivery before are missing (allowed are {most} %).",
        gone=gone,
        known=known,
        most=most_percent,
    )
    return what, MEND


def _changed_ids(difference: Difference) -> tuple[str, str] | None:
    """Most ids are new, most old ones gone, and what they stood for is still there under its title or address."""
    delivered, known = difference.delivered, difference.known
    new, gone = difference.items.filter(~pl.col("id").is_in(difference.before["id"].implode())), difference.gone
    is_same = pl.col("link").is_in(new["link"].implode()) | pl.col("title").is_in(new["title"].implode())
    moved = gone.filter(is_same)
    if not (_most(new.height, delivered) and _most(gone.height, known) and _most(moved.height, gone.height)):
        return None
    example = moved.row(0, named=True)
    return (
        phrase(
            "{new} of {delivered} ids are new, {gone} of {known} old ones are gone, and {moved} of these go on under "
            "another id, such as {item} ({title}).",
            new=new.height,
            delivered=delivered,
            gone=gone.height,
            known=known,
            moved=moved.height,
            item=example["id"],
            title=example["title"],
        ),
        MEND_RENAMED,
    )


def _changed_currency(difference: Difference) -> tuple[str, str] | None:
    both = difference.items.join(difference.before.select("id", before="currency"), on="id")
    changed = both.filter(pl.col("currency") != pl.col("before"))
    if changed.is_empty():
        return None
    first = changed.row(0, named=True)
    return (
        phrase(
            "{changed} of {known} known items are in another currency than before, such as {item}: {now}, before "
            "{before}.",
            changed=changed.height,
            known=both.height + difference.unchanged,
            item=first["id"],
            now=first["currency"],
            before=first["before"],
        ),
        MEND,
    )


def _most(part: int, whole: int) -> bool:
    return 2 * part > whole


def _exceeds(part: int, whole: int, most_percent: int) -> bool:
    return part * 100 > whole * most_percent
