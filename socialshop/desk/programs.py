"""How the programs of the shop's take what they are told: the sums of their latest deliveries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import case, false, func, or_, select
from sqlmodel import Session, col

from socialshop.desk.model import WebhookDelivery
from socialshop.desk.silence import SwitchedOff, switched_off

LATEST = 1_000
"""How many deliveries, of all programs, are looked at."""


@dataclass(frozen=True, slots=True)
class ProgramView:
    """One program, of the latest deliveries: how many were taken, wait and were given up, and why the latest that was
    not taken was not. `failing` says that none was taken since, `configured` that it is still to be told, `off_since`
    when it was switched off, `off_by` whom ('': by its silence), and `kept` how many events it is told once it is on
    again."""

    name: str
    configured: bool
    taken: int = 0
    waiting: int = 0
    given_up: int = 0
    last_taken_at: datetime | None = None
    failing: bool = False
    error: str = ""
    off_since: datetime | None = None
    off_by: str = ""
    kept: int = 0


def programs(session: Session, configured: Sequence[str]) -> list[ProgramView]:
    """Those of the configuration in their order, then others that were told of late."""
    off = {one.name: one for one in switched_off(session)}
    told = {one.name: one for one in _told(session, configured, off.values())}
    found = [told.pop(name, ProgramView(name, configured=True)) for name in configured] + list(told.values())
    return [_off(one, off[one.name]) if one.name in off else one for one in found]


def _off(view: ProgramView, since: SwitchedOff) -> ProgramView:
    return replace(view, off_since=since.off_at, off_by=since.by)


def _told(session: Session, configured: Sequence[str], off: Iterable[SwitchedOff]) -> list[ProgramView]:
    latest = select(WebhookDelivery).order_by(col(WebhookDelivery.id).desc()).limit(LATEST).subquery()
    of = latest.c
    is_over = of.delivered_at.is_(None) & of.next_at.is_(None)
    is_kept = or_(false(), *((of.webhook == one.name) & (of.created_at >= one.keeps_since) for one in off))
    failed = case((of.error != "", of.id))
    sums = (
        select(
            of.webhook,
            func.count(of.delivered_at),
            func.count(of.next_at),
            func.count(case((is_over & ~is_kept, 1))),
            func.count(case((is_over & is_kept, 1))),
            func.max(of.delivered_at),
            func.max(case((of.delivered_at.is_not(None), of.id))),
            func.max(failed),
        )
        .group_by(of.webhook)
        .order_by(of.webhook)
    )
    rows = session.execute(sums).all()
    errors = _errors(session, [row[-1] for row in rows if row[-1]])
    return [
        ProgramView(name, name in configured, taken, waiting, given_up, at, (failure or 0) > (success or 0),
                    errors.get(failure, ""), kept=kept)
        for name, taken, waiting, given_up, kept, at, success, failure in rows
    ]  # fmt: skip


def _errors(session: Session, ids: Sequence[int]) -> dict[int | None, str]:
    chosen = select(col(WebhookDelivery.id), col(WebhookDelivery.error)).where(col(WebhookDelivery.id).in_(ids))
    return {id_: error for id_, error in session.execute(chosen)}  # noqa: C416 - a Result is taken for a mapping
