"""What would be done to bring a platform in line with a window: pure, from what shall stand and what stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from socialshop.phrases import phrase
from socialshop.ports import ObjectKind, Part, PublishedObject
from socialshop.windows.claims import SaidClaim
from socialshop.windows.definition import Unchangeable
from socialshop.windows.gates import Refusal

Changeable = Mapping[ObjectKind, frozenset[str]]
MendByHand = Callable[[ObjectKind, str, str, str], str]
"""As `HandMending.mend_by_hand`."""

PICTURES = "pictures"
_OF_PICTURES = frozenset({"alt", "slots", "captions", "products"})
"""Fields that say what the pictures show: they stand and change with them."""
_READ_ALOUD = frozenset({"alt", "alts"})
_WORDS = re.compile(r"\w+|\n")
BY_HAND = phrase("It was taken down there by hand.")
_WITH_ITS_BOARD = phrase("What it stands in is made anew.")
_MADE_ANEW = phrase(
    'Leave it, or set `unchangeable = "replace"` in the window\'s file for one apply: it is then made anew, and what '
    "people wrote beneath it goes."
)


class Act(StrEnum):
    CREATE = "create"
    CHANGE = "change"
    REPLACE = "replace"  # withdrawn and created anew: the platform cannot change what differs
    WITHDRAW = "withdraw"
    ADOPT = "adopt"  # stands already, and becomes the window's
    KEEP = "keep"
    WAIT = "wait"  # created later: a time, a slot or the platform's quota
    LEAVE = "leave"  # differs, and stands as it is

    @property
    def changes_something(self) -> bool:
        return self in (Act.CREATE, Act.CHANGE, Act.REPLACE, Act.WITHDRAW, Act.ADOPT)


@dataclass(frozen=True, slots=True)
class Standing:
    """An object that stands as far as we know: what we let it say last, and what the platform tells of it now (None:
    it is gone). `id` is that of its publication, None of what is not remembered yet."""

    id: int | None
    key: str
    object: PublishedObject
    remembered: Mapping[str, str]
    told: Mapping[str, str] | None

    @property
    def now(self) -> Mapping[str, str]:
        return {**self.remembered, **(self.told or {})}

    @property
    def is_public(self) -> bool:
        """Whether people can see it, and write beneath it: not before the time at which its platform publishes it."""
        return self.told is not None and "publish_at" not in self.told


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that says something else than it shall; `by_hand`: somebody changed it on the platform."""

    field: str
    before: str
    after: str
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One object and what becomes of it. `part` is what shall stand, `standing` what stands; `at` is when, of what
    waits. `mend` is how a person may have it otherwise."""

    act: Act
    key: str
    kind: ObjectKind
    item_id: str | None = None
    part: Part | None = None
    standing: Standing | None = None
    differences: tuple[Difference, ...] = ()
    why: str = ""
    mend: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WindowPlan:
    """What becomes of one window on one channel: `notes` say what was chosen otherwise than wished, and why; `claims`
    are what is computed of its products, with their sources. `untagged` are products that the platform tags in no
    picture, with its reasons."""

    window: str
    channel: str
    steps: tuple[PlanStep, ...] = ()
    refusals: tuple[tuple[str, Refusal], ...] = ()
    """Each with what it is about: the window's name, or a product's id."""
    notes: tuple[str, ...] = ()
    claims: tuple[SaidClaim, ...] = ()
    untagged: Mapping[str, str] = field(default_factory=dict)

    @property
    def changes_something(self) -> bool:
        return any(step.act.changes_something for step in self.steps)


def no_mend(*_: object) -> str:
    """Of a platform that changes a field in every way, or in none."""
    return ""


def compare(
    wanted: Sequence[Part],
    standing: Sequence[Standing],
    changeable: Changeable,
    unchangeable: Unchangeable = Unchangeable.LEAVE,
    why_down: str = "",
    mend_by_hand: MendByHand = no_mend,
) -> list[PlanStep]:
    """The steps from what stands to what is wanted: what comes down first, the last made first, and then, in order
    of creation, what is made, changed or kept. `why_down` is said of what is not wanted any more."""
    stands = {one.key: one for one in standing}
    keys = {part.key for part in wanted}
    down = [_withdrawal(one, why_down) for one in reversed(standing) if one.key not in keys]
    return [*down, *_upright(wanted, stands, changeable, unchangeable, mend_by_hand)]


def differences(part: Part, standing: Standing) -> tuple[Difference, ...]:
    """What the object says otherwise than the part. A field of which nothing is known is none."""
    now, told = standing.now, standing.told or {}
    fields = [*part.fields, *(name for name in told if name not in part.fields)]
    return tuple(
        Difference(name, now[name], wanted, by_hand=name in told and told[name] != standing.remembered.get(name, ""))
        for name in fields
        if name in now and _sounds(name, now[name]) != _sounds(name, wanted := part.fields.get(name, ""))
    )


def _sounds(name: str, text: str) -> str:
    """What of a field makes a difference: of one that is read aloud, the words."""
    return " ".join(_WORDS.findall(text)) if name in _READ_ALOUD else text


def leaves_pictures(steps: Iterable[PlanStep]) -> bool:
    """Whether something public goes on showing what it shall not, for its platform changes no pictures."""
    return any(
        step.act in (Act.CHANGE, Act.LEAVE)
        and any(one.field == PICTURES for one in differences(step.part, step.standing))
        for step in steps
        if step.part and step.standing
    )


def _upright(
    wanted: Sequence[Part],
    stands: Mapping[str, Standing],
    changeable: Changeable,
    unchangeable: Unchangeable,
    mend_by_hand: MendByHand,
) -> Iterator[PlanStep]:
    anew: set[str] = set()
    for part in wanted:
        step = _step(part, stands.get(part.key), changeable, unchangeable, mend_by_hand)
        if part.under in anew and step.standing and step.standing.told is not None:
            step = replace(step, act=Act.REPLACE, why=_WITH_ITS_BOARD)
        if step.act in (Act.CREATE, Act.REPLACE):
            anew.add(part.key)
        yield step


def _step(
    part: Part,
    standing: Standing | None,
    changeable: Changeable,
    unchangeable: Unchangeable,
    mend_by_hand: MendByHand,
) -> PlanStep:
    step = PlanStep(Act.CREATE, part.key, part.kind, part.item_id, part, standing)
    if standing is None:
        return step
    if standing.told is None:
        return replace(step, why=BY_HAND)
    found = differences(part, standing)
    if not found:
        return replace(step, act=Act.KEEP)
    can_change = changeable.get(part.kind, frozenset())
    fixed = [one.field for one in found if one.field not in can_change]
    mends = {} if PICTURES in fixed else _mends(part.kind, found, mend_by_hand)
    fixed += [name for name in mends if name in can_change]
    if not fixed:
        return replace(step, act=Act.CHANGE, differences=found)
    told = {"fields": _listed(fixed), "kind": part.kind.replace("_", " ")}
    if unchangeable is Unchangeable.LEAVE and standing.is_public:
        stays = {*fixed, *(_OF_PICTURES if PICTURES in fixed else ())}
        rest = tuple(one for one in found if one.field not in stays)
        act = Act.CHANGE if rest else Act.LEAVE
        mend = " ".join(mends.values()) if mends.keys() >= set(fixed) else _MADE_ANEW
        why = phrase("The platform cannot change this of a {kind}, and it stands as it is: {fields}.", **told)
        return replace(step, act=act, differences=rest or found, why=why, mend=mend)
    why = phrase("The platform cannot change this of a {kind}, which is taken down and made anew: {fields}.", **told)
    return replace(step, act=Act.REPLACE, differences=found, why=why)


def _mends(kind: ObjectKind, found: Iterable[Difference], mend_by_hand: MendByHand) -> dict[str, str]:
    """By field, what a person has to do."""
    asked = {one.field: mend_by_hand(kind, one.field, one.before, one.after) for one in found}
    return {name: mend for name, mend in asked.items() if mend}


def _withdrawal(standing: Standing, why: str) -> PlanStep:
    published = standing.object
    return PlanStep(Act.WITHDRAW, standing.key, published.kind, published.item_id, standing=standing, why=why)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(name.replace("_", " ") for name in names)
