"""The product file of a shop on its way to the catalog channels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from catalog_feeds.sources import Reading, ShopFacts
from catalog_feeds.utm import tagged
from socialshop.config import Config
from socialshop.errors import InputError
from socialshop.phrases import phrase
from socialshop.ports import Capability, CatalogTarget, Connector, ProductSet, SetTarget
from socialshop.products.checks import keep_check
from socialshop.products.delivery import Difference, compare_delivery, known_ids, store_delivery
from socialshop.products.guards import delivery_problem
from socialshop.products.sets import select_sets
from socialshop.products.source import facts_of, read_products, shown, tags_of
from socialshop.runtime.feeds import FeedDelivery, require_address, takes_feeds
from socialshop.runtime.shop import Shop
from socialshop.sync.batches import refused_handle
from socialshop.sync.push import plan_catalog, push_catalog
from socialshop.sync.reconcile import plan_reconciliation, reconcile_catalog
from socialshop.sync.reports import ChannelReport, planned
from socialshop.sync.runs import RunLog, Tally
from socialshop.sync.sets import foretell_sets, push_sets

Target = tuple[Connector, CatalogTarget]
ProgressOf = Callable[[str], Callable[[int, int], None] | None]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A product file as read, under the ids by which the channels know its items, the product sets of them, what
    differs from the delivery before, and what is suspicious of it as a whole."""

    reading: Reading
    sets: tuple[ProductSet, ...]
    difference: Difference
    problem: InputError | None

    @property
    def items(self) -> pl.DataFrame:
        return self.reading.items

    @property
    def issues(self) -> pl.DataFrame:
        return self.reading.issues


def read_delivery(shop: Shop, file: str, given: ShopFacts | None = None) -> Delivery:
    """Read the file with what is given, else what the configuration says of it. Raises InputError, and
    ConfigurationError for a rule or a set that is wrong."""
    reading = read_products(file, facts_of(shop.config, given), shop.config.catalog, shop.config.http)
    items = _with_old_ids(reading.items, shop.config.catalog.renamed, shown(file))
    issues = reading.issues.with_columns(pl.col("item_id").replace(_olds(shop.config.catalog.renamed)))
    difference = compare_delivery(shop.store, items, issues)
    found = delivery_problem(difference, shop.config.catalog.most_deletions_percent)
    problem = InputError(found[0], file=shown(file), mend=found[1]) if found else None
    sets = select_sets(items, shop.config.catalog.sets, _olds(shop.config.catalog.renamed))
    return Delivery(replace(reading, items=items, issues=issues), sets, difference, problem)


def push(
    shop: Shop,
    run: RunLog,
    file: str,
    targets: Sequence[Target],
    progress_of: ProgressOf,
    *,
    given: ShopFacts | None = None,
    allow_mass_delete: bool,
) -> None:
    """Bring the channels in step with the file. Raises InputError, before anything is stored or sent, for a file
    that is suspicious as a whole, unless `allow_mass_delete`."""
    _require_addresses(shop, targets)
    delivery = _accept(shop, file, given, allow_mass_delete)
    for connector, target in targets:
        items = _checked(shop, file, delivery, target)
        push_catalog(
            shop.store,
            shop.clock,
            run,
            _taker(shop, connector, target, delivery, items),
            items,
            sleep=shop.sleep,
            issues=delivery.issues,
            merchant_rules=delivery.reading.rules,
            most_deletions_percent=_most_deletions(shop.config, allow_mass_delete),
            is_whole=takes_feeds(connector),
            traffic=connector.traffic,
            progress=progress_of(target.catalog),
        )
        _push_sets(shop, run, delivery, connector)


def reconcile(
    shop: Shop,
    run: RunLog,
    file: str,
    targets: Sequence[Target],
    progress_of: ProgressOf,
    *,
    given: ShopFacts | None = None,
    allow_mass_delete: bool,
) -> None:
    """Make what really stands on the channels what the file says; otherwise as `push`."""
    _require_addresses(shop, targets)
    delivery = _accept(shop, file, given, allow_mass_delete)
    known = known_ids(shop.store)
    for connector, target in targets:
        items = _checked(shop, file, delivery, target)
        reconcile_catalog(
            shop.store,
            shop.clock,
            run,
            _taker(shop, connector, target, delivery, items, again=True),
            items,
            sleep=shop.sleep,
            known=known,
            issues=delivery.issues,
            merchant_rules=delivery.reading.rules,
            most_deletions_percent=_most_deletions(shop.config, allow_mass_delete),
            is_whole=takes_feeds(connector),
            traffic=connector.traffic,
            progress=progress_of(target.catalog),
        )
        _push_sets(shop, run, delivery, connector, reconciling=True)


def plan(
    shop: Shop, file: str, targets: Sequence[Target], *, given: ShopFacts | None = None, allow_mass_delete: bool
) -> list[ChannelReport]:
    """What `push` would do and report, without a call and without a trace."""
    _require_addresses(shop, targets)
    delivery = read_delivery(shop, file, given)
    most = _most_deletions(shop.config, allow_mass_delete)
    tallies = [
        plan_catalog(
            shop.store,
            target.catalog,
            _tagged(shop, delivery, target),
            issues=delivery.issues,
            most_deletions_percent=most,
            is_whole=takes_feeds(connector),
        )
        for connector, target in targets
    ]
    tallies += _foretell_sets(shop, delivery, targets)
    return _foretold(tallies, delivery, allow_mass_delete)


def plan_reconcile(
    shop: Shop, file: str, targets: Sequence[Target], *, given: ShopFacts | None = None, allow_mass_delete: bool
) -> list[ChannelReport]:
    """What `reconcile` would do and report: the platforms are asked, and nothing is sent or stored."""
    delivery = read_delivery(shop, file, given)
    known, most = known_ids(shop.store), _most_deletions(shop.config, allow_mass_delete)
    tallies = [
        plan_reconciliation(
            shop.store,
            target,
            _tagged(shop, delivery, target),
            known=known,
            issues=delivery.issues,
            most_deletions_percent=most,
            is_whole=takes_feeds(connector),
        )
        for connector, target in targets
    ]
    tallies += _foretell_sets(shop, delivery, targets, reconciling=True)
    return _foretold(tallies, delivery, allow_mass_delete)


def _require_addresses(shop: Shop, targets: Sequence[Target]) -> None:
    for connector, _ in targets:
        if takes_feeds(connector):
            require_address(connector, shop.config)


def _taker(
    shop: Shop,
    connector: Connector,
    target: CatalogTarget,
    delivery: Delivery,
    items: pl.DataFrame,
    *,
    again: bool = False,
) -> CatalogTarget:
    """What takes the changes: the platform itself, or a feed for it; one that was refused only if it goes `again`."""
    if not takes_feeds(connector):
        return target
    refused = "" if again else refused_handle(shop.store, target.catalog)
    return FeedDelivery(target, shop.config, items, delivery.issues, refused)


def _push_sets(shop: Shop, run: RunLog, delivery: Delivery, connector: Connector, *, reconciling: bool = False) -> None:
    """After the items, whose step must have gone well: a set of items that do not stand is refused."""
    if run.tallies[-1].error or not _has_sets(connector):
        return
    assert isinstance(connector, SetTarget)
    push_sets(shop.store, shop.clock, run, connector, delivery.sets, reconciling=reconciling, traffic=connector.traffic)


def _foretell_sets(
    shop: Shop, delivery: Delivery, targets: Sequence[Target], *, reconciling: bool = False
) -> list[Tally]:
    tallies = [
        foretell_sets(shop.store, connector, delivery.sets, reconciling=reconciling)
        for connector, _ in targets
        if isinstance(connector, SetTarget) and _has_sets(connector)
    ]
    return [tally for tally in tallies if tally]


def _has_sets(connector: Connector) -> bool:
    return Capability.SETS in connector.capabilities


def _accept(shop: Shop, file: str, given: ShopFacts | None, allow_mass_delete: bool) -> Delivery:
    """The delivery, made the shop's products."""
    delivery = read_delivery(shop, file, given)
    if delivery.problem and not allow_mass_delete:
        raise delivery.problem
    store_delivery(shop.store, delivery.difference, shop.clock)
    return delivery


def _foretold(tallies: list[Tally], delivery: Delivery, allow_mass_delete: bool) -> list[ChannelReport]:
    for tally in tallies:
        tally.merchant_rules = delivery.reading.rules
        if delivery.problem and not allow_mass_delete:
            tally.error, tally.mend = delivery.problem.what, delivery.problem.mend
    return [planned(tally) for tally in tallies]


def _checked(shop: Shop, file: str, delivery: Delivery, target: CatalogTarget) -> pl.DataFrame:
    """The items as they go to the channel, whose check is kept for people to look at."""
    items = _tagged(shop, delivery, target)
    keep_check(shop.store, shop.clock, file, replace(delivery.reading, items=items), target.catalog)
    return items


def _tagged(shop: Shop, delivery: Delivery, target: CatalogTarget) -> pl.DataFrame:
    return tagged(delivery.items, tags_of(shop.config.catalog, target.catalog))


def _most_deletions(config: Config, allow_mass_delete: bool) -> int:
    return 100 if allow_mass_delete else config.catalog.most_deletions_percent


def _with_old_ids(items: pl.DataFrame, renamed: dict[str, str], file: str) -> pl.DataFrame:
    """The renamed items under the ids by which the channels know them. Raises InputError where both are delivered."""
    declared = [*renamed, *renamed.values()]
    delivered = set(items.filter(pl.col("id").is_in(declared))["id"])
    both = [old for old, new in renamed.items() if {old, new} <= delivered]
    if both:
        old = min(both)
        raise InputError(
            phrase(
                "the item {old} is delivered, and so is {new}, its new id by [catalog.renamed].",
                old=old,
                new=renamed[old],
            ),
            file=file,
            mend=phrase("Take the old one out of the file, or the declaration out of the configuration."),
        )
    return items.with_columns(pl.col("id").replace(_olds(renamed)))


def _olds(renamed: dict[str, str]) -> dict[str, str]:
    return {new: old for old, new in renamed.items()}
