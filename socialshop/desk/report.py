"""How fast customers were answered and helped: first response and resolution by channel, topic and person."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from math import ceil
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from socialshop.inbox.model import Conversation

NOBODY = "(nobody yet)"
NONE = "(none)"
_FORMULAS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Line:
    """One channel, topic or person; durations are seconds of elapsed time, None where there is none.

    `overdue` are those that are due and still wait.
    """

    by: str
    what: str
    conversations: int
    answered: int
    first_response: float | None
    first_response_p90: float | None
    resolved: int
    resolution: float | None
    overdue: int


@dataclass(frozen=True, slots=True)
class Report:
    """Of the conversations that were opened in [since, until)."""

    since: datetime
    until: datetime
    lines: tuple[Line, ...]

    def of(self, by: str) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.by == by)

    def to_json(self) -> dict[str, Any]:
        return {"since": self.since, "until": self.until, "lines": [asdict(line) for line in self.lines]}


@dataclass(frozen=True, slots=True)
class _Talk:
    channel: str
    topic: str
    person: str
    first_response: float | None
    resolution: float | None
    overdue: bool


def report(session: Session, since: datetime, until: datetime) -> Report:
    """The figures of the conversations that were opened in [since, until): all, by channel, topic and person."""
    talks = list(_talks(session, since, until))
    groups: dict[tuple[str, str], list[_Talk]] = {("all", ""): talks} if talks else {}
    for by in ("channel", "topic", "person"):
        for talk in sorted(talks, key=lambda talk, by=by: getattr(talk, by)):  # type: ignore[misc]
            groups.setdefault((by, getattr(talk, by)), []).append(talk)
    return Report(since, until, tuple(_line(by, what, group) for (by, what), group in groups.items()))


def as_csv(found: Report) -> str:
    """The lines as a table; durations in seconds.

    No name begins a formula: spreadsheets run those. See https://owasp.org/www-community/attacks/CSV_Injection
    """
    written = io.StringIO()
    writer = csv.DictWriter(written, list(Line.__dataclass_fields__))
    writer.writeheader()
    writer.writerows(asdict(line) | {"what": _harmless(line.what)} for line in found.lines)
    return written.getvalue()


def _harmless(name: str) -> str:
    return f"'{name}" if name.startswith(_FORMULAS) else name


def _talks(session: Session, since: datetime, until: datetime) -> Iterator[_Talk]:
    rows = session.execute(
        select(
            col(Conversation.channel),
            col(Conversation.topic),
            col(Conversation.answered_by),
            col(Conversation.opened_at),
            col(Conversation.answered_at),
            col(Conversation.resolved_at),
            col(Conversation.due_at),
        ).where(col(Conversation.opened_at) >= since, col(Conversation.opened_at) < until)
    )
    for channel, topic, person, opened_at, answered_at, resolved_at, due_at in rows:
        yield _Talk(
            channel,
            topic or NONE,
            person or (NONE if answered_at else NOBODY),
            (answered_at - opened_at).total_seconds() if answered_at else None,
            (resolved_at - opened_at).total_seconds() if resolved_at else None,
            due_at is not None and due_at <= until,
        )


def _line(by: str, what: str, talks: list[_Talk]) -> Line:
    answers = sorted(talk.first_response for talk in talks if talk.first_response is not None)
    ends = sorted(talk.resolution for talk in talks if talk.resolution is not None)
    return Line(
        by=by,
        what=what,
        conversations=len(talks),
        answered=len(answers),
        first_response=_share(answers, 0.5),
        first_response_p90=_share(answers, 0.9),
        resolved=len(ends),
        resolution=_share(ends, 0.5),
        overdue=sum(talk.overdue for talk in talks),
    )


def _share(ordered: list[float], share: float) -> float | None:
    """The nearest-rank quantile."""
    return ordered[ceil(len(ordered) * share) - 1] if ordered else None
