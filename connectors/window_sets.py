"""A window's products as a set of the platform's catalog: Meta's product sets, Pinterest's product groups."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from socialshop.ports import (
    Display,
    Namesake,
    ObjectKind,
    Part,
    ProductSet,
    PublishedObject,
    SetTarget,
    StandingSet,
    Steps,
)

CHANGEABLE = frozenset({"title", "products"})


def set_parts(display: Display, kind: ObjectKind) -> Iterator[Part]:
    """None for a window without products. The name's stroke keeps the set out of the configured ones."""
    if display.products:
        products = ",".join(product.item_id for product in display.products)
        fields = {"name": f"window/{display.window}", "title": display.title, "products": products}
        yield Part("set", kind, fields)


class WindowSets:
    """Sets that are known by their name. `item_ids` reads the ids out of a set's definition."""

    def __init__(self, target: SetTarget, kind: ObjectKind, item_ids: Callable[[Mapping[str, Any]], list[str]]) -> None:
        self._target = target
        self._kind = kind
        self._item_ids = item_ids

    def create(self, part: Part, _under: PublishedObject | None, steps: Steps) -> PublishedObject:
        wanted = _set(part)
        made = steps.run("set", lambda: self._target.create_set(wanted), lambda _since: self._find(wanted.name))
        return PublishedObject(self._kind, made)

    def namesake(self, part: Part, _under: PublishedObject | None, _begun: datetime | None) -> Namesake | None:
        found = self._find(part.fields["name"])
        return Namesake(PublishedObject(self._kind, found), is_ours=True) if found else None

    def told(self, published: PublishedObject) -> Mapping[str, str] | None:
        found = (one for one in self._target.standing_sets() if one.set_id == published.external_id)
        return next(map(self._fields, found), None)

    def change(self, published: PublishedObject, part: Part, fields: frozenset[str]) -> None:
        """A set is said anew as a whole."""
        self._target.change_set(published.external_id, _set(part))

    def withdraw(self, published: PublishedObject) -> None:
        self._target.remove_set(published.external_id)

    def _find(self, name: str) -> str | None:
        return next((one.set_id for one in self._target.standing_sets() if one.name == name), None)

    def _fields(self, standing: StandingSet) -> dict[str, str]:
        definition = json.loads(standing.definition)
        products = ",".join(one for one in self._item_ids(definition) if one != standing.name)
        return {"name": standing.name, "title": definition["name"], "products": products}


def _set(part: Part) -> ProductSet:
    """Platforms refuse a second set of the same items, and two windows may show the same: the set's own name is among
    its ids, which no item has."""
    name, ids = part.fields["name"], part.fields["products"].split(",")
    return ProductSet(name, part.fields["title"], len(ids), item_ids=(*ids, name))
