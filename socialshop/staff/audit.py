"""The audit log: every act of people and programs, only ever added to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from socialshop.staff.actor import Actor
from socialshop.staff.model import AuditEntry


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


def entries(
    session: Session,
    *,
    subject: str | None = None,
    subject_id: object = None,
    before: int | None = None,
    limit: int = 100,
) -> list[AuditEntry]:
    """The latest acts first, of all or of one subject; `before` is the number of the last entry of the page before."""
    chosen = select(AuditEntry).order_by(col(AuditEntry.id).desc()).limit(limit)
    if subject is not None:
        chosen = chosen.where(AuditEntry.subject == subject)
    if subject_id is not None:
        chosen = chosen.where(AuditEntry.subject_id == str(subject_id))
    if before is not None:
        chosen = chosen.where(col(AuditEntry.id) < before)
    return list(session.exec(chosen))


def _json(values: Mapping[str, Any] | None) -> str:
    return json.dumps(dict(values), ensure_ascii=False, default=str) if values else ""
