"""What the runs did, for people and as data."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from socialshop.jsontext import rfc3339
from socialshop.sync.model import Run, RunChannel, RunItem
from socialshop.sync.runs import Tally

CATALOG_STEP, SETS_STEP = "catalog", "sets"


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run in one line. `seconds` is null while it runs; `complete` says that it reached its end and that all went out
    that could, even where single items were refused for what they are."""

    id: int
    job: str
    started_by: str
    state: str
    started_at: datetime
    ended_at: datetime | None
    seconds: float | None
    error: str
    mend: str
    complete: bool = False

    def to_json(self) -> dict[str, Any]:
        return _json(asdict(self))


@dataclass(frozen=True, slots=True)
class ItemReport:
    """One thing that changed or failed, why, and how to mend it. Of what went through, `reason` has the platform's
    warnings."""

    ref: str
    action: str
    reason: str
    mend: str


@dataclass(frozen=True, slots=True)
class ChannelReport:
    """The sums of one step on one channel, and its items in the order in which they were settled. Of the catalog,
    `merchant_rules` says how many items each of the merchant's own rules met, by its name."""

    step: str
    channel: str
    created: int
    updated: int
    deleted: int
    unchanged: int
    adopted: int
    pending: int
    rejected: int
    failed: int
    requests: int
    throttled: int
    waited_seconds: float
    error: str
    mend: str
    items: tuple[ItemReport, ...]
    merchant_rules: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunReport:
    """A run, and what is overdue at the time of the report, in words."""

    run: RunSummary
    channels: tuple[ChannelReport, ...]
    alarms: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        channels = [asdict(channel) for channel in self.channels]
        return self.run.to_json() | {"channels": channels, "alarms": list(self.alarms)}

    def catalogs(self) -> list[dict[str, Any]]:
        """What the run did to each catalog channel."""
        return [told | {"alarms": list(self.alarms)} for told in catalogs_json(self.channels, self.run.id)]


def catalogs_json(channels: Sequence[ChannelReport], run_id: int | None) -> list[dict[str, Any]]:
    """Each catalog channel's report by itself, with that of its product sets; `run_id` is None for a plan."""
    sets = {channel.channel: _step_json(channel) for channel in channels if channel.step == SETS_STEP}
    return [
        {"run_id": run_id, **_step_json(channel), "sets": sets.get(channel.channel)}
        for channel in channels
        if channel.step == CATALOG_STEP
    ]


def _step_json(channel: ChannelReport) -> dict[str, Any]:
    fields = asdict(channel)
    del fields["step"]
    return fields


def planned(tally: Tally) -> ChannelReport:
    """The report of a step that did not run."""
    items = tuple(ItemReport(entry.ref, entry.action, entry.reason, entry.mend) for entry in tally.entries)
    counts = {action.value: number for action, number in tally.counts.items()}
    return ChannelReport(
        step=tally.step,
        channel=tally.channel,
        unchanged=tally.unchanged,
        requests=0,
        throttled=0,
        waited_seconds=0.0,
        error=tally.error,
        mend=tally.mend,
        merchant_rules=tally.merchant_rules,
        items=items,
        **counts,
    )


def runs(session: Session, limit: int = 20, before: int | None = None) -> list[RunSummary]:
    """The latest runs, newest first; `before` is the id from which an earlier page ended."""
    query = select(Run).order_by(col(Run.id).desc()).limit(limit)
    if before is not None:
        query = query.where(col(Run.id) < before)
    return [_summary(run) for run in session.exec(query)]


def report(session: Session, run_id: int) -> RunReport | None:
    """All of one run; None when there is none with that number."""
    run = session.get(Run, run_id)
    if run is None:
        return None
    sums = session.exec(select(RunChannel).where(RunChannel.run_id == run_id).order_by(col(RunChannel.position)))
    items = session.exec(select(RunItem).where(RunItem.run_id == run_id).order_by(col(RunItem.id)))
    told: dict[tuple[str, str], list[ItemReport]] = {}
    for item in items:
        told.setdefault((item.step, item.channel), []).append(ItemReport(item.ref, item.action, item.reason, item.mend))
    return RunReport(
        _summary(run), tuple(_channel(sum_, tuple(told.get((sum_.step, sum_.channel), ()))) for sum_ in sums)
    )


def _summary(run: Run) -> RunSummary:
    assert run.id is not None
    seconds = (run.ended_at - run.started_at).total_seconds() if run.ended_at else None
    return RunSummary(
        run.id,
        run.job,
        run.started_by,
        run.state,
        run.started_at,
        run.ended_at,
        seconds,
        run.error,
        run.mend,
        run.complete,
    )


def _channel(sums: RunChannel, items: tuple[ItemReport, ...]) -> ChannelReport:
    return ChannelReport(
        step=sums.step,
        channel=sums.channel,
        created=sums.created,
        updated=sums.updated,
        deleted=sums.deleted,
        unchanged=sums.unchanged,
        adopted=sums.adopted,
        pending=sums.pending,
        rejected=sums.rejected,
        failed=sums.failed,
        requests=sums.requests,
        throttled=sums.throttled,
        waited_seconds=sums.waited_ms / 1000,
        error=sums.error,
        mend=sums.mend,
        merchant_rules=json.loads(sums.merchant_rules or "{}"),
        items=items,
    )


def _json(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: rfc3339(value) if isinstance(value, datetime) else value for name, value in fields.items()}
