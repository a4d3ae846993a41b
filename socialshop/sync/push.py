"""Bringing one catalog channel in step with a delivery: only what changed goes out, and every item's end is known."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from sqlalchemy import Engine

from catalog_feeds.fingerprint import apart
from catalog_feeds.issues import no_issues
from socialshop.clock import Clock
from socialshop.errors import Permanent
from socialshop.ports import CatalogTarget, Traffic
from socialshop.products.guards import mass_deletion
from socialshop.sync.batches import Batches, confirmed, standing
from socialshop.sync.plan import Plan, desire, item_fingerprints, make_plan, without_flawed
from socialshop.sync.reports import CATALOG_STEP
from socialshop.sync.runs import Action, RunLog, Tally
from socialshop.sync.sending import Progress, Sender, Sleep

MOST_DELETIONS_PERCENT = 20


def push_catalog(
    store: Engine,
    clock: Clock,
    run: RunLog,
    target: CatalogTarget,
    items: pl.DataFrame,
    *,
    sleep: Sleep,
    issues: pl.DataFrame | None = None,
    merchant_rules: Mapping[str, int] | None = None,
    most_deletions_percent: int = MOST_DELETIONS_PERCENT,
    is_whole: bool = False,
    traffic: Traffic | None = None,
    progress: Progress | None = None,
) -> None:
    """Make `target` hold `items` (canonical), and nothing else that we once sent it.

    `issues` are those of the reading: what the file got wrong is reported as rejected, and stays on the channel as it
    is; `merchant_rules` says what the merchant's own rules met. `traffic` counts the target's calls;
    `progress(done, total)` is told of each settled batch. The outcome stands in the run's step 'catalog'; a platform's
    error ends that step, with everything stored that was done, and so does a plan that would delete a larger share of
    what stands than `most_deletions_percent`, before anything is sent. `is_whole` says that the target takes everything
    at once, and what it is not sent is gone.
    """
    with run.step(CATALOG_STEP, target.catalog, traffic) as tally:
        tally.merchant_rules = merchant_rules or {}
        batches = Batches(store, clock, target.catalog, run.id)
        sender = Sender(target, batches, tally, sleep, is_whole=is_whole)
        sender.follow(batches.resume())
        plan = _plan(store, target.catalog, items, issues, is_whole=is_whole)
        stop_mass_deletion(plan, target.catalog, most_deletions_percent)
        tally.settle(plan.rejected)
        tally.unchanged += plan.unchanged - len(resumed(tally, plan))
        batches.forget(plan.vanished)
        batches.recognise(plan.same)
        sender.send(plan, progress)


def plan_catalog(
    store: Engine,
    channel: str,
    items: pl.DataFrame,
    *,
    issues: pl.DataFrame | None = None,
    most_deletions_percent: int = MOST_DELETIONS_PERCENT,
    is_whole: bool = False,
) -> Tally:
    """What `push_catalog` would do, as the tally that it would leave if the platform took everything; no call is made.

    What would stop the push stands in the tally's `error` and `mend`.
    """
    return foretell(_plan(store, channel, items, issues, is_whole=is_whole), channel, most_deletions_percent)


def foretell(plan: Plan, channel: str, most_deletions_percent: int) -> Tally:
    """The tally that the plan would leave."""
    tally = Tally(CATALOG_STEP, channel, unchanged=plan.unchanged)
    tally.settle(plan.rejected + plan.entries())
    if stop := mass_deletion(plan.deletions, plan.standing, most_deletions_percent):
        tally.error, tally.mend = stop
    return tally


def resumed(tally: Tally, plan: Plan) -> set[str]:
    """What the batches of an earlier run brought in step just now: told as done, and not as unchanged, too."""
    return tally.settled(Action.CREATED, Action.UPDATED) - set(plan.changes["id"])


def stop_mass_deletion(plan: Plan, channel: str, most_percent: int) -> None:
    """Raises Permanent for a plan that would delete a larger share of what stands."""
    if stop := mass_deletion(plan.deletions, plan.standing, most_percent):
        what, mend = stop
        raise Permanent(what, channel=channel, mend=mend)


def _plan(
    store: Engine, channel: str, items: pl.DataFrame, issues: pl.DataFrame | None, *, is_whole: bool = False
) -> Plan:
    """The plan for what is not known, by its fingerprint, to be in step already."""
    issues = no_issues() if issues is None else issues
    is_flawed = pl.col("id").is_in(issues["item_id"].drop_nulls().unique().implode())
    known = items.with_columns(item_fingerprints(items)).with_columns(pl.when(~is_flawed).then("fingerprint"))
    others, unmatched = apart(known, confirmed(store, channel))
    stands = standing(store, channel, among=unmatched["id"])
    desired = desire(others, issues, channel)
    if is_whole:
        desired = without_flawed(desired)
    return make_plan(desired, stands, in_step=items.height - others.height)
