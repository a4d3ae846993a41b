"""The audit log: every act of people and programs, only ever added to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, func, null
from sqlmodel import Session, col, select

from socialshop.jsontext import dumps, rfc3339
from socialshop.spreadsheets import as_csv
from socialshop.staff.actor import Actor
from socialshop.staff.model import AuditEntry
from socialshop.store import reading


def record(
    session: Session,
    actor: Actor,
    act: str,
    subject: str,
    subject_id: object,
    at: datetime,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Write down what is done, in the same transaction as the act itself: neither stands without the other."""
    entry = AuditEntry(
        at=at,
        user_id=actor.user_id,
        actor=actor.name,
        act=act,
        subject=subject,
        subject_id=str(subject_id),
        before=_json(before),
        after=_json(after),
    )
    session.add(entry)
    session.flush()
    return entry


@dataclass(frozen=True, slots=True)
class Sought:
    """Which acts somebody looks for; an empty one leaves all. `until` is the moment before which they were done."""

    user_id: int | None = None
    act: str = ""
    since: datetime | None = None
    until: datetime | None = None


_ALL = Sought()
_COLUMNS = ("id", "at", "who", "act", "subject", "subject_id", "before", "after")
_PART = 1_000  # entries
_ASKEW = timedelta(hours=1)
"""By which the clocks of those who write may differ, so that times and numbers are not in the same order."""


def entries(
    session: Session,
    *,
    subject: str | None = None,
    subject_id: object = None,
    sought: Sought = _ALL,
    before: int | None = None,
    limit: int = 100,
) -> list[AuditEntry]:
    """The latest acts first, of all or of one subject; `before` is the number of the last entry of the page before."""
    chosen = select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(limit)
    if sought.user_id is not None:
        chosen = chosen.where(AuditEntry.user_id == sought.user_id)
    if sought.act:
        chosen = chosen.where(AuditEntry.act == sought.act)
    chosen = chosen.where(*_within(sought.since, sought.until))
    if subject is not None:
        chosen = chosen.where(AuditEntry.subject == subject)
    if subject_id is not None:
        chosen = chosen.where(AuditEntry.subject_id == str(subject_id))
    if before is not None:
        chosen = chosen.where(col(AuditEntry.id) < before)
    return list(session.exec(chosen))


def _within(since: datetime | None, until: datetime | None) -> Iterator[ColumnElement[bool]]:
    """The index of times leads to the numbers between which these days lie, and the log is read along them: of a long
    time no database may sort all entries for each page."""
    at, number = col(AuditEntry.at), col(AuditEntry.id)
    asked = func.coalesce(at, null())  # which no index serves
    if since is not None:
        first = select(number).where(at >= since - _ASKEW).order_by(at, number).limit(1)
        yield and_(asked >= since, number >= first.scalar_subquery())
    if until is not None:
        last = select(number).where(at < until + _ASKEW).order_by(at.desc(), number.desc()).limit(1)
        yield and_(asked < until, number <= last.scalar_subquery())


def log_as_csv(store: Engine, sought: Sought) -> Iterator[str]:
    """All that was sought as a table, the latest first, part by part however long it is; times in UTC, what was before
    and after as JSON."""
    last: int | None = None
    while True:
        with Session(reading(store)) as session:
            found = entries(session, sought=sought, before=last, limit=_PART)
        yield as_csv(_COLUMNS, map(_row, found), headed=last is None)
        if len(found) < _PART:
            return
        last = found[-1].id


def _row(one: AuditEntry) -> dict[str, Any]:
    return {"id": one.id, "at": rfc3339(one.at), "who": one.actor, "act": one.act, "subject": one.subject} | {
        "subject_id": one.subject_id,
        "before": one.before,
        "after": one.after,
    }


def _json(values: Mapping[str, Any] | None) -> str:
    return dumps(dict(values)) if values else ""
