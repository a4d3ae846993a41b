"""From the definitions, the day's facts and what stands on a platform to the plan for it. Reads alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from socialshop.clock import Clock
from socialshop.errors import InputError
from socialshop.money import Money
from socialshop.phrases import phrase
from socialshop.ports import Display, HandMending, ProductTagging, Traffic, WindowTarget
from socialshop.products.model import Product
from socialshop.store import reading
from socialshop.windows.adoption import namesakes, refused_namesake, taken_over
from socialshop.windows.assortment import assortment_of
from socialshop.windows.choice import Choice, choose
from socialshop.windows.claims import SaidClaim
from socialshop.windows.definition import HANDFUL, WindowDefinition
from socialshop.windows.display import Stage, build_display, said_claims, with_gone
from socialshop.windows.facts import Facts
from socialshop.windows.gates import Gate, Refusal, refused_definition, refused_display
from socialshop.windows.model import WindowProduct, WindowRow
from socialshop.windows.plan import Act, PlanStep, Standing, WindowPlan, compare, leaves_pictures, no_mend
from socialshop.windows.quota import Quota
from socialshop.windows.schedule import Slots
from socialshop.windows.standing import Shelf, made_since, windows_on

Decorate = Callable[[Display, WindowDefinition, Sequence[Product], Stage], Display]
"""Gives a display its pictures."""

_OVER = phrase("The window is over.")
_NOT_HERE = phrase("The window is no longer for this channel.")
_FILE_GONE = phrase("Its file is gone.")
_NOT_SHOWN = phrase("The window no longer shows it.")
ITS_TIME = phrase("Its time has not come.")
QUIET = phrase("gate quiet hours: nothing goes up before they are over.")
QUOTA = phrase("The platform takes no more for now: the next free slot.")


@dataclass(frozen=True, slots=True)
class Channel:
    """A connector that shows windows, under its name."""

    name: str
    target: WindowTarget
    traffic: Traffic

    def stage(self) -> Stage:
        return Stage.of(self.name, self.target)


@dataclass(frozen=True, slots=True)
class Window:
    """A definition with what is chosen for it today. `known_at` is when it was first applied; `held`: it was taken
    down by hand; `reasons` say, by product, why it is not shown, or what changed of it; `stand_ins`, for whom it
    stands."""

    definition: WindowDefinition
    choice: Choice
    known_at: datetime
    held: bool
    reasons: Mapping[str, str]
    stand_ins: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Wish:
    """What shall stand and from when on; without a display nothing shall, and `why` says so. `keep`: a gate is shut,
    and what stands stays as it is."""

    display: Display | None = None
    due: datetime | None = None
    why: str = ""
    refusals: tuple[tuple[str, Refusal], ...] = ()
    keep: bool = False
    claims: tuple[SaidClaim, ...] = ()
    untagged: Mapping[str, str] = field(default_factory=dict)


def undecorated(display: Display, _window: WindowDefinition, _products: Sequence[Product], _stage: Stage) -> Display:
    """The display with its products' own pictures."""
    return display


class Planner:
    """Plans the windows of one shop on its channels."""

    def __init__(self, store: Engine, clock: Clock, facts: Facts, decorate: Decorate = undecorated) -> None:
        self._store = store
        self._clock = clock
        self.facts = facts
        self.decorate = decorate

    def choose(self, definitions: Sequence[WindowDefinition]) -> list[Window]:
        """Each window with today's choice. Raises InputError for a condition that is none."""
        with Session(reading(self._store)) as session:
            return [self._chosen(session, definition) for definition in definitions]

    def plans(
        self, windows: Sequence[Window], channel: Channel, *, strays: bool = True, adopt: bool = False
    ) -> list[WindowPlan]:
        """The plan of each window on the channel; with `strays`, of those too that stand and have no file any more."""
        quota = self.quota(channel)
        plans = [self.plan(window, channel, quota, adopt=adopt) for window in windows]
        known = {window.definition.name for window in windows}
        gone = [name for name in windows_on(self._store, channel.name) if name not in known] if strays else []
        return [plan for plan in (*plans, *(self.farewell(name, channel) for name in gone)) if _says_something(plan)]

    def quota(self, channel: Channel) -> Quota:
        room = channel.target.room()
        since = self._clock() - room.period if room else self._clock()
        return Quota(room, made_since(self._store, channel.name, since), self._clock())

    def farewell(self, name: str, channel: Channel, why: str = _FILE_GONE) -> WindowPlan:
        """Everything of the window comes down."""
        standing = self.shelf(name, channel).standing(channel.target, ())
        return WindowPlan(name, channel.name, tuple(compare((), standing, {}, why_down=why)))

    def plan(self, window: Window, channel: Channel, quota: Quota, *, adopt: bool = False) -> WindowPlan:
        """`adopt`: a person says that what stands there by the window's name is the window's."""
        name, target = window.definition.name, channel.target
        wish = self._wish(window, channel)
        plan = WindowPlan(
            name, channel.name, (), wish.refusals, _notes(window, wish), claims=wish.claims, untagged=wish.untagged
        )
        if wish.keep:
            return plan
        parts = target.parts(wish.display) if wish.display else ()
        shelf = self.shelf(name, channel)
        standing = shelf.standing(target, [part.key for part in parts])
        steps = self._steps(window, wish, target, standing)
        if wish.display and leaves_pictures(steps):
            told = with_gone(wish.display, window.choice.gone, channel.stage())
            steps = self._steps(window, replace(wish, display=told), target, standing)
        found = namesakes(steps, target, shelf, within=adopt)
        closed = refused_namesake(found.values(), name, consent=adopt)
        if closed:
            return replace(plan, refusals=(*plan.refusals, (name, closed)))
        steps = list(taken_over(steps, found, target))
        timed = self._in_time(steps, wish.due, window.definition.calendar(), quota)
        return replace(plan, steps=tuple(_reasoned(step, window) for step in timed))

    def _steps(self, window: Window, wish: _Wish, target: WindowTarget, standing: Sequence[Standing]) -> list[PlanStep]:
        display = wish.display
        if display and wish.due and self._schedules_itself(wish.due, target, standing):
            display = replace(display, publish_at=wish.due)
        parts = target.parts(display) if display else ()
        mends = target.mend_by_hand if isinstance(target, HandMending) else no_mend
        return compare(parts, standing, target.changeable, window.definition.unchangeable, wish.why, mends)

    def cover(self, window: Window, channels: Sequence[Channel]) -> str:
        """The address of the picture that stands for the window in lists: its cover on the first of these channels
        that it is for, or '' where none can be drawn."""
        channel = next((one for one in channels if one.name in window.definition.channels), None)
        try:
            pictures = self._display(window, channel.stage()).pictures if channel else ()
        except InputError:  # a photo that cannot be shown: the plan says which
            pictures = ()
        return pictures[0].url if pictures else ""

    def shelf(self, window: str, channel: Channel) -> Shelf:
        return Shelf(self._store, self._clock, window, channel.name)

    # --- what is wished ------------------------------------------------------------------------

    def _chosen(self, session: Session, definition: WindowDefinition) -> Window:
        row = session.get(WindowRow, definition.name)
        products = session.exec(
            select(WindowProduct).where(WindowProduct.window == definition.name).order_by(col(WindowProduct.position))
        ).all()
        assortment = assortment_of(session, definition, self.facts, [product.item_id for product in products])
        choice = choose(definition, assortment, self.facts)
        session.expunge_all()
        prices = {product.item_id: product.price for product in products}
        return Window(
            definition,
            choice,
            known_at=(row.known_at or row.applied_at) if row else self._clock(),
            held=bool(row and row.held_at),
            reasons=_swaps(choice) | _new_prices(choice, prices),
            stand_ins={one: _standing_in(one, gone) for gone, one in choice.swapped.items()},
        )

    def _wish(self, window: Window, channel: Channel) -> _Wish:
        definition, now = window.definition, self._clock()
        if definition.is_over(now):
            return _Wish(why=_OVER)
        if channel.name not in definition.channels:
            return _Wish(why=_NOT_HERE)
        if window.held:
            return _Wish(why=_held(definition.name))
        swapped = window.choice.swapped
        about = tuple((item_id, one) for item_id, one in window.choice.refused.items() if item_id not in swapped)
        if window.choice.held_back:
            names = ", ".join(window.choice.refused)
            why = phrase("Its policy is to come down while this cannot be shown: {products}.", products=names)
            return _Wish(why=why, refusals=about)
        closed = refused_definition(definition, self.facts)
        if closed:
            return _Wish(refusals=(*about, (definition.name, closed)), keep=True)
        return self._shown(window, channel, about)

    def _shown(self, window: Window, channel: Channel, about: tuple[tuple[str, Refusal], ...]) -> _Wish:
        definition, stage = window.definition, channel.stage()
        try:
            display = self._display(window, stage)
        except InputError as error:
            undrawn = Refusal(Gate.PICTURE, error.what, error.mend)
            return _Wish(refusals=(*about, (definition.name, undrawn)), keep=True)
        closed = refused_display(definition, channel.name, display, stage.limits, self.facts)
        if closed:
            nothing_left = closed.gate is Gate.PRODUCTS
            return _Wish(why=closed.reason, refusals=(*about, (definition.name, closed)), keep=not nothing_left)
        claims = said_claims(window.choice.shown, definition, stage, self.facts)
        untagged = untagged_on(channel.target, display)
        shown = without_tags(display, untagged)
        return _Wish(shown, self.due(window), refusals=about, claims=claims, untagged=untagged)

    def _display(self, window: Window, stage: Stage) -> Display:
        """Raises InputError for a photo that cannot be shown."""
        definition, shown = window.definition, window.choice.shown
        return self.decorate(build_display(definition, stage, shown, self.facts), definition, shown, stage)

    def due(self, window: Window) -> datetime:
        """When it may go up: its first slot after its start, outside of the quiet hours."""
        definition = window.definition
        first = definition.calendar().first(max(definition.starts or window.known_at, window.known_at))
        return self._awake(first)

    def _awake(self, moment: datetime) -> datetime:
        quiet = self.facts.front.quiet
        return quiet.over(moment) if quiet else moment

    # --- when ----------------------------------------------------------------------------------

    def _schedules_itself(self, due: datetime, target: WindowTarget, standing: Sequence[Standing]) -> bool:
        """Whether the platform takes the window now and publishes it then, or has taken it already."""
        scheduling, ahead = target.limits.scheduling, due - self._clock()
        if scheduling is None or ahead <= timedelta():
            return False
        return bool(standing) or scheduling.earliest <= ahead <= scheduling.latest

    def _in_time(
        self, steps: Sequence[PlanStep], due: datetime | None, calendar: Slots, quota: Quota
    ) -> Iterator[PlanStep]:
        """What is to be made waits for its time, for the end of the quiet hours, or for room."""
        now = self._clock()
        awake = self._awake(now)
        waiting: dict[str, tuple[datetime, str]] = {}
        itself = any(step.part and step.part.publish_at for step in steps)
        for step in steps:
            if step.act not in (Act.CREATE, Act.REPLACE) or step.part is None:
                yield step
                continue
            at, why = waiting.get(step.part.under or "", (None, ""))
            if at is None and not itself:
                at, why = (due, ITS_TIME) if due and due > awake else (awake, QUIET)
            if at is None or at <= now:
                freed = quota.take()
                at, why = (calendar.first(self._awake(freed)), QUOTA) if freed else (None, "")
            if at is None:
                yield step
                continue
            waiting[step.key] = (at, why)
            yield replace(step, act=Act.WAIT, at=at, why=why)


def untagged_on(target: WindowTarget, display: Display) -> Mapping[str, str]:
    """Products of the display that the platform tags in no picture, and why; none where it has no tags at all.

    Raises PlatformError: it is asked.
    """
    item_ids = [product.item_id for product in display.products]
    return target.untagged(item_ids) if isinstance(target, ProductTagging) else {}


def without_tags(display: Display, untagged: Mapping[str, str]) -> Display:
    products = (replace(one, tagged=one.item_id not in untagged) for one in display.products)
    return replace(display, products=tuple(products))


def _notes(window: Window, wish: _Wish) -> tuple[str, ...]:
    if wish.why in (_OVER, _NOT_HERE):
        return ()
    held = (wish.why,) if window.held and wish.why else ()
    told = (reason for item_id, reason in window.reasons.items() if item_id not in dict(wish.refusals))
    return (*held, *told, *_shelf(len(window.choice.shown)))


def _held(window: str) -> str:
    return phrase("It was taken down by hand: `socialshop windows apply {window}` puts it up again.", window=window)


def _shelf(number: int) -> tuple[str, ...]:
    if number <= HANDFUL:
        return ()
    return (
        phrase("{number} products: people remember {handful} at most. Less is more.", number=number, handful=HANDFUL),
    )


def _swaps(choice: Choice) -> dict[str, str]:
    """By product that is gone, why, and who stands in for it."""
    reasons = {}
    for gone, refusal in choice.refused.items():
        instead = choice.swapped.get(gone)
        reasons[gone] = f"{gone}: {refusal.reason}"
        if instead:
            reasons[gone] += " " + phrase("{product} stands in for it.", product=instead)
    return reasons


def _standing_in(item_id: str, gone: str) -> str:
    return f"{item_id}: " + phrase("it stands in for {product}.", product=gone)


def _new_prices(choice: Choice, prices: Mapping[str, int | None]) -> dict[str, str]:
    reasons = {}
    for product in choice.shown:
        before, now = prices.get(product.id), price_of(product)
        if before is not None and before != now:
            old, new = (str(Money(minor, product.currency)) for minor in (before, now))
            reasons[product.id] = f"{product.id}: " + phrase("its price went from {old} to {new}.", old=old, new=new)
    return reasons


def price_of(product: Product) -> int:
    """The price that holds, in minor units."""
    return product.price if product.sale_price is None else product.sale_price


def _reasoned(step: PlanStep, window: Window) -> PlanStep:
    """The step with what the day's facts have to do with it."""
    if step.act is Act.KEEP or step.act is Act.WAIT or (step.act is Act.WITHDRAW and step.why):
        return step
    if step.item_id:
        otherwise = _NOT_SHOWN if step.act is Act.WITHDRAW else window.stand_ins.get(step.item_id, "")
        told = window.reasons.get(step.item_id, otherwise)
    else:
        told = " ".join(window.reasons.values()) if step.differences else ""
    return replace(step, why=" ".join(part for part in (step.why, told) if part))


def _says_something(plan: WindowPlan) -> bool:
    return bool(plan.steps or plan.refusals or plan.notes)
