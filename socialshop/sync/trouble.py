"""Whether a channel can be reached for conversations, and since when it cannot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, or_
from sqlmodel import Session, col, select

from socialshop.sync.model import Run, RunChannel

_STEPS = ("connection", "inbox", "replies", "acts")


@dataclass(frozen=True, slots=True)
class Trouble:
    """`disconnected`: the channel does not know us any more, and a person has to connect it again; else it is tried
    again by itself, and `mend` says what a person can do for it."""

    channel: str
    since: datetime
    disconnected: bool
    mend: str = ""


def trouble(session: Session, channel: str) -> Trouble | None:
    """What hinders us on a channel since it last answered; None where it answered when it was last asked."""
    of_it = and_(col(RunChannel.channel) == channel, col(RunChannel.step).in_(_STEPS))
    asked = or_(col(RunChannel.requests) > 0, col(RunChannel.error) != "")  # a step without either tells nothing
    latest = session.exec(
        select(RunChannel)
        .where(of_it, asked)
        .order_by(col(RunChannel.run_id).desc(), col(RunChannel.position).desc())
        .limit(1)
    ).first()
    if latest is None or not latest.error:
        return None
    answered = session.exec(
        select(func.max(RunChannel.run_id)).where(of_it, col(RunChannel.requests) > 0, RunChannel.error == "")
    ).one()
    since = session.exec(
        select(func.min(Run.started_at))
        .join(RunChannel, col(RunChannel.run_id) == col(Run.id))
        .where(of_it, RunChannel.error != "", col(Run.id) >= (answered or 0))
    ).one()
    return Trouble(channel, since, latest.disconnected, latest.mend)
