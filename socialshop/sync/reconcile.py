"""Comparing what really stands on a catalog channel with what should, whatever we believe to have sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import polars as pl
from sqlalchemy import Engine

from catalog_feeds.issues import no_issues
from socialshop.clock import Clock
from socialshop.ports import CatalogTarget, Operation, StandingItem, Traffic
from socialshop.sync.batches import Batches, standing
from socialshop.sync.plan import Desired, Plan, desire, make_plan, offers, without_flawed
from socialshop.sync.push import MOST_DELETIONS_PERCENT, foretell, resumed, stop_mass_deletion
from socialshop.sync.reports import CATALOG_STEP
from socialshop.sync.runs import Action, Entry, RunLog, Tally
from socialshop.sync.sending import BY_HAND, NOT_BY_FEED, Progress, Sender, Sleep

_FOUND_SCHEMA = {"id": pl.String, "digest": pl.String, "offer": pl.String, "may_stand": pl.Boolean}


def reconcile_catalog(
    store: Engine,
    clock: Clock,
    run: RunLog,
    target: CatalogTarget,
    items: pl.DataFrame,
    *,
    sleep: Sleep,
    known: Iterable[str] = (),
    issues: pl.DataFrame | None = None,
    merchant_rules: Mapping[str, int] | None = None,
    most_deletions_percent: int = MOST_DELETIONS_PERCENT,
    traffic: Traffic | None = None,
    is_whole: bool = False,
    progress: Progress | None = None,
) -> None:
    """Ask the platform what stands, and make it `items` (canonical): what equals and was not known to stand is
    adopted, what differs or is missing is sent, and what should not stand is removed.

    `known` are further ids that may stand: where a platform lists nothing, only ids that we can name are found. The
    other parameters and the outcome are those of `push_catalog`.
    """
    with run.step(CATALOG_STEP, target.catalog, traffic) as tally:
        tally.merchant_rules = merchant_rules or {}
        batches = Batches(store, clock, target.catalog, run.id)
        sender = Sender(target, batches, tally, sleep, is_whole=is_whole)
        sender.follow(batches.resume())
        desired = _desired(target, items, issues, is_whole=is_whole)
        believed = standing(store, target.catalog)
        found = _found(target, desired, believed, known)
        plan, strays = _removable(make_plan(desired, found), believed, is_whole=is_whole)
        stop_mass_deletion(plan, target.catalog, most_deletions_percent)
        adopted = _adopted(found, believed)
        tally.settle(desired.rejected + adopted + strays)
        tally.unchanged += plan.unchanged - len(adopted) - len(resumed(tally, plan))
        batches.forget(believed.join(found, on="id", how="anti")["id"])
        ours = desired.digests.with_columns(offers(desired.rows))
        batches.adopt(ours.join(found.filter(~pl.col("is_open")), on=["id", "digest"], how="semi"))
        sender.send(plan, progress)


def plan_reconciliation(
    store: Engine,
    target: CatalogTarget,
    items: pl.DataFrame,
    *,
    known: Iterable[str] = (),
    issues: pl.DataFrame | None = None,
    most_deletions_percent: int = MOST_DELETIONS_PERCENT,
    is_whole: bool = False,
) -> Tally:
    """What `reconcile_catalog` would do, as its tally: the platform is asked, and nothing is sent or stored."""
    desired = _desired(target, items, issues, is_whole=is_whole)
    believed = standing(store, target.catalog)
    found = _found(target, desired, believed, known)
    plan, strays = _removable(make_plan(desired, found), believed, is_whole=is_whole)
    tally = foretell(plan, target.catalog, most_deletions_percent)
    adopted = _adopted(found, believed)
    tally.settle(adopted + strays)
    tally.unchanged -= len(adopted)
    return tally


def _desired(target: CatalogTarget, items: pl.DataFrame, issues: pl.DataFrame | None, *, is_whole: bool) -> Desired:
    desired = desire(items, no_issues() if issues is None else issues, target.catalog)
    return without_flawed(desired) if is_whole else desired


def _removable(plan: Plan, believed: pl.DataFrame, *, is_whole: bool) -> tuple[Plan, list[Entry]]:
    """The plan without the removals that a whole file cannot bring about, and these: nothing of ours put them up."""
    if not is_whole:
        return plan, []
    is_stray = (pl.col("operation") == Operation.DELETE.value) & ~pl.col("id").is_in(believed["id"].implode())
    strays = plan.changes.filter(is_stray)["id"]
    told = [Entry(item_id, Action.FAILED, NOT_BY_FEED, BY_HAND) for item_id in strays]
    return replace(plan, changes=plan.changes.filter(~is_stray)), told


def _found(target: CatalogTarget, desired: Desired, believed: pl.DataFrame, known: Iterable[str]) -> pl.DataFrame:
    """What stands by the platform's own word, in the columns of `batches.standing`.

    Where all that the platform tells of an item agrees with our row, the digest is that of what it last confirmed, or
    else that of our row; elsewhere it is null. An item in an open batch stands, whatever is told of it.
    """
    rows = {row["id"]: row for row in desired.rows.iter_rows(named=True)}
    confirmed = believed.filter(pl.col("digest").is_not_null())
    ours = dict(pl.concat([frame.select("id", "digest") for frame in (desired.digests, confirmed)]).iter_rows())
    named = list(dict.fromkeys([*rows, *desired.flawed, *believed["id"], *known]))
    found = pl.DataFrame(
        list(_compared(target.standing(named), rows, ours)), schema=_FOUND_SCHEMA, orient="row"
    ).unique("id", keep="first", maintain_order=True)
    is_open = believed.filter("is_open")
    told = found.join(is_open, on="id", how="anti").with_columns(is_open=pl.lit(False))
    return pl.concat([told, is_open.select(told.columns)])


def _compared(
    told: Iterator[StandingItem], rows: Mapping[str, Mapping[str, str | None]], ours: Mapping[str, str]
) -> Iterator[tuple[str, str | None, None, bool]]:
    for item in told:
        row = rows.get(item.item_id)
        yield item.item_id, ours[item.item_id] if row and _agrees(item.fields, row) else None, None, True


def _agrees(told: Mapping[str, str], row: Mapping[str, str | None]) -> bool:
    return all((row.get(name) or "") == value for name, value in told.items())


def _adopted(found: pl.DataFrame, believed: pl.DataFrame) -> list[Entry]:
    """What stands as it should without our having known."""
    confirmed = believed.filter(pl.col("digest").is_not_null())
    agreeing = found.filter(pl.col("digest").is_not_null() & ~pl.col("is_open"))
    return [Entry(item_id, Action.ADOPTED) for item_id in agreeing.join(confirmed, on="id", how="anti")["id"]]
