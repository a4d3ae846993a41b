"""Items on their way to a platform in memory, in a run of their own."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from socialshop.clock import Clock
from socialshop.products.model import ChannelItem, ChannelItemState
from socialshop.sync.model import Batch
from socialshop.sync.push import push_catalog
from socialshop.sync.reports import ChannelReport, report
from socialshop.sync.runs import RunLog, recorded_run
from socialshop.testing.catalog import FakeCatalog, Killed

Push = Callable[..., ChannelReport]


def channels_of(store: Engine, run: RunLog) -> tuple[ChannelReport, ...]:
    """What is told of a run, a step each."""
    with Session(store) as session:
        found = report(session, run.id)
    assert found is not None
    return found.channels


@pytest.fixture
def platform() -> FakeCatalog:
    return FakeCatalog()


@pytest.fixture
def waited() -> list[float]:
    return []


@pytest.fixture
def push(store: Engine, clock: Clock, platform: FakeCatalog, waited: list[float]) -> Push:
    """Push a delivery in a run of its own; the report of it, also when the process 'died'."""

    def run_push(items: pl.DataFrame, **options: object) -> ChannelReport:
        try:
            with recorded_run(store, clock, "catalog push", "anna") as run:
                push_catalog(store, clock, run, platform, items, sleep=waited.append, **options)  # type: ignore[arg-type]
        except Killed:
            pass
        return channels_of(store, run)[0]

    return run_push


FIVE = ("a", "b", "c", "d", "e")


def sums(channel: ChannelReport) -> dict[str, int]:
    names = ("created", "updated", "deleted", "unchanged", "rejected", "failed")
    return {name: getattr(channel, name) for name in names if getattr(channel, name)}


def states(store: Engine) -> dict[str, str]:
    with Session(store) as session:
        return {item.item_id: item.state for item in session.exec(select(ChannelItem))}


def open_batches(store: Engine) -> int:
    with Session(store) as session:
        return len(session.exec(select(Batch).where(Batch.ended_at.is_(None))).all())  # type: ignore[union-attr]


def everything_is_confirmed(store: Engine) -> bool:
    return set(states(store).values()) == {ChannelItemState.CONFIRMED} and open_batches(store) == 0
