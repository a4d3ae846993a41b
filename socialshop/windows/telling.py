"""A plan as it is told: to people in a terminal or on a page, and to machines as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from socialshop.windows.claims import SaidClaim
from socialshop.windows.plan import Act, PlanStep, WindowPlan


@dataclass(frozen=True, slots=True)
class PlannedField:
    """What a field says now and what it shall say; `by_hand`: somebody changed it on the platform."""

    field: str
    before: str
    after: str
    by_hand: bool


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """What becomes of one object. `act` is create, adopt, change, replace, withdraw, keep, wait or
    leave; `at` is when, of
    what waits or is scheduled; `mend` is how to have it otherwise; `says` is all that a new object will say."""

    act: str
    part: str
    kind: str
    item_id: str | None
    url: str
    at: datetime | None
    why: str
    mend: str
    fields: tuple[PlannedField, ...]
    says: dict[str, str]


@dataclass(frozen=True, slots=True)
class PlannedRefusal:
    """A shut gate. `about` is the window's name, or a product's id."""

    about: str
    gate: str
    reason: str
    mend: str


@dataclass(frozen=True, slots=True)
class PlannedUntagged:
    """A product that the platform tags in no picture, with its reason."""

    item_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class PlannedWindow:
    """What becomes of one window on one channel. `claims` are what is computed of its products, with their sources."""

    window: str
    channel: str
    steps: tuple[PlannedStep, ...]
    refusals: tuple[PlannedRefusal, ...]
    notes: tuple[str, ...]
    claims: tuple[SaidClaim, ...]
    untagged: tuple[PlannedUntagged, ...]

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def told(plan: WindowPlan) -> PlannedWindow:
    return PlannedWindow(
        plan.window,
        plan.channel,
        steps=tuple(map(_step, plan.steps)),
        refusals=tuple(PlannedRefusal(about, one.gate, one.reason, one.mend) for about, one in plan.refusals),
        notes=plan.notes,
        claims=plan.claims,
        untagged=tuple(PlannedUntagged(item_id, reason) for item_id, reason in plan.untagged.items()),
    )


def _step(step: PlanStep) -> PlannedStep:
    part = step.part
    return PlannedStep(
        act=step.act,
        part=step.key,
        kind=step.kind,
        item_id=step.item_id,
        url=step.standing.object.url if step.standing else "",
        at=step.at or (part.publish_at if part else None),
        why=step.why,
        mend=step.mend,
        fields=tuple(PlannedField(one.field, one.before, one.after, one.by_hand) for one in step.differences),
        says=dict(part.fields) if part and step.act in (Act.CREATE, Act.WAIT) and not step.standing else {},
    )
