"""The catalog's path, from a shop's export to the channel, against DuckDB making the same feed of the same file.

Both have as many threads, and of both the best of the rounds counts: what other work on the machine adds says nothing
of either.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import cast

import polars as pl
from sqlalchemy import Engine

from bench.copying import copy_with_duckdb, require_same
from bench.exports import write_export
from bench.measuring import Cost, alone, seconds
from bench.result import Result
from catalog_feeds.channels import REGISTRY
from catalog_feeds.sources import ShopFacts, read
from catalog_feeds.writers import write_feed
from socialshop.clock import utc_now
from socialshop.config import Config
from socialshop.config import Shop as ShopTable
from socialshop.ports import BatchStatus, BatchTicket, Capability, Connector, ItemChange
from socialshop.runtime.catalog import push
from socialshop.runtime.shop import Shop
from socialshop.store import open_store
from socialshop.sync.runs import recorded_run
from socialshop.testing.catalog import FakeCatalog

_FACTS = ShopFacts(currency="EUR", url="https://shop.example", language="en")
_ROUNDS = 3
_SHARE_CHANGED = 1_000  # one item in so many
_BATCH = 3_000  # Meta's
_MEMORY = 1_536.0  # MiB


def measure(items: int) -> list[Result]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        alone(_make_exports, folder, items)
        alone(_first_push, folder)
        rounds = [{step: alone(step, folder) for step in (_duckdb, _feed, _unchanged_push)} for _ in range(_ROUNDS)]
        alone(_require_same, folder)
        requests = alone(_changed_push, folder).seconds
    peer = min(turn[_duckdb].seconds for turn in rounds)
    changed = items // _SHARE_CHANGED
    return [
        *_results("read and write the feed", [turn[_feed] for turn in rounds], peer, 1.5),
        *_results("push, nothing changed", [turn[_unchanged_push] for turn in rounds], peer, 3.0),
        Result("catalog: push, 0.1 % changed", requests, ceil(changed / _BATCH), "batches needed", 1.0, "requests"),
    ]


def _results(what: str, costs: list[Cost], peer: float, target: float) -> list[Result]:
    taken, peak = min(cost.seconds for cost in costs), max(cost.peak for cost in costs)
    return [
        Result(f"catalog: {what}", taken, peer, "DuckDB's COPY", target, "s"),
        Result("catalog: its memory", peak, _MEMORY, "limit", 1.0, "MiB"),
    ]


# --- steps, each run in a process of its own -----------------------------------------------------


def _make_exports(folder: Path, items: int) -> float:
    write_export(folder / "export.csv", items)
    write_export(folder / "later.csv", items, dearer=items // _SHARE_CHANGED)
    return 0.0


def _duckdb(folder: Path) -> float:
    return copy_with_duckdb(folder / "export.csv", folder / "peer.csv", pl.thread_pool_size())


def _require_same(folder: Path) -> float:
    require_same(folder / "feed.csv", folder / "peer.csv")
    return 0.0


def _feed(folder: Path) -> float:
    def write() -> None:
        write_feed(read(folder / "export.csv", _FACTS).items, folder / "feed.csv", REGISTRY["meta"].project)

    return seconds(write)


def _first_push(folder: Path) -> float:
    from socialshop.schema import metadata

    store = _store(folder)
    metadata().create_all(store)
    return seconds(lambda: _push(store, folder / "export.csv"))


def _unchanged_push(folder: Path) -> float:
    return seconds(lambda: _push(_store(folder), folder / "export.csv"))


def _changed_push(folder: Path) -> float:
    return float(_push(_store(folder), folder / "later.csv").requests)


class _Platform(FakeCatalog):
    """It is never slow, keeps nothing, and can nothing else."""

    batch_size = _BATCH
    traffic = None
    capabilities: frozenset[Capability] = frozenset()

    def __init__(self) -> None:
        super().__init__()
        self.requests = 0

    def submit(self, changes: Sequence[ItemChange]) -> BatchTicket:
        self.requests += 1
        return BatchTicket(f"batch-{self.requests}")

    def batch_status(self, handle: str) -> BatchStatus:
        return BatchStatus(finished=True)


def _store(folder: Path) -> Engine:
    return open_store(f"sqlite:///{folder}/bench.db")


def _push(store: Engine, export: Path) -> _Platform:
    """The whole way of `catalog push`, to a platform in memory."""
    platform = _Platform()
    shop = Shop(_config(export.parent), store, connectors={})
    with recorded_run(store, utc_now, "bench", "bench") as run:
        targets = [(cast(Connector, platform), platform)]
        push(shop, run, str(export), targets, lambda _channel: None, allow_mass_delete=False)
    if not run.flawless:
        raise RuntimeError(f"The push failed: {run.tallies[0].error or run.tallies[0].counts}")
    return platform


def _config(folder: Path) -> Config:
    shop = ShopTable(name="Käsetheke", url=_FACTS.url, currency=_FACTS.currency, language=_FACTS.language)
    return Config(shop=shop, folder=folder)
