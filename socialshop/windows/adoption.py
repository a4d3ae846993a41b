"""What stands already where a window would make something, such as a board of its name, and that nobody remembers.

It is taken over where it bears our mark or a person says that it is the window's; else it keeps the window down.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from socialshop.phrases import phrase
from socialshop.ports import Adopting, Namesake, PublishedObject, WindowTarget
from socialshop.windows.gates import Gate, Refusal
from socialshop.windows.plan import Act, PlanStep, Standing, differences
from socialshop.windows.standing import Shelf

_STOOD = phrase("It stands there already, and becomes the window's.")


def namesakes(steps: Sequence[PlanStep], target: WindowTarget, shelf: Shelf, *, within: bool) -> dict[str, Namesake]:
    """By key of what would be made, what stands in its place; `within`: on what was found, too.

    Raises PlatformError: it is asked.
    """
    found: dict[str, Namesake] = {}
    if not isinstance(target, Adopting):
        return found
    begun, wanted = shelf.begun(), [step.part for step in steps if step.part and not step.standing]
    holders = {part.key: part.under for part in wanted}
    for part in wanted:
        under = _found_above(part.under, holders, found) if within else None
        if part.under and under is None:
            continue
        namesake = target.namesake(part, under, begun.get(part.key))
        if namesake and not _is_among(namesake.object, found.values()):
            found[part.key] = _unless_held(namesake, shelf)
    return found


def refused_namesake(found: Collection[Namesake], window: str, *, consent: bool) -> Refusal | None:
    """Why the window goes up neither beside what was found nor on it."""
    for one in found:
        if (consent or one.is_ours) and not one.obstacle:
            continue
        why = phrase("Something of that name stands there already: {url}.", url=one.object.url)
        return Refusal(Gate.NAME, why, _mend_of_obstacle(one.obstacle) if one.obstacle else _mend(window))
    return None


def taken_over(steps: Sequence[PlanStep], found: Mapping[str, Namesake], target: WindowTarget) -> Iterator[PlanStep]:
    """The steps, of which those with a namesake adopt it; what it says otherwise and can be changed is changed."""
    for step in steps:
        namesake = found.get(step.key)
        if namesake is None or step.part is None:
            yield step
            continue
        said = target.told(namesake.object) or {}
        standing = Standing(None, step.key, namesake.object, said, said)
        can_change = target.changeable.get(step.kind, frozenset())
        changed = tuple(one for one in differences(step.part, standing) if one.field in can_change)
        yield replace(step, act=Act.ADOPT, standing=standing, differences=changed, why=_STOOD)


def _found_above(
    key: str | None, holders: Mapping[str, str | None], found: Mapping[str, Namesake]
) -> PublishedObject | None:
    """The innermost that was found of what a part shall stand in."""
    while key and key not in found:
        key = holders.get(key)
    return found[key].object if key else None


def _is_among(one: PublishedObject, found: Collection[Namesake]) -> bool:
    return any(other.object.external_id == one.external_id for other in found)


def _unless_held(namesake: Namesake, shelf: Shelf) -> Namesake:
    window = shelf.holder(namesake.object.external_id)
    if window is None:
        return namesake
    return replace(namesake, obstacle=phrase("it belongs to the window {window}", window=window))


def _mend(window: str) -> str:
    return phrase(
        "If it is the window's, `socialshop windows apply {window} --adopt` takes it over with what of the window "
        "stands on it; if not, give the window another title, or rename it there.",
        window=window,
    )


def _mend_of_obstacle(why: str) -> str:
    return phrase("It cannot be taken over: {why}. Give the window another title, or rename it there.", why=why)
