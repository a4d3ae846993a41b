"""From any state of the platform and any edit of the windows: apply gives exactly these, and a second plan is empty.

What the platform cannot change is left, if the window wants it so: then exactly that differs, and every plan says it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from socialshop.schema import metadata
from socialshop.store import open_store
from socialshop.testing.catalog import Killed
from socialshop.testing.fakes import MemoryPlatform
from socialshop.windows.definition import Unchangeable, WindowDefinition
from socialshop.windows.plan import Act, PlanStep, WindowPlan
from tests.conftest import SettableClock
from tests.integration.windows.conftest import Street

NAMES = ("nebel", "regentage")
ITEMS = ("brie", "comte", "feta", "gruyere")
WORDS = st.sampled_from(("Draußen nieselt es.", "Die Sonne scheint.", "Es schneit."))
PRODUCTS = st.lists(st.sampled_from(ITEMS), min_size=1, max_size=3, unique=True)


class Street24(RuleBasedStateMachine):
    """People edit files, products sell out, hands change posts, processes die; and now and then somebody applies."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="socialshop-street-"))
        self.clock = SettableClock(datetime(2026, 11, 2, 9, 0, tzinfo=UTC))
        self.store = open_store(f"sqlite:///{self.folder}/socialshop.db")
        metadata().create_all(self.store)
        self.street = Street(self.store, self.clock, MemoryPlatform(self.clock))
        self.windows: dict[str, WindowDefinition] = {}
        self.applied = False
        self.died = False

    def teardown(self) -> None:
        self.store.dispose()
        shutil.rmtree(self.folder)

    @initialize()
    def the_shop_opens(self) -> None:
        for item_id in ITEMS:
            self.street.deliver(item_id)

    @rule(
        name=st.sampled_from(NAMES),
        title=WORDS,
        story=WORDS,
        products=PRODUCTS,
        stand_ins=PRODUCTS,
        policy=st.sampled_from(("swap", "update", "withdraw")),
        unchangeable=st.sampled_from(("leave", "replace")),
    )
    def write(
        self,
        name: str,
        title: str,
        story: str,
        products: list[str],
        stand_ins: list[str],
        policy: str,
        unchangeable: str,
    ) -> None:
        table: dict[str, Any] = {
            "name": name,
            "title": f"{name}: {title}",
            "story": story,
            "motive": "Viele fragten danach.",
            "products": {"ids": products, "next": stand_ins},
            "channels": ["facebook"],
            "language": "de",
            "policy": policy,
            "unchangeable": unchangeable,
        }
        self.windows[name] = WindowDefinition.model_validate(table)
        self.applied = False

    @precondition(lambda self: self.windows)
    @rule(data=st.data())
    def delete_a_file(self, data: st.DataObject) -> None:
        del self.windows[data.draw(st.sampled_from(sorted(self.windows)))]
        self.applied = False

    @rule(item_id=st.sampled_from(ITEMS), quantity=st.sampled_from((0, 2, 40)))
    def sell(self, item_id: str, quantity: int) -> None:
        availability = "in stock" if quantity else "out of stock"
        self.street.deliver(item_id, quantity=quantity, availability=availability)
        self.applied = False

    # What was made just before a crash is found by what it says: nobody changes that before the next run.
    @precondition(lambda self: self.street.platform.standing and not self.died)
    @rule(data=st.data(), text=WORDS)
    def somebody_changes_a_text_there(self, data: st.DataObject, text: str) -> None:
        standing = self.street.platform.standing
        found = standing[data.draw(st.sampled_from(sorted(standing)))]
        found.fields["name" if found.kind == "board" else "text"] = text
        self.applied = False

    @precondition(lambda self: self.street.platform.standing)
    @rule(data=st.data())
    def somebody_takes_an_object_down_there(self, data: st.DataObject) -> None:
        platform = self.street.platform
        gone = data.draw(st.sampled_from(sorted(platform.standing)))
        platform.standing = {
            name: found for name, found in platform.standing.items() if gone not in (name, found.under)
        }
        self.applied = False

    @rule(effects=st.integers(1, 6))
    def apply_and_die(self, effects: int) -> None:
        self.street.platform.effects_left = effects
        try:
            self._apply()
        except Killed:
            self.died = True
        self.street.platform.effects_left = None

    @rule()
    def apply(self) -> None:
        self._apply()

    @invariant()
    def what_was_applied_stands_exactly(self) -> None:
        if not self.applied:
            return
        plans = self.street.plan(*self.windows.values())
        assert [step for plan in plans for step in plan.steps if step.act not in self._done_with(plan)] == []
        wanted = Counter(
            tuple(sorted({**step.part.fields, **_left(step)}.items()))
            for plan in plans
            for step in plan.steps
            if step.part is not None
        )
        standing = Counter(tuple(sorted(found.fields.items())) for found in self.street.platform.standing.values())
        assert standing == wanted

    def _done_with(self, plan: WindowPlan) -> tuple[Act, ...]:
        may_leave = self.windows[plan.window].unchangeable is Unchangeable.LEAVE
        return (Act.KEEP, Act.LEAVE) if may_leave else (Act.KEEP,)

    def _apply(self) -> None:
        self.applied = False
        self.street.apply(*self.windows.values())
        self.applied, self.died = True, False


def _left(step: PlanStep) -> dict[str, str]:
    """What of the object stays as it is, for the platform changes it for nobody."""
    left = {one.field: one.before for one in step.differences}
    assert not left.keys() & MemoryPlatform.changeable[step.kind]
    return left


Street24.TestCase.settings = settings(
    max_examples=15, stateful_step_count=12, suppress_health_check=[HealthCheck.too_slow]
)
TestAnyState = Street24.TestCase
