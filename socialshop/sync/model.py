"""What ran, when, by whom, and what came of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from socialshop.store.types import partial_index, time_field


class RunState(StrEnum):
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    PARTIAL = "partial"  # some items failed
    FAILED = "failed"  # could not run
    ABANDONED = "abandoned"  # its process died; the next run took over


class Run(SQLModel, table=True):
    """One run of one job. `job` is what was asked for: 'sync', 'catalog push', 'windows apply', …"""

    __tablename__ = "runs"
    __table_args__ = (
        Index("ix_runs_job", "job", "id"),
        partial_index("ix_runs_complete", "job", "ended_at", where="complete"),
    )

    id: int | None = Field(default=None, primary_key=True)
    job: str
    lease: str  # runs under one lease never overlap
    started_by: str  # 'anna@host (process 4711)'
    state: str = Field(default=RunState.RUNNING, index=True)
    started_at: datetime = time_field(index=True)
    ended_at: datetime | None = time_field(nullable=True)
    error: str = ""
    mend: str = ""
    complete: bool = False  # it reached its end, and all that could go out went out


class RunChannel(SQLModel, table=True):
    """A run's sums for one step and channel."""

    __tablename__ = "run_channels"
    __table_args__ = (Index("ix_run_channels_channel", "channel", "run_id"),)  # when a channel last answered

    run_id: int = Field(primary_key=True, foreign_key="runs.id")
    step: str = Field(primary_key=True)  # 'catalog', 'sets', 'windows', 'inbox', 'replies', 'orders'
    channel: str = Field(primary_key=True)
    position: int = 0  # in the run's order
    created: int = 0
    updated: int = 0
    deleted: int = 0
    unchanged: int = 0
    adopted: int = 0
    pending: int = 0
    rejected: int = 0
    failed: int = 0
    requests: int = 0
    throttled: int = 0
    waited_ms: int = 0
    error: str = ""
    mend: str = ""
    disconnected: bool = False  # the channel does not know us any more: a person has to connect it again
    merchant_rules: str = ""  # JSON: name → items that the rule met


class RunItem(SQLModel, table=True):
    """Everything of a run that changed or failed, one row each; what stayed unchanged is only counted."""

    __tablename__ = "run_items"

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="runs.id", index=True)
    step: str
    channel: str
    ref: str  # item id, window name, comment id, order number
    action: str  # created, updated, deleted, adopted, pending, rejected, failed
    reason: str = ""
    mend: str = ""


class Batch(SQLModel, table=True):
    """A catalog batch that was sent: its handle is followed to its end even after the run that sent it died."""

    __tablename__ = "batches"

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="runs.id")
    channel: str = Field(index=True)
    handle: str | None = None  # null: sent, but the answer never came
    items: int
    sent_at: datetime = time_field()
    ended_at: datetime | None = time_field(nullable=True)
