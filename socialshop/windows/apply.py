"""Bringing what stands on the platforms in line with the definitions; doing it twice changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Engine, delete, update
from sqlmodel import Session, col

from socialshop.clock import Clock
from socialshop.errors import ConfigurationError, NotYet, Permanent
from socialshop.phrases import phrase
from socialshop.ports import Part, PublishedObject
from socialshop.store.outbox import NeverSent, Outbox
from socialshop.sync.runs import Action, RunLog, Tally
from socialshop.windows.definition import WindowDefinition
from socialshop.windows.media import MediaStore
from socialshop.windows.model import PublicationState, WindowProduct, WindowRow
from socialshop.windows.plan import Act, PlanStep, WindowPlan
from socialshop.windows.planning import Channel, Planner, Window, price_of
from socialshop.windows.standing import Shelf, windows_on

STEP = "windows"


class WindowDresser:
    """Carries out the plans of a `Planner`, through the outbox."""

    def __init__(self, store: Engine, clock: Clock, planner: Planner, media: MediaStore | None = None) -> None:
        self._store = store
        self._clock = clock
        self._planner = planner
        self._media = media
        self._outbox = Outbox(store, clock)

    def apply(
        self,
        run: RunLog,
        definitions: Sequence[WindowDefinition],
        channels: Sequence[Channel],
        *,
        only: str | None = None,
        adopt: bool = False,
    ) -> None:
        """Let the platforms show what the definitions say. With `only`, one window, which is no longer held down;
        `adopt`: what stands by its name on a platform is its own."""
        chosen = [one for one in definitions if only in (None, one.name)]
        if only:
            self._release(only)
        windows = self._planner.choose(chosen)
        self._remember(windows, channels)
        for channel in channels:
            with run.step(STEP, channel.name, channel.traffic) as tally:
                self._apply(tally, channel, windows, strays=only is None, adopt=adopt)

    def withdraw(self, run: RunLog, name: str, channels: Sequence[Channel]) -> None:
        """Take one window down everywhere, and hold it down until it is applied by its name.

        Raises ConfigurationError for one that never stood.
        """
        self._hold(name)
        for channel in channels:
            with run.step(STEP, channel.name, channel.traffic) as tally:
                self._recover(tally, name, channel)
                self._carry_out(
                    tally, channel, self._planner.farewell(name, channel, why=phrase("Taken down by hand."))
                )

    def _apply(self, tally: Tally, channel: Channel, windows: Sequence[Window], *, strays: bool, adopt: bool) -> None:
        quota = self._planner.quota(channel)
        for window in windows:
            self._recover(tally, window.definition.name, channel)
            self._carry_out(tally, channel, self._planner.plan(window, channel, quota, adopt=adopt))
        known = {window.definition.name for window in windows}
        for name in windows_on(self._store, channel.name) if strays else ():
            if name not in known:
                self._recover(tally, name, channel)
                self._carry_out(tally, channel, self._planner.farewell(name, channel))

    # --- one plan ------------------------------------------------------------------------------

    def _carry_out(self, tally: Tally, channel: Channel, plan: WindowPlan) -> None:
        for about, refusal in plan.refusals:
            ref = plan.window if about == plan.window else f"{plan.window}: {about}"
            tally.record(ref, Action.REJECTED, str(refusal), refusal.mend)
        for item_id, why in plan.untagged.items() if plan.changes_something else ():
            tally.note(f"{plan.window}: {item_id}", phrase("No picture is tagged with it: {why}.", why=why))
        shelf, failed = self._planner.shelf(plan.window, channel), set[str]()
        self._forget_other_drafts(shelf, plan)
        standing = {step.key: step.standing.object for step in plan.steps if step.standing}
        for step in _coming_down_first(plan.steps):
            if step.part and step.part.under in failed:
                failed.add(step.key)
                continue
            try:
                self._do(tally, channel, shelf, step, standing)
            except NotYet as error:
                failed.add(step.key)
                tally.note(f"{plan.window}: {step.key}", phrase("It waits: {why}", why=error.what), error.mend)
            except Permanent as error:  # this object's own fault: the others go on
                failed.add(step.key)
                tally.record(f"{plan.window}: {step.key}", Action.FAILED, error.what, error.mend)

    def _do(
        self, tally: Tally, channel: Channel, shelf: Shelf, step: PlanStep, standing: dict[str, PublishedObject]
    ) -> None:
        ref = f"{shelf.window}: {step.key}"
        match step.act:
            case Act.KEEP:
                tally.unchanged += 1
            case Act.WAIT | Act.LEAVE:
                tally.note(ref, _said(step), step.mend)
            case Act.WITHDRAW:
                self._take_down(channel, shelf, step)
                tally.record(ref, Action.DELETED, step.why)
            case Act.CHANGE:
                self._change(channel, shelf, step)
                tally.record(ref, Action.UPDATED, _said(step), step.mend)
            case Act.ADOPT:
                self._adopt(channel, shelf, step)
                tally.record(ref, Action.ADOPTED, _said(step))
            case Act.CREATE | Act.REPLACE:
                standing[step.key] = self._make(channel, shelf, step, standing)
                action = Action.UPDATED if step.act is Act.REPLACE else Action.CREATED
                made = standing[step.key]
                tally.record(ref, action, _said(step) or made.url or made.external_id)

    def _make(
        self, channel: Channel, shelf: Shelf, step: PlanStep, standing: dict[str, PublishedObject]
    ) -> PublishedObject:
        part = step.part
        assert part is not None
        self._show_outside(part, channel)
        if step.standing:
            if step.standing.told is not None:
                channel.target.withdraw(step.standing.object)
            shelf.over(step.standing, PublicationState.WITHDRAWN)
        shelf.begin(part)
        under = standing.get(part.under) if part.under else None
        published = channel.target.create(part, under, self._outbox.steps(shelf.prefix(part.key), channel.name))
        shelf.ended(part, published)
        return published

    def _change(self, channel: Channel, shelf: Shelf, step: PlanStep) -> None:
        assert step.part is not None
        assert step.standing is not None
        self._show_outside(step.part, channel)
        fields = frozenset(one.field for one in step.differences)
        channel.target.change(step.standing.object, step.part, fields)
        shelf.changed(step.standing, step.part, fields)

    def _adopt(self, channel: Channel, shelf: Shelf, step: PlanStep) -> None:
        assert step.part is not None
        assert step.standing is not None
        adopted = replace(step, standing=shelf.adopted(step.part, step.standing))
        if step.differences:
            self._change(channel, shelf, adopted)

    def _show_outside(self, part: Part, channel: Channel) -> None:
        """Put its pictures where the platform can fetch them, if it wants to. Raises Permanent where it cannot."""
        limits = channel.target.limits.picture
        if self._media and limits and part.fetched:
            self._media.publish(part.pictures, channel.name, most_bytes=limits.max_bytes)

    def _take_down(self, channel: Channel, shelf: Shelf, step: PlanStep) -> None:
        assert step.standing is not None
        try:
            if step.standing.told is not None:
                channel.target.withdraw(step.standing.object)
        except Permanent:  # said once: the next plans leave it where it is
            shelf.over(step.standing, PublicationState.LEFT)
            raise
        shelf.over(step.standing, PublicationState.WITHDRAWN)

    # --- what an earlier run left --------------------------------------------------------------

    def _recover(self, tally: Tally, name: str, channel: Channel) -> None:
        """Find out what became of the parts whose creation an earlier run began and did not end."""
        shelf = self._planner.shelf(name, channel)
        drafts = shelf.drafts()
        standing = {one.key: one.object for one in shelf.standing(channel.target, ())} if drafts else {}
        for part in drafts:
            prefix = shelf.prefix(part.key)
            under = standing.get(part.under) if part.under else None
            try:
                published = channel.target.create(part, under, self._outbox.looks(prefix))
            except NeverSent:
                continue
            shelf.ended(part, published)
            standing[part.key] = published
            tally.record(f"{name}: {part.key}", Action.CREATED, phrase("An earlier run made it: it was found there."))

    def _forget_other_drafts(self, shelf: Shelf, plan: WindowPlan) -> None:
        """What was begun and never sent is continued where the same is still wanted, and begun anew elsewhere."""
        wanted = {step.key: step.part.fields for step in plan.steps if step.part}
        for draft in shelf.drafts():
            if wanted.get(draft.key) != draft.fields:
                self._outbox.forget(shelf.prefix(draft.key) + "/")
                shelf.dropped(draft.key)

    # --- what is remembered --------------------------------------------------------------------

    def _hold(self, name: str) -> None:
        with Session(self._store) as session:
            row = session.get(WindowRow, name)
            if row is None:
                raise ConfigurationError(
                    phrase("No window {name} was ever applied.", name=repr(name)),
                    mend=phrase("A window is called as its file, without `.toml`."),
                )
            row.held_at = self._clock()
            session.commit()

    def _release(self, name: str) -> None:
        with Session(self._store) as session:
            session.execute(update(WindowRow).where(col(WindowRow.name) == name).values(held_at=None))
            session.commit()

    def _remember(self, windows: Sequence[Window], channels: Sequence[Channel]) -> None:
        """Store the definitions, and what they show, before anything of it is public: who answers it must find both."""
        covers = {window.definition.name: self._planner.cover(window, channels) for window in windows}
        with Session(self._store) as session:
            for window in windows:
                name = window.definition.name
                session.merge(self._row(window, session.get(WindowRow, name), covers[name]))
            session.flush()
            for window in windows:
                session.execute(delete(WindowProduct).where(col(WindowProduct.window) == window.definition.name))
                session.add_all(
                    WindowProduct(
                        window=window.definition.name, item_id=product.id, position=position, price=price_of(product)
                    )
                    for position, product in enumerate(window.choice.shown)
                )
            session.commit()

    def _row(self, window: Window, known: WindowRow | None, cover: str) -> WindowRow:
        definition = window.definition
        photos = [product.image_link for product in window.choice.shown]
        pictures = (cover, known.picture if known else "", *photos)
        return WindowRow(
            name=definition.name,
            title=definition.title,
            motive=definition.motive,
            starts_at=definition.starts,
            ends_at=definition.ends,
            picture=next((picture for picture in pictures if picture), ""),
            known_at=window.known_at,
            applied_at=self._clock(),
            held_at=known.held_at if known else None,
        )


def _coming_down_first(steps: Sequence[PlanStep]) -> list[PlanStep]:
    return sorted(steps, key=lambda step: step.act is not Act.WITHDRAW)


def _said(step: PlanStep) -> str:
    fields = ", ".join(
        phrase("{field} changed there by hand", field=one.field) if one.by_hand else one.field
        for one in step.differences
    )
    at = f"{step.at:%Y-%m-%d %H:%M %Z}" if step.at else ""
    return " · ".join(part for part in (fields, at, step.why) if part)
