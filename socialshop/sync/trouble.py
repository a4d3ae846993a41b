"""Whether a channel can be reached for conversations, and since when it cannot."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    func,
    or_,
    select,
    union_all,
)
from sqlmodel import Session, col

from socialshop.store import Question, Rows
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


def troubles(session: Session, channels: Collection[str]) -> dict[str, Trouble]:
    """What hinders us on each of these channels since it last answered; those that answered when they were last asked
    are not among them."""
    return hindered(session, answered(tuple(channels)).ask(session, {}))


def hindered(session: Session, latest: Rows) -> dict[str, Trouble]:
    """`troubles` of the channels for which it was asked what they `answered`."""
    return {
        channel: Trouble(channel, _since(session, channel), disconnected, mend)
        for channel, error, disconnected, mend in latest
        if error
    }


@cache
def answered(channels: tuple[str, ...]) -> Question[list[Sequence[Any]]]:
    """What the last step that asked each of them came to."""
    return Question(lambda: _latest_of(channels or ("",)), list)


@cache
def _latest_of(channels: tuple[str, ...]) -> CompoundSelect[str, str, bool, str]:
    return union_all(*(select(_latest(channel).subquery()) for channel in channels))


def _latest(channel: str) -> Select[str, str, bool, str]:
    """What the last step that asked the channel came to; a step without requests or an error tells nothing."""
    return (
        select(col(RunChannel.channel), col(RunChannel.error), col(RunChannel.disconnected), col(RunChannel.mend))
        .where(_of(channel), or_(col(RunChannel.requests) > 0, col(RunChannel.error) != ""))
        .order_by(col(RunChannel.run_id).desc(), col(RunChannel.position).desc())
        .limit(1)
    )


def _since(session: Session, channel: str) -> datetime:
    """When it first failed after it last answered."""
    answered = select(func.max(col(RunChannel.run_id))).where(
        _of(channel), col(RunChannel.requests) > 0, col(RunChannel.error) == ""
    )
    first: datetime = session.scalars(
        select(col(Run.started_at))
        .join(RunChannel, col(RunChannel.run_id) == col(Run.id))
        .where(_of(channel), col(RunChannel.error) != "", col(Run.id) >= (session.scalar(answered) or 0))
        .order_by(col(Run.id))
        .limit(1)
    ).one()
    return first


def _of(channel: str) -> ColumnElement[bool]:
    return and_(col(RunChannel.channel) == channel, col(RunChannel.step).in_(_STEPS))
