"""A platform's product sets in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import ClassVar

from socialshop.errors import NotFound, Permanent
from socialshop.ports import ProductSet, StandingSet
from socialshop.testing.catalog import meet


class FakeSets:
    """Takes every set but those whose titles are `refused`."""

    catalog: ClassVar[str] = "meta"

    def __init__(self) -> None:
        self.standing: dict[str, StandingSet] = {}
        """By the platform's id."""
        self.calls: list[str] = []
        self.refused: set[str] = set()
        self.impossible: set[str] = set()
        """Names of sets that the platform cannot have."""
        self.after_write: list[BaseException | None] = []
        """One entry a write: the error that replaces its answer."""

    @property
    def titles(self) -> dict[str, str]:
        return {one.name: json.loads(one.definition)["title"] for one in self.standing.values()}

    def define(self, wanted: ProductSet) -> str:
        if wanted.name in self.impossible:
            raise Permanent("too deep", channel=self.catalog, mend="Go up.")
        told = [wanted.category, wanted.label, wanted.item_ids]
        return json.dumps({"title": wanted.title, "filter": told})

    def create_set(self, wanted: ProductSet) -> str:
        set_id = f"set-{len(self.calls)}"
        self._write("create", set_id, wanted)
        return set_id

    def change_set(self, set_id: str, wanted: ProductSet) -> None:
        if set_id not in self.standing:
            raise NotFound("gone", channel=self.catalog)
        self._write("change", set_id, wanted)

    def remove_set(self, set_id: str) -> None:
        self.calls.append("remove")
        self.standing.pop(set_id, None)

    def standing_sets(self) -> Iterator[StandingSet]:
        self.calls.append("list")
        yield from list(self.standing.values())

    def _write(self, call: str, set_id: str, wanted: ProductSet) -> None:
        if wanted.title in self.refused:
            raise Permanent("refused", channel=self.catalog, mend="Ask the platform.")
        self.calls.append(call)
        self.standing[set_id] = StandingSet(wanted.name, set_id, self.define(wanted))
        meet(self.after_write)
