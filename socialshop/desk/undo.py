"""Taking back what one just did with conversations: each gets back what it had before, which the audit log knows."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, delete, select

from socialshop.clock import Clock
from socialshop.desk import acts
from socialshop.desk.errors import ChangedMeanwhile
from socialshop.desk.model import Notice, NoticeKind
from socialshop.inbox.resolve import held
from socialshop.inbox.service import ServiceTargets
from socialshop.staff.actor import Actor
from socialshop.staff.model import AuditEntry

_STATES = ("resolve", "snooze")
_TAKEN_BACK = (*_STATES, "assign", "label")


def undoable(session: Session, actor: Actor, entry_ids: Collection[int]) -> dict[int, AuditEntry]:
    """Which of these entries in the audit log are acts of one's own that can be taken back, by conversation."""
    mine = select(AuditEntry).where(
        col(AuditEntry.id).in_(entry_ids), AuditEntry.user_id == actor.user_id, col(AuditEntry.act).in_(_TAKEN_BACK)
    )
    return {int(entry.subject_id): entry for entry in session.exec(mine.order_by(col(AuditEntry.id)))}


def undo(
    session: Session, actor: Actor, entry: AuditEntry, clock: Clock, targets: ServiceTargets | None = None
) -> None:
    """Take an act back, and audit that; what is open again is due by the shop's `targets`. The caller commits.

    Raises ChangedMeanwhile where it is not any more as the act left it, UnknownConversation and NotPermitted.
    """
    conversation_id = int(entry.subject_id)
    before: Mapping[str, Any] = json.loads(entry.before or "{}")
    after: Mapping[str, Any] = json.loads(entry.after)
    if entry.act in _STATES:
        _require_as(session, conversation_id, after)
        _put_back(session, actor, conversation_id, before, clock, targets)
    elif entry.act == "assign":
        _give_back(session, actor, entry, before["assignee_id"], after["assignee_id"], clock)
    else:
        acts.remove_label(session, actor, conversation_id, after["label"], clock)


def _require_as(session: Session, conversation_id: int, after: Mapping[str, Any]) -> None:
    now = acts.state_of(held(session, conversation_id))
    if now != {"state": after["state"], "snoozed_until": _moment(after["snoozed_until"])}:
        raise ChangedMeanwhile


def _moment(kept: str | None) -> datetime | None:
    return datetime.fromisoformat(kept) if kept else None


def _put_back(
    session: Session,
    actor: Actor,
    conversation_id: int,
    before: Mapping[str, Any],
    clock: Clock,
    targets: ServiceTargets | None,
) -> None:
    """What was resolved as nothing stands in it any more is so again by itself."""
    until = _moment(before["snoozed_until"])
    if resolved_at := _moment(before.get("resolved_at")):
        acts.resolve_as_before(session, actor, conversation_id, resolved_at, before["resolved_by"], clock)
    elif until and until > clock():
        acts.snooze(session, actor, conversation_id, until, clock)
    else:
        acts.reopen(session, actor, conversation_id, clock, targets)


def _give_back(
    session: Session, actor: Actor, entry: AuditEntry, before: int | None, after: int | None, clock: Clock
) -> None:
    """Nobody is told that it is theirs again, and who was told that it is theirs now reads nothing of it any more."""
    conversation_id = int(entry.subject_id)
    if held(session, conversation_id).assignee_id != after:
        raise ChangedMeanwhile
    acts.change(session, actor, "assign", conversation_id, clock, assignee_id=before)
    session.exec(
        delete(Notice).where(
            col(Notice.user_id) == after,
            col(Notice.conversation_id) == conversation_id,
            col(Notice.kind) == NoticeKind.ASSIGNED,
            col(Notice.created_at) >= entry.at,
        )
    )
