"""The service report over all that a large inbox holds, as one of a month and one of a year."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session

from bench.comments import START
from bench.inboxes import ROUNDS, Inboxes
from bench.measuring import seconds, tell
from bench.result import Result
from socialshop.desk.figures import figures
from socialshop.desk.spans import Asked, span
from socialshop.inbox.service import BusinessHours, ServiceTargets
from socialshop.store import reading

_LONGEST = 1.0  # seconds: it is asked for now and then, and kept for a minute
_ZONE = ZoneInfo("Europe/Berlin")
_HOURS = BusinessHours(_ZONE, [[(time(9), time(18))]] * 5 + [[], []])
_TARGETS = ServiceTargets(timedelta(hours=2), timedelta(hours=4), _HOURS)
_SPANS = {"30 days": Asked(days=30), "a year": Asked(days=365)}


def measure(inboxes: Inboxes) -> list[Result]:
    return [result for database, store in inboxes.large.items() for result in _of(database, store, inboxes.messages)]


def _of(database: str, store: Engine, messages: int) -> Iterator[Result]:
    end = START + timedelta(seconds=messages)
    for what, asked in _SPANS.items():
        tell(f"{database}: service report of {what}")
        taken = statistics.median(seconds(lambda: _report(store, asked, end)) for _ in range(ROUNDS))  # noqa: B023 - called at once
        subject = f"service report on {database}, {messages:,} messages: {what}"
        yield Result(subject, taken, _LONGEST, "limit", 1.0, "s")
    tell("")


def _report(store: Engine, asked: Asked, now: datetime) -> None:
    with Session(reading(store)) as session:
        figures(session, span(asked, now, _ZONE), now, _TARGETS)
