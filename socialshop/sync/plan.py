"""What has to change on one catalog channel, and in which order: a function of the delivery and of what stands."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

import babel
import polars as pl

import catalog_feeds
from catalog_feeds.channels import REGISTRY
from catalog_feeds.check import check
from catalog_feeds.diff import ChangeSet, diff
from catalog_feeds.digest import digests
from catalog_feeds.fingerprint import fingerprints, recipe_of
from catalog_feeds.issues import Severity
from catalog_feeds.item import ITEM_SCHEMA
from socialshop import money
from socialshop.phrases import phrase
from socialshop.ports import Operation
from socialshop.sync.runs import Action, Entry

BOOKKEEPING = ("digest", "fingerprint", "offer", "operation", "place")
"""The columns of a plan's changes that are not the channel's."""
OFFER = ("price", "sale_price", "availability", "quantity_to_sell_on_facebook")
"""What a customer is promised: a wrong one costs money, so its changes go out before all others."""
_TELLING = [name for name in ITEM_SCHEMA.names() if name != "source_row"]  # where it stands in the file tells nothing


@dataclass(frozen=True, slots=True)
class Plan:
    """`changes` (`id` and BOOKKEEPING) stand in the order of sending; `rows` are projected, and the `place` of a change
    is that of its row, or null for a deletion; `same` (`id`, `fingerprint`) are the
    items that stand as they should; `vanished` are ids that were never taken and are delivered no more; `standing` is
    how many items may stand on the channel, and `in_step` how many of these were not looked at."""

    changes: pl.DataFrame
    rows: pl.DataFrame
    rejected: list[Entry]
    same: pl.DataFrame
    in_step: int
    vanished: pl.Series
    standing: int

    @property
    def unchanged(self) -> int:
        return self.same.height + self.in_step

    @property
    def deletions(self) -> int:
        return self.changes.filter(pl.col("operation") == Operation.DELETE.value).height

    def batches(self, size: int) -> Iterator[pl.DataFrame]:
        """The changes with their rows, so many at a time: all of them together would take as much memory again."""
        for part in self.changes.iter_slices(size):
            yield part.hstack(self.rows.select(pl.exclude("id").gather(part["place"])))

    def entries(self) -> list[Entry]:
        """What will happen, item by item, in the order of sending."""
        return [
            Entry(item_id, _ACTIONS[Operation(operation)])
            for item_id, operation in self.changes.select("id", "operation").iter_rows()
        ]


_ACTIONS = {
    Operation.CREATE: Action.CREATED,
    Operation.UPDATE: Action.UPDATED,
    Operation.DELETE: Action.DELETED,
}


@dataclass(frozen=True, slots=True)
class Desired:
    """What a channel should hold: the projected `rows` and their `digests`, with the items' fingerprints; `flawed` ids
    stay as they stand."""

    rows: pl.DataFrame
    digests: pl.DataFrame
    flawed: pl.Series
    rejected: list[Entry]


def desire(items: pl.DataFrame, issues: pl.DataFrame, channel: str) -> Desired:
    """Project a delivery: canonical `items`, without what the `issues` of its reading or the channel's rules forbid."""
    found = check(items, channel, severities=(Severity.ERROR,))
    flaws = pl.concat([issues, found]).filter(pl.col("severity") == Severity.ERROR)
    flawed = flaws["item_id"].drop_nulls().unique()
    sound = items.filter(~pl.col("id").is_in(flawed.implode()))
    rows = REGISTRY[channel].project(sound)
    return Desired(rows, digests(rows).with_columns(item_fingerprints(sound)), flawed, _rejections(flaws))


def without_flawed(desired: Desired) -> Desired:
    """For a target that takes everything at once: what is flawed is not sent, and so cannot stay as it stands."""
    return replace(desired, flawed=desired.flawed.clear())


def item_fingerprints(items: pl.DataFrame) -> pl.Series:
    """Of canonical items: the same item with the same fingerprint is sound, and projected to the same row, as before.

    That holds because no channel's error looks at another item, but for an id that comes twice.
    """
    return fingerprints(items.select(_TELLING), _recipe())


@cache
def _recipe() -> str:
    """What decides whether an item may go out, and as what: our own program, and the currencies' decimals."""
    return f"{recipe_of([catalog_feeds, money, sys.modules[__name__]])} {babel.__version__}"


def make_plan(desired: Desired, standing: pl.DataFrame, in_step: int = 0) -> Plan:
    """Compare what should stand with what does, as `batches.standing` tells it; `in_step` further items are known to
    stand as they should."""
    # What stands and is flawed now stays as it is; what is on its way is waited for.
    untouched = pl.concat([desired.flawed, standing.filter("is_open")["id"]]).unique().implode()
    target = desired.digests.filter(~pl.col("id").is_in(untouched))
    known = standing.filter(~pl.col("id").is_in(untouched))
    changed = diff(target, known.filter("may_stand").select("id", "digest"))
    return Plan(
        changes=_ordered(changed, desired, standing),
        rows=desired.rows,
        rejected=desired.rejected,
        same=desired.digests.join(changed.unchanged, on="id", how="semi").select("id", "fingerprint"),
        in_step=in_step,
        vanished=known.filter(~pl.col("may_stand")).join(target, on="id", how="anti")["id"],
        standing=standing.filter("may_stand").height + in_step,
    )


def _ordered(changed: ChangeSet, desired: Desired, standing: pl.DataFrame) -> pl.DataFrame:
    """Changed prices and stocks, then new items, then other changes, then deletions."""
    places = pl.int_range(pl.len(), dtype=pl.UInt32)
    promised = desired.digests.select("id", "fingerprint", offers(desired.rows), place=places)
    before = standing.select("id", before="offer")
    changes = pl.concat(
        [
            changed.created.with_columns(operation=pl.lit(Operation.CREATE.value)),
            changed.updated.with_columns(operation=pl.lit(Operation.UPDATE.value)),
            changed.deleted.with_columns(operation=pl.lit(Operation.DELETE.value)),
        ],
        how="diagonal",
    )
    for told in (promised, before):
        changes = changes.join(told, on="id", how="left", maintain_order="left")
    operation = pl.col("operation")
    is_update = operation == Operation.UPDATE.value
    rank = (
        pl.when(is_update & pl.col("offer").ne_missing(pl.col("before")))
        .then(0)
        .when(operation == Operation.CREATE.value)
        .then(1)
        .when(is_update)
        .then(2)
        .otherwise(3)
    )
    return changes.sort(rank, maintain_order=True).drop("before")


def offers(rows: pl.DataFrame) -> pl.Series:
    """`offer`, the digest of each projected row's price and stock."""
    return digests(rows.select("id", *(name for name in OFFER if name in rows.columns)))["digest"].alias("offer")


_FLAW = phrase("{field}: found {found}, expected {expected}", field="{}", found="{}", expected="{}")


def _rejections(flaws: pl.DataFrame) -> list[Entry]:
    told = flaws.select(
        pl.col("item_id").fill_null(pl.format("row {}", "row")).alias("ref"),
        pl.format(_FLAW, "field", pl.col("found").fill_null(phrase("nothing")), "expected").alias("reason"),
        "fix",
    )
    by_item = told.group_by("ref", maintain_order=True).agg(
        pl.col("reason").str.join("; "), pl.col("fix").unique(maintain_order=True).str.join(" ")
    )
    return [Entry(ref, Action.REJECTED, reason, fix) for ref, reason, fix in by_item.iter_rows()]
